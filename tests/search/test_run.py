"""Running trials: the same table however it is made, in a file that survives, and no trial that stops the others."""

import functools
import json
import os
import sys
import tempfile
import threading
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import ModuleType, SimpleNamespace

import numpy as np
import pandas
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joblib.externals.loky import get_reusable_executor
from threadpoolctl import threadpool_info, threadpool_limits

from mlp import TrainingDiverged
from mlp.search import HISTORY, read_results, run_trials, train_trial
from mlp.search.identities import known_as
from mlp.search.results import ResultFile
from mlp.search.sharing import SharedData
from tests.search.search_runs import TRIALS, Data, threads_trial, without_seconds

DATA = Data()


def search(trials=TRIALS, **arguments):
    return run_trials(trials, DATA, **{"iterations": 20, "progress": False, **arguments})


def scores(settings, data, seed=0):
    """A trial that needs no training."""
    return {"validation_accuracy": settings["x"] / 10, "seed_again": seed}


def test_a_row_for_each_trial_and_seed_in_their_order():
    table = search(seeds=(0, 7))
    leading = ["trial", "learning_rate", "hidden_sizes", "batch_size", "momentum", "seed", "iterations"]
    outcome = ["status", "reason", "seconds", "validation_accuracy", "best_validation_accuracy"]
    assert list(table.columns) == [*leading, *outcome, *HISTORY]
    assert list(zip(table.trial, table.seed)) == [(number, seed) for number in range(6) for seed in (0, 7)]
    assert table.hidden_sizes[2] == (6, 5), "lists become tuples, so that one can group by them"
    assert len(table.groupby(["learning_rate", "hidden_sizes"])) == 6
    own = train_trial(TRIALS[1], DATA, seed=7, iterations=20)
    row = table.iloc[3]
    assert own == {name: row[name] for name in own} and row.seconds > 0


def test_the_history_can_be_unfolded_into_curves():
    curves = search(TRIALS[:2], record_every=5).explode(list(HISTORY))
    assert list(curves.trial) == [0] * 4 + [1] * 4
    assert list(curves.history_iteration[:4]) == [5, 10, 15, 20]


def test_a_diverged_and_a_failed_trial_are_rows_with_their_reasons():
    trials = [TRIALS[4], {"hidden_sizes": [4], "dropout": 2}, TRIALS[0]]
    table = search(trials)
    assert list(table.status) == ["diverged", "failed", "done"]
    assert "at iteration" in table.reason[0] and "learning rate" in table.reason[0]
    assert table.reason[1].startswith("ValueError: dropout is 2; expected") and table.reason[2] == ""
    assert np.isnan(table.validation_accuracy[0]) and table.validation_accuracy[2] > 0.5


def test_the_table_is_the_same_with_two_processes():
    one, two = search(seeds=(0, 1)), search(seeds=(0, 1), jobs=2)
    pandas.testing.assert_frame_equal(without_seconds(one), without_seconds(two), check_exact=True)
    assert set(one.status) == {"done", "diverged"}


def test_trials_share_the_data_and_take_one_thread_each(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "2")
    get_reusable_executor().shutdown()  # workers of earlier tests began with other numbers
    with threadpool_limits(limits=2, user_api="blas"):
        here = run_trials([{}], DATA, function=threads_trial, progress=False)
        there = run_trials([{"x": 1}, {"x": 2}, {"x": 3}], DATA, function=threads_trial, jobs=2, progress=False)
        assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {2}
    assert (here.process == os.getpid()).all() and not here.mapped.any()
    assert (there.process != os.getpid()).all() and there.mapped.all()
    for table in (here, there):
        assert all(threads == [1] for threads in table.threads)
        assert all(parts == ["train", "transform", "validation"] for parts in table.parts)
        assert not table.writeable.any()
    assert not list(tmp_path.glob("mlp-search-*")), "the files of the shared data are still there"
    assert DATA.train.images.flags.writeable, "the caller's own arrays stay as they were"


