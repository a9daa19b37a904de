"""A convolutional net in the panels of chapters 11 and 12: two that draw weights of pixels refuse it."""

import numpy as np
import pytest

from mlp.convolution import BatchNorm2D, Conv2D, Flatten, MaxPool2D
from mlp.layers import Linear, ReLU
from mlp.network import Network
from mlp.widgets import (
    LayerStepper,
    MistakesExplorer,
    NeighbourExplorer,
    NeuronBrowser,
    OcclusionExplorer,
    WeightGallery,
    YourPicture,
    neighbour_explorer,
)
from tests.widgets.panel_samples import make_data


@pytest.fixture(scope="module")
def network():
    conv = Conv2D((28, 28, 1), 4, 3, stride=2, padding="same")
    pool = MaxPool2D(conv.output_shape)
    norm, flat = BatchNorm2D(pool.output_shape), Flatten(pool.output_shape)
    return Network([conv, pool, norm, ReLU(), flat, Linear(flat.n_out, 10)], seed=0)


@pytest.fixture(scope="module")
def data():
    return make_data(np.arange(200) % 10)


def test_mistakes_and_neighbours_are_shown(network, data, monkeypatch):
    monkeypatch.setattr(neighbour_explorer, "STEPS", 20)
    mistakes, neighbours = MistakesExplorer(network, data), NeighbourExplorer(network, data)
    right = (network.predict(data.test.images) == data.test.labels).mean()
    assert mistakes.error is None and mistakes.result.accuracy == right
    assert neighbours.error is None and neighbours.words.startswith("From the outputs of layer 1")


def test_occlusion_and_your_picture_ask_it(network, data):
    occlusion, picture = OcclusionExplorer(network, data), YourPicture(network, data)
    occlusion.row.value = 5
    assert occlusion.error is None and occlusion.map.get_array().shape == (22, 22)
    assert picture.error is None
    drawn = picture.words
    picture.fill.value = not picture.fill.value
    assert picture.error is None and picture.words != drawn


def test_the_stepper_tells_where_a_number_stands(network, data):
    panel = LayerStepper(network, data)
    x = network.layers[0].forward(data.validation.images[:1])
    panel.step.value, panel.number.value = 3, 4 * (14 * 6 + 2) + 4
    assert panel.error is None
    assert f"row 7 of 14, column 3 of 14, channel 4: {x[0, panel.number.value - 1]:.3g}." in panel.words
    for step in range(1, panel.step.max + 1):
        panel.step.value = step
        assert panel.error is None


@pytest.mark.parametrize("panel", [NeuronBrowser, WeightGallery])
def test_panels_of_weights_say_why_they_do_not_show_it(panel, network, data):
    told = r"a weight for each of 784 pixels, but a Conv2D has weights of shape \(3, 3, 1, 4\), the same at all places"
    with pytest.raises(ValueError, match=told):
        panel(network, data)
