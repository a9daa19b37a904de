"""The mistakes explorer: choose a cell and an image, look at ring, picture, bars and sentence."""

import numpy as np
import pytest

from mlp import CLASS_NAMES, build_mlp, evaluate
from mlp.widgets import MistakesExplorer
from tests.widgets.panel_samples import BAD_ARGUMENTS, make_data


@pytest.fixture(scope="module")
def network():
    return build_mlp([784, 16, 10], seed=0)


@pytest.fixture(scope="module")
def data():
    return make_data(np.arange(100) % 10)


@pytest.fixture
def panel(network, data):
    return MistakesExplorer(network, data)


def cell_of(panel):
    """(true, called) of the ring."""
    called, true = (round(place) for place in panel.ring.get_xy())
    return true, called


def test_it_starts_at_the_cell_with_the_most_mistakes(panel, network, data):
    confusion = evaluate(network, data.test).confusion
    mistakes = confusion - np.diag(np.diag(confusion))
    assert mistakes[cell_of(panel)] == mistakes.max() == panel.image.max
    true, called = (CLASS_NAMES[place] for place in cell_of(panel))
    assert panel.words.startswith(f"Of 10 {true} images {mistakes.max()} are called {called}. Image 1 of ")


def test_the_button_goes_down_the_ranking_and_begins_anew(panel, network, data):
    confusion = evaluate(network, data.test).confusion
    off = [confusion[t, c] for t in range(10) for c in range(10) if t != c and confusion[t, c]]
    first, seen = cell_of(panel), []
    for _ in off:
        seen.append(confusion[cell_of(panel)])
        panel.next.click()
    assert seen == sorted(off, reverse=True)
    assert cell_of(panel) == first
    panel.called.value = panel.true.value  # on the diagonal, which is not ranked
    panel.next.click()
    assert cell_of(panel) == first and panel.error is None


def test_every_cell_shows_its_images_the_surest_first(panel, network, data):
    result = evaluate(network, data.test)
    for true, called in zip(*np.nonzero(result.confusion)):
        panel.true.value, panel.called.value = int(true), int(called)
        rows = np.flatnonzero((data.test.labels == true) & (result.predictions == called))
        assert cell_of(panel) == (true, called) and panel.image.max == len(rows)
        seen, sure = set(), []
        for number in range(1, len(rows) + 1):
            panel.image.value = number
            widths = [bar.get_width() for bar in panel.answer.bars]
            row = rows[np.abs(result.probabilities[rows] - widths).sum(axis=1).argmin()]
            np.testing.assert_allclose(panel.picture.get_array().ravel(), 255 * data.test.images[row], rtol=1e-5)
            seen.add(row)
            sure.append(widths[called])
        assert seen == set(rows) and sure == sorted(sure, reverse=True)


def test_a_right_answer_is_told_as_such(panel, network, data):
    right = int(np.diag(evaluate(network, data.test).confusion).argmax())
    panel.true.value = panel.called.value = right
    assert f"rightly called {CLASS_NAMES[right]}." in panel.words
    assert panel.answer.marks[0].get_text().endswith("true class, net's choice")
    assert panel.answer.marks[1].get_text() == ""


def test_an_empty_cell_says_so_and_the_next_one_works(panel, network, data):
    confusion = evaluate(network, data.test).confusion
    true, called = (int(place) for place in np.argwhere(confusion == 0)[0])
    panel.image.value = 2
    panel.true.value, panel.called.value = true, called
    assert panel.words == f"There is nothing to show: no {CLASS_NAMES[true]} is called {CLASS_NAMES[called]}."
    assert panel.image.disabled and not panel.picture.get_array().any()
    assert not any(bar.get_width() for bar in panel.answer.bars)
    panel.next.click()
    assert not panel.image.disabled and "Image 1 of " in panel.words


def test_a_network_without_mistakes_has_no_next_one(network):
    images = make_data(np.zeros(40)).test.images
    panel = MistakesExplorer(network, make_data(network.predict(images)))
    assert panel.next.disabled
    assert cell_of(panel) == (0, 0) and panel.error is None


def test_every_control_changes_picture_and_words(panel):
    for change in ("image", "next", "called", "true"):
        before = panel.png, panel.words
        control = getattr(panel, change)
        if change == "next":
            control.click()
        else:
            control.value = 2 if change == "image" else (control.value + 1) % 10
        assert panel.error is None and panel.png != before[0] and panel.words != before[1], change


@pytest.mark.parametrize(
    ("arguments", "message"), [*BAD_ARGUMENTS, ({"data": make_data([])}, "data has no test images")]
)
def test_unfit_arguments_are_refused(network, data, arguments, message):
    with pytest.raises(ValueError, match=message):
        MistakesExplorer(**{"network": network, "data": data} | arguments)


def shares_of(panel, x, y):
    """Where a point of the matrix lies in the picture, as a click tells it."""
    width, height = panel.figure.bbox.size
    across, up = panel.matrix.transData.transform((x, y))
    return [across / width, 1 - up / height]


def test_a_click_goes_to_its_cell(panel):
    redraws = []
    panel._live_picture.observe(redraws.append, names="value")
    for true, called, to_right in [(3, 7, 0.9), (9, 0, 0.1), (0, 9, 1.0)]:  # the last: on the very edge
        panel.clicks.value = shares_of(panel, called + to_right, true + 0.1)
        assert cell_of(panel) == (true, called) == (panel.true.value, panel.called.value)
    assert len(redraws) == 3 and panel.error is None


def test_a_click_beside_the_matrix_changes_nothing(panel):
    cell, words = cell_of(panel), panel.words
    for point in [(-2, 4), (4, 11), (12, 4)]:
        panel.clicks.value = shares_of(panel, *point)
        assert cell_of(panel) == cell and panel.words == words and panel.error is None