def leaving(settings, data, seed):
    """A trial that ends its program, as it thinks."""
    if settings["x"] == 1:
        sys.exit("no more")
    return {"validation_accuracy": 0.5}


def diverging(settings, data, seed):
    """A trial that says itself that it has diverged, without a history."""
    raise TrainingDiverged("the loss is infinite", 7)


@pytest.mark.parametrize("jobs", [None, 2])
def test_a_trial_that_ends_the_program_or_diverges_in_its_own_words_is_a_row(jobs):
    table = run_trials([{"x": 1}, {"x": 2}], DATA, leaving, jobs=jobs, progress=False)
    assert list(table.status) == ["failed", "done"] and table.reason[0] == "SystemExit: no more"
    table = run_trials([{"x": 1}, {"x": 2}], DATA, diverging, jobs=jobs, progress=False)
    assert list(table.status) == ["diverged"] * 2 and set(table.reason) == {"the loss is infinite"}


def test_a_function_that_does_not_reach_other_processes_says_why():
    lock = threading.Lock()

    def unsendable(settings, data, seed):
        with lock:
            return {}

    module = ModuleType("only_here")
    exec("def lost(settings, data, seed): return {}", vars(module))
    sys.modules["only_here"] = module
    try:
        for function, words in [(unsendable, "cannot pickle '_thread.lock'"), (module.lost, "No module named 'only_h")]:
            with pytest.raises(ValueError, match=f"cannot be run in other processes: .*{words}.*or give no jobs"):
                run_trials([{"x": 1}, {"x": 2}], DATA, function, jobs=2, progress=False)
    finally:
        del sys.modules["only_here"]


def test_a_worker_that_does_not_see_the_data_says_what_to_do(tmp_path):
    with SharedData(DATA) as shared:
        reach, arguments = shared.__reduce__()
        sent = reach(*arguments)
        np.testing.assert_array_equal(sent.open().train.images, DATA.train.images)
        assert sent.__reduce_ex__(2), "a scheduler on the way sends it on"
    with pytest.raises(FileNotFoundError, match="does not see .* set TMPDIR"):
        sent.open()


def test_what_is_done_is_not_run_again_and_what_failed_is(tmp_path):
    file, runs = tmp_path / "deep" / "results.jsonl", tmp_path / "runs"
    runs.touch()

    def once_broken(settings, data, seed):
        with runs.open("a") as notes:
            notes.write(str(settings["x"]))
        if runs.read_text() == "12":
            raise OSError("the disk is full")
        return {"validation_accuracy": settings["x"] / 10}

    arguments = {"function": once_broken, "file": file, "progress": False}
    table = run_trials([{"x": 1}, {"x": 2}], DATA, **arguments)
    assert list(table.status) == ["done", "failed"] and table.reason[1] == "OSError: the disk is full"
    table = run_trials([{"x": 3}, {"x": 2}, {"x": 1}], DATA, **arguments)
    assert list(table.status) == ["done"] * 3 and list(table.x) == [3, 2, 1] and runs.read_text() == "1232"
    assert list(read_results(file).x) == [1, 2, 3] and set(read_results(file).status) == {"done"}


def retouched(part):
    """The same images and labels, but for one pixel of one image."""
    images = part.images.copy()
    images[37, 2] += 0.5
    return SimpleNamespace(images=images, labels=part.labels)


@pytest.mark.parametrize("change", [
    {"seeds": (1,)},
    {"iterations": 21},
    {"trials": [TRIALS[0] | {"l2": 0.1}]},
    {"data": SimpleNamespace(train=DATA.train, validation=DATA.train)},
    {"data": SimpleNamespace(train=retouched(DATA.train), validation=DATA.validation)},
])  # fmt: skip
def test_another_run_is_never_taken_for_one_in_the_file(tmp_path, change):
    arguments = {"trials": TRIALS[:1], "data": DATA, "iterations": 20, "file": tmp_path / "r.jsonl", "progress": False}
    run_trials(**arguments)
    run_trials(**arguments)
    assert len(read_results(tmp_path / "r.jsonl")) == 1
    run_trials(**arguments | change)
    assert len(read_results(tmp_path / "r.jsonl")) == 2


