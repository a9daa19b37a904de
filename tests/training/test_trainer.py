"""The trainer: it learns, it repeats itself, it stops with a reason."""

from types import SimpleNamespace

import numpy as np
import pytest

from mlp import SGD, Trainer, TrainingDiverged, build_mlp, evaluate
from mlp.data import Part
from mlp.data.augmentation import Augmentation
from mlp.data.mixing import Mixing
from mlp.losses import MixedCrossEntropy, SoftmaxCrossEntropy
from mlp.training.callbacks import Callback, KeepBest, WeightAverage
from tests.training.training_samples import TRAIN, VALIDATION, blobs, pictures, small_trainer


def trained(epochs=3, **settings):
    network = build_mlp([4, 8, 3], seed=1)
    trainer = Trainer(network, SGD(learning_rate=0.05, momentum=0.9), batch_size=32, progress=False, **settings)
    return network, trainer.fit(TRAIN, VALIDATION, epochs=epochs)


def test_it_learns_and_records_each_pass():
    _, history = trained(epochs=8)
    assert history.validation_accuracy[-1] > 0.9 and history.loss[-1] < 0.5 * history.loss[0]
    np.testing.assert_array_equal(history.epoch, np.arange(1, 9))
    np.testing.assert_array_equal(history.iteration, 4 * np.arange(1, 9))
    frame = history.frame()
    assert list(frame.columns) == list(history.FIELDS) and len(frame) == len(history) == 8


def test_the_training_accuracy_is_that_on_all_images_up_to_ten_thousand():
    network, history = trained(epochs=3)
    accuracy = evaluate(network, TRAIN).accuracy
    assert (
        history.train_accuracy[-1] == accuracy != evaluate(network, Part(TRAIN.images[:10], TRAIN.labels[:10])).accuracy
    )
    many = blobs(10_500, seed=2)
    many.labels[10_000:] = (many.labels[10_000:] + 1) % 3  # wrong where nobody looks
    network = build_mlp([4, 8, 3], seed=1)
    history = Trainer(network, SGD(0.05), batch_size=500, progress=False).fit(many, epochs=1)
    assert history.train_accuracy[-1] == evaluate(network, Part(many.images[:10_000], many.labels[:10_000])).accuracy


def test_one_seed_gives_bitwise_the_same_parameters():
    one, same, other = trained(seed=3)[0], trained(seed=3)[0], trained(seed=4)[0]
    assert one.parameters.tobytes() == same.parameters.tobytes() != other.parameters.tobytes()


def test_each_pass_sees_every_image_once():
    network = build_mlp([4, 3])
    trainer = Trainer(network, SGD(learning_rate=0.0), batch_size=32, progress=False)
    seen = []
    trainer.step = lambda images, labels, factor: seen.append(images.copy()) or 1.0
    trainer.fit(TRAIN, epochs=2)
    assert [len(batch) for batch in seen] == [32, 32, 32, 4] * 2
    for batches in (seen[:4], seen[4:]):
        np.testing.assert_array_equal(np.sort(np.concatenate(batches), axis=0), np.sort(TRAIN.images, axis=0))
    assert not np.array_equal(seen[0], seen[4])


def test_augmentation_changes_the_images_and_leaves_their_order_the_same():
    orders, images, data = [], [], pictures(20, 1)
    for augmentation in (None, Augmentation(shift=1, flip=True)):
        trainer = Trainer(build_mlp([784, 10]), SGD(), batch_size=8, augmentation=augmentation, progress=False)
        seen = []
        trainer.step = lambda batch, labels, factor, seen=seen: seen.append((batch.copy(), labels)) or 1.0
        trainer.fit(data, epochs=2)
        orders.append(np.concatenate([labels for _, labels in seen]))
        images.append(np.concatenate([batch for batch, _ in seen]))
    np.testing.assert_array_equal(*orders)
    assert not np.array_equal(*images)
    np.testing.assert_array_equal(data.images, pictures(20, 1).images)  # the caller's stay as they were


def test_mixed_batches_are_scored_by_their_shares_and_validation_images_are_not_mixed():
    data, shares = pictures(24, 1), iter([0.9, 0.6, 0.3])
    network = build_mlp([784, 10], loss=MixedCrossEntropy())
    trainer = Trainer(network, SGD(0.0), 8, mixing=lambda images, rng: next(shares), progress=False)
    history = trainer.fit(data, data, epochs=1)
    order = np.random.default_rng(0).permutation(24).reshape(3, 8)
    losses = []
    for rows, share in zip(order, [0.9, 0.6, 0.3]):
        logits, labels = network.forward(data.images[rows]), data.labels[rows]
        own, partners = (SoftmaxCrossEntropy().forward(logits, which) for which in (labels, labels[::-1]))
        losses.append(share * own + (1 - share) * partners)
    assert history.loss[-1] == pytest.approx(np.mean(losses), rel=1e-5)
    network.loss = SoftmaxCrossEntropy()
    assert history.validation_loss[-1] == evaluate(network, data).loss


