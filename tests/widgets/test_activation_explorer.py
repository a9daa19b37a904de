"""The activation explorer: set a control, look at the points, the tangent, the bars and the sentence."""

import numpy as np
import pytest

from mlp.widgets import ActivationExplorer

FUNCTIONS = {
    "ReLU": (lambda x: np.maximum(x, 0), lambda x: np.where(x > 0, 1.0, 0.0)),
    "leaky ReLU": (lambda x: np.where(x > 0, x, 0.1 * x), lambda x: np.where(x > 0, 1.0, 0.1)),
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
}


@pytest.fixture(scope="module")
def explorer():
    return ActivationExplorer()


@pytest.fixture
def panel(explorer):
    """The panel as it starts. The slope first: moving it chooses the leaky ReLU."""
    for control, value in (("slope", 0.1), ("activation", "ReLU"), ("x", 1.5), ("d_output", 1)):
        getattr(explorer, control).value = value
    return explorer


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("x", [-3.0, -0.5, 0.0, 0.5, 5.0])
def test_points_bars_and_curves_are_the_formulas(panel, name, x):
    function, derivative = FUNCTIONS[name]
    panel.activation.value, panel.x.value, panel.d_output.value = name, x, -1.5
    assert panel.curve.get_ydata() == pytest.approx(function(panel.grid))
    assert panel.slopes.get_ydata() == pytest.approx(derivative(panel.grid))
    for point, height in zip(panel.points, (function(x), derivative(x)), strict=True):
        assert (*point.get_xdata(), *point.get_ydata()) == pytest.approx((x, float(height)))
    arrives, passes = (bar.get_height() for bar in panel.bars)
    assert (arrives, passes) == pytest.approx((-1.5, float(-1.5 * derivative(x))))
    assert panel.error is None


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_tangent_touches_the_curve_with_its_slope(panel, name):
    function, derivative = FUNCTIONS[name]
    panel.activation.value, panel.x.value = name, -1.25
    (left, right), (low, high) = panel.tangent.get_data()
    assert (high - low) / (right - left) == pytest.approx(derivative(-1.25))
    assert (low + high) / 2 == pytest.approx(function(-1.25))


def test_the_sentence_says_the_numbers(panel):
    panel.activation.value, panel.x.value, panel.d_output.value = "sigmoid", 2, -2
    assert "f(x) = 0.881 and the slope f'(x) = 0.105" in panel.words
    assert "dY = -2 arrives, dX = dY · f'(x) = -0.21 passes on" in panel.words
    assert "42 % of its largest, 0.25" in panel.words


@pytest.mark.parametrize(
    ("name", "x", "words"),
    [
        ("ReLU", 0.25, "The unit is on: all of it passes."),
        ("ReLU", 0, "The unit is off: nothing passes."),
        ("leaky ReLU", -1, "The negative side: 10 % passes."),
        ("leaky ReLU", 1, "The positive side: all of it passes."),
        ("tanh", 2, "7 % of its largest, 1."),
        ("tanh", -2.5, "3 % of its largest, 1: saturated."),
        ("sigmoid", 4.25, "6 % of its largest, 0.25."),
        ("sigmoid", 4.5, "4 % of its largest, 0.25: saturated."),
    ],
)
def test_it_says_what_passes(panel, name, x, words):
    panel.activation.value, panel.x.value = name, x
    assert panel.words.endswith(words)


def test_moving_the_slope_chooses_the_leaky_relu(panel):
    panel.x.value = -2
    panel.slope.value = 0.25
    assert panel.activation.value == "leaky ReLU"
    assert panel.points[0].get_ydata()[0] == pytest.approx(-0.5)
    assert panel.words.startswith("leaky ReLU of slope 0.25 at x = -2: f(x) = -0.5") and "25 % passes" in panel.words


def test_every_control_changes_picture_and_sentence(panel):
    for control, value in [("activation", "tanh"), ("x", 1), ("d_output", 0.5), ("slope", 0.3), ("slope", 0.4)]:
        before = panel.png, panel.words
        getattr(panel, control).value = value
        assert panel.png != before[0] and panel.words != before[1], control


@pytest.mark.parametrize("wrong", ["relu", "swish", None, 3])
def test_another_activation_is_refused(wrong):
    with pytest.raises(ValueError, match="activation is .*; expected one of 'ReLU'"):
        ActivationExplorer(wrong)
