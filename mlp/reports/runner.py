"""Run what a report declares and its results file does not hold yet, two trainings at a time."""

import time
from dataclasses import dataclass

from mlp.reports.published import FOLDER
from mlp.reports.registry import module
from mlp.reports.store import Store
from mlp.search.parallel import records_of


def run(report, experiments, seeds=None, jobs=2, folder=FOLDER, say=print):
    """Run the missing trainings of `experiments` (of one report) and store each as it ends. Returns the `Store`.

    seeds    how many seeds of each; None: as many as each experiment declares
    jobs     trainings at a time, each in a process of its own with one thread for matrix products
    folder   where report_NNN.json is read and written;  say   a function that is told of each result

    Stopped at any time, it loses the trainings that are under way and nothing else: start it again and it goes on.
    Raises RuntimeError, with the first reason, after the others are done, when runs failed for another reason than a
    loss that is not finite.
    """
    store, start = Store(report, folder), time.perf_counter()
    store.keep_only([experiment.name for experiment in module(report).experiments()])
    named = {experiment.name: experiment for experiment in experiments}
    todo = [(e.name, seed) for e in experiments for seed in store.missing(e, seeds or e.seeds)]
    runs = [
        (run_declared, {"settings": {"experiment": name}, "seed": seed, "options": {"report": report}}, None)
        for name, seed in todo
    ]
    failed = []
    for done, record in enumerate(records_of(runs, EachItsOwn(), jobs), start=1):
        name, seed = record["identity"]["settings"]["experiment"], record["identity"]["seed"]
        if record["status"] == "failed":
            failed.append(f"{name}, seed {seed}: {record['reason']}")
        else:
            store.add(named[name], seed, row_of(record))
        minutes = (time.perf_counter() - start) / 60
        say(f"{report}, {done} of {len(todo)} after {minutes:.1f} minutes: {name}, seed {seed}: {_reached(record)}")
    if failed:
        raise RuntimeError(f"{len(failed)} of {len(todo)} runs failed; the first: {failed[0]}")
    return store


def run_declared(settings, data, seed, report):
    """One run of a declared experiment, in whichever process: its row, without the details that it does not keep.

    Its "cpu_seconds" are about what it takes on a machine that does nothing else, one thread for matrix products.
    """
    experiment = next(e for e in module(report).experiments() if e.name == settings["experiment"])
    start = time.process_time()
    row = experiment.run(experiment.setting, seed) | {"cpu_seconds": round(time.process_time() - start, 2)}
    if "curve" not in experiment.details:
        row.pop("curve", None)
    if "by_class" not in experiment.details and "test" in row:
        row["test"] = {name: row["test"][name] for name in ("accuracy", "loss", "loss_error")}
    return row


def row_of(record):
    """What is stored of a record of `mlp.search`: status, seconds in all, and the result, or why there is none."""
    row = {"status": record["status"], "seconds": round(record["seconds"], 2)}
    return row | (record["result"] if record["status"] == "done" else {"reason": record["reason"]})


@dataclass(frozen=True)
class EachItsOwn:
    """Stands where a search has its shared data: the experiments differ in split and scaling, so each loads its own."""

    def open(self):
        """Nothing to share."""
        return None


def _reached(record):
    if "test" not in record["result"]:
        return record["status"]
    return f"{record['result']['test']['accuracy']:.4f} of the test images right"
