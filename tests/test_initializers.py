"""Starting weights: the right spread, the right error."""

import numpy as np
import pytest

from mlp import build_mlp
from mlp.initializers import draw_weight, standard_deviation


@pytest.mark.parametrize(
    "initializer, expected", [("kaiming", (2 / 784) ** 0.5), ("xavier", (2 / 912) ** 0.5), (0.01, 0.01)]
)
def test_spread_of_the_weights(initializer, expected):
    assert standard_deviation(initializer, 784, 128) == pytest.approx(expected)
    weight = draw_weight(initializer, (784, 128), np.random.default_rng(0))
    assert weight.std() == pytest.approx(expected, rel=0.01) and abs(weight.mean()) < 0.01 * expected


def test_zero_is_a_spread_and_biases_start_at_zero():
    assert not build_mlp([4, 3, 2], initializer=0.0).parameters.any()
    assert all(not layer.bias.any() for layer in build_mlp([4, 3, 2]).layers if "bias" in layer.shapes)


@pytest.mark.parametrize("wrong", ["he", -0.1, float("nan"), None, True])
def test_unknown_initializers_are_refused(wrong):
    with pytest.raises(ValueError, match="initializer"):
        build_mlp([4, 3, 2], initializer=wrong)
