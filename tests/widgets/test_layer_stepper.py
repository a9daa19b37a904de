"""The layer stepper: choose a step and an image, look at squares, bars and the sentence."""

import numpy as np
import pytest

from mlp import CLASS_NAMES, build_mlp
from mlp.plots.words import chance
from mlp.widgets import LayerStepper
from tests.widgets.panel_samples import BAD_ARGUMENTS, make_data


@pytest.fixture(scope="module")
def data():
    return make_data(np.arange(30) % 10)


@pytest.fixture(scope="module")
def network():
    return build_mlp([784, 12, 7, 10], seed=0)


@pytest.fixture
def panel(network, data):
    return LayerStepper(network, data)


def show(panel, step, image=1, number=1):
    panel.step.value, panel.image.value, panel.number.value = step, image, number
    assert panel.error is None


def by_hand(network, x):
    """The numbers after each step from the scaled pixels on, for one image."""
    first, second, third = network.layers[::2]
    z1 = x @ first.weight + first.bias
    z2 = np.maximum(z1, 0) @ second.weight + second.bias
    scores = np.maximum(z2, 0) @ third.weight + third.bias
    exponentials = np.exp(scores - scores.max())
    probabilities = exponentials / exponentials.sum()
    return [np.rint(255 * x), x, z1, np.maximum(z1, 0), z2, np.maximum(z2, 0), scores, probabilities]


@pytest.mark.parametrize("image", [1, 4, 30])
def test_every_step_shows_the_numbers_that_come_out_by_hand(panel, network, data, image):
    expected = by_hand(network, data.validation.images[image - 1])
    assert panel.step.max == len(expected) == 8
    for step, values in enumerate(expected, start=1):
        show(panel, step, image)
        assert panel.arrow.get_ydata() == [step]
        true = CLASS_NAMES[data.validation.labels[image - 1]]
        assert panel.words.startswith(f"Image {image} ({true}), step {step} of 8, ")
        assert f"shape ({len(values)},)" in panel.words
        if step < 7:
            assert panel.squares.grid.get_visible() and not panel.bars[0].get_visible()
            shown = np.ma.filled(panel.squares.grid.get_array(), np.nan).ravel()[: len(values)]
            np.testing.assert_allclose(shown, values / np.abs(values).max(), atol=1e-5)
        else:
            assert not panel.squares.grid.get_visible() and panel.bars[0].get_visible()
            widths = np.array([bar.get_width() for bar in panel.bars])
            np.testing.assert_allclose(widths, values / (np.abs(values).max() if step == 7 else 1), rtol=1e-4)


def test_the_sentence_counts_zeros_and_names_the_range(panel, network, data):
    values = by_hand(network, data.validation.images[0])
    show(panel, 4)
    zeros = np.count_nonzero(values[3] == 0)
    assert (f"{zeros} of 12 are zero, from 0 to {values[3].max():.3g}.") in panel.words
    show(panel, 3)
    assert f"none is zero, from {values[2].min():.3g} to {values[2].max():.3g}." in panel.words
    show(panel, 7)
    assert f"the largest is that of {CLASS_NAMES[values[6].argmax()]}." in panel.words
    show(panel, 8)
    best = values[7].argmax()
    assert f"sum 1, the largest {chance(values[7][best])}, for {CLASS_NAMES[best]}." in panel.words


def test_the_true_class_is_marked_beside_its_bar(panel, data):
    for step in (7, 8):
        show(panel, step, image=3)
        (marked,) = [place for place, text in enumerate(panel.values.texts) if text.endswith(", true class")]
        assert marked == data.validation.labels[2]


@pytest.mark.parametrize(
    ("units", "shape"), [(128, (8, 16)), (324, (18, 18)), (500, (20, 25)), (13, (3, 5)), (1, (1, 1))]
)
def test_the_squares_fill_a_rectangle(data, units, shape):
    panel = LayerStepper(build_mlp([784, units, 10]), data)
    show(panel, 3)
    array = panel.squares.grid.get_array()
    assert array.shape == shape and np.isfinite(np.ma.filled(array, np.nan)).sum() == units
    left, right, bottom, top = panel.squares.grid.get_extent()
    assert top == 0 and left >= 0 and right <= 1.5 and bottom <= 1 + 1e-9
    assert (right - left) / shape[1] == pytest.approx(bottom / shape[0])


