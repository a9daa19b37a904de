"""The neighbour explorer: choose outputs, perplexity and image, look at the map, the neighbours and the sentence."""

import re

import numpy as np
import pytest

from mlp import CLASS_NAMES, build_mlp
from mlp.inside.tsne import tsne
from mlp.inside.units import activations
from mlp.plots.thumbnails import nearest, paste_thumbnails
from mlp.widgets import NeighbourExplorer, neighbour_explorer
from tests.widgets.panel_samples import BAD_ARGUMENTS, make_data


@pytest.fixture(scope="module")
def data():
    data = make_data(np.arange(200) % 10)
    data.validation.images[:] += np.eye(784, dtype="float32")[data.validation.labels] * 20  # ten clouds
    return data


@pytest.fixture(scope="module")
def network():
    return build_mlp([784, 12, 7, 10], seed=0)


@pytest.fixture(autouse=True)
def few_steps(monkeypatch):
    monkeypatch.setattr(neighbour_explorer, "STEPS", 60)


@pytest.fixture
def panel(network, data):
    return NeighbourExplorer(network, data)


@pytest.mark.parametrize(("depth", "perplexity", "image"), [(0, 30, 1), (1, 10, 7), (2, 50, 200)])
def test_the_map_and_the_neighbours_are_those_of_the_outputs(panel, network, data, depth, perplexity, image):
    panel.depth.value, panel.perplexity.value, panel.image.value = depth, perplexity, image
    assert panel.error is None
    images = data.validation.images
    outputs = [images, *activations(network, images)][depth]
    points = tsne(outputs, perplexity=perplexity, steps=60)
    canvas, middles = paste_thumbnails(points, data.to_pixels(images).clip(0, 255), 430)
    np.testing.assert_array_equal(panel.map.get_array(), canvas)
    near = nearest(points, 9)[image - 1]
    assert panel.names.texts == [CLASS_NAMES[label] for label in data.validation.labels[near]]
    assert tuple(panel.chosen.get_xydata()[0]) == tuple(middles[image - 1])
    assert len(panel.same.get_xydata()) == 20
    of = "the pixels" if depth == 0 else f"the outputs of layer {depth}"
    alike = (data.validation.labels[near] == data.validation.labels[image - 1]).sum()
    assert panel.words.startswith(f"From {of}, perplexity {perplexity}: ")
    assert f"shares it with ≈ {alike};" in panel.words


def test_ten_clouds_have_neighbours_of_their_own(panel):
    panel.depth.value = 0
    assert float(re.search(r"class with ≈ ([\d.]+)", panel.words)[1]) > 8


def test_every_control_changes_picture_and_words(panel):
    for name, value in {"depth": 0, "perplexity": 10, "image": 12}.items():
        before = panel.png, panel.words
        getattr(panel, name).value = value
        assert panel.png != before[0] and panel.words != before[1], name


def test_a_click_chooses_the_image_under_it(panel):
    middles = panel._map(2, 30)[1]
    x, y = panel.left.transData.transform(middles[42]) / panel.figure.bbox.size
    panel.clicks.value = [x, 1 - y]
    chosen = panel.image.value - 1
    assert np.abs(middles[chosen] - middles[42]).max() <= 1
    panel.clicks.value = [0.99, 0.99]  # beside the map
    assert panel.image.value == chosen + 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        *BAD_ARGUMENTS,
        ({"data": make_data(np.arange(50) % 10)}, "data has 50 validation images; expected 200 or more"),
        ({"network": build_mlp([784, 10])}, "network has no hidden layer; expected one or more"),
    ],
)
def test_unfit_arguments_are_refused(network, data, arguments, message):
    with pytest.raises(ValueError, match=message):
        NeighbourExplorer(**{"network": network, "data": data} | arguments)
