"""The scaling explorer: set a control, look at the bars, the shading and the sentence."""

import math
import re

import numpy as np
import pytest

from mlp.data import SCALINGS, FashionMNIST, Part, fit_scaling
from mlp.widgets import ScalingExplorer
from mlp.widgets.scaling_explorer import KAIMING, UNITS


def dataset(scaling, n=80):
    """Bright and dark pixels, so that what centring takes away is large."""
    rng = np.random.default_rng(0)
    brightness = rng.integers(0, 200, 784)
    pixels = (brightness + rng.integers(0, 50, (n, 784))).astype(np.uint8)
    transform = fit_scaling(scaling, pixels)
    part = Part(transform.apply(pixels), rng.integers(0, 10, n))
    return FashionMNIST(train=part, validation=part, test=part, transform=transform)


@pytest.fixture(scope="module")
def explorer():
    return ScalingExplorer(dataset("raw"), images=50)


@pytest.fixture(autouse=True)
def start_again(request):
    if "explorer" in request.fixturenames:
        panel = request.getfixturevalue("explorer")
        panel.scaling.value, panel.weight_scale.value, panel.activation.value = "raw", 0.01, "tanh"


def heights(panel):
    """All bars from left to right, the two outermost included."""
    left, right = (bar.get_height() for bar in panel.beyond)
    return np.concatenate([[left], panel.histogram.get_data().values, [right]])


def shaded(panel):
    return [(shade.get_x(), shade.get_x() + shade.get_width()) for shade in panel.shades]


def numbers(panel):
    return tuple(map(float, re.search(r"mean (\S+) and standard deviation (\S+)\. ", panel.words).groups()))


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("weight_scale", [0.003, KAIMING, 0.3])
def test_the_bars_count_the_outputs(explorer, scaling, weight_scale):
    explorer.scaling.value, explorer.weight_scale.value = scaling, weight_scale
    z = weight_scale * explorer.outputs[scaling]
    edges = [-np.inf, *np.arange(-6, 6.01, 0.25), np.inf]
    counts, _ = np.histogram(z, edges)
    assert np.allclose(heights(explorer), counts / counts.max(), atol=2 / counts.max())
    assert explorer.error is None


@pytest.mark.parametrize("scaling", SCALINGS)
def test_mean_and_standard_deviation_are_those_of_the_layers_outputs(explorer, scaling):
    explorer.scaling.value = scaling
    weight = np.random.default_rng(0).standard_normal((784, UNITS))
    z = dataset(scaling).train.images[:50] @ weight * 0.01
    mean, deviation = numbers(explorer)
    assert mean == pytest.approx(z.mean(), rel=0.06, abs=1e-4)
    assert deviation == pytest.approx(z.std(), rel=0.06)


def test_a_larger_weight_widens_the_outputs_in_proportion(explorer):
    explorer.scaling.value = "standardize"
    narrow = numbers(explorer)[1]
    explorer.weight_scale.value = 0.1
    assert numbers(explorer)[1] == pytest.approx(10 * narrow, rel=0.1)


def test_saturation_is_a_slope_under_a_twentieth(explorer):
    steps = {"tanh": lambda z: 1 - np.tanh(z) ** 2, "sigmoid": lambda z: 4 / (2 + np.exp(z) + np.exp(-z))}
    for name, slope in steps.items():
        explorer.activation.value = name
        (_, low), (high, _) = shaded(explorer)
        assert slope(np.array([low, high])) == pytest.approx(0.05)
        expected = (slope(0.01 * explorer.outputs["raw"].astype(float)) < 0.05).mean()
        assert f"{name} is saturated for {expected:.0%}".replace("%", " %") in explorer.words


def test_relu_is_switched_off_below_zero_and_nowhere_else(explorer):
    explorer.activation.value = "ReLU"
    assert shaded(explorer)[0][1] == 0
    assert math.isclose(*shaded(explorer)[1])
    z = explorer.outputs["raw"]
    assert f"ReLU is switched off for {100 * (z <= 0).mean():.0f} % of them" in explorer.words
    assert f"of the 128 units, {((z <= 0).mean(axis=0) > 0.9).sum()} are switched off" in explorer.words


def test_centring_frees_the_units_that_were_stuck(explorer):
    explorer.activation.value = "ReLU"
    stuck = re.compile(r"units, (\d+) are switched off for more than nine images in ten")
    assert int(stuck.search(explorer.words)[1]) > 20
    explorer.scaling.value = "center"
    assert int(stuck.search(explorer.words)[1]) == 0


def test_every_control_changes_picture_and_sentence(explorer):
    for control, value in [("weight_scale", 0.1), ("activation", "sigmoid"), ("scaling", "unit")]:
        before = explorer.png, explorer.words
        getattr(explorer, control).value = value
        assert explorer.png != before[0] and explorer.words != before[1], control


def test_the_scaling_of_the_data_it_is_given_does_not_matter():
    one, other = (ScalingExplorer(dataset(scaling), images=20) for scaling in ("raw", "standardize"))
    for name in SCALINGS:
        assert np.allclose(one.outputs[name], other.outputs[name], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("images", [0, -3, 2.5, "many", True, 81])
def test_a_wrong_number_of_images_is_refused(images):
    with pytest.raises(ValueError, match="images"):
        ScalingExplorer(dataset("raw"), images=images)
