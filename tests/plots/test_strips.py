"""Rows of points: every number is there, in its row; differences are paired, and their intervals those of the rule."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from mlp.evaluation.comparisons import compare_with
from mlp.plots import GREY, PALETTE, new_figure
from mlp.plots.strips import draw_paired, draw_strips

BASELINE = np.array([0.80, 0.82, 0.81, 0.83])
RUNS = {"better": BASELINE + [0.05, 0.04, 0.05, 0.06], "a tie": BASELINE + [0.01, -0.01, 0.02, -0.02]}


def rows_of(axes):
    """The numbers of the points in each row, from the top."""
    points = np.concatenate([np.asarray(collection.get_offsets()) for collection in axes.collections])
    assert axes.get_ylim()[0] > axes.get_ylim()[1], "the first stands at the top"
    return [points[points[:, 1] == row, 0].tolist() for row in range(len(axes.get_yticks()))]


def test_every_number_is_a_point_in_the_row_of_its_name():
    _, axes = new_figure()
    assert draw_strips(axes, {"b": [3, 1, 2], "a": np.array([4.5])}) is axes
    assert rows_of(axes) == [[3, 1, 2], [4.5]]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["b", "a"]


def test_the_same_points_are_drawn_each_time():
    first, second = (np.asarray(draw_strips(new_figure()[1], RUNS).collections[0].get_offsets()) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_differences_are_paired_in_points_and_a_tie_is_grey():
    _, axes = new_figure()
    assert draw_paired(axes, BASELINE, RUNS) is axes
    assert rows_of(axes) == [pytest.approx([5, 4, 5, 6]), pytest.approx([1, -1, 2, -2])]
    colours = [to_hex(collection.get_facecolor()[0]).upper() for collection in axes.collections]
    assert colours == [PALETTE[0].upper(), GREY.upper()]


def test_mean_and_interval_are_those_of_the_one_rule_for_a_tie():
    _, axes = new_figure()
    draw_paired(axes, BASELINE, RUNS)
    found = compare_with(BASELINE, RUNS)
    bars, marks = axes.lines[1::2], axes.lines[2::2]
    np.testing.assert_allclose([bar.get_xdata() for bar in bars], 100 * found[["low", "high"]])
    np.testing.assert_allclose([mark.get_xdata()[0] for mark in marks], 100 * found.difference)
    assert bars[1].get_xdata()[0] < 0 < bars[1].get_xdata()[1] and bars[0].get_xdata()[0] > 0


def test_another_unit_is_said():
    _, axes = new_figure()
    draw_paired(axes, BASELINE, RUNS, unit="loss", factor=1)
    assert rows_of(axes)[0] == pytest.approx([0.05, 0.04, 0.05, 0.06])
    assert axes.get_xlabel().startswith("difference in loss; ")


def test_what_cannot_be_paired_is_refused():
    with pytest.raises(ValueError, match="expected"):
        draw_paired(new_figure()[1], BASELINE, {"short": BASELINE[:2]})