def rate_trial(rate, half=False):
    """A trial of one's own that reads `rate` from outside, defined anew as when a cell is run again."""

    def trial(settings, data, seed):
        """A trial."""
        return {"validation_accuracy": rate / 2}

    def halved(settings, data, seed):
        return {"validation_accuracy": rate / 4}

    halved.__qualname__ = trial.__qualname__
    return halved if half else trial


@pytest.mark.parametrize("edited", [
    rate_trial(0.2),
    rate_trial(0.1, half=True),
    functools.partial(rate_trial(0.1), seed=1),
    rate_trial([0.1]),
], ids=["closure", "code", "partial", "list"])  # fmt: skip
def test_an_edited_function_is_another_one_and_the_same_one_is_not(tmp_path, edited):
    arguments = {"trials": [{"x": 1}], "data": DATA, "progress": False}
    run_trials(**arguments, function=rate_trial(0.1), file=tmp_path / "r.jsonl", folder=None)
    run_trials(**arguments, function=rate_trial(0.1), file=tmp_path / "r.jsonl")
    assert len(read_results(tmp_path / "r.jsonl")) == 1
    run_trials(**arguments, function=edited, file=tmp_path / "r.jsonl")
    assert len(read_results(tmp_path / "r.jsonl")) == 2


def test_functions_of_the_package_are_known_by_their_names(tmp_path):
    """So that the results which come with the course stay known whatever Python runs."""
    assert known_as(train_trial) == {"function": "train_trial"}
    assert known_as(functools.partial(train_trial, epochs=2)).keys() == {"function", "code"}
    assert known_as(scores)["function"] == "scores" and "Python" in known_as(scores)["code"]


def test_a_function_that_changes_what_it_reads_is_told_of(tmp_path):
    notes = []

    def noting(settings, data, seed):
        notes.append(settings["x"])
        return {"validation_accuracy": 0.5}

    arguments = {"trials": [{"x": 1}], "data": DATA, "function": noting, "progress": False}
    with pytest.warns(UserWarning, match="noting changes what it reads from outside itself, such as a list"):
        run_trials(**arguments, file=tmp_path / "r.jsonl")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run_trials(**arguments)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 1))
def test_a_file_cut_anywhere_is_completed_to_the_same_table(tmp_path, cut):
    file, trials = tmp_path / "results.jsonl", [{"x": x} for x in range(4)]
    file.unlink(missing_ok=True)
    whole = run_trials(trials, DATA, function=scores, file=file, progress=False)
    content = file.read_bytes()
    start = content[: round(cut * len(content))]
    file.write_bytes(start)
    again = run_trials(trials, DATA, function=scores, file=file, progress=False)
    pandas.testing.assert_frame_equal(without_seconds(whole), without_seconds(again), check_exact=True)
    assert file.read_bytes().startswith(start[: start.rfind(b"\n") + 1]), "whole lines are kept as they were"
    assert len(file.read_bytes().splitlines()) == 4
    pandas.testing.assert_frame_equal(read_results(file), again.drop(columns="trial"))


def halves(file, number):
    """The two halves of a line that another search is adding to `file`, which has one line."""
    line = file.read_bytes().replace(b'"x": 1', b'"x": %d' % number)
    return line[:40], line[40:]


@pytest.mark.parametrize("when", ["after it was opened", "while it is looked at"])
def test_a_line_that_another_search_is_writing_is_not_cut_off(tmp_path, monkeypatch, when):
    file = tmp_path / "results.jsonl"
    run_trials([{"x": 1}], DATA, function=scores, file=file, progress=False)
    begun, rest = halves(file, 2)

    def finish(*seconds):
        with file.open("ab") as end:
            end.write(rest)

    with file.open("ab") as end:
        end.write(begun)
    results = ResultFile(file)
    record = next(iter(results.records.values()))
    if when == "after it was opened":
        finish()
    monkeypatch.setattr(time, "sleep", finish)
    results.add(record | {"identity": record["identity"] | {"settings": {"x": 3}}})
    assert list(read_results(file).x) == [1, 2, 3]


