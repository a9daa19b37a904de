"""The reports' experiments as declared: nothing printed is left out, and settings are what is printed."""

import json
import math

import numpy as np
import pytest

from mlp.exercises.chapter_13.agreement import agreement
from mlp.reports.comparison import allowed, compare, family_of, rank_correlation, tally, verdict
from mlp.reports.curves import ours as ours_of
from mlp.reports.experiment import walk
from mlp.reports.published import FOLDER, REPORTS, numbers, printed_log, published
from mlp.reports.registry import module
from mlp.reports.store import Store

SAME = {"same", "differs"}
KINDS = {"result": {"agrees", "too noisy", "close", "differs"}, "setting": SAME, "computed": SAME, "own": SAME}


@pytest.fixture(scope="module")
def comparison():
    return compare()


def leaves(thing):
    """All numbers in nested dicts and lists, found in another way than `numbers` does."""
    text = json.dumps(thing)
    found = []
    json.loads(text, parse_float=lambda x: found.append(float(x)), parse_int=lambda x: found.append(int(x)))
    return found


def at(thing, path):
    """What stands at `path`; a name may hold a slash itself, as "T-shirt/top" does."""
    if not path:
        return thing
    names = range(len(thing)) if isinstance(thing, list) else thing
    name = next(name for name in names if (path + "/").startswith(f"{name}/"))
    return at(thing[name], path[len(f"{name}/") :])


def test_every_printed_number_stands_in_the_comparison(comparison):
    everything = leaves(json.loads((FOLDER / "published_results.json").read_text()))
    assert len(everything) > 500
    assert sorted(comparison.printed) == sorted(everything)
    assert comparison.path.is_unique
    for path, printed in zip(comparison.path, comparison.printed):
        report, inside = path.split("/", 1)
        assert at(published(report[-3:]), inside) == printed


def test_every_printed_number_has_ours_beside_it_or_the_reason_why_not(comparison):
    for row in comparison.itertuples():
        assert row.kind == "not re-run" or row.verdict in KINDS[row.kind], row.path
        if row.verdict in ("differs", "too noisy", "none"):
            assert len(row.why.split()) >= 5, f"{row.path}: {row.printed} printed, {row.ours} ours, and no reason"
        else:
            assert math.isfinite(row.ours), row.path
        if row.kind == "result":
            assert row.seeds + row.diverged > 0, f"{row.path} was declared and never run"


@pytest.mark.parametrize("report", REPORTS)
def test_what_is_declared_exists(report):
    """A typing error in a path would otherwise silently lose a number."""
    names = [experiment.name for experiment in module(report).experiments()]
    assert len(names) == len(set(names))
    known = {path.split("/", 1)[1] for path in numbers(report)}
    for experiment in module(report).experiments():
        assert {*experiment.printed, *experiment.used} <= known, experiment.name
        for place in experiment.used.values():
            assert isinstance(walk(experiment.setting, place), (int, float)), (experiment.name, place)
    assert set(module(report).COMPUTED) <= known
    for beginning in (*module(report).WHY, *module(report).FITTED):
        assert any((path + "/").startswith(beginning + "/") for path in known), beginning


@pytest.mark.parametrize("report", REPORTS)
def test_what_is_declared_was_run_and_stored(report):
    store = Store(report)
    for experiment in module(report).experiments():
        assert store.missing(experiment, experiment.seeds) == [], experiment.name
    assert {run["experiment"] for run in store.runs} == {e.name for e in module(report).experiments()}


@pytest.mark.parametrize("report", REPORTS)
def test_results_say_where_they_are_from_and_nothing_private(report):
    store = Store(report)
    text = store.path.read_text()
    assert "/work" not in text and "/home" not in text and "/tmp" not in text
    for run in store.runs:
        assert "cores, Python 3" in run["environment"] and "NumPy" in run["environment"]
        assert run["seconds"] > 0


def test_the_grid_is_reproduced():
    rows = compare("000")
    grid = rows[rows.path.str.contains("grid_search/.*/val_accuracy")]
    assert len(grid) == 27
    assert rank_correlation(grid.printed, grid.ours) >= 0.95
    apart = grid[(grid.printed - grid.ours).abs() > 0.02]
    assert (apart.why.str.len() > 0).all()


@pytest.mark.parametrize("seeds", [2, 3, 5, 20])
@pytest.mark.parametrize("spread", [0.001, 0.05])
def test_of_perfect_re_runs_one_in_twenty_is_refused(seeds, spread):
    """The printed run and ours are drawn from one distribution: 20,000 times."""
    rng = np.random.default_rng(seeds)
    printed, ours = rng.normal(0.8, spread, 20_000), rng.normal(0.8, spread, (20_000, seeds))
    limits = [allowed(s, seeds) for s in ours.std(axis=1, ddof=1)]
    refused = np.mean(np.abs(ours.mean(axis=1) - printed) > limits)
    assert 0.04 < refused < 0.06


def test_the_limit_by_hand():
    """Three seeds: t is 4.3027 with two degrees of freedom, times √(1 + 1/3)."""
    assert allowed(0.01, 3) == pytest.approx(0.01 * 4.302653 * math.sqrt(4 / 3))
    assert allowed(0.0, 3) == 0 and math.isnan(allowed(math.nan, 1))


