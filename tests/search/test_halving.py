"""Successive halving: the better trials go on from where they were, and the cost is what was trained."""

import pandas
import pytest

from mlp.search import halving, run_trials
from tests.search.search_runs import TRIALS, Data, without_seconds

DATA = Data()
CURVES = [{"rises": rises} for rises in (3, 9, 1, 7, 5)]


def rising(settings, data, seed, iterations, folder):
    """A score that is known beforehand. 9 fails at the second rung, and 1 profits from seed 1."""
    if settings["rises"] == 9 and iterations > 10:
        raise ValueError("no more")
    return {
        "validation_accuracy": settings["rises"] * iterations / 1000 + (0.1 if seed and settings["rises"] == 1 else 0)
    }


def test_the_better_ones_go_on_and_the_cost_is_counted():
    table = halving(CURVES, DATA, iterations=(10, 40, 70), keep=0.5, function=rising, progress=False)
    assert [list(rung.trial) for _, rung in table.groupby("rung")] == [[0, 1, 2, 3, 4], [1, 3, 4], [3, 4]]
    assert list(table.cost) == [10] * 5 + [30] * 3 + [30] * 2 and list(table.iterations[5:8]) == [40] * 3
    assert list(table.status) == ["done"] * 5 + ["failed"] + ["done"] * 4
    assert list(table.columns[:3]) == ["rung", "cost", "trial"]


def test_trials_are_judged_by_their_mean_over_the_seeds():
    table = halving(CURVES[::2], DATA, (10, 20), keep=0.3, seeds=(0, 1), function=rising, progress=False)
    assert list(table[table.rung == 1].trial) == [1, 1], "1 wins by its second seed"
    assert list(table[table.rung == 1].seed) == [0, 1]


def test_when_none_is_left_it_ends():
    table = halving(TRIALS[4:], DATA, iterations=(10, 20), progress=False)
    assert list(table.status) == ["diverged"] * 2 and set(table.rung) == {0}


def test_the_last_rung_is_bitwise_a_training_that_never_stopped(tmp_path):
    table = halving(TRIALS, DATA, iterations=(5, 17, 40), keep=0.5, jobs=2, progress=False)
    last = table[table.rung == 2]
    assert len(last) == 2 and all(5 in steps and 17 in steps for steps in last.history_iteration)
    straight = run_trials([TRIALS[trial] for trial in last.trial], DATA, iterations=40, progress=False)
    for name in ("history_validation_loss", "history_train_accuracy"):
        assert [curve[-1] for curve in last[name]] == [curve[-1] for curve in straight[name]]


def test_started_again_it_goes_on_to_the_same_table(tmp_path):
    arguments = {"trials": TRIALS, "data": DATA, "iterations": (5, 17), "progress": False}
    whole = halving(**arguments, file=tmp_path / "whole.jsonl", folder=tmp_path / "a")
    lines = (tmp_path / "whole.jsonl").read_text().splitlines(keepends=True)
    assert len(lines) == len(whole) == 8
    (tmp_path / "cut.jsonl").write_text("".join(lines[:7]) + lines[7][:30])
    again = halving(**arguments, file=tmp_path / "cut.jsonl")  # in another folder: the checkpoints are lost
    last, its = whole.iloc[-1], again.iloc[-1]
    assert its.validation_accuracy == last.validation_accuracy
    pandas.testing.assert_frame_equal(without_seconds(again[:7]), without_seconds(whole[:7]), check_exact=True)


def test_of_equal_trials_the_earlier_ones_go_on():
    table = halving([{"rises": 4}] * 3 + [{"rises": 5}], DATA, (10, 20), keep=0.6, function=rising, progress=False)
    assert list(table[table.rung == 1].trial) == [0, 1, 3]


def test_a_function_without_a_score_cannot_be_halved():
    with pytest.raises(ValueError, match="returned no 'validation_accuracy', by which halving chooses"):
        halving(CURVES, DATA, (1, 2), function=lambda settings, data, seed, iterations, folder: {}, progress=False)


@pytest.mark.parametrize("arguments, words", [
    ({"iterations": 100}, "iterations is 100; expected rising numbers, one per rung"),
    ({"iterations": ()}, "iterations is \\(\\); expected rising numbers"),
    ({"iterations": (20, 10)}, "expected rising numbers"),
    ({"iterations": (0, 10)}, "iterations is 0"),
    ({"iterations": (10, 20), "keep": 1}, "keep is 1; expected a finite number above 0 and below 1"),
])  # fmt: skip
def test_bad_rungs_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        halving(TRIALS, DATA, progress=False, **arguments)
