"""The weight gallery: choose order, page and colours, look at the images, their names and the sentence."""

import numpy as np
import pytest

from mlp import CLASS_NAMES, build_mlp
from mlp.inside.units import activations, class_means
from mlp.widgets import WeightGallery
from mlp.widgets.weight_gallery import CLASS, NORM, STORED
from tests.widgets.panel_samples import BAD_ARGUMENTS, make_data

UNITS = 120


@pytest.fixture(scope="module")
def data():
    return make_data(np.arange(40) % 10)


@pytest.fixture(scope="module")
def network():
    return build_mlp([784, UNITS, 10], seed=0)


@pytest.fixture
def panel(network, data):
    return WeightGallery(network, data)


def show(panel, order, page):
    """Set order and page; return the numbers of the units and their images, (n, 784)."""
    panel.order.value, panel.page.value = order, page
    assert panel.error is None
    units = [int(name.split()[0]) - 1 for name in panel.names.texts]
    tiles = np.ma.filled(panel.pictures.get_array(), np.nan).reshape(5, 38, 10, 30)[:, 10:, :, 2:]
    tiles = tiles.swapaxes(1, 2).reshape(50, 784)
    assert np.isnan(tiles[len(units) :]).all()
    return units, tiles[: len(units)]


@pytest.mark.parametrize("order", [STORED, NORM, CLASS])
@pytest.mark.parametrize("own_scales", [True, False])
def test_every_unit_is_on_one_page_with_its_own_weights(panel, network, order, own_scales):
    panel.own_scales.value = own_scales
    weights, seen = network.layers[0].weight.T, []
    for page in (1, 2, 3):
        units, images = show(panel, order, page)
        largest = np.abs(weights[units]).max(axis=1, keepdims=True) if own_scales else np.abs(weights).max()
        np.testing.assert_allclose(images, weights[units] / largest, rtol=1e-5)
        assert panel.words.startswith(f"Units {len(seen) + 1} to {len(seen) + len(units)} of 120, {order}: ")
        seen += units
    assert sorted(seen) == list(range(UNITS)) and panel.page.max == 3


def test_the_orders_are_what_their_names_say(panel, network, data):
    seen = {order: [unit for page in (1, 2, 3) for unit in show(panel, order, page)[0]] for order in panel.orders}
    assert seen[STORED] == list(range(UNITS))
    lengths = np.linalg.norm(network.layers[0].weight, axis=0)
    assert (np.diff(lengths[seen[NORM]]) <= 0).all()
    means = class_means(activations(network, data.validation.images)[0], data.validation.labels)
    classes, strongest = means.argmax(axis=0)[seen[CLASS]], means.max(axis=0)[seen[CLASS]]
    assert (np.diff(classes) >= 0).all()
    assert (np.diff(strongest)[np.diff(classes) == 0] <= 0).all()


def test_the_sentence_has_lengths_or_classes_and_what_the_colours_mean(panel, network):
    units, _ = show(panel, NORM, 2)
    lengths = np.linalg.norm(network.layers[0].weight, axis=0)[units]
    assert f"their lengths run from {lengths.min():.2f} to {lengths.max():.2f}." in panel.words
    assert panel.words.endswith("Colours reach up to each unit's largest weight.")
    panel.own_scales.value = False
    assert f"up to {np.abs(network.layers[0].weight).max():.2f}, the largest weight of all." in panel.words
    show(panel, CLASS, 1)
    named = [name.split(" ", 1)[1] for name in panel.names.texts]
    for name in CLASS_NAMES:
        assert (f"{named.count(name)} {name}" in panel.words) == (name in named)


def test_every_control_changes_picture_and_words(panel):
    for name, value in {"page": 2, "own_scales": False, "order": CLASS}.items():
        before = panel.png, panel.words
        getattr(panel, name).value = value
        assert panel.error is None and panel.png != before[0] and panel.words != before[1], name


def test_without_arguments_it_shows_the_courses_500_units_in_a_picture_that_a_notebook_can_store():
    panel = WeightGallery()
    assert (len(panel.weights), panel.page.max) == (500, 10)
    assert len(panel.still()[0]) < 100_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        *BAD_ARGUMENTS,
        ({"data": make_data([])}, "data has no validation images"),
        ({"data": make_data([1, 2])}, "no image is of class 0; expected at least one of each"),
        ({"network": build_mlp([784, 10])}, "network has no hidden layer; expected one or more"),
    ],
)
def test_unfit_arguments_are_refused(network, data, arguments, message):
    with pytest.raises(ValueError, match=message):
        WeightGallery(**{"network": network, "data": data} | arguments)
