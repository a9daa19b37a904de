"""Which experiment stands behind a number, and its stored curves."""

import pytest

from mlp.reports.curves import behind, curves_of, ended, ours
from mlp.reports.published import numbers
from mlp.reports.registry import module
from mlp.reports.store import Store

CURVE = {"iteration": [50.0, 100.0], "loss": [2.0, 1.0]}


@pytest.fixture
def folder(tmp_path):
    """Two runs of one learning rate, the second without an end; a run of a grid point, which keeps no curve."""
    store = Store("000", tmp_path)
    named = {experiment.name: experiment for experiment in module("000").experiments()}
    done = {"status": "done", "seconds": 1.0}
    store.add(named["rates/0.01"], 1, {"status": "diverged", "seconds": 1.0, "reason": "too large"})
    store.add(named["rates/0.01"], 0, done | {"curve": CURVE})
    store.add(named["grid/03"], 0, done | {"test": {"accuracy": 0.66, "loss": 1.0}})
    return tmp_path


def test_the_curves_of_a_group_are_those_of_the_runs_that_ended(folder):
    curves = curves_of("000", "rates", folder)
    assert list(curves) == ["0.0001", "0.001", "0.005", "0.01", "0.02", "0.03"]
    assert curves["0.01"] == [CURVE] and curves["0.03"] == []
    assert curves_of("000", "grid", folder)["03"] == []


def test_an_unknown_group_is_refused_with_those_that_exist(folder):
    with pytest.raises(ValueError, match="no group 'figure 5'; expected one of defaults, full, grid"):
        curves_of("000", "figure 5", folder)


def test_our_results_are_found_by_name_and_place(folder):
    assert ours("000", "grid/03", folder=folder).tolist() == [0.66]
    assert ours("000", "grid/03", "test/loss", folder).tolist() == [1.0]
    assert ours("000", "rates/0.03", folder=folder).shape == (0,)
    with pytest.raises(ValueError, match="no experiment 'grid/99'; expected one such as 'defaults/2000'"):
        ours("000", "grid/99", folder=folder)


def test_behind_a_number_stands_its_experiment(folder):
    experiment, place = behind("000")["report_000/grid_search/3/val_accuracy"]
    assert (experiment.name, place) == ("grid/03", "test/accuracy")
    assert [run["test"]["accuracy"] for run in ended(Store("000", folder), experiment)] == [0.66]
    for report in ("000", "001", "002", "003", "004"):
        assert set(behind(report)) <= set(numbers(report))