def test_mixing_needs_a_loss_that_knows_of_two_labels():
    trainer = Trainer(build_mlp([784, 10]), SGD(), mixing=Mixing(), progress=False)
    with pytest.raises(ValueError, match="mixing needs a loss that knows of two labels.*MixedCrossEntropy"):
        trainer.fit(pictures(20, 1), epochs=1)


def test_record_every_so_many_steps_and_at_the_end():
    trainer = small_trainer(record_every=3)
    losses, step = [], trainer.step
    trainer.step = lambda *arguments: losses.append(step(*arguments)) or losses[-1]
    history = trainer.fit(TRAIN, VALIDATION, iterations=8)
    np.testing.assert_array_equal(history.iteration, [3, 6, 8])
    np.testing.assert_allclose(history.epoch, [0.96, 1.64, 2])
    np.testing.assert_allclose(history.loss, [np.mean(losses[:3]), np.mean(losses[3:6]), np.mean(losses[6:])])
    result = evaluate(trainer.network, VALIDATION)
    assert (history.validation_accuracy[-1], history.validation_loss[-1]) == (result.accuracy, result.loss)


def test_what_fit_is_made_of_does_the_same_by_hand():
    fitted, stepped = small_trainer(l2=0.01), small_trainer(l2=0.01)
    fitted.fit(TRAIN, VALIDATION, epochs=2)
    stepped.begin(TRAIN, VALIDATION, epochs=2)
    while not stepped.done:
        stepped.advance()
    assert stepped.finish().rows == fitted.history.rows
    assert stepped.network.parameters.tobytes() == fitted.network.parameters.tobytes()


class Interrupt(Callback):
    """Presses Ctrl-C in one of the five methods, after step 6."""

    def __init__(self, where):
        super().__init__(where=where)
        setattr(self, where, self.press)
        self.pressed = False

    def press(self, trainer):
        if trainer.iteration >= 6 and not self.pressed:
            self.pressed = True
            raise KeyboardInterrupt


@pytest.mark.parametrize("average", [[], [WeightAverage(0.9), KeepBest()]], ids=["plain", "averaged"])
@pytest.mark.parametrize("where", ["after_step", "before_record", "after_record"])
def test_an_interrupt_keeps_the_network_and_the_history(where, average, capsys):
    trainer = small_trainer(callbacks=[*average, Interrupt(where)])
    history = trainer.fit(TRAIN, VALIDATION, epochs=9)
    stopped = 6 if where == "after_step" else 8
    assert trainer.interrupted and trainer.iteration == stopped and history is trainer.history
    assert f"Stopped at iteration {stopped} of 36: the network keeps" in capsys.readouterr().out
    np.testing.assert_array_equal(history.iteration, [4, stopped])
    assert np.isfinite(history.loss).all()
    kept = history.validation_loss.argmin() if average else -1
    if average and where == "after_record":
        kept = 0  # the second entry came too late for KeepBest to see it
    assert evaluate(trainer.network, VALIDATION).loss == history.validation_loss[kept]


def test_an_interrupt_before_the_first_step_ends_is_no_error(capsys):
    trainer = small_trainer()

    def press(*arguments):
        raise KeyboardInterrupt

    trainer.step = press
    assert len(trainer.fit(TRAIN, epochs=1)) == 0 and trainer.interrupted
    assert "Stopped at iteration 0 of 4" in capsys.readouterr().out


def test_a_second_fit_is_not_interrupted_any_more(capsys):
    trainer = small_trainer(callbacks=[Interrupt("after_step")])
    trainer.fit(TRAIN, epochs=3)
    trainer.fit(TRAIN, epochs=1)
    assert not trainer.interrupted and trainer.iteration == 4


def test_a_divergence_tells_what_was_recorded_before():
    trainer = small_trainer(schedule=lambda iteration, epoch: 1.0 if iteration < 6 else 1e38)
    with np.errstate(all="ignore"), pytest.raises(TrainingDiverged) as caught:
        trainer.fit(TRAIN, VALIDATION, epochs=9)
    np.testing.assert_array_equal(caught.value.history.iteration, [4])
    assert isinstance(caught.value, ArithmeticError)


def test_iterations_end_where_they_should():
    network = build_mlp([4, 3])
    history = Trainer(network, SGD(), batch_size=32, progress=False).fit(TRAIN, iterations=6)
    np.testing.assert_array_equal(history.iteration, [4, 6])
    np.testing.assert_allclose(history.epoch, [1, 1.64])  # 64 of the second pass's 100 images
    assert np.isnan(history.validation_accuracy).all()


