"""Pictures of printed numbers beside ours: every point is where the numbers put it."""

import math

import numpy as np
import pandas
import pytest

from mlp.plots import new_figure
from mlp.plots.reports import draw_agreement, draw_curves, draw_rows
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


def test_curves_are_the_mean_in_a_band_and_runs_that_did_not_end_are_named():
    first = {"iteration": [1, 2, 3], "loss": [3.0, 2.0, 1.0], "train_accuracy": [0.1, 0.2, 0.3]}
    second = {"iteration": [1, 2], "loss": [5.0, 3.0], "train_accuracy": [0.1, 0.2]}
    _, axes = new_figure()
    draw_curves(axes, {"0.01": [first, second], "0.03": []})
    assert axes.lines[0].get_xydata().tolist() == [[1, 4], [2, 2.5]]
    band = axes.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == (2, 5)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["0.01", "0.03: no run ended"]
    draw_curves(axes, {"0.01": [first]}, "train_accuracy")
    assert axes.get_ylabel() == "train accuracy"
