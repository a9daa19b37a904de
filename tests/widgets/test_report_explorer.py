"""ReportExplorer: points, ring, bar, curves and sentence are those of the results files, whatever is chosen."""

import math

import numpy as np
import pytest

from mlp.reports.registry import module
from mlp.reports.store import Store
from mlp.widgets import ReportExplorer

CURVE = {
    "iteration": [100.0, 200.0],
    "loss": [2.0, 0.5],
    "train_accuracy": [0.5, 0.99],
    "validation_accuracy": [0.4, 0.78],
    "validation_loss": [2.0, 1.0],
}


def row(accuracy, curve=None):
    scores = {"status": "done", "seconds": 1.0, "train": {"accuracy": 1.0, "loss": 0.1}}
    return scores | {"test": {"accuracy": accuracy, "loss": 0.5}} | ({"curve": curve} if curve else {})


@pytest.fixture
def folder(tmp_path):
    """Three points of 000's grid, one with two seeds, one whose only run diverged, and its overfitted 500 images."""
    store = Store("000", tmp_path)
    named = {experiment.name: experiment for experiment in module("000").experiments()}
    store.add(named["grid/00"], 0, row(0.66))
    store.add(named["grid/01"], 0, row(0.83))
    store.add(named["grid/01"], 1, row(0.85))
    store.add(named["grid/02"], 0, {"status": "diverged", "seconds": 1.0, "reason": "too large"})
    store.add(named["overfit/500"], 0, row(0.78, CURVE))
    other = Store("004", tmp_path)
    experiment = next(e for e in module("004").experiments() if e.name == "multilayer/tanh-sigmoid")
    scores = row(0.88, CURVE | {"loss": [1.5, 0.25]})
    scores["test"]["confusion"] = (100 * np.ones((10, 10), int)).tolist()
    other.add(experiment, 0, scores)
    return tmp_path


@pytest.fixture
def panel(folder):
    return ReportExplorer(folder)


def shown(panel):
    assert panel.error is None and len(panel.words) < 220, panel.words
    return panel.words, panel.png


def test_only_what_has_a_result_can_be_chosen(panel):
    assert panel.report.options == ("000", "004")
    assert panel.table.options == ("single numbers", "grid_search val_accuracy")
    panel.table.value = "grid_search val_accuracy"
    assert panel.number.max == 2, "the third run diverged"


def test_it_starts_with_a_number_that_has_curves(panel):
    assert panel.words.startswith("000, single numbers 1 of 2 (small_data train_accuracy)")
    assert panel.words.endswith("The loss ends at 0.500.") and not panel.nothing.get_visible()


def test_every_report_starts_with_a_number_that_has_curves():
    panel = ReportExplorer()
    for report in panel.report.options:
        panel.report.value = report
        assert "ends at" in panel.words, panel.words


def test_the_first_number_of_a_table_is_told_and_ringed(panel):
    panel.table.value = "grid_search val_accuracy"
    assert panel.words == (
        "000, grid_search val_accuracy 1 of 2 (hidden 128-64, reg 0.001, learning_rate 0.0001): "
        "printed 0.6629, ours 0.6600 (1 seed): close. No curve of the loss is stored."
    )
    assert panel.printed.get_xydata() == pytest.approx(np.array([[1, 0.6629], [2, 0.8312]]))
    assert panel.ours.get_xydata() == pytest.approx(np.array([[1, 0.66], [2, 0.83], [2, 0.85]]))
    assert panel.ring.get_xydata() == pytest.approx(np.array([[1, 0.6629]]))
    assert panel.nothing.get_visible() and not any(len(line.get_xdata()) for line in panel.lines)


def test_the_bar_is_what_the_rule_allows(panel):
    panel.table.value = "grid_search val_accuracy"
    panel.number.value = 2
    assert "ours 0.8400 ± 0.0141 (2 seeds): too noisy." in shown(panel)[0]
    reach = 12.7062 * 0.0141421 * math.sqrt(1 + 1 / 2)  # Student's t with one degree of freedom
    assert panel.allowed.get_ydata() == pytest.approx([0.8312 - reach, 0.8312 + reach], abs=1e-4)


def test_another_table_and_another_report_start_at_their_first_number(panel):
    panel.table.value = "grid_search val_accuracy"
    panel.number.value = 2
    panel.table.value = "single numbers"
    assert panel.words.startswith("000, single numbers 1 of 2 (small_data train_accuracy): printed 1, ours 1.0000")
    panel.report.value = "004"
    assert panel.table.options == ("multilayer confusion", "single numbers")
    assert panel.words.startswith("004, multilayer confusion 1 of 100 (row 0, column 0): printed 870, ours 100.0000")
    panel.number.value = 100
    assert "(row 9, column 9): printed 960" in panel.words


def test_the_curve_is_the_stored_one_with_the_printed_level_where_it_leads(panel):
    panel.table.value = "single numbers"
    assert panel.words.endswith("The loss ends at 0.500.")
    assert panel.lines[0].get_xydata() == pytest.approx(np.array([[100, 2.0], [200, 0.5]]))
    assert not panel.nothing.get_visible() and len(panel.level.get_xdata()) == 0
    panel.curve.value = "train_accuracy"
    assert panel.words.endswith("The training accuracy ends at 0.990.")
    assert panel.level.get_ydata() == pytest.approx([1.0, 1.0])
    panel.curve.value = "validation_accuracy"
    assert len(panel.level.get_xdata()) == 0, "a training accuracy is printed, and the curve is another"
    panel.number.value = 2
    assert panel.level.get_ydata() == pytest.approx([0.775, 0.775])


@pytest.mark.parametrize(
    ("name", "other"),
    [("report", "004"), ("table", "grid_search val_accuracy"), ("number", 2), ("curve", "train_accuracy")],
)
def test_every_control_changes_picture_and_words(panel, name, other):
    panel.table.value = "single numbers"
    before = shown(panel)
    getattr(panel, name).value = other
    after = shown(panel)
    assert before[0] != after[0] and before[1] != after[1]


def test_the_stored_results_are_shown_with_every_table():
    panel = ReportExplorer()
    assert panel.report.options == ("000", "001", "002", "003", "004")
    for report in panel.report.options:
        panel.report.value = report
        for table in panel.table.options:
            panel.table.value = table
            for number in (1, panel.number.max):
                panel.number.value = number
                assert shown(panel)[0].startswith(f"{report}, {table} {number} of ")


def test_a_folder_without_results_is_refused(tmp_path):
    with pytest.raises(ValueError, match="holds no results; run python -m mlp.reports 000 --quick"):
        ReportExplorer(tmp_path)