@pytest.mark.parametrize(
    ("printed", "ours", "limit", "family", "expected"),
    [
        (0.90, 0.905, 0.006, "accuracy", "agrees"),
        (0.90, 0.9061, 0.006, "accuracy", "close"),
        (0.90, 0.93, 0.006, "accuracy", "differs"),
        (0.90, 0.93, 0.04, "class score", "agrees"),
        (0.90, 0.93, 0.11, "accuracy", "too noisy"),
        (0.90, 0.70, 0.11, "accuracy", "differs"),
        (0.90, 0.93, math.nan, "accuracy", "differs"),
        (0.90, 0.92, math.nan, "accuracy", "close"),
        (0.90, math.nan, math.nan, "accuracy", "differs"),
        (0.1, 0.10004, 0.0, "accuracy", "agrees"),
        (870, 885, 5.0, "cell", "close"),
        (870, 895, 5.0, "cell", "differs"),
        (870, 876, 6.0, "cell", "agrees"),
        (870, 876, 101.0, "cell", "too noisy"),
        (0.6848, 40.4, 335.0, "loss", "too noisy"),
        (0.6848, 0.7, 0.3, "loss", "agrees"),
        (-0.0031, 0.0, 1e-6, "gradient", "differs"),
        (-0.0031, -0.002, 0.0016, "gradient", "agrees"),
        (-0.0031, 0.0, 0.0032, "gradient", "too noisy"),
    ],
)
def test_the_rule(printed, ours, limit, family, expected):
    assert verdict(printed, ours, limit, family) == expected


def test_families():
    places = {
        "test/accuracy": "accuracy",
        "last_loss": "loss",
        "validation/loss": "loss",
        "test/confusion/0/3": "cell",
        "test/f1/mean": "class score",
        "rows/3/0": "gradient",
    }
    assert {place: family_of(place) for place in places} == places


def test_what_was_fitted_is_told_from_what_was_predicted(comparison):
    """Nine points of 000's grid chose its pixels and batches; the other 18, and all of its random search, did not."""
    evidence = comparison.set_index("path").evidence
    grid = published("000")["grid_search"]
    judged = comparison.set_index("path").verdict != "too noisy"
    for i, row in enumerate(grid):
        path = f"report_000/grid_search/{i}/val_accuracy"
        fitted = "fitted" if row["reg"] == 0.001 else "predicted"
        assert evidence[path] == (fitted if judged[path] else "not judged")
    assert (comparison.evidence == "own").sum() == 3
    assert set(comparison.evidence[comparison.kind == "setting"]) == {"not judged"}
    results = comparison[comparison.kind == "result"]
    assert (results.evidence[results.verdict == "too noisy"] == "not judged").all()
    assert set(results.evidence[results.verdict != "too noisy"]) == {"fitted", "predicted"}
    assert (results.evidence[(results.family == "cell") & (results.verdict != "too noisy")] == "predicted").all()
    assert not (results.family[results.verdict == "agrees"] == "gradient").any()


def test_report_004_tells_two_endings_of_its_convolutional_net():
    """Its section 4.3, whose log and matrix are printed, and its section 5.3."""
    cnn, log = published("004")["cnn"], printed_log("4.3")
    assert (cnn["epochs"], cnn["train_accuracy"], cnn["test_accuracy"]) == (9, 0.9507, 0.9124)
    assert (log["epoch"][-1], log["train_accuracy"][-1], log["validation_accuracy"][-1]) == (9, 0.9507, 0.9124)
    assert cnn["section_5_3"] == {"epochs": 10, "train_accuracy": 0.957, "test_accuracy": 0.9121}
    text = (FOLDER / "texts" / "004.txt").read_text(encoding="utf-8")
    for words in ("stopped after 10 epochs", "95.70% and a validation accuracy of 91.21%", "terminates after 9 epochs"):
        assert words in text


def test_rank_correlation():
    assert rank_correlation([1, 2, 3, 4], [10, 20, 25, 90]) == pytest.approx(1)
    assert rank_correlation([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1)
    assert rank_correlation([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(
        np.corrcoef([1, 2.5, 2.5, 4], [1, 2, 3, 4])[0, 1]
    )


def test_the_tally_counts_every_result_once_and_zeros_by_themselves(comparison):
    counts = tally(comparison)
    results = comparison[comparison.kind == "result"]
    assert counts.to_numpy().sum() == len(results)
    zeros = results[(results.family == "cell") & (results.printed == 0)]
    assert counts.loc["cell, prints 0"].sum() == len(zeros) > 50
    assert counts["too noisy"].sum() == (results.verdict == "too noisy").sum()


def test_the_first_try_refuses_more_than_one_perfect_re_run_in_five():
    """Equation (3) of chapter 13: 2 standard deviations, and no variance for our own mean."""
    rng = np.random.default_rng(0)
    printed, ours = rng.normal(0.7, 0.05, 20_000), rng.normal(0.7, 0.05, (20_000, 3))
    _, agrees = agreement(printed, ours, 10_000)
    assert 0.2 < 1 - agrees.mean() < 0.25


def test_rounding_first_costs_report_004_what_it_lacks():
    """Its own network, three seeds; its matrix lacks 50 answers, or 78 if epoch 9 was restored."""
    right, rounded = (ours_of("004", "rounded/tanh-sigmoid", name) for name in ("right", "rounded_right"))
    assert len(right) == 3 and 40 < (right - rounded).min() < 50 < 78 < (right - rounded).max() < 100