def search_at_the_same_time(file):
    """A search of two that add to one file."""
    return len(run_trials([{"x": x} for x in range(300)], DATA, function=scores, file=file, progress=False))


def test_two_searches_add_to_one_file(tmp_path):
    file = tmp_path / "results.jsonl"
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        searches = [processes.submit(search_at_the_same_time, file) for _ in range(2)]
        assert [search.result(timeout=120) for search in searches] == [300, 300]
    assert sorted(read_results(file).x) == list(range(300))


def test_a_diverged_run_is_not_made_again(tmp_path):
    runs = tmp_path / "runs"
    runs.touch()

    def diverging(settings, data, seed):
        with runs.open("a") as file:
            file.write("x")
        return train_trial({"hidden_sizes": [8], "learning_rate": 1e30}, data, seed, iterations=20)

    arguments = {"function": diverging, "file": tmp_path / "r.jsonl", "progress": False}
    first, second = run_trials([{}], DATA, **arguments), run_trials([{}], DATA, **arguments)
    pandas.testing.assert_frame_equal(first, second)
    assert list(second.status) == ["diverged"] and runs.read_text() == "x"


@pytest.mark.parametrize("line", ["{", "[1]", '{"x": 1}', "null"])
def test_a_line_that_is_no_result_is_named(tmp_path, line):
    file = tmp_path / "results.jsonl"
    run_trials([{"x": 1}], DATA, function=scores, file=file, progress=False)
    before = file.read_text() + line + "\n"
    file.write_text(before)
    with pytest.raises(ValueError, match="line 2 of .*results.jsonl is not a result of a search; remove the line"):
        run_trials([{"x": 2}], DATA, function=scores, file=file, progress=False)
    assert file.read_text() == before


def test_numbers_of_numpy_are_plain_numbers_in_the_file(tmp_path):
    trials = [{"x": x, "sizes": np.array([4, 2])} for x in np.linspace(0, 1, 3, dtype="float32")]
    table = run_trials(trials, DATA, function=scores, seeds=np.arange(2), file=tmp_path / "r.jsonl", progress=False)
    assert list(table.x) == [0, 0, 0.5, 0.5, 1, 1] and set(table.sizes) == {(4, 2)}
    pandas.testing.assert_frame_equal(read_results(tmp_path / "r.jsonl"), table.drop(columns="trial"))


def test_infinite_and_missing_numbers_survive_the_file(tmp_path):
    def odd(settings, data, seed):
        return {"a": float("inf"), "b": float("nan"), "c": [1.0, float("nan")]}

    arguments = {"function": odd, "file": tmp_path / "r.jsonl", "progress": False}
    fresh, read = run_trials([{}], DATA, **arguments), run_trials([{}], DATA, **arguments)
    pandas.testing.assert_frame_equal(fresh, read)
    assert read.a[0] == float("inf") and np.isnan(read.b[0]) and np.isnan(read.c[0][1])


@pytest.mark.parametrize("arguments, error, words", [
    ({"trials": [{"hidden": [4]}]}, ValueError, "unknown setting 'hidden'"),
    ({"trials": [{"hidden_sizes": [4], "activation": print}]}, ValueError, "trial 0 is .*; expected plain data"),
    ({"trials": [{"hidden_sizes": [4], "status": 1}]}, ValueError, "trial 0 has a setting called 'status'"),
    ({"trials": [{"iterations": 4}]}, ValueError, "trial 0 has a setting called 'iterations'"),
    ({"steps": 4}, TypeError, "unexpected keyword argument 'steps'"),
    ({"jobs": 0}, ValueError, "jobs is 0"),
    ({"seeds": [-1]}, ValueError, "seed is -1"),
])  # fmt: skip
def test_mistakes_are_told_before_anything_is_run(tmp_path, arguments, error, words):
    with pytest.raises(error, match=words):
        search(**{"file": tmp_path / "r.jsonl", "trials": TRIALS[:1], **arguments})
    assert not (tmp_path / "r.jsonl").exists()


