"""The reports' curves: lines, limits and words follow from the numbers that were given."""

import numpy as np
import pytest

from mlp.plots import new_figure
from mlp.plots.report_curves import (
    draw_curves,
    draw_gaps,
    draw_learning,
    draw_rates_and_rules,
    draw_schedule,
    draw_step_errors,
    fitting,
)
from mlp.reports.figures import history


def curve(losses, gap=0.1):
    n = len(losses)
    columns = {"iteration": list(range(100, 100 * n + 1, 100)), "loss": losses, "train_accuracy": [0.9] * n}
    columns["validation_loss"] = [loss + gap for loss in losses]
    return columns | {"validation_accuracy": list(np.linspace(0.7, 0.85, n))}


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


def test_axes_fit_what_is_drawn_after_the_first_tenth():
    low, high = fitting([np.array([9.0, *[1.0] * 9, 2.0]), np.array([np.nan, *[1.5] * 10])])
    assert (low, high) == pytest.approx((0.949, 2.051))


def test_learning_curves_have_fitting_axes_and_no_legend_on_a_curve(shown):
    runs = {f"Figure {i}: net": history(curve([3.0, *np.linspace(1, 0.5, 19)])) for i in (1, 2)}
    draw_learning(runs, "A title", "Report 001, Figures 1 and 2")
    assert shown.words == "Best validation accuracy: Figure 1: net 85 %, Figure 2: net 85 %."
    loss, _, accuracy, _ = shown.figure.axes
    assert loss.get_ylim() == pytest.approx((0.4689, 1.1018), abs=0.002) and accuracy.get_ylim()[0] > 65
    assert all(axes.get_legend() is None for axes in shown.figure.axes) and len(shown.figure.legends) == 1


def test_rates_and_rules_stand_side_by_side(shown):
    runs = [curve([2.0, 1.0]), curve([2.0, 1.5])]
    rules = {"0.01": {"sgd": runs, "adam": runs}, "0.001": {"sgd": runs, "adam": runs}}
    reached = {"0.01": {"sgd": 87.0, "adam": 70.24}, "0.001": {"sgd": 82.9, "adam": 88.0}}
    draw_rates_and_rules({"0.01": runs, "0.1": []}, rules, reached)
    assert shown.words == "Test accuracies at rate 0.01: sgd 87.0 %, adam 70.2 %; 0.001: sgd 82.9 %, adam 88.0 %."
    assert [axes.get_title() for axes in shown.figure.axes][1:] == ["Figure 6 at rate 0.01", "Figure 6 at rate 0.001"]


def test_gaps_are_taken_where_the_training_loss_is_first_reached(shown):
    falling = list(np.linspace(0.6, 0.1, 51))
    draw_gaps({"tanh": [curve(falling, 0.1), curve(falling, 0.2)], "ReLU": [curve(falling[:27], 0.3)]})
    assert shown.words == "At a training loss of 0.35: tanh 0.15, ReLU 0.30."
    line = shown.figure.axes[0].lines[1]
    assert np.isnan(line.get_ydata()[-1]), "a net that never gets there has no gap there"


def test_a_schedule_tells_its_ends(shown):
    draw_schedule(1 / (1 + 0.1 * np.arange(1000)))
    assert shown.words == "It is 1 at first, 0.10 at step 90, 0.0099 at the end."


def test_the_best_step_of_each_dtype_is_told(shown):
    steps = 10.0 ** np.arange(-6, 0)
    draw_step_errors(steps, {"float64": steps + 1e-10 / steps, "float32": steps + 1e-6 / steps})
    assert shown.words.startswith("The best step, float64: h ≈ 1e-05 with error ≈ 2e-05; float32: h ≈ 0.001")
