"""Run what a study declares and its files do not hold yet."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from mlp.reports.store import environment
from mlp.search.parallel import records_of
from mlp.search.results import ResultFile
from mlp.studies.store import FOLDER, PartFile


def run(study, jobs=1, folder=FOLDER, say=print):
    """Run the missing runs of a `Study`, part by part, and store each as it ends.

    jobs   runs at a time, each in a process of its own with one thread for matrix products
    say    a function that is told of each result

    Stopped or killed at any time, it loses the runs that are under way and nothing else: start it again and it goes on.
    Raises RuntimeError, with the first reason, when runs failed for another reason than a loss that is not finite:
    after the others of the same part are done, and before parts that may need them.
    """
    here = environment()
    here = f"{here['processor']}, {here['cores']} cores, Python {here['python']}, NumPy {here['numpy']}"
    for part in study.parts:
        file, start, failed = PartFile(study, part, folder), time.perf_counter(), []
        todo = [(Declared(part.function), identity, None) for identity in file.missing]
        results = ResultFile(file.path)
        for done, record in enumerate(records_of(todo, NoData(), jobs), start=1):
            results.add(record | {"environment": here})
            if record["status"] == "failed":
                failed.append(record["reason"])
            minutes = (time.perf_counter() - start) / 60
            say(f"{study.name}/{part.name}, {done} of {len(todo)} after {minutes:.1f} minutes: {_told(record)}")
        if failed:
            raise RuntimeError(f"{len(failed)} of {len(todo)} runs failed; the first: {failed[0]}")
        PartFile(study, part, folder).tidy()


@dataclass(frozen=True)
class Declared:
    """A part's function as `mlp.search` calls it, with the seconds that the processor was busy."""

    function: Callable

    def __call__(self, settings, data, seed):
        """(settings, seed) -> result, and "cpu_seconds"."""
        start = time.process_time()
        result = self.function(settings, seed)
        return {**result, "cpu_seconds": round(time.process_time() - start, 2)}


@dataclass(frozen=True)
class NoData:
    """Stands where a search has its shared data: each run loads its own, as its seed may choose the images."""

    def open(self):
        """Nothing to share."""
        return None


def _told(record):
    settings, result = record["identity"]["settings"], record["result"]
    name = settings.get("arm", ", ".join(f"{key} {value}" for key, value in settings.items()))
    score = f"{result['validation_accuracy']:.4f}" if "validation_accuracy" in result else record["status"]
    return f"{name}, seed {record['identity']['seed']}: {score}"
