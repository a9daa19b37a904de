"""The votes on labels: what each button notes, where it goes on, and what is told only after the vote."""

import numpy as np
import pytest

from mlp.studies.label_noise import read_label_noise
from mlp.widgets import LabelVotes
from tests.widgets.panel_samples import make_data

SUSPECTS = [{"row": row, "label": row % 10, "predictions": [8, 8 + row % 2]} for row in range(12)]


@pytest.fixture
def data():
    return make_data(np.arange(12) % 10)


@pytest.fixture
def panel(data):
    return LabelVotes(SUSPECTS, data, count=6)


def test_the_images_are_drawn_by_chance_and_keep_the_order_of_the_list(panel, data):
    rows = [one["row"] for one in panel.suspects]
    assert rows == sorted(set(rows)) and len(rows) == 6
    np.testing.assert_allclose(panel.images, 255 * data.train.images[rows], rtol=1e-5)
    others = [[one["row"] for one in LabelVotes(SUSPECTS, data, count=6, seed=seed).suspects] for seed in (0, 1, 2)]
    assert others[0] == rows and rows not in others[1:]


def test_a_vote_is_noted_and_the_next_image_without_one_comes_up(panel):
    assert panel.votes == "......" and panel.image.value == 1
    panel.buttons["w"].click()
    assert panel.votes == "w....." and panel.image.value == 2
    panel.image.value = 6
    panel.buttons["?"].click()  # from the last one on to the first without a vote
    assert panel.votes == "w....?" and panel.image.value == 2
    panel.buttons["r"].click()
    assert panel.votes == "wr...?" and panel.image.value == 3
    assert panel.words.endswith("Votes on 3 of 6: 1 wrong, 1 right, 1 I cannot say.")
    assert [mark.get_text() for mark in panel.marks] == ["1: w", "2: r", "3", "4", "5", "6: ?"]


def test_a_vote_can_be_changed_and_the_last_one_stays_where_it_is(panel):
    for _ in range(6):
        panel.buttons["r"].click()
    assert panel.votes == "rrrrrr"
    panel.image.value = 4
    panel.buttons["w"].click()
    assert panel.votes == "rrrwrr" and panel.image.value == 4 and panel.error is None


def test_what_the_networks_said_is_told_after_the_vote_only(panel):
    assert panel.words.startswith("Image 1, labelled ") and "networks" not in panel.words
    panel.buttons["w"].click()
    assert "networks" not in panel.words  # the next image
    panel.image.value = 1
    assert "you voted “the label is wrong”, the networks said Bag" in panel.words


def test_every_control_changes_picture_and_words(panel):
    for change in (lambda: setattr(panel.image, "value", 3), *(b.click for b in panel.buttons.values())):
        before = panel.png, panel.words
        change()
        assert panel.error is None and panel.png != before[0] and panel.words != before[1]


def test_the_frame_surrounds_the_image_that_is_up(panel):
    panel.image.value = 5
    x, y = panel.marks[4].get_position()
    left, top = panel.ring.get_xy()
    assert left < x < left + panel.ring.get_width() and top < y < top + 28 < top + panel.ring.get_height()
    assert panel.figure.axes[1].get_title() == f"Image 5, labelled {name_of(panel, 5)}"


def name_of(panel, number):
    from mlp import CLASS_NAMES

    return CLASS_NAMES[panel.suspects[number - 1]["label"]]


def test_by_default_24_of_the_200_most_suspicious_come_up():
    panel = LabelVotes()
    stored = read_label_noise()["suspicious"]
    assert len(panel.votes) == 24 and all(one in stored for one in panel.suspects)


def test_more_than_there_are_is_refused(data):
    with pytest.raises(ValueError, match="count is 13 and there are 12 suspects; expected at most so many"):
        LabelVotes(SUSPECTS, data, count=13)