def test_the_ringed_number_s_products_are_drawn_and_add_up(panel, network, data):
    x = data.validation.images[0]
    for step, number in ((3, 5), (5, 7), (7, 3)):
        before = by_hand(network, x)[step - 2]
        layer = network.layers[step - 3]
        show(panel, step, number=number)
        products = before * layer.weight[:, number - 1]
        drawn = np.ma.filled(panel.products.grid.get_array(), np.nan).ravel()[: len(products)]
        np.testing.assert_allclose(drawn, products / np.abs(products).max(), atol=1e-5)
        total = products.sum() + layer.bias[number - 1]
        assert panel.words.endswith(f"with the bias 0.00 that is {total:.2f}.")


def test_the_other_steps_say_what_a_number_was(panel, network, data):
    values = by_hand(network, data.validation.images[0])
    show(panel, 1, number=30)
    assert panel.words.endswith(f"Number 30: row 2, column 2 of the image, {values[0][29]:.0f} of 255.")
    show(panel, 4, number=3)
    assert panel.words.endswith(f"Number 3: {values[2][2]:.3g} becomes {values[3][2]:.3g}.")
    show(panel, 8, number=10)
    told = f"exp of its score {values[6][9]:.2f}, over the sum of all ten, is {chance(values[7][9])}."
    assert panel.words.endswith(f"Number 10, Ankle boot: {told}")
    assert not panel.products.grid.get_visible()


def test_a_click_rings_a_number_as_its_slider_does(panel):
    def click(axes, x, y):
        across, up = axes.transData.transform((x, y)) / panel.figure.bbox.size
        panel.clicks.value = [across, 1 - up]

    show(panel, 3)  # 12 units in 3 rows of 4
    click(panel.middle, panel.squares.left + 2.5 * panel.squares.side, 1.5 * panel.squares.side)
    assert panel.number.value == 7 and "Number 7: " in panel.words
    click(panel.middle, panel.squares.left - 0.005, 0.5)  # beside the squares
    assert panel.number.value == 7
    panel.step.value = 8
    click(panel.bars_axes, 0.5, 4.2)
    assert panel.number.value == 5 and "Number 5, Coat: " in panel.words


def test_a_layer_with_fewer_numbers_rings_its_last_one(panel):
    show(panel, 3, number=12)
    panel.step.value = 5
    assert panel.error is None and (panel.number.value, panel.number.max) == (7, 7)


def test_every_number_changes_picture_and_words(panel):
    for step in range(1, 9):
        show(panel, step, number=1)
        before = panel.png, panel.words
        panel.number.value = 2
        assert panel.png != before[0] and panel.words != before[1]


def test_other_layers_have_their_names(data):
    network = build_mlp([784, 5, 6, 10], activation=["tanh", "leaky_relu"], dropout=0.5, batch_norm=True)
    panel, told = LayerStepper(network, data), []
    for step in range(1, panel.step.max + 1):
        show(panel, step)
        told.append(panel.words.split(", ", 2)[2].split(": shape")[0])
    assert told == [
        "pixels",
        'scaled by "unit"',
        "linear layer 1",
        "batch normalisation",
        "tanh",
        "dropout, off",
        "linear layer 2",
        "batch normalisation",
        "leaky ReLU",
        "dropout, off",
        "linear layer 3: scores",
        "softmax: probabilities",
    ]


def test_every_step_and_image_changes_picture_and_words(panel):
    seen = set()
    for image in (1, 2):
        for step in range(1, 9):
            show(panel, step, image)
            seen.add((panel.png, panel.words))
    assert len(seen) == 16


@pytest.mark.parametrize(
    ("arguments", "message"), [*BAD_ARGUMENTS, ({"data": make_data([])}, "data has no validation images")]
)
def test_unfit_arguments_are_refused(network, data, arguments, message):
    with pytest.raises(ValueError, match=message):
        LayerStepper(**{"network": network, "data": data} | arguments)
