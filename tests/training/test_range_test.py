"""The learning-rate range test: rates that grow, losses that turn, nothing of the caller's changed."""

import numpy as np
import pytest

from mlp import SGD, Adam, TrainingDiverged, build_mlp
from mlp.data import Part
from mlp.training.range_test import range_test
from mlp.training.smoothing import smooth


def blobs(n=600, seed=0):
    """Three clouds of points in four dimensions."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    return Part((3 * np.eye(3, 4)[labels] + rng.normal(size=(n, 4))).astype("float32"), labels)


TRAIN = blobs()


@pytest.fixture(scope="module")
def found():
    return range_test(build_mlp([4, 16, 3]), SGD(), TRAIN, lowest=1e-4, highest=1e4, iterations=120, batch_size=32)


def test_the_rates_grow_by_one_factor_from_the_lowest(found):
    assert found.learning_rates[0] == pytest.approx(1e-4)
    growth = found.learning_rates[1:] / found.learning_rates[:-1]
    assert growth == pytest.approx(1e8 ** (1 / 119))
    assert found.smooth == pytest.approx(smooth(found.losses))


def test_the_loss_falls_then_explodes_and_the_test_ends_there(found):
    assert len(found.losses) < 120 and found.smooth[-1] > 4 * found.smooth.min()
    assert found.smooth.min() < 0.7 * found.losses[0]
    assert found.turning_point == found.learning_rates[found.smooth.argmin()]
    assert 0.01 < found.turning_point < 10


def test_it_is_a_training_with_these_rates(found):
    from mlp.training.batches import Batches

    network, optimizer = build_mlp([4, 16, 3]), SGD(1.0)
    batches = Batches(TRAIN.images, TRAIN.labels, np.random.default_rng(0))
    for rate, loss in zip(found.learning_rates[:30], found.losses[:30]):
        assert network.loss_and_gradient(*batches.next(32)) == pytest.approx(loss, rel=1e-5)
        optimizer.step(network.parameters, network.gradient, rate)


def test_network_and_optimizer_stay_as_they_are():
    network, optimizer = build_mlp([4, 8, 3]), Adam(0.5)
    before = network.parameters.copy()
    range_test(network, optimizer, TRAIN, iterations=20)
    np.testing.assert_array_equal(network.parameters, before)
    assert optimizer.learning_rate == 0.5 and optimizer.steps == 0 and not optimizer.state


def test_one_seed_gives_one_result_and_all_iterations_run_where_nothing_explodes():
    one, same = (range_test(build_mlp([4, 3]), SGD(), TRAIN, 1e-6, 1e-3, iterations=15, seed=3) for _ in range(2))
    np.testing.assert_array_equal(one.losses, same.losses)
    assert len(one.losses) == 15 and one.learning_rates[-1] == pytest.approx(1e-3)


@pytest.mark.parametrize("settings, words", [
    ({"lowest": 0}, "lowest is 0; expected a finite number above 0"),
    ({"lowest": 1.0, "highest": 0.1}, "highest is 0.1; expected a finite number above 1"),
    ({"iterations": 5}, "iterations is 5; expected a whole number, 10 or more"),
    ({"batch_size": 0}, "batch_size is 0"),
    ({"seed": -1}, "seed is -1"),
])  # fmt: skip
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        range_test(build_mlp([4, 3]), SGD(), TRAIN, **settings)


def test_a_network_that_is_broken_from_the_start_is_said_to_be():
    network = build_mlp([4, 3])
    network.parameters[:] = np.nan
    with pytest.raises(TrainingDiverged, match="at iteration 0"):
        range_test(network, SGD(), TRAIN)
