"""Evaluation: counts by hand, a table with names, and a net on the real data that reaches what the course claims."""

from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.training import train
from mlp import CLASS_NAMES, build_mlp, evaluate, load_fashion_mnist
from mlp.layers import Linear
from mlp.losses import SoftmaxCrossEntropy


def part(images, labels):
    return SimpleNamespace(images=np.asarray(images, dtype="float32"), labels=np.asarray(labels))


def test_by_hand():
    network = build_mlp([2, 2], dtype="float64")
    network.parameters[:] = [1, 0, 0, 1, 0, 0]  # scores = the two pixels
    result = evaluate(network, part([[3, 0], [0, 3], [3, 0]], [0, 1, 1]))
    assert result.accuracy == pytest.approx(2 / 3)
    np.testing.assert_array_equal(result.confusion, [[1, 0], [1, 1]])
    np.testing.assert_array_equal(result.predictions, [0, 1, 0])
    assert result.loss == pytest.approx(np.log(1 + np.exp(-3)) + 1)
    assert list(result.table().index) == ["0", "1", "all"] and result.table().loc["1", "recall"] == 0.5


def test_the_loss_of_a_sure_mistake_is_finite():
    """A probability of exp(-1000) is 0 in any float, and has no logarithm; the loss is 1000 all the same."""
    network = build_mlp([2, 2])
    network.parameters = [1, 0, 0, 1, 0, 0]
    result = evaluate(network, part([[1000, 0], [0, 3]], [1, 1]))
    assert result.probabilities[0, 1] == 0 and result.loss == pytest.approx((1000 + np.log(1 + np.exp(-3))) / 2)


def test_the_loss_is_the_networks_own():
    network = build_mlp([2, 2], loss=SoftmaxCrossEntropy(label_smoothing=0.5))
    network.parameters = [1, 0, 0, 1, 0, 0]
    assert evaluate(network, part([[4, 0]], [0])).loss == pytest.approx(np.log(1 + np.exp(-4)) + 0.25 * 4)


def test_many_chunks_give_what_one_gives():
    rng = np.random.default_rng(0)
    network = build_mlp([3, 4, 10], dtype="float64")
    images, labels = rng.normal(size=(12_001, 3)), rng.integers(0, 10, 12_001)
    result = evaluate(network, SimpleNamespace(images=images, labels=labels))
    assert result.loss == pytest.approx(network.loss.forward(network.forward(images), labels), abs=1e-12)
    assert result.confusion.sum() == 12_001 and result.probabilities.shape == (12_001, 10)
    table = result.table()
    with pytest.raises(ValueError, match="got 3 class_names; expected 10, one for each class"):
        result.table(["a", "b", "c"])
    assert list(table.index) == [*CLASS_NAMES, "all"] and table.loc["all", "support"] == 12_001


def test_nothing_to_evaluate_on_is_said():
    network = build_mlp([3, 10])
    with pytest.raises(ValueError, match="got zero images"):
        evaluate(network, part(np.zeros((0, 3)), np.zeros(0, int)))
    assert isinstance(network.layers[0], Linear)


def test_the_real_network_on_the_real_data():
    """784-128-64-10, standardised, 5,000 images held back: at least 88 % of the test set, as the README says."""
    data = load_fashion_mnist(validation=5000, scaling="standardize", seed=0)
    network, _ = train(data, seed=0)
    assert evaluate(network, data.validation).accuracy > 0.88
    assert evaluate(network, data.test).accuracy >= 0.88
