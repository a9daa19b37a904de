"""LogitExplorer: bars, percentages, band and sentence follow the ten scores, the temperature and the menu."""

import re

import numpy as np
import pytest

from mlp import CLASS_NAMES, load_fashion_mnist
from mlp.data import FashionMNIST, Part
from mlp.losses import SoftmaxCrossEntropy, softmax
from mlp.widgets import LogitExplorer
from mlp.widgets.logit_explorer import HIGH, LOW, four_images


@pytest.fixture(scope="module")
def data():
    return load_fashion_mnist(validation=5000)


@pytest.fixture(scope="module")
def made(data):
    return LogitExplorer(data)


@pytest.fixture
def panel(made):
    """The panel as it was made."""
    made.image.value = "Right by a hair"
    made.reset.click()
    return made


def set_scores(panel, scores):
    for slider, score in zip(panel.sliders, scores, strict=True):
        slider.value = score


def drawn(panel):
    """What the three rows of bars show: scores, probabilities, gradient."""
    return [np.array([bar.get_width() for bar in bars]) for bars in panel.bars]


def said(panel, words):
    """The number that follows `words` in the sentence."""
    return float(re.search(rf"{words} ([-+]?\d+\.\d+(e-\d+)?)", panel.words)[1])


@pytest.mark.parametrize("tau", [0.5, 1.0, 3.0])
def test_the_bars_are_scores_probabilities_and_gradient(panel, tau):
    scores = np.round(np.random.default_rng(0).uniform(-4, 4, 10), 1)
    set_scores(panel, scores)
    panel.temperature.value = tau
    true = np.array([panel.labels[panel.image.value]])
    loss = SoftmaxCrossEntropy()
    value = loss.forward(scores[None] / tau, true)
    np.testing.assert_allclose(drawn(panel)[0], scores)
    np.testing.assert_allclose(drawn(panel)[1], softmax(scores[None] / tau)[0])
    np.testing.assert_allclose(drawn(panel)[2], loss.backward()[0] / tau)
    assert said(panel, "loss") == pytest.approx(value, abs=6e-4)
    assert panel.error is None


def test_the_gradient_is_the_slope_of_the_loss_that_is_said(panel):
    set_scores(panel, [1.0, 0.5, 0.0, -0.5, 1.5, 0.2, 0.8, -1.0, 0.3, 0.6])
    panel.temperature.value = 2.0
    slope, slider = drawn(panel)[2][3], panel.sliders[3]
    losses = []
    for value in (slider.value + 0.1, slider.value - 0.1):
        slider.value = value
        losses.append(said(panel, "loss"))
    assert (losses[0] - losses[1]) / 0.2 == pytest.approx(slope, abs=6e-3)  # the losses are said to three decimals


@pytest.mark.parametrize("sure", [13.9, 16.0])
def test_of_a_sure_hit_only_the_true_class_s_gradient_is_negative_and_nothing_is_called_0(panel, sure):
    panel.image.value = "Sure and right"
    true = panel.labels["Sure and right"]
    panel.sliders[true].value = sure
    gradient = drawn(panel)[2]
    assert gradient[true] < 0 and (np.delete(gradient, true) > 0).all()
    loss, slope, rest = (said(panel, words) for words in ("loss", "dS:", "for the true class,"))
    assert loss == pytest.approx(-slope, rel=0.06) and rest == -slope > 0
    assert loss == pytest.approx(np.log1p(np.exp(np.delete(drawn(panel)[0], true) - sure).sum()), rel=0.06)


def test_the_same_step_for_all_scores_changes_neither_probabilities_nor_gradient(panel):
    _, probabilities, gradient = drawn(panel)
    words = panel.words
    set_scores(panel, [slider.value + 0.7 for slider in panel.sliders])
    np.testing.assert_allclose(drawn(panel)[1], probabilities)
    np.testing.assert_allclose(drawn(panel)[2], gradient, atol=1e-12)
    assert panel.words.endswith(words)


def test_the_menu_s_four_images_are_what_it_says(panel):
    for name in panel.image.options:
        panel.image.value = name
        scores, probabilities, gradient = drawn(panel)
        true = panel.labels[name]
        right = probabilities.argmax() == true
        assert right == (name in ("Sure and right", "Right by a hair"))
        other = np.delete(scores, true).max()
        gap = abs(scores[true] - other)
        assert gap > 5 if name.startswith("Sure") else gap < 0.2
        assert f"true class {CLASS_NAMES[true]} " in panel.words
        assert f"net's choice {CLASS_NAMES[probabilities.argmax()]} " in panel.words
        assert gradient.sum() == pytest.approx(0, abs=1e-12)
        assert np.ptp(panel.picture.get_array()) > 100


def test_the_true_class_is_marked_by_a_band_and_by_words(panel):
    for name, label in panel.labels.items():
        panel.image.value = name
        assert [band.get_y() for band in panel.bands] == [label - 0.5] * 3
        assert [i for i, text in enumerate(panel.percents) if "true class" in text.get_text()] == [label]


def test_a_moved_score_is_named_with_its_probability(panel):
    panel.sliders[1].value = 6.0
    assert panel.words.startswith("Trouser at 6.0 gets ")
    panel.temperature.value = 2.0
    assert panel.words.startswith("Temperature 2.0: ")


def test_every_control_changes_picture_and_sentence(panel):
    controls = [(slider, slider.value + 0.1) for slider in panel.sliders]
    controls += [(panel.temperature, 1.1), (panel.image, "Sure and wrong")]
    for control, value in controls:
        before = panel.png, panel.words
        control.value = value
        assert panel.png != before[0] and panel.words != before[1], control.description


def test_reset_brings_back_the_image_s_own_scores_at_temperature_1(panel):
    panel.image.value = "Wrong by a hair"
    first = panel.words
    panel.temperature.value = 0.5
    set_scores(panel, np.zeros(10))
    panel.reset.click()
    assert panel.words == first and panel.temperature.value == 1
    np.testing.assert_allclose(drawn(panel)[0], panel.scores["Wrong by a hair"])


def test_the_gradient_has_room_below_temperature_1(panel):
    panel.image.value = "Sure and wrong"
    for tau in (0.5, 1.0, 5.0, 0.7):
        panel.temperature.value = tau
        low, high = panel.bars[2][0].axes.get_xlim()
        assert low < drawn(panel)[2].min() and drawn(panel)[2].max() < high


def test_extreme_scores_stay_finite(panel):
    panel.temperature.value = 0.5
    for extreme in (LOW, HIGH):
        set_scores(panel, [extreme] + [LOW + HIGH - extreme] * 9)
        assert panel.error is None and all(np.isfinite(values).all() for values in drawn(panel))
        assert "inf" not in panel.words and "nan" not in panel.words


def test_the_scaling_of_the_data_does_not_matter(data):
    one, other = four_images(data), four_images(load_fashion_mnist(validation=5000, scaling="raw"))
    assert one[2] == other[2]
    for name in one[1]:
        np.testing.assert_array_equal(one[1][name], other[1][name])


def test_other_data_are_refused(data):
    with pytest.raises(ValueError, match="data is a list; expected what load_fashion_mnist"):
        LogitExplorer([1, 2])
    few = Part(data.validation.images[:100], data.validation.labels[:100])
    with pytest.raises(ValueError, match="data has 100 validation images; expected 500 or more"):
        LogitExplorer(FashionMNIST(data.train, few, data.test, data.transform))
