"""Softmax and cross-entropy: values by hand, and finite for any scores."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp.losses import SoftmaxCrossEntropy, softmax


def test_softmax_by_hand():
    np.testing.assert_allclose(softmax(np.log([[1.0, 2.0, 5.0]])), [[1 / 8, 2 / 8, 5 / 8]])


def test_loss_of_equal_scores_is_the_logarithm_of_the_number_of_classes():
    assert SoftmaxCrossEntropy().forward(np.zeros((4, 10)), np.arange(4)) == pytest.approx(math.log(10), abs=1e-15)


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
