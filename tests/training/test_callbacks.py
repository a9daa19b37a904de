"""Callbacks: called in order, and each does what it says, checked by hand."""

import numpy as np
import pytest

from mlp import SGD, Adam, AdamW, RMSprop, Trainer, build_mlp, evaluate
from mlp.training.callbacks import AverageBeside, Callback, GradientNorms, KeepBest, WeightAverage
from tests.training.training_samples import TRAIN, VALIDATION, blobs, small_trainer


class Noting(Callback):
    """Writes down what is called, and what can be seen then."""

    def __init__(self, name, notes):
        super().__init__(name=name)
        self.name, self.notes = name, notes

    def note(self, what, trainer):
        self.notes.append((self.name, what, trainer.iteration, len(trainer.history)))

    def begin(self, trainer):
        self.note("begin", trainer)

    def after_step(self, trainer):
        self.note("after_step", trainer)

    def before_record(self, trainer):
        self.note("before_record", trainer)

    def after_record(self, trainer):
        self.note("after_record", trainer)

    def finish(self, trainer):
        self.note("finish", trainer)


def test_they_are_called_in_order_and_back():
    notes = []
    small_trainer(callbacks=[Noting("a", notes), Noting("b", notes)], record_every=2).fit(TRAIN, iterations=3)
    assert notes == [
        ("a", "begin", 0, 0), ("b", "begin", 0, 0),
        ("a", "after_step", 1, 0), ("b", "after_step", 1, 0),
        ("a", "after_step", 2, 0), ("b", "after_step", 2, 0),
        ("a", "before_record", 2, 0), ("b", "before_record", 2, 0),
        ("b", "after_record", 2, 1), ("a", "after_record", 2, 1),
        ("a", "after_step", 3, 1), ("b", "after_step", 3, 1),
        ("a", "before_record", 3, 1), ("b", "before_record", 3, 1),
        ("b", "after_record", 3, 2), ("a", "after_record", 3, 2),
        ("a", "finish", 3, 2), ("b", "finish", 3, 2),
    ]  # fmt: skip


def test_a_callback_stops_the_training_and_the_last_step_is_recorded():
    class StopAtFive(Callback):
        def after_step(self, trainer):
            if trainer.iteration == 5:
                trainer.stop()

    trainer = small_trainer(callbacks=[StopAtFive()])
    history = trainer.fit(TRAIN, VALIDATION, epochs=9)
    assert trainer.iteration == 5 and trainer.done and not trainer.interrupted
    np.testing.assert_array_equal(history.iteration, [4, 5])


def test_it_says_what_it_was_made_with():
    assert repr(KeepBest("accuracy", patience=3)) == "KeepBest(watch='accuracy', patience=3)"
    assert repr(WeightAverage(0.99)) == "WeightAverage(decay=0.99)"


def played(watch, patience, entries):
    """How many entries a training with these (loss, accuracy) on the validation images makes, and which it keeps."""

    class Scripted(Callback):
        def after_record(self, trainer):
            number = len(trainer.history) - 1
            row = trainer.history.rows[-1]
            row["validation_loss"], row["validation_accuracy"] = entries[number]
            trainer.network.parameters[:] = number

    # The script comes after KeepBest in the list, so before it where the callbacks are called in reverse.
    trainer = small_trainer(callbacks=[KeepBest(watch, patience), Scripted()])
    trainer.fit(TRAIN, VALIDATION, epochs=len(entries))
    return len(trainer.history), int(trainer.network.parameters[0])


ENTRIES = [(0.9, 0.50), (0.5, 0.60), (0.6, 0.70), (0.7, 0.65), (0.8, 0.70), (0.4, 0.66), (0.9, 0.60)]


@pytest.mark.parametrize("watch, patience, length, kept", [
    ("loss", None, 7, 5), ("loss", 1, 3, 1), ("loss", 2, 4, 1), ("loss", 3, 5, 1), ("loss", 4, 7, 5),
    ("accuracy", None, 7, 2), ("accuracy", 1, 4, 2), ("accuracy", 2, 5, 2), ("accuracy", 9, 7, 2),
])  # fmt: skip
def test_patience_and_the_best_entry_by_loss_or_accuracy(watch, patience, length, kept):
    """An equal entry (0.70 twice) is no better: the first of the best is kept, and patience runs on."""
    assert played(watch, patience, ENTRIES) == (length, kept)


