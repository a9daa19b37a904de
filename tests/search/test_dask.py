"""The same search on a Dask cluster: a real scheduler and two worker processes, which are killed while they work."""

import logging
import os
import signal
import threading
import time

import joblib
import pandas
import pytest

from mlp.search import read_results, run_trials
from tests.requirements import require
from tests.search.search_runs import TRIALS, Data, noted_trial, without_seconds

dask = require("dask", "a search on a Dask cluster")
distributed = require("distributed", "a search on a Dask cluster")

DATA = Data()


@pytest.fixture
def cluster(tmp_path):
    """Two workers, each a process with one thread; joblib's backend "dask" goes there."""
    quiet = {"temporary-directory": str(tmp_path / "dask"), "distributed.scheduler.allowed-failures": 1}
    with (
        dask.config.set(quiet),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL
        ) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        yield cluster


@pytest.fixture
def notes(tmp_path):
    """The folder in which `noted_trial` notes what it begins."""
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def trials(**special):
    return [{"number": number, "kills": None, "waits": None, **special} for number in range(12)]


def test_the_cluster_gives_the_table_of_one_process(cluster, tmp_path):
    here = {"trials": TRIALS, "data": DATA, "iterations": 20, "seeds": (0, 1), "progress": False}
    there = run_trials(**here, file=tmp_path / "results.jsonl")
    assert len(read_results(tmp_path / "results.jsonl")) == 12
    with joblib.parallel_config(backend="loky", n_jobs=1):
        one = run_trials(**here)
    pandas.testing.assert_frame_equal(without_seconds(one), without_seconds(there), check_exact=True)
    assert set(one.status) == {"done", "diverged"}


def test_a_worker_killed_during_the_search_costs_nothing(cluster, notes, tmp_path):
    workers = {worker.pid for worker in cluster.workers.values()}
    killed = []

    def kill_the_one_that_waits():
        while not list(notes.glob("4 in *")):
            time.sleep(0.01)
        killed.append(int(next(notes.glob("4 in *")).name.split()[-1]))
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_the_one_that_waits, daemon=True)
    killer.start()
    file = tmp_path / "results.jsonl"
    table = run_trials(trials(waits=4), DATA, noted_trial, file=file, progress=False, notes=str(notes))
    killer.join(timeout=60)
    assert killed and killed[0] in workers
    assert len(list(notes.glob("4 in *"))) == 2, "it began on the killed worker, and again on another one"
    assert list(table.status) == ["done"] * 12
    assert list(table.validation_accuracy) == [number / 100 for number in range(12)]
    assert file.read_bytes().count(b"\n") == len(read_results(file)) == 12


def test_a_trial_that_kills_every_worker_is_a_row_and_the_others_go_on(cluster, notes):
    table = run_trials(trials(kills=2), DATA, noted_trial, progress=False, notes=str(notes))
    assert list(table.number[table.status == "failed"]) == [2] and "its process died" in table.reason[2]
    assert list(table.status).count("done") == 11
