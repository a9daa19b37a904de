"""Softmax and cross-entropy: values by hand, and finite for any scores."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp import build_mlp, check_gradients
from mlp.losses import MixedCrossEntropy, SoftmaxCrossEntropy, softmax


def test_softmax_by_hand():
    np.testing.assert_allclose(softmax(np.log([[1.0, 2.0, 5.0]])), [[1 / 8, 2 / 8, 5 / 8]])


@pytest.mark.parametrize("scores", [[[1, 2, 5]], np.array([[1, 2, 5]]), np.array([[1, 2, 5]], np.uint8), [1, 2, 5]])
def test_softmax_takes_integers_and_lists(scores):
    expected = np.exp([1.0, 2, 5]) / np.exp([1.0, 2, 5]).sum()
    np.testing.assert_allclose(softmax(scores), np.reshape(expected, np.shape(scores)))


@pytest.mark.parametrize("scores", [[["a", "b"]], 3.0, None, [[1, 2], [3]], [[1j, 2]]])
def test_softmax_refuses_what_holds_no_rows_of_numbers(scores):
    with pytest.raises(ValueError, match="logits are .*expected"):
        softmax(scores)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_softmax_keeps_the_dtype(dtype):
    assert softmax(np.ones((2, 3), dtype)).dtype == dtype


def test_loss_of_equal_scores_is_the_logarithm_of_the_number_of_classes():
    assert SoftmaxCrossEntropy().forward(np.zeros((4, 10)), np.arange(4)) == pytest.approx(math.log(10), abs=1e-15)


@pytest.mark.parametrize(
    "logits, labels", [([[1, 2, 5], [1, 1, 2]], [2, 0]), (np.array([[1, 2, 5], [1, 1, 2]]), [2, 0])]
)
def test_the_loss_takes_integers_and_lists(logits, labels):
    loss, expected = SoftmaxCrossEntropy(), SoftmaxCrossEntropy()
    given = np.array(logits, float), np.array(labels)
    assert loss.forward(logits, labels) == expected.forward(*given)
    np.testing.assert_array_equal(loss.backward(), expected.backward())


@pytest.mark.parametrize("labels, words", [
    ([[0], [1]], r"labels have shape \(2, 1\); .*: use np.ravel\(labels\)"),
    ([0], "got 1 labels for 2 images"),
    (0, r"labels have shape \(\)"),
    ([0, -1], "labels hold -1; expected class numbers from 0 to 2"),
])  # fmt: skip
def test_the_loss_refuses_labels_that_numpy_would_broadcast(labels, words):
    with pytest.raises(ValueError, match=words):
        SoftmaxCrossEntropy().forward(np.zeros((2, 3)), labels)
    with pytest.raises(ValueError, match=r"logits have shape \(3,\); expected \(n, d\)"):
        SoftmaxCrossEntropy().forward(np.zeros(3), labels)


def test_backward_is_probabilities_minus_one_hot_over_n():
    logits, labels, loss = np.log([[1.0, 2.0, 5.0], [1.0, 1.0, 2.0]]), np.array([2, 0]), SoftmaxCrossEntropy()
    assert loss.forward(logits, labels) == pytest.approx((math.log(8 / 5) + math.log(4)) / 2)
    np.testing.assert_allclose(loss.backward(), [[1 / 16, 2 / 16, -3 / 16], [-3 / 8, 1 / 8, 2 / 8]])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_large_logits_stay_finite_and_right(dtype):
    """Without the shift, exp(1000) overflows and the loss is NaN."""
    logits, labels, loss = (
        np.array([[1000.0, 0, -1000], [0, -1000, 1000]], dtype),
        np.array([0, 0]),
        SoftmaxCrossEntropy(),
    )
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert loss.forward(logits, labels) == 500
        np.testing.assert_array_equal(loss.backward(), [[0, 0, 0], [-0.5, 0, 0.5]])
        np.testing.assert_array_equal(softmax(logits), [[1, 0, 0], [0, 0, 1]])


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12), st.floats(-1e6, 1e6))
def test_adding_a_constant_changes_no_probability(scores, constant):
    scores = np.array([scores])
    np.testing.assert_allclose(softmax(scores + constant), softmax(scores), atol=1e-9)
    assert softmax(scores).sum() == pytest.approx(1)


def test_the_callers_logits_are_left_alone():
    logits, labels, loss = np.arange(6.0).reshape(2, 3), np.array([0, 1]), SoftmaxCrossEntropy()
    loss.forward(logits, labels)
    loss.backward()
    np.testing.assert_array_equal(logits, np.arange(6.0).reshape(2, 3))


def test_label_smoothing_by_hand():
    """P = (1/8, 2/8, 5/8) against T = (0.1, 0.1, 0.8): ε = 0.3 spread over three classes."""
    logits, loss = np.log([[1.0, 2.0, 5.0]]), SoftmaxCrossEntropy(label_smoothing=0.3)
    expected = -(0.1 * math.log(1 / 8) + 0.1 * math.log(2 / 8) + 0.8 * math.log(5 / 8))
    assert loss.forward(logits, np.array([2])) == pytest.approx(expected)
    np.testing.assert_allclose(loss.backward(), [[1 / 8 - 0.1, 2 / 8 - 0.1, 5 / 8 - 0.8]])


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.9])
def test_backward_is_the_slope_of_forward(smoothing):
    rng, step = np.random.default_rng(0), 1e-6
    logits, labels, loss = rng.normal(size=(4, 5)), rng.integers(0, 5, 4), SoftmaxCrossEntropy(smoothing)
    loss.forward(logits, labels)
    d_logits = loss.backward()
    for place in np.ndindex(logits.shape):
        move = np.zeros_like(logits)
        move[place] = step
        slope = (loss.forward(logits + move, labels) - loss.forward(logits - move, labels)) / (2 * step)
        assert d_logits[place] == pytest.approx(slope, abs=1e-9)


def test_a_network_with_a_smoothed_loss_passes_the_gradient_check():
    rng, network = np.random.default_rng(0), build_mlp([6, 5, 4], activation="tanh", seed=0)
    network.loss = SoftmaxCrossEntropy(label_smoothing=0.2)
    report = check_gradients(network, rng.normal(size=(9, 6)), rng.integers(0, 4, 9), samples=None)
    assert report.max_relative_error < 1e-8


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_gradient_has_the_dtype_of_the_logits(smoothing, dtype):
    loss = SoftmaxCrossEntropy(smoothing)
    assert isinstance(loss.forward(np.ones((2, 3), dtype), np.array([0, 2])), float)
    assert loss.backward().dtype == dtype


@pytest.mark.parametrize("smoothing", [-0.1, 1.0, float("nan"), "0.1", None, True])
def test_a_wrong_label_smoothing_is_refused(smoothing):
    with pytest.raises(ValueError, match="label_smoothing is .*expected a (finite )?number of at least 0 and below 1"):
        SoftmaxCrossEntropy(smoothing)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("n", [4, 5])
def test_the_loss_of_mixed_images_is_the_mixture_of_both_losses(smoothing, n):
    rng = np.random.default_rng(n)
    logits, labels = rng.normal(size=(n, 3)), rng.integers(0, 3, n)
    own, other, mixed = SoftmaxCrossEntropy(smoothing), SoftmaxCrossEntropy(smoothing), MixedCrossEntropy(smoothing)
    expected = 0.7 * own.forward(logits, labels) + 0.3 * other.forward(logits, labels[::-1])
    mixed.share = 0.7
    assert mixed.forward(logits, labels) == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(mixed.backward(), 0.7 * own.backward() + 0.3 * other.backward(), atol=1e-12)


def test_a_share_is_for_one_batch_alone():
    logits, labels = np.random.default_rng(0).normal(size=(4, 3)), np.array([0, 1, 2, 2])
    mixed, plain = MixedCrossEntropy(), SoftmaxCrossEntropy()
    mixed.share = 0.2
    mixed.forward(logits, labels)
    assert mixed.forward(logits, labels) == plain.forward(logits, labels)
    np.testing.assert_array_equal(mixed.backward(), plain.backward())
