"""The noise explorer: set a control, look at the picture, the units, the bars and the sentence."""

import numpy as np
import pytest

from mlp.data import CLASS_NAMES, FashionMNIST, Part, fit_scaling
from mlp.data.augmentation import flip_images, shift_images
from mlp.losses import softmax
from mlp.plots.words import chance, measured
from mlp.widgets import NoiseExplorer
from mlp.widgets.noise_explorer import UNITS


def dataset(scaling="standardize", n=300, validation=20):
    rng = np.random.default_rng(0)
    pixels = (rng.integers(0, 256, (n, 784)) * (rng.random((n, 784)) < 0.5)).astype(np.uint8)
    transform = fit_scaling(scaling, pixels)
    part = Part(transform.apply(pixels), rng.integers(0, 10, n))
    small = Part(part.images[:validation], part.labels[:validation])
    return FashionMNIST(train=part, validation=small, test=small, transform=transform)


@pytest.fixture(scope="module")
def data():
    return dataset()


@pytest.fixture(scope="module")
def made(data):
    return NoiseExplorer(data, iterations=6)


@pytest.fixture
def panel(made):
    for control, value in {"image": 1, "down": 2, "right": 1, "mirrored": False, "edge": "black", "rate": 0.3, "draw": 1}.items():  # noqa: E501 # fmt: skip
        getattr(made, control).value = value
    return made


def shown(panel):
    return np.asarray(panel.picture.get_array(), dtype=float)


def probabilities(panel):
    return [np.array([bar.get_width() for bar in bars]) for bars in panel.bars]


@pytest.mark.parametrize("down, right, mirrored", [(0, 0, False), (2, 1, False), (-4, 3, True), (1, -4, True)])
def test_the_picture_is_the_moved_image_with_black_coming_in(panel, data, down, right, mirrored):
    panel.down.value, panel.right.value, panel.mirrored.value, panel.image.value = down, right, mirrored, 3
    expected = data.to_pixels(data.validation.images[2:3])
    shift_images(expected, np.array([down]), np.array([right]))
    flip_images(expected, np.array([mirrored]))
    np.testing.assert_allclose(shown(panel), expected.reshape(28, 28), atol=0.01)


def test_the_number_0_is_not_black(panel, data):
    panel.edge.value = "the number 0"
    edge = shown(panel)[:2]
    mean = data.to_pixels(np.zeros((1, 784), "float32")).reshape(28, 28)
    np.testing.assert_allclose(edge, mean[:2], atol=0.01)
    assert edge.min() > 20 and "edge 0" in panel.words
    panel.edge.value = "black"
    assert shown(panel)[:2].max() < 0.01


def test_without_noise_the_bars_are_what_the_networks_say(panel, data):
    panel.down.value = panel.right.value = 0
    panel.rate.value = 0
    for network, bars in zip(panel.networks, probabilities(panel), strict=True):
        np.testing.assert_allclose(bars, network.predict_proba(data.validation.images[:1])[0], atol=1e-5)
    assert "drops 0 of 64 units" in panel.words


def test_with_a_mask_they_are_what_the_kept_units_say(panel):
    panel.rate.value, panel.draw.value = 0.6, 5
    keep = np.random.default_rng(5).random(UNITS) >= 0.6
    assert f"drops {np.sum(~keep)} of 64 units" in panel.words
    given = panel._given()
    for network, bars, grid, cross in zip(
        panel.networks, probabilities(panel), panel.grids, panel.crosses, strict=True
    ):
        first, last = network.layers[0], network.layers[-1]
        hidden = np.maximum(given @ first.weight + first.bias, 0) * keep / 0.4
        np.testing.assert_allclose(bars, softmax(hidden @ last.weight + last.bias), atol=1e-5)
        np.testing.assert_allclose(np.asarray(grid.get_array()).ravel(), hidden / hidden.max(), atol=1e-6)
        crossed = set(zip(*map(tuple, cross.get_data()), strict=True))
        assert crossed == {(unit % 8, unit // 8) for unit in np.flatnonzero(~keep)}


def test_the_sentence_names_the_class_the_moves_and_both_answers(panel, data):
    panel.down.value, panel.right.value, panel.mirrored.value = -3, -2, True
    one, other = (bars.argmax() for bars in probabilities(panel))
    sure, surer = (measured(chance(bars.max())) for bars in probabilities(panel))
    true = CLASS_NAMES[data.validation.labels[0]]
    assert panel.words.startswith(f"Image 1 ({true}), 3 up, 2 left, mirrored; draw 1 drops ")
    assert f"plain images: {CLASS_NAMES[one]} ({sure}). " in panel.words
    assert panel.words.endswith(f"with noise: {CLASS_NAMES[other]} ({surer}).")
    panel.edge.value = "the number 0"
    assert len(panel.words) < 220


def test_every_control_changes_picture_and_sentence(panel):
    changes = {"image": 2, "down": 0, "right": -1, "mirrored": True, "edge": "the number 0", "rate": 0.8, "draw": 2}
    for control, value in changes.items():
        before = panel.png, panel.words
        getattr(panel, control).value = value
        assert panel.error is None and panel.png != before[0] and panel.words != before[1], control


def test_only_the_second_network_was_trained_with_noise(panel):
    kinds = [[type(layer).__name__ for layer in network.layers] for network in panel.networks]
    assert kinds == [["Linear", "ReLU", "Linear"], ["Linear", "ReLU", "Dropout", "Linear"]]


def test_data_without_validation_images_are_refused():
    with pytest.raises(ValueError, match="no validation images"):
        NoiseExplorer(dataset(validation=0))


def test_looking_does_not_change_the_images(data):
    before = data.validation.images.copy()
    NoiseExplorer(data, iterations=2).mirrored.value = True
    np.testing.assert_array_equal(data.validation.images, before)
