"""The trainer: it learns, it repeats itself, it stops with a reason."""

from types import SimpleNamespace

import numpy as np
import pytest

from mlp import SGD, Trainer, TrainingDiverged, build_mlp


def blobs(n, seed=0):
    """Three clouds of points in four dimensions."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    images = 3 * np.eye(3, 4)[labels] + rng.normal(size=(n, 4))
    return SimpleNamespace(images=images.astype("float32"), labels=labels)


TRAIN, VALIDATION = blobs(100), blobs(50, seed=1)


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
    from mlp import evaluate

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


def test_the_progress_bar_says_how_far_it_is(capsys):
    Trainer(build_mlp([4, 3]), SGD(), batch_size=32).fit(TRAIN, epochs=1)
    shown = "".join(capsys.readouterr())
    assert "Training" in shown and "/4" in shown
