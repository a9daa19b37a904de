"""Three hinges: the sum is what the formula says, the words name its slopes, and the identity never bends."""

import numpy as np
import pytest

from mlp.widgets import HingeSum


@pytest.fixture
def panel():
    return HingeSum()


def slopes(panel):
    """The different slopes of the drawn sum, from left to right."""
    found = np.round(np.diff(panel.sum.get_ydata()) / np.diff(panel.x), 6)
    return [found[0], *found[1:][np.diff(found) != 0]]


def test_the_sum_is_a_network_of_three_relus(panel):
    expected = sum(v * np.maximum(panel.x - c, 0) for c, v in [(-2, 1), (0, -2), (1, 2)])
    assert np.allclose(panel.sum.get_ydata(), expected)
    assert panel.words == "Three hinges at -2, 0, 1: from left to right the sum has the slopes 0, 1, -1, 1."


def test_words_and_picture_follow_every_control(panel):
    for control, value in [(panel.places[0], -1), (panel.weights[2], 0.5), (panel.activation, "tanh")]:
        before = panel.png, panel.words
        control.value = value
        assert panel.png != before[0] and panel.words != before[1]


@pytest.mark.parametrize("activation", ["ReLU", "identity (none)", "tanh"])
def test_every_slider_moves_picture_and_words_under_every_activation(panel, activation):
    panel.activation.value = activation
    for slider in (*panel.places, *panel.weights):
        before = panel.png, panel.words
        slider.value += 0.5 if slider.value < 1 else -0.5
        assert panel.png != before[0] and panel.words != before[1], slider.description


def test_slopes_in_the_words_are_those_of_the_picture(panel):
    panel.places[1].value, panel.weights[0].value = 2, -0.5
    told = [float(number) for number in panel.words.split("slopes ")[1].strip(".").split(", ")]
    assert told == [slope for slope in slopes(panel) if slope in told]


@pytest.mark.parametrize("weight", [-2, 0, 1.5])
def test_without_an_activation_nothing_bends(panel, weight):
    panel.activation.value = "identity (none)"
    panel.weights[1].value = weight
    panel.places[2].value = -3
    y = panel.sum.get_ydata()
    assert np.allclose(np.diff(y), y[1] - y[0])
    assert f"one straight line of slope {1 + weight + 2:g}," in panel.words
