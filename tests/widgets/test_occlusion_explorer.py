"""The occlusion explorer: move the square, look at picture, map, bars and the sentence."""

import numpy as np
import pytest

from mlp import CLASS_NAMES, build_mlp
from mlp.inside.occlusion import occlusion_map
from mlp.plots.words import chance
from mlp.widgets import OcclusionExplorer
from tests.widgets.panel_samples import BAD_ARGUMENTS, make_data


@pytest.fixture(scope="module")
def data():
    return make_data(np.arange(20) % 10)


@pytest.fixture(scope="module")
def network():
    return build_mlp([784, 12, 10], seed=0)


@pytest.fixture
def panel(network, data):
    return OcclusionExplorer(network, data)


def place(panel, row, column, size, image=1):
    panel.size.value = size
    panel.row.value, panel.column.value, panel.image.value = row, column, image
    assert panel.error is None


def covered(data, row, column, size, image=1):
    """The image with the square at 0, scaled: (784,). With this data, scaled 0 is pixel 0."""
    pixels = data.validation.images[image - 1].reshape(28, 28).copy()
    pixels[row - 1 : row - 1 + size, column - 1 : column - 1 + size] = 0
    return pixels.reshape(784)


@pytest.mark.parametrize("setting", [(1, 1, 7, 1), (22, 22, 7, 3), (28, 5, 1, 20), (4, 15, 14, 2)])
def test_picture_and_bars_are_those_of_the_covered_image(panel, network, data, setting):
    place(panel, *setting)
    expected = covered(data, *setting)
    np.testing.assert_allclose(panel.picture.get_array().ravel(), 255 * expected, rtol=1e-5)
    widths = [bar.get_width() for bar in panel.answer.bars]
    np.testing.assert_allclose(widths, network.predict_proba(expected[None])[0], rtol=1e-4, atol=1e-7)
    row, column, size, image = setting
    assert panel.square.get_xy() == (column - 1.5, row - 1.5)
    assert panel.square.get_width() == panel.square.get_height() == size
    whole = [bar.get_width() for bar in panel.whole]
    np.testing.assert_allclose(whole, network.predict_proba(data.validation.images[image - 1 : image])[0], rtol=1e-4)


@pytest.mark.parametrize("setting", [(9, 3, 7, 1), (2, 2, 14, 5), (6, 28, 1, 9)])
def test_the_map_is_of_the_true_class_and_the_ring_at_the_squares_middle(panel, network, data, setting):
    row, column, size, image = setting
    place(panel, *setting)
    true = data.validation.labels[image - 1]
    expected = occlusion_map(network, data.validation.images[image - 1], int(true), 0, size)
    np.testing.assert_allclose(panel.map.get_array(), expected, rtol=1e-4)
    assert panel.map.get_array()[row - 1, column - 1] == pytest.approx(panel.answer.bars[true].get_width(), rel=1e-3)
    (x,), (y,) = panel.ring.get_data()
    left, right, bottom, top = panel.map.get_extent()
    cell = (right - left) / (29 - size)
    assert cell == pytest.approx(1) and (left, right) == (top, bottom)
    assert (x - left) // cell == column - 1 and (y - top) // cell == row - 1
    assert (x, y) == (column - 1 + (size - 1) / 2, row - 1 + (size - 1) / 2)


def test_the_sentence_says_before_after_and_the_lowest(panel, network, data):
    place(panel, 5, 6, 9, image=4)
    true = int(data.validation.labels[3])
    before = network.predict_proba(data.validation.images[3:4])[0]
    after = network.predict_proba(covered(data, 5, 6, 9, 4)[None])[0]
    kept = occlusion_map(network, data.validation.images[3], true, 0, 9)
    row, column = np.unravel_index(kept.argmin(), kept.shape)
    assert panel.words == (
        f"Image 4: 9 x 9 pixels covered at row 5, column 6 turn {chance(before[true])} for {CLASS_NAMES[true]} into "
        f"{chance(after[true])}; the net says {CLASS_NAMES[after.argmax()]}. "
        f"The lowest, {chance(kept.min())}, is at row {row + 1}, column {column + 1}."
    )


def test_a_larger_square_stays_inside_the_image(panel):
    place(panel, 22, 22, 7)
    panel.size.value = 14
    assert (panel.row.value, panel.column.value) == (15, 15) == (panel.row.max, panel.column.max)
    assert panel.error is None and "at row 15, column 15" in panel.words
    panel.size.value = 1
    assert panel.row.max == 28


def test_every_control_changes_picture_and_words(panel):
    for name, value in {"row": 3, "column": 20, "size": 4, "image": 6}.items():
        before = panel.png, panel.words
        getattr(panel, name).value = value
        assert panel.error is None and panel.png != before[0] and panel.words != before[1], name


def test_the_images_stay_as_they_were(panel, data):
    before = data.validation.images.copy()
    place(panel, 10, 10, 14)
    np.testing.assert_array_equal(data.validation.images, before)


@pytest.mark.parametrize(
    ("arguments", "message"), [*BAD_ARGUMENTS, ({"data": make_data([])}, "data has no validation images")]
)
def test_unfit_arguments_are_refused(network, data, arguments, message):
    with pytest.raises(ValueError, match=message):
        OcclusionExplorer(**{"network": network, "data": data} | arguments)