def test_a_loss_that_is_nan_is_never_the_best():
    entries = [(0.9, 0.5), (np.nan, 0.6), (0.8, 0.5)]
    assert played("loss", None, entries) == (3, 2)
    assert played("loss", 1, entries) == (2, 0)


@pytest.mark.parametrize("watch", ["loss", "accuracy"])
def test_a_first_entry_that_is_nan_is_passed_over(watch):
    good = [(0.9, 0.5), (0.7, 0.6), (0.8, 0.5)]
    assert played(watch, None, [(np.nan, np.nan), *good]) == (4, 2)
    assert played(watch, 2, [(np.nan, np.nan), *good]) == (4, 2)
    assert played(watch, None, [(np.nan, np.nan)] * 3) == (3, 2), "with nothing to return to, it stays where it is"


def test_the_best_network_is_returned_with_its_running_averages():
    network = build_mlp([4, 8, 3], batch_norm=True, seed=1)
    trainer = Trainer(network, SGD(0.05), batch_size=32, callbacks=[KeepBest()], progress=False)
    wrong = blobs(50, seed=1)
    wrong.labels = (wrong.labels + 1) % 3  # gets worse while the network learns
    history = trainer.fit(TRAIN, wrong, epochs=6)
    assert history.validation_loss.argmin() < 5
    assert evaluate(network, wrong).loss == history.validation_loss.min()


@pytest.mark.parametrize("decay", [0.0, 0.5, 0.9])
def test_the_average_is_that_computed_by_hand(decay):
    passed = []

    class Watch(Callback):
        def after_step(self, trainer):
            passed.append(trainer.network.parameters.astype("float64"))

    trainer = small_trainer(callbacks=[Watch(), WeightAverage(decay)])
    trainer.fit(TRAIN, iterations=10)
    weights = np.array([decay ** (len(passed) - 1 - step) for step in range(len(passed))])
    expected = weights @ np.array(passed) / weights.sum()
    np.testing.assert_allclose(trainer.network.parameters, expected, rtol=2e-5, atol=1e-6)


def test_the_average_is_judged_and_never_trained_on():
    averaged, plain = small_trainer(callbacks=[WeightAverage(0.9)]), small_trainer()
    seen = []

    class Judge(Callback):
        def after_record(self, trainer):
            seen.append((evaluate(trainer.network, VALIDATION).loss, trainer.network.parameters.copy()))

    averaged.callbacks.append(Judge())  # called first after the record, with the average still in place
    history, other = averaged.fit(TRAIN, VALIDATION, epochs=3), plain.fit(TRAIN, VALIDATION, epochs=3)
    assert [loss for loss, _ in seen] == list(history.validation_loss)
    np.testing.assert_array_equal(history.loss, other.loss)  # the steps were taken with the network's own parameters
    np.testing.assert_array_equal(averaged.network.parameters, seen[-1][1])
    assert not np.array_equal(averaged.network.parameters, plain.network.parameters)


def test_the_best_average_is_kept_with_patience():
    trainer = small_trainer(callbacks=[WeightAverage(0.9)], patience=2)
    wrong = blobs(50, seed=1)
    wrong.labels = (wrong.labels + 1) % 3
    history = trainer.fit(TRAIN, wrong, epochs=20)
    assert len(history) == history.validation_loss.argmin() + 3
    assert evaluate(trainer.network, wrong).loss == history.validation_loss.min()


