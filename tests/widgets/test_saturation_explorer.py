"""The saturation explorer: set a control, look at the histogram, the map of slopes and the sentence."""

import re

import numpy as np
import pytest

from mlp.data import FashionMNIST, Part, fit_scaling
from mlp.widgets import SaturationExplorer
from mlp.widgets.saturation_explorer import KAIMING, UNITS

IMAGES = 60
FUNCTIONS = {  # function, slope divided by its largest
    "ReLU": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
    "leaky ReLU": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, 1, 0.01)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda z: 1 - np.tanh(z / 2) ** 2),
}


def dataset(n=80):
    pixels = np.random.default_rng(0).integers(0, 256, (n, 784)).astype(np.uint8)
    transform = fit_scaling("standardize", pixels)
    part = Part(transform.apply(pixels), np.arange(n) % 10)
    return FashionMNIST(train=part, validation=part, test=part, transform=transform)


@pytest.fixture(scope="module")
def explorer():
    return SaturationExplorer(dataset(), images=IMAGES)


@pytest.fixture(autouse=True)
def start_again(request):
    if "explorer" in request.fixturenames:
        panel = request.getfixturevalue("explorer")
        panel.activation.value, panel.weight_scale.value, panel.bias.value = "ReLU", KAIMING, 0


def sums(scale, bias):
    weight = np.random.default_rng(0).standard_normal((784, UNITS))
    return dataset().train.images[:IMAGES] @ weight * scale + bias


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(("scale", "bias"), [(KAIMING, 0), (0.2, -3), (0.01, 6)])
def test_bars_map_and_sentence_are_those_of_the_layer(explorer, name, scale, bias):
    function, slope = FUNCTIONS[name]
    explorer.activation.value, explorer.weight_scale.value, explorer.bias.value = name, scale, bias
    z = sums(scale, bias)
    is_flat = slope(z) < 0.05
    assert explorer.all.get_data().values.sum() == pytest.approx(1)
    assert explorer.flat.get_data().values.sum() == pytest.approx(is_flat.mean(), abs=0.002)
    edges = explorer.edges
    below = [explorer.all.get_data().values[: i + 1].sum() for i in (4, 9, 12, 20)]
    expected = [(function(z) <= edges[i + 1] + 1e-4).mean() for i in (4, 9, 12, 20)]
    assert below == pytest.approx(expected, abs=0.003)
    shown = np.asarray(explorer.map.get_array())
    assert np.sort(shown.mean(axis=0)) == pytest.approx(np.sort(slope(z).mean(axis=0)), abs=0.01)
    assert np.all(np.diff(shown.mean(axis=0)) > -1e-6), "units are sorted by what they let pass"
    units = is_flat.all(axis=0).sum()
    assert re.search(rf"; {units} of the {UNITS} units are (dead|so)", explorer.words)
    assert explorer.error is None


def test_a_bias_of_minus_ten_kills_relu_units_and_no_leaky_ones(explorer):
    explorer.bias.value = -10
    dead = f"100 % of the outputs are 0; {UNITS} of the {UNITS} units are dead, off for all 60 images."
    assert dead in explorer.words
    assert not np.asarray(explorer.map.get_array()).any()
    explorer.activation.value = "leaky ReLU"
    assert "none is dead" in explorer.words
    assert np.asarray(explorer.map.get_array()).min() == pytest.approx(0.01)


def test_small_weights_leave_tanh_its_slope_and_large_ones_take_it(explorer):
    explorer.activation.value, explorer.weight_scale.value = "tanh", 0.001
    assert "0 % of the outputs are saturated" in explorer.words
    assert "over 99 % of the largest slope is left" in explorer.words
    explorer.weight_scale.value = 1.0
    assert int(re.search(r"(\d+) % of the outputs are saturated", explorer.words)[1]) > 85


def test_every_control_changes_picture_and_sentence(explorer):
    for control, value in [("activation", "sigmoid"), ("weight_scale", 0.2), ("bias", 4)]:
        before = explorer.png, explorer.words
        getattr(explorer, control).value = value
        assert explorer.png != before[0] and explorer.words != before[1], control


@pytest.mark.parametrize("images", [0, -3, 2.5, "many", True, 81])
def test_a_wrong_number_of_images_is_refused(images):
    with pytest.raises(ValueError, match="images"):
        SaturationExplorer(dataset(), images=images)
