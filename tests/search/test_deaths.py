"""Searches whose processes are killed: nothing is lost, nothing stands twice in the table, nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas
import pytest

from benchmarks.search import TRIALS, family, in_fresh_process
from mlp.search import read_results, run_trials
from tests.packages import ROOT
from tests.search.search_runs import Data, noted_trial, slow_search, without_seconds

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: reads Linux's /proc")
SCRIPT = """
import signal, sys
from tests.search.search_runs import slow_search

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background commands ignore Ctrl-C
slow_search(sys.argv[1], int(sys.argv[2]))
"""


def start(file, jobs, tmp_path):
    """A search in a process of its own, and in a session of its own, as in a terminal."""
    command = [sys.executable, "-c", SCRIPT, str(file), str(jobs)]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def wait_for(condition, what, seconds=60):
    """Wait until `condition()` is true; fail, naming `what`, when it does not become so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.01)


def lines(file):
    return file.read_bytes().count(b"\n") if file.exists() else 0


@LINUX
@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_and_started_again_it_ends_with_the_same_table(tmp_path, jobs):
    file = tmp_path / "results.jsonl"
    whole = slow_search(tmp_path / "whole.jsonl", jobs=1)
    for done in (2, 9):
        kill_after(done, file, jobs, tmp_path)
        assert done <= lines(file) < len(whole)
    again = slow_search(file, jobs)
    pandas.testing.assert_frame_equal(without_seconds(again), without_seconds(whole), check_exact=True)
    assert len(read_results(file)) == lines(file) == len(whole) == 18


def kill_after(done, file, jobs, tmp_path):
    """Start the search, kill it with kill -9 when so many lines are done, and leave half a line more."""
    search = start(file, jobs, tmp_path)
    wait_for(lambda: lines(file) >= done, f"{done} lines")
    members = family(search.pid)
    search.kill()
    search.communicate(timeout=60)  # its workers, which hold the other end of the pipe, end too
    with file.open("ab") as end:
        end.write(b'{"identity": {"functi')
    wait_for(lambda: not any(map(runs, members)), "its workers to notice")
    wait_for(lambda: not list(tmp_path.glob("mlp-search-*")), "its copy of the data to go")


def runs(pid):
    """Whether the process lives and is no zombie."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


@LINUX
def test_ctrl_c_in_a_terminal_stops_two_processes(tmp_path):
    file = tmp_path / "results.jsonl"
    search = start(file, 2, tmp_path)
    wait_for(lambda: lines(file) >= 2, "two lines")
    members = family(search.pid)
    os.killpg(search.pid, signal.SIGINT)  # as a terminal does: to all processes of the group
    _, errors = search.communicate(timeout=60)
    assert "KeyboardInterrupt: the search was stopped with" in errors and "Run it again to go on" in errors
    wait_for(lambda: not any(map(runs, members)), "its workers to end")
    assert 2 <= lines(file) < 18 and len(read_results(file)) == lines(file)
    assert not list(tmp_path.glob("mlp-search-*"))


def test_a_trial_that_brings_its_process_down_is_a_row_and_the_others_go_on(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    trials = [{"number": number, "kills": 3, "waits": None} for number in range(8)]
    table = run_trials(
        trials, Data(), noted_trial, jobs=2, progress=False, notes=str(notes), file=tmp_path / "results.jsonl"
    )
    assert list(table.status) == ["done"] * 3 + ["failed"] + ["done"] * 4
    assert "its process died" in table.reason[3]
    assert list(table.validation_accuracy.drop(3)) == [0, 0.01, 0.02, 0.04, 0.05, 0.06, 0.07]
    assert lines(tmp_path / "results.jsonl") == 8


@LINUX
def test_two_processes_take_less_than_another_copy_of_the_data():
    trials, iterations = TRIALS[::8], 20
    one, _, before, size = in_fresh_process(1, trials, iterations)
    two, _, after, _ = in_fresh_process(2, trials, iterations)
    assert one.equals(two)
    assert before["own"] > size, "one process holds the data: else this measures nothing"
    assert after["own"] - before["own"] < size
    assert after["mapped"] - before["mapped"] > size, "the workers read the data from files that they share"