@pytest.mark.parametrize("every", [1, 3])
def test_an_average_beside_is_that_of_the_formula_and_changes_nothing(every):
    def trainer_with(callbacks):
        network = build_mlp([4, 8, 3], batch_norm=True, seed=1)
        return Trainer(network, SGD(0.05, momentum=0.9), batch_size=32, callbacks=callbacks, progress=False)

    passed, beside = [], AverageBeside(0.8, every)

    class Watch(Callback):
        def after_step(self, trainer):
            passed.append(trainer.network.snapshot())

    trainer, plain = trainer_with([Watch(), beside]), trainer_with([])
    trainer.fit(TRAIN, VALIDATION, epochs=4), plain.fit(TRAIN, VALIDATION, epochs=4)
    assert trainer.history.rows == plain.history.rows
    np.testing.assert_array_equal(trainer.network.parameters, plain.network.parameters)

    terms = passed[::every]
    weights = 0.8 ** (every * np.arange(len(terms))[::-1])
    for name, average in beside.averaged().items():
        expected = np.tensordot(weights / weights.sum(), [term[name] for term in terms], axes=1)
        np.testing.assert_allclose(average, expected, rtol=2e-5, atol=1e-6)
    assert len(beside.state["accuracy"]) == len(beside.state["loss"]) == len(trainer.history)
    plain.network.restore(beside.averaged())
    result = evaluate(plain.network, VALIDATION)
    assert (beside.state["accuracy"][-1], beside.state["loss"][-1]) == (result.accuracy, result.loss)


def test_without_validation_images_an_average_beside_is_kept_and_not_measured():
    trainer = small_trainer(callbacks=[AverageBeside(0.9)])
    trainer.fit(TRAIN, epochs=2)
    (beside,) = trainer.callbacks
    assert beside.state["accuracy"] == [] and beside.averaged()["parameters"].shape == trainer.network.parameters.shape


BY_HAND = [SGD(0.05, momentum=0.9, nesterov=True), RMSprop(), Adam(), SGD(0.1), AdamW(0.01, weight_decay=5.0)]


@pytest.mark.parametrize("optimizer", BY_HAND, ids=repr)
def test_gradient_norms_are_those_computed_by_hand(optimizer):
    trainer = small_trainer(optimizer=optimizer, callbacks=[GradientNorms(every=3)])
    rows = []

    class ByHand(Callback):
        def begin(self, trainer):
            self.before = trainer.network.parameters.copy()

        def after_step(self, trainer):
            first = trainer.network.layers[0]
            update = self.before[: 4 * 8] - first.weight.reshape(-1)
            rows.append(
                [np.sqrt((array.astype("float64") ** 2).sum()) for array in (first.d_weight, first.weight, update)]
            )
            self.begin(trainer)

    trainer.callbacks.append(ByHand())
    trainer.fit(TRAIN, iterations=10)
    frame = trainer.callbacks[0].frame()
    assert list(frame.iteration.unique()) == [3, 6, 9]
    assert list(zip(frame.layer, frame.parameter))[:4] == [(0, "weight"), (0, "bias"), (2, "weight"), (2, "bias")]
    first = frame[(frame.layer == 0) & (frame.parameter == "weight")]
    columns = ["gradient_norm", "weight_norm", "update_norm"]
    np.testing.assert_allclose(first[columns], np.array(rows)[[2, 5, 8]], rtol=1e-3)
    np.testing.assert_allclose(frame.update_ratio, frame.update_norm / frame.weight_norm)


def test_gradient_norms_see_l2_and_leave_the_training_alone():
    noted, plain = small_trainer(l2=0.1, callbacks=[GradientNorms(every=1)]), small_trainer(l2=0.1)
    noted.fit(TRAIN, epochs=2), plain.fit(TRAIN, epochs=2)
    assert noted.network.parameters.tobytes() == plain.network.parameters.tobytes()
    last = noted.callbacks[0].frame().iloc[-2]  # the weight of the last layer, after the last step
    assert last.gradient_norm == pytest.approx(np.linalg.norm(noted.network.layers[2].d_weight))


def test_a_callback_forgets_an_earlier_training():
    callbacks = [WeightAverage(0.9), KeepBest(), GradientNorms(every=1)]
    trainer = small_trainer(optimizer=AdamW(), callbacks=callbacks)
    for _ in range(2):
        trainer.fit(TRAIN, VALIDATION, iterations=4)
        assert callbacks[0].state["steps"] == 4 and len(callbacks[2].frame()) == 16
        assert callbacks[1].state["best"] == trainer.history.validation_loss.min()


@pytest.mark.parametrize("make, words", [
    (lambda: KeepBest("f1"), "watch is 'f1'; expected one of 'loss', 'accuracy'"),
    (lambda: KeepBest(patience=0), "patience is 0"),
    (lambda: WeightAverage(1.0), "decay is 1.0"),
    (lambda: GradientNorms(every=0), "every is 0"),
])  # fmt: skip
def test_bad_settings_are_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()
