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


def show(panel, step, image=1):
    panel.step.value, panel.image.value = step, image
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
            assert panel.grid.get_visible() and not panel.bars[0].get_visible()
            shown = np.ma.filled(panel.grid.get_array(), np.nan).ravel()[: len(values)]
            np.testing.assert_allclose(shown, values / np.abs(values).max(), atol=1e-5)
        else:
            assert not panel.grid.get_visible() and panel.bars[0].get_visible()
            widths = np.array([bar.get_width() for bar in panel.bars])
            np.testing.assert_allclose(widths, values / (np.abs(values).max() if step == 7 else 1), rtol=1e-4)


def test_the_sentence_counts_zeros_and_names_the_range(panel, network, data):
    values = by_hand(network, data.validation.images[0])
    show(panel, 4)
    zeros = np.count_nonzero(values[3] == 0)
    assert panel.words.endswith(f"{zeros} of 12 are zero, from 0 to {values[3].max():.3g}.")
    show(panel, 3)
    assert panel.words.endswith(f"none is zero, from {values[2].min():.3g} to {values[2].max():.3g}.")
    show(panel, 7)
    assert panel.words.endswith(f"the largest is that of {CLASS_NAMES[values[6].argmax()]}.")
    show(panel, 8)
    best = values[7].argmax()
    assert panel.words.endswith(f"sum 1, the largest {chance(values[7][best])}, for {CLASS_NAMES[best]}.")


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
    array = panel.grid.get_array()
    assert array.shape == shape and np.isfinite(np.ma.filled(array, np.nan)).sum() == units
    left, right, bottom, top = panel.grid.get_extent()
    assert top == 0 and left >= 0 and right <= 1.5 and bottom <= 1 + 1e-9
    assert (right - left) / shape[1] == pytest.approx(bottom / shape[0])


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
