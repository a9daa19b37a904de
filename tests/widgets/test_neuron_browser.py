"""The neuron browser: choose a layer and a unit, look at weights, top images, histograms and the sentence."""

import numpy as np
import pytest

from mlp import CLASS_NAMES, build_mlp
from mlp.inside.units import activations
from mlp.plots.words import percent
from mlp.widgets import NeuronBrowser
from mlp.widgets.parts.labels import Labels
from mlp.widgets.parts.mosaic import mosaic
from tests.widgets.panel_samples import BAD_ARGUMENTS, make_data

DEAD, ALWAYS, TROUSERS = 2, 3, 4  # units of the first layer that are made to be so


@pytest.fixture(scope="module")
def data():
    data = make_data(np.arange(200) % 10)
    data.validation.images[:, 0] = data.validation.labels == 1  # a pixel that only trousers light
    return data


@pytest.fixture(scope="module")
def network():
    network = build_mlp([784, 12, 6, 10], seed=0)
    first = network.layers[0]
    first.bias[DEAD], first.bias[ALWAYS] = -1000, 1000
    first.weight[:, TROUSERS] = 0
    first.weight[0, TROUSERS] = 7
    return network


@pytest.fixture
def panel(network, data):
    return NeuronBrowser(network, data)


@pytest.fixture
def outputs(network, data):
    return activations(network, data.validation.images)


def show(panel, layer, unit):
    panel.layer.value = layer
    panel.unit.value = unit + 1
    assert panel.error is None


@pytest.mark.parametrize(("layer", "unit"), [(0, 0), (0, 7), (1, 0), (1, 5)])
def test_the_picture_is_its_weights_up_to_their_largest(panel, network, layer, unit):
    show(panel, layer, unit)
    weights = network.layers[0].weight @ network.layers[2].weight if layer else network.layers[0].weight
    expected = weights[:, unit] / np.abs(weights[:, unit]).max()
    np.testing.assert_allclose(panel.picture.get_array().ravel(), expected, rtol=1e-5)
    assert ("W1·W2" in panel.name.get_text()) == ("multiplied" in panel.words) == bool(layer)


def test_the_top_images_are_those_with_the_largest_outputs(panel, data, outputs):
    show(panel, 0, 5)
    rows = np.argsort(-outputs[0][:, 5], kind="stable")[:9]
    assert panel.top_names.texts == [CLASS_NAMES[label] for label in data.validation.labels[rows]]
    tiles = np.asarray(panel.top.get_array()).reshape(3, 37, 3, 30)[:, 9:, :, 2:].swapaxes(1, 2).reshape(9, 784)
    np.testing.assert_allclose(tiles, data.to_pixels(data.validation.images[rows]), rtol=1e-5)


def test_the_rates_are_the_shares_of_each_class(panel, data, outputs):
    show(panel, 0, 6)
    labels, fires = data.validation.labels, outputs[0][:, 6] > 0
    assert panel.rates.texts == [percent(fires[labels == label].mean()) for label in range(10)]
    assert f"it fires for {percent(fires.mean())} of 200 images" in panel.words


def test_a_class_has_a_ridge_as_large_as_its_share(panel, outputs, data):
    show(panel, 0, 6)
    areas = []
    for place, path in enumerate(panel.ridges.get_paths()):
        x, y = path.vertices.T
        assert x.min() == 0 and x.max() == 1 and y.max() == pytest.approx(place)
        areas.append(np.sum(np.diff(x) * (place - (y[1:] + y[:-1]) / 2)))
    rates = [np.mean(outputs[0][data.validation.labels == label, 6] > 0) for label in range(10)]
    np.testing.assert_allclose(areas / np.sum(areas), rates / np.sum(rates), atol=1e-6)


def test_a_dead_unit_is_told_and_nothing_excites_it(panel):
    show(panel, 0, DEAD)
    assert "unit 3 of 12: it is dead. It fires for none of the 200 validation images" in panel.words
    assert panel.top_names.texts == [] and np.isnan(panel.top.get_array().filled(np.nan)).all()
    assert panel.rates.texts == ["0 %"] * 10
    show(panel, 0, 0)
    assert "dead" not in panel.words


def test_units_for_one_class_and_units_that_are_always_on_are_told(panel):
    show(panel, 0, TROUSERS)
    assert panel.words.endswith("20 of these 20 are Trouser: it fires for one class.")
    assert set(panel.top_names.texts) == {"Trouser"}
    show(panel, 0, ALWAYS)
    assert "100 % of 200 images" in panel.words and "nearly like a linear unit" in panel.words


def test_another_layer_begins_with_its_first_unit(panel):
    show(panel, 0, 11)
    panel.layer.value = 1
    assert (panel.unit.value, panel.unit.max) == (1, 6)
    assert panel.words.startswith("Layer 2, unit 1 of 6: ")
    panel.layer.value = 0
    assert (panel.unit.value, panel.unit.max) == (1, 12)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "leaky_relu"])
def test_other_activations_are_shown_too(data, activation):
    panel = NeuronBrowser(build_mlp([784, 5, 10], activation=activation, batch_norm=True), data)
    for unit in range(5):
        show(panel, 0, unit)
        fires = (panel.outputs[0][:, unit] > 0).any()
        told = "it fires for " if fires else "its output is below 0 for all of the 200 validation images."
        assert panel.words.startswith(f"Layer 1, unit {unit + 1} of 5: {told}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        *BAD_ARGUMENTS,
        ({"data": make_data([])}, "data has no validation images"),
        ({"network": build_mlp([784, 10])}, "network has no hidden layer; expected one or more"),
    ],
)
def test_unfit_arguments_are_refused(network, data, arguments, message):
    with pytest.raises(ValueError, match=message):
        NeuronBrowser(**{"network": network, "data": data} | arguments)


def test_a_mosaic_has_its_images_in_reading_order():
    images = np.arange(5 * 784.0).reshape(5, 784)
    array = mosaic(images, 2, 3, above=4, beside=1)
    assert array.shape == (64, 87)
    np.testing.assert_array_equal(array[4:32, 1:29], images[0].reshape(28, 28))
    np.testing.assert_array_equal(array[36:, 30:58], images[4].reshape(28, 28))
    assert np.isfinite(array).sum() == 5 * 784
    with pytest.raises(ValueError, match="got 5 images; expected at most 4"):
        mosaic(images, 2, 2)


def test_labels_stand_where_they_should(panel):
    labels = Labels(panel.figure.axes[2], [(0.5, 4.0)], size=20, centred=True)
    labels.texts = ["HHHH"]
    panel._canvas.restore_region(panel._background)
    before = np.array(panel._canvas.buffer_rgba())
    panel.figure.draw_artist(labels)
    changed = np.argwhere((np.asarray(panel._canvas.buffer_rgba()) != before).any(axis=2))
    x, y = labels.axes.transData.transform((0.5, 4.0))
    middle = changed[:, 1].min() + np.ptp(changed[:, 1]) / 2, len(before) - changed[:, 0].mean()
    np.testing.assert_allclose(middle, (x, y), atol=4)
    assert 60 < np.ptp(changed[:, 1]) < 100  # four letters of 28 pixels
