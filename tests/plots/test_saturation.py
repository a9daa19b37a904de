"""What counts as saturated, and the picture of it."""

import numpy as np
import pytest

from mlp.layers import ReLU, Sigmoid, Tanh
from mlp.plots.saturation import FLAT, SATURATED, draw_activations

LAYERS = {"tanh": (Tanh, 1), "sigmoid": (Sigmoid, 0.25)}


@pytest.mark.parametrize("name", LAYERS)
def test_the_edge_is_where_the_layers_own_slope_is_the_share(name):
    layer_class, largest = LAYERS[name]
    function, low, high, _ = FLAT[name]
    layer, y = layer_class(), np.array([[low, high, 0.0]])
    assert layer.forward(y, True) == pytest.approx(function(y))
    np.testing.assert_allclose(layer.backward(np.ones_like(y)) / largest, [[SATURATED, SATURATED, 1]])


def test_the_relu_is_switched_off_up_to_zero():
    function, low, high, word = FLAT["ReLU"]
    y = np.array([[-2.0, 0.0, 3.0]])
    assert (function(y) == ReLU().forward(y)).all()
    assert (low, high, word) == (0, np.inf, "switched off")


def test_three_curves_shaded_where_they_are_flat(shown):
    draw_activations()
    assert shown.words == (
        "tanh is saturated beyond ±2.2, sigmoid is saturated beyond ±4.4, ReLU is switched off up to 0."
    )
    for axes, (function, low, _, _) in zip(shown.figure.axes, FLAT.values()):
        x, f = axes.lines[0].get_data()
        np.testing.assert_allclose(f, function(x))
        shaded = axes.patches[0].get_extents().transformed(axes.transData.inverted())
        assert shaded.x1 == pytest.approx(low)
