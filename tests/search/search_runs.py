"""What the tests of the search run, here so that other processes can import it."""

import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from threadpoolctl import threadpool_info

from mlp.search import grid, run_trials, train_trial

TRIALS = grid({"learning_rate": [0.01, 0.1, 1e30], "hidden_sizes": [[8], [6, 5]]}, batch_size=32, momentum=0.5)


def blobs(n, seed=0):
    """Three clouds of points in four dimensions."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    images = 3 * np.eye(3, 4)[labels] + rng.normal(size=(n, 4))
    return SimpleNamespace(images=images.astype("float32"), labels=labels)


class Data:
    """A data set whose test part nobody may look at."""

    def __init__(self):
        self.train, self.validation = blobs(200), blobs(100, seed=1)

    @property
    def test(self):
        raise AssertionError("the search has looked at the test part")


def without_seconds(table):
    """What must be the same in every run of a search."""
    return table.drop(columns="seconds")


def slow_trial(settings, data, seed, iterations):
    """`train_trial`, slow enough to be killed."""
    time.sleep(0.1)
    return train_trial(settings, data, seed, iterations)


def slow_search(file, jobs):
    """The search that is killed and interrupted: 18 runs."""
    return run_trials(TRIALS, Data(), slow_trial, seeds=(0, 1, 2), jobs=jobs, file=file, progress=False, iterations=20)


def noted_trial(settings, data, seed, notes):
    """Note in the folder `notes` that it began, wait there to be killed if settings say so, and score."""
    begun = Path(notes, f"{settings['number']} in {os.getpid()}")
    begun.touch()
    if settings["number"] == settings["waits"] and len(list(begun.parent.glob(f"{settings['number']} in *"))) == 1:
        time.sleep(60)
    if settings["number"] == settings["kills"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"validation_accuracy": settings["number"] / 100}


def threads_trial(settings, data, seed):
    """How many threads matrix products have, and in what kind of memory the images lie."""
    threads = {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
    return {
        "threads": sorted(threads),
        "mapped": isinstance(data.train.images, np.memmap),
        "writeable": data.train.images.flags.writeable or data.validation.labels.flags.writeable,
        "process": os.getpid(),
        "parts": sorted(vars(data)),
    }
