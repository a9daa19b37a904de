"""How well a share is known: the marked interval is Wilson's, and a difference is told as the rule has it."""

import numpy as np
import pytest

from mlp.evaluation.comparisons import compare_paired
from mlp.evaluation.intervals import wilson_interval
from mlp.plots.shares import draw_measured, draw_two, draw_wilson


@pytest.mark.parametrize(("right", "total"), [(48, 50), (50, 50), (30, 40)])
def test_the_level_line_is_marked_where_it_crosses_the_band(shown, right, total):
    draw_wilson(right, total)
    low, high = wilson_interval(right, total)
    (axes,) = shown.figure.axes
    lower, upper, _, marked = axes.lines
    assert marked.get_xdata() == pytest.approx([100 * low, 100 * high])
    at_low = np.interp(100 * low, upper.get_xdata(), upper.get_ydata())
    assert at_low == pytest.approx(100 * right / total, abs=0.1)
    assert np.interp(100 * high, lower.get_xdata(), lower.get_ydata()) == pytest.approx(100 * right / total, abs=0.1)
    assert f"from {100 * low:.1f} to {100 * high:.1f} %" in shown.words


def test_the_widest_interval_is_named(shown):
    draw_measured({"one": (0.9, 0.89, 0.91), "two": (0.7, 0.6, 0.8)})
    assert shown.figure.axes[0].get_title() == "Known least well: two"
    assert shown.words == "one 90.0 (89.0 to 91.0) %; two 70.0 (60.0 to 80.0) %."


@pytest.mark.parametrize(("ahead", "says", "lies"), [(40, "is real", "outside"), (4, "is not real", "inside")])
def test_a_difference_is_told_by_the_rule(shown, ahead, says, lies):
    a, b = np.zeros(1000), np.zeros(1000)
    a[:20], b[20 : 20 + 20 + ahead] = 1, 1
    each = {"A": (0.5, 0.45, 0.55), "B": (0.52, 0.47, 0.57)}
    draw_two(each, compare_paired(b, a))
    left, right = shown.figure.axes
    assert left.get_title() == "Each by itself: they overlap" and right.get_title() == f"Image by image: 0 lies {lies}"
    assert right.get_xlim()[0] < 0 and f"the difference {says}" in shown.words
    assert shown.words.startswith(f"B is {ahead / 10:.2f} points ahead of A")
