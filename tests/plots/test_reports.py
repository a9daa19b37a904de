"""Pictures of printed numbers beside ours: every point is where the numbers put it, and the words follow from them."""

import math

import numpy as np
import pandas
import pytest

from mlp.plots import new_figure
from mlp.plots.reports import (
    draw_agreement,
    draw_all_agreement,
    draw_differences,
    draw_every_plan,
    draw_numbers,
    draw_pairs,
    draw_random_search,
    draw_rows,
)
from tests.plots.test_strips import rows_of


def test_agreement_draws_accuracies_that_are_results_and_have_ours():
    comparison = pandas.DataFrame(
        [
            ("report_000/a/val_accuracy", "result", 0.80, 0.82, 0.01),
            ("report_003/b/accuracy", "result", 0.90, 0.89, math.nan),
            ("report_003/c/accuracy", "result", 0.90, math.nan, math.nan),
            ("report_003/d/val_loss", "result", 0.40, 0.41, math.nan),
            ("report_003/e/accuracy", "not re-run", 0.90, math.nan, math.nan),
        ],
        columns=["path", "kind", "printed", "ours", "spread"],
    )
    _, axes = new_figure()
    drawn = draw_agreement(axes, comparison)
    assert drawn.path.tolist() == ["report_000/a/val_accuracy", "report_003/b/accuracy"]
    points = [container.lines[0].get_xydata().tolist() for container in axes.containers]
    assert np.array(points).reshape(2, 2) == pytest.approx(np.array([[80, 82], [90, 89]]))
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["000", "003"]


def test_rows_have_a_dot_per_seed_and_a_diamond_for_what_is_printed():
    _, axes = new_figure()
    draw_rows(axes, {"one": (0.85, [0.84, 0.86]), "two": (None, [0.9]), "three": (0.7, [0.8])})
    assert rows_of(axes) == [pytest.approx([84, 86]), pytest.approx([90]), pytest.approx([80])]
    assert axes.lines[0].get_xydata().tolist() == [pytest.approx([85, 0]), pytest.approx([70, 2])]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["ours", "printed"]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["one", "two", "three"]


def comparison_of(rows):
    columns = ["path", "kind", "printed", "ours", "spread", "verdict"]
    return pandas.DataFrame(
        [(f"report_00{i % 2}/{i}/accuracy", "result", *row) for i, row in enumerate(rows)], columns=columns
    )


def test_differences_are_ours_minus_printed_of_what_can_be_judged():
    comparison = comparison_of(
        [(0.80, 0.82, 0.01, "agrees"), (0.90, 0.10, 0.3, "too noisy"), (0.70, 0.82, 0.01, "differs")]
    )
    _, axes = new_figure()
    assert draw_differences(axes, comparison).tolist() == pytest.approx([2, 12])
    assert rows_of(axes) == [pytest.approx([2, 5])], "what is beyond 5 points stands at the edge"
    assert [text.get_text() for text in axes.get_yticklabels()] == ["000 (2)"]


def test_all_agreement_counts_what_lies_within_two_points(shown):
    rows = [(0.90, 0.91, 0.01, "agrees"), (0.88, 0.87, 0.3, "too noisy"), (0.70, 0.82, 0.01, "differs")]
    draw_all_agreement(comparison_of(rows))
    assert shown.words == (
        "Of 3 printed accuracies 2 can be judged: 1 of them are within 2 points of ours. Above 84 % the median "
        "distance is 1.0 points, below 12.0."
    )


def test_numbers_say_how_far_ours_are(shown):
    draw_numbers({"one": (0.85, [0.84, 0.88]), "two": (None, [0.9]), "three": (0.7, [0.8])}, "A title", "Three rows")
    assert shown.words == "From printed to our mean: 5.5 points in the median, 10.0 at most."
    assert "Three rows: a diamond" in shown.html


def test_every_plan_is_drawn_with_its_size(shown):
    draw_every_plan(np.arange(784).reshape(28, 28) % 256)
    assert "000 109,386" in shown.words and "003 558,074" in shown.words
    assert len([axes for axes in shown.figure.axes]) == 8


def test_the_random_search_is_drawn_twice_with_its_lowest_slow_accuracy(shown):
    search = pandas.DataFrame(
        {"learning_rate": [0.001, 0.01, 0.03], "reg": [0.001, 0.01, 0.005], "val_accuracy": [0.84, 0.86, 0.3]}
    )
    draw_random_search(search, pandas.Series([0.82, 0.87, 0.4]))
    assert shown.words == "The lowest accuracy at rates under 0.0125: printed 84 %, ours 82 %."


def test_pairs_tell_the_range_of_each_group(shown):
    draw_pairs({"Raw": {"a": [0.2, 0.4], "b": [0.8]}, "Scaled": {"a": [0.84], "b": [0.88]}})
    assert shown.words == "The nine pairs reach, Raw: 30 to 80 %; Scaled: 84 to 88 %."
