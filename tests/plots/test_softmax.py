"""Scores and probabilities drawn: bars as long as the numbers, words that say them."""

import numpy as np
import pytest

from mlp.losses import softmax
from mlp.plots.softmax import draw_pull, draw_softmax, draw_start

NAMES = ["Shirt", "Coat", "Dress"]
SCORES = np.array([2.0, 1.0, -1.0])
P = softmax(SCORES[None])[0]


def widths(axes):
    return [bar.get_width() for bar in axes.patches]


def test_the_two_steps_of_the_softmax_are_drawn(shown):
    draw_softmax(SCORES, NAMES)
    drawn = [widths(axes) for axes in shown.figure.axes]
    np.testing.assert_allclose(drawn, [SCORES, np.exp(SCORES), P])
    assert [label.get_text() for label in shown.figure.axes[0].get_yticklabels()] == NAMES
    assert shown.words == ("The scores +2, +1, -1 become the probabilities Shirt 0.705, Coat 0.259, Dress 0.035.")
    assert "Shirt, Coat, Dress" in shown.html


def test_the_pull_shows_probabilities_and_derivatives_on_one_scale(shown):
    draw_pull(NAMES, P, P - [0, 1, 0], true=1)
    left, right = shown.figure.axes
    np.testing.assert_allclose(widths(left), P)
    np.testing.assert_allclose(widths(right), P - [0, 1, 0])
    inches = [axes.get_position().width / np.ptp(axes.get_xlim()) for axes in (left, right)]
    assert inches[0] == pytest.approx(inches[1], rel=0.05)
    colors = [bar.get_facecolor() for bar in right.patches]
    assert colors[0] == colors[2] != colors[1]
    assert shown.words == "Derivatives: Shirt +0.705, Coat -0.741, Dress +0.035. They add up to 0.000."
    assert "lifts Coat" in shown.figure.get_suptitle()


def test_the_start_shows_every_network_and_the_line(shown):
    start = {0.01: np.array([[0.0, 2.3], [0.0, 2.31]]), "kaiming": np.array([[2.0, 3.1], [2.4, 3.7]])}
    draw_start(start)
    *networks, line = shown.figure.axes[0].lines
    for drawn, rows in zip(networks, start.values(), strict=True):
        np.testing.assert_array_equal(drawn.get_xydata(), rows)
    x, y = line.get_data()
    np.testing.assert_allclose(y, np.log(10) + x / 2)
    assert x.max() > 2.4
    assert "0.01 2.30 (2.30 to 2.31), kaiming 3.40 (3.10 to 3.70)" in shown.words
