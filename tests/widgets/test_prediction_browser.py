"""The browser of chapter 00: what it draws and says for a control's setting, and what it refuses."""

import numpy as np
import pytest

from mlp import CLASS_NAMES, build_mlp, evaluate
from mlp.widgets import PredictionBrowser
from mlp.widgets.prediction_browser import ALL, MISTAKES
from tests.widgets.panel_samples import BAD_ARGUMENTS, make_data

SHIRT, BAG = CLASS_NAMES.index("Shirt"), CLASS_NAMES.index("Bag")


@pytest.fixture(scope="module")
def network():
    return build_mlp([784, 16, 10], seed=0)


@pytest.fixture
def data(network):
    """Forty pictures: every other label is what the network says, the rest are Shirt."""
    images = make_data(np.zeros(40)).validation.images
    labels = np.where(np.arange(40) % 2, network.predict(images), SHIRT)
    return make_data(labels)


@pytest.fixture
def browser(network, data):
    return PredictionBrowser(network, data)


def texts(browser):
    return [mark.get_text() for mark in browser.answer.marks if mark.get_text()]


def test_picture_and_bars_follow_the_slider(browser, network, data):
    for number in (1, 7, 40):
        browser.image.value = number
        image = data.validation.images[number - 1]
        np.testing.assert_allclose(browser.picture.get_array(), 255 * image.reshape(28, 28), rtol=1e-5)
        widths = [bar.get_width() for bar in browser.answer.bars]
        np.testing.assert_allclose(widths, network.predict_proba(image[None])[0], rtol=1e-5)
        assert browser.words.startswith(f"Image {number} of 40.")


def test_every_image_changes_the_picture(browser):
    before = browser.png
    browser.image.value = 2
    assert browser.png != before


def test_true_class_and_choice_are_marked_by_words_beside_their_bars(browser, network, data):
    result = evaluate(network, data.validation)
    row = np.flatnonzero(result.predictions != data.validation.labels)[0]
    browser.image.value = int(row) + 1
    true, choice = data.validation.labels[row], result.predictions[row]
    true_mark, choice_mark = browser.answer.marks
    assert "true class" in true_mark.get_text() and "net's choice" in choice_mark.get_text()
    assert round(true_mark.get_position()[1]) == true
    assert round(choice_mark.get_position()[1]) == choice
    assert f"Wrong: it is {CLASS_NAMES[true]}" in browser.words
    assert f"it chooses {CLASS_NAMES[choice]}" in browser.words


def test_a_right_answer_has_one_mark(browser, network, data):
    result = evaluate(network, data.validation)
    row = np.flatnonzero(result.predictions == data.validation.labels)[0]
    browser.image.value = int(row) + 1
    (text,) = texts(browser)
    assert "true class, net's choice" in text
    assert f"Correct: it is {CLASS_NAMES[data.validation.labels[row]]}" in browser.words


def test_mistakes_only_shows_all_mistakes_and_nothing_else(browser, network, data):
    result = evaluate(network, data.validation)
    mistakes = np.flatnonzero(result.predictions != data.validation.labels)
    browser.image.value = 9
    browser.show.value = MISTAKES
    assert browser.image.value == 1
    assert browser.image.max == len(mistakes) > 5
    for number, row in enumerate(mistakes, start=1):
        browser.image.value = number
        assert browser.words.startswith(f"Mistake {number} of {len(mistakes)}, image {row + 1} of all. Wrong")


def test_a_class_shows_the_images_whose_true_class_it_is(browser, data):
    browser.show.value = "Shirt"
    rows = np.flatnonzero(data.validation.labels == SHIRT)
    assert browser.image.max == len(rows)
    browser.image.value = len(rows)
    assert browser.words.startswith(f"Shirt {len(rows)} of {len(rows)}, image {rows[-1] + 1} of all.")


def test_back_to_all_images(browser):
    first = browser.png
    browser.show.value = "Shirt"
    browser.image.value = 3
    browser.show.value = ALL
    assert (browser.image.value, browser.image.max) == (1, 40)
    assert browser.png == first


def test_an_empty_choice_says_so_and_the_next_choice_works(network):
    data = make_data([SHIRT] * 4)
    browser = PredictionBrowser(network, data)
    browser.show.value = "Bag"
    assert browser.words == "There is nothing to show: none of the 4 images is of the class Bag."
    assert browser.image.disabled and browser.error is None
    assert not texts(browser)
    assert not np.any(browser.picture.get_array())
    browser.show.value = "Shirt"
    assert not browser.image.disabled
    assert browser.words.startswith("Shirt 1 of 4, image 1 of all.")


def test_a_network_without_mistakes_has_none_to_show(network, data):
    labels = network.predict(data.validation.images)
    browser = PredictionBrowser(network, make_data(labels))
    browser.show.value = MISTAKES
    assert browser.words == "There is nothing to show: the network classifies all 40 images correctly."


def test_probabilities_near_the_ends_are_never_called_0_or_100_percent(network, data):
    certain = network.copy()
    certain.layers[-1].weight[:] = 0
    certain.layers[-1].bias[BAG] = 50
    browser = PredictionBrowser(certain, make_data([SHIRT]))
    assert browser.words == (
        "Image 1 of 1. Wrong: it is Shirt, to which the network gives under 1 %; it chooses Bag, with over 99 %."
    )


def test_it_can_start_at_any_image(network, data):
    assert PredictionBrowser(network, data, image=40).words.startswith("Image 40 of 40.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        *BAD_ARGUMENTS,
        ({"data": make_data([])}, "data has no validation images"),
        ({"image": 41}, "image is 41; expected 1 to 40"),
        ({"image": 0}, "image is 0; expected a whole number, 1 or more"),
    ],
)
def test_unfit_arguments_are_refused(network, data, arguments, message):
    with pytest.raises(ValueError, match=message):
        PredictionBrowser(**{"network": network, "data": data} | arguments)
