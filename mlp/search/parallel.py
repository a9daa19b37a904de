"""Runs in this process, in others, or on a Dask cluster; one that crashes its process loses no other's result."""

import contextlib
import copy
import os
import queue
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from pickle import PicklingError

import numpy as np
from joblib import Parallel, delayed
from joblib.externals.loky.process_executor import TerminatedWorkerError
from joblib.parallel import get_active_backend
from threadpoolctl import threadpool_limits

from mlp.search.identities import TAKEN
from mlp.search.results import identity_of, plain
from mlp.search.training import history_columns
from mlp.training.trainer import TrainingDiverged

# joblib is not to put arrays into files of its own. It names a folder for them all the same, and can only name one in
# plain letters: the system's folder for temporary files may lie in that of a user with an umlaut.
NO_FILES = {"max_nbytes": None, "temp_folder": os.path.abspath(os.sep)}
DIED = "its process died, and again when it ran alone; the usual cause is too little memory"


def records_of(runs, data, jobs):
    """Run all of `runs`, tuples (function, identity, folder), on `data`, a SharedData; yield the records as they come.

    When a process dies, nothing tells which of the runs under way brought it down. So the first one that is left is
    run alone: if it dies again, it was the cause. Then all others go on.
    """
    left = {identity_of({"identity": identity}): (function, identity, folder) for function, identity, folder in runs}
    while left:
        try:
            for record in _at_once(list(left.values()), data, jobs):
                del left[identity_of(record)]
                yield record
        except Exception as error:
            if not _is_death(error):
                raise
            run = left.pop(next(iter(left)))
            yield _alone(run, data, jobs)


def _at_once(runs, data, jobs):
    client = getattr(get_active_backend()[0], "client", None)
    if client is not None:
        yield from _on_cluster(client, runs, data)
    else:
        # Handed over all at once: joblib 1.6, handing over more when something is done, can miss that it was the last.
        settings = {"return_as": "generator_unordered", "batch_size": 1, "pre_dispatch": "all", **NO_FILES}
        parallel = Parallel(n_jobs=jobs, initializer=_end_with, initargs=(os.getpid(),), **settings)
        with (
            contextlib.closing(parallel(delayed(run_one)(*run, data) for run in runs)) as records,
            _what_does_not_travel(),
        ):
            yield from records


def _on_cluster(client, runs, data):
    """As joblib would do it on the Dask cluster of `client`, save that joblib 1.6 waits for ever where Dask gives up.

    Dask itself repeats what a worker was doing when it died, and gives up a run after it has lost a few workers to it.
    """
    arrived, error = queue.SimpleQueue(), None
    futures = [client.submit(run_one, *run, data, pure=False) for run in runs]
    try:
        for future in futures:
            future.add_done_callback(arrived.put)
        for _ in futures:
            future = arrived.get()
            if future.status == "error":
                error = future.exception()
            else:
                yield future.result()
            future.release()  # or the cluster would run it again when the worker that keeps its result dies
    finally:
        client.cancel(futures)
    if error is not None:
        raise error


def _end_with(owner):
    """End this process soon after `owner`, which started it, is killed: else it would run on beside the next search.

    By themselves, joblib's workers first finish what they were given, and then wait some minutes for more.
    """

    def watch():
        while os.getppid() == owner:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _alone(run, data, jobs):
    try:
        [record] = _at_once([run], data, jobs)
        return record
    except Exception as error:
        if not _is_death(error):
            raise
        return {"identity": run[1], "status": "failed", "reason": DIED, "seconds": None, "result": {}}


def _is_death(error):
    """Whether `error` tells of a process that died: joblib's own, or that of Dask, which need not be installed."""
    return isinstance(error, TerminatedWorkerError) or type(error).__name__ == "KilledWorker"


@contextlib.contextmanager
def _what_does_not_travel():
    """Say why the function cannot be sent to another process, or loaded there: joblib's own words hide the cause."""
    try:
        yield
    except (PicklingError, BrokenProcessPool) as error:
        if _is_death(error):
            raise
        cause = str(error.__cause__ or error).strip().strip('"').strip().splitlines()[-1]
        raise ValueError(
            f"the function cannot be run in other processes: {cause}. Define it in the notebook, or in a module that "
            "Python finds from everywhere; let it use only what can be copied; or give no jobs"
        ) from error


def run_one(function, identity, folder, data):
    """One run, in whichever process: its record. Only an error of `data`, or Ctrl-C, is raised."""
    threadpool_limits(limits=1, user_api="blas")  # and stays so: more threads may round sums otherwise
    data = data.open()
    options = identity["options"] if folder is None else identity["options"] | {"folder": folder}
    start = time.perf_counter()
    status, reason, result = "done", "", {}
    try:
        with np.errstate(all="ignore"):  # a diverging training overflows before it is noticed
            settings = copy.deepcopy(identity["settings"])
            result = plain("the result", dict(function(settings, data, seed=identity["seed"], **options)))
            _check_columns(result, identity)
    except TrainingDiverged as error:
        status, reason, result = "diverged", str(error), plain("the history", history_columns(error.history))
    except (Exception, SystemExit) as error:
        status, reason, result = "failed", f"{type(error).__name__}: {error}", {}
    seconds = time.perf_counter() - start
    return {"identity": identity, "status": status, "reason": reason, "seconds": seconds, "result": result}


def _check_columns(result, identity):
    if twice := sorted(result.keys() & (TAKEN | identity["settings"].keys() | identity["options"].keys())):
        raise ValueError(f"{identity['function']} returned {twice[0]!r}, which is another column of the table")