def test_without_validation_images_there_is_nothing_to_judge_by():
    none = SimpleNamespace(images=DATA.train.images[:0], labels=DATA.train.labels[:0])
    with pytest.raises(ValueError, match="no validation images, by which a search judges"):
        run_trials(TRIALS, SimpleNamespace(train=DATA.train, validation=none), iterations=1, progress=False)
    with pytest.raises(ValueError, match="data is of type .*; expected .train and .validation"):
        run_trials(TRIALS, DATA.train, iterations=1, progress=False)


@pytest.mark.parametrize("returned, words", [
    ({"seconds": 3}, "returned 'seconds', which is another column"),
    ({"x": 3}, "returned 'x', which is another column"),
    ({"network": object()}, "ValueError: the result is .*; expected plain data"),
    (None, "TypeError"),
])  # fmt: skip
def test_a_result_that_fits_no_table_fails_its_trial_alone(returned, words):
    def own(settings, data, seed):
        return returned if settings["x"] == 1 else {"fine": True}

    table = run_trials([{"x": 1}, {"x": 2}], DATA, function=own, progress=False)
    assert list(table.status) == ["failed", "done"] and table.fine[1]
    assert pandas.Series(table.reason[0]).str.contains(words)[0], table.reason[0]


def test_a_trial_cannot_change_its_settings_or_the_data(tmp_path):
    def meddling(settings, data, seed):
        settings["sizes"].append(3)
        data.train.images[0] = 0

    table = run_trials([{"sizes": [1]}], DATA, function=meddling, progress=False)
    assert table.sizes[0] == (1,) and "read-only" in table.reason[0]


def test_each_training_keeps_its_checkpoints_in_a_folder_of_its_own(tmp_path):
    table = search(TRIALS[:2], seeds=(0, 1), folder=tmp_path)
    longer = search(TRIALS[:2], seeds=(0, 1), folder=tmp_path, iterations=30)
    assert len(list(tmp_path.iterdir())) == 4
    assert all(20 in iterations for iterations in longer.history_iteration), "the trainings went on"
    fresh = search(TRIALS[:2], seeds=(0, 1), iterations=30)
    pandas.testing.assert_series_equal(longer.validation_accuracy, fresh.validation_accuracy)
    assert table.validation_accuracy.notna().all()


def test_the_bar_shows_the_best_so_far(capsys, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    run_trials([{"x": 3}, {"x": 7}, {"x": 5}], DATA, function=scores)
    shown = capsys.readouterr().out
    assert "Searching" in shown and "/3" in shown
    monkeypatch.setenv("TQDM_DISABLE", "1")
    run_trials([{"x": 3}], DATA, function=scores)
    assert capsys.readouterr().out == ""


def test_ctrl_c_ends_the_search_and_leaves_the_file_whole(tmp_path):
    file, pressing = tmp_path / "results.jsonl", tmp_path / "pressing"
    pressing.touch()

    def pressed(settings, data, seed):
        if settings["x"] == 2 and pressing.exists():
            pressing.unlink()
            raise KeyboardInterrupt
        return {"validation_accuracy": 0.5}

    arguments = {"trials": [{"x": x} for x in range(4)], "data": DATA, "function": pressed, "progress": False}
    with pytest.raises(KeyboardInterrupt, match="stopped with 2 of 4 runs done. Run it again to go on: they are in"):
        run_trials(file=file, **arguments)
    assert [json.loads(line)["identity"]["settings"]["x"] for line in file.open()] == [0, 1]
    assert list(run_trials(file=file, **arguments).status) == ["done"] * 4
    pressing.touch()
    with pytest.raises(KeyboardInterrupt, match="2 of 4 runs done. Give it a file=… and it can go on"):
        run_trials(**arguments)