def test_l2_shrinks_weights_and_never_biases():
    network = build_mlp([4, 3], dtype="float64", seed=1)
    layer = network.layers[0]
    layer.bias[...] = 5.0
    plain = network.copy()
    plain.loss_and_gradient(TRAIN.images, TRAIN.labels)
    weight = layer.weight.copy()
    Trainer(network, SGD(learning_rate=1.0), l2=0.25).step(TRAIN.images.astype("float64"), TRAIN.labels)
    np.testing.assert_allclose(layer.weight, weight - plain.layers[0].d_weight - 0.25 * weight, atol=1e-12)
    np.testing.assert_allclose(layer.bias, 5.0 - plain.layers[0].d_bias, atol=1e-12)


def test_the_schedule_multiplies_the_learning_rate():
    _, history = trained(epochs=3, schedule=lambda iteration, epoch: 0.5**epoch)
    np.testing.assert_allclose(history.learning_rate, [0.05, 0.025, 0.0125])


def test_patience_stops_and_returns_to_the_best():
    network = build_mlp([4, 8, 3], seed=1)
    wrong = SimpleNamespace(images=VALIDATION.images, labels=(VALIDATION.labels + 1) % 3)  # gets worse while we learn
    trainer = Trainer(network, SGD(learning_rate=0.05), batch_size=32, patience=2, progress=False)
    history = trainer.fit(TRAIN, wrong, epochs=50)
    assert len(history) == 3 and history.validation_loss.argmin() == 0
    assert evaluate(network, wrong).loss == history.validation_loss.min()


def test_a_loss_that_is_not_finite_stops_with_iteration_and_cause():
    network = build_mlp([4, 8, 3])
    with np.errstate(all="ignore"), pytest.raises(TrainingDiverged, match="at iteration .*learning rate") as caught:
        Trainer(network, SGD(learning_rate=1e30), batch_size=32, progress=False).fit(TRAIN, epochs=5)
    assert 0 < caught.value.iteration < 20 and str(caught.value.iteration) in str(caught.value)


@pytest.mark.parametrize("settings, words", [
    ({"batch_size": 0}, "batch_size is 0"),
    ({"l2": -1}, "l2 is -1"),
    ({"patience": 0}, "patience is 0"),
    ({"schedule": "cosine"}, "schedule is 'cosine'; expected a function"),
])  # fmt: skip
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        Trainer(build_mlp([4, 3]), SGD(), **settings)


@pytest.mark.parametrize("arguments, words", [
    ({}, "one of epochs=… or iterations=…"),
    ({"epochs": 1, "iterations": 1}, "one of epochs=… or iterations=…"),
    ({"epochs": 0}, "epochs is 0"),
    ({"iterations": 1.5}, "iterations is 1.5"),
])  # fmt: skip
def test_epochs_or_iterations(arguments, words):
    with pytest.raises(ValueError, match=words):
        Trainer(build_mlp([4, 3]), SGD(), progress=False).fit(TRAIN, **arguments)


def test_bad_data_is_refused_before_the_first_step():
    network = build_mlp([4, 3])
    before = network.parameters.copy()
    wrong = SimpleNamespace(images=TRAIN.images, labels=TRAIN.labels + 8)
    with pytest.raises(ValueError, match="labels hold 10; expected class numbers from 0 to 2"):
        Trainer(network, SGD(), progress=False).fit(wrong, epochs=1)
    with pytest.raises(ValueError, match="validation labels|labels hold 10"):
        Trainer(network, SGD(), progress=False).fit(TRAIN, wrong, epochs=1)
    with pytest.raises(ValueError, match="patience and KeepBest need validation images"):
        Trainer(network, SGD(), patience=1, progress=False).fit(TRAIN, epochs=1)
    np.testing.assert_array_equal(network.parameters, before)


ARRAYS = TRAIN.images, TRAIN.labels


@pytest.mark.parametrize(("given", "words"), [
    (ARRAYS, r"train is of type ndarray and shape \(.*, 4\); expected images and their labels in one object"),
    ((ARRAYS,), "train is of type tuple; expected images and their labels in one object: pass Part"),
    ((TRAIN, ARRAYS), "validation is of type tuple; expected"),
    ((TRAIN, 10), "validation is of type int; expected"),
    ((SimpleNamespace(train=TRAIN, validation=VALIDATION),), "train is a whole dataset; expected one part of it"),
])  # fmt: skip
def test_what_is_no_part_is_told_how_to_become_one(given, words):
    with pytest.raises(ValueError, match=words):
        Trainer(build_mlp([4, 3]), SGD(), progress=False).fit(*given, epochs=1)


def test_the_progress_bar_says_how_far_it_is(capsys):
    Trainer(build_mlp([4, 3]), SGD(), batch_size=32).fit(TRAIN, epochs=1)
    shown = "".join(capsys.readouterr())
    assert "Training" in shown and "/4" in shown
