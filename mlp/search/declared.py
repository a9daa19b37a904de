"""Runs that are declared beforehand, and the file that keeps their results: for what is too long to run twice.

`run_trials` is for a search of your own, whose trials all see one data set. Here each run loads its own data, as
its settings and its seed say: the re-runs of the reports, and the course's studies.
"""

import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

from mlp.archive import write_whole
from mlp.checks import check_path
from mlp.search.parallel import records_of
from mlp.search.results import ResultFile, identity_of, plain, read_records


def identity(function, settings, seed):
    """What identifies a run: its function's name, its settings (plain data) and its seed. Change one: another run."""
    settings = plain("settings", settings)
    return {"function": function.__qualname__, "settings": settings, "seed": seed, "options": {}}


class DeclaredRuns:
    """A file of runs, one line of JSON each, beside what is declared.

    .wanted    the identities that are declared;  .missing   those of them that the file does not have
    .records   the stored records of what is declared, in its order; a line of the file that is no longer declared
               is not among them, and is removed when `run` has done its work
    """

    def __init__(self, path, wanted):
        self.path, self.wanted = check_path("path", path), wanted
        self._read()

    def run(self, function_of, jobs=1, say=print, told=str, only=None):
        """Run what is missing, and store each as it ends.

        function_of   a function identity -> the function (settings, seed) -> dict that makes the run, importable
        jobs          runs at a time, each in a process of its own with one thread for matrix products
        say, told     say(text) is told of each result, in the words told(record)
        only          identities: of what is missing, these alone; None: all

        If it is stopped or killed, only the runs under way are lost. A loss that is not finite
        is a result. Runs that fail otherwise are not stored; when the others are done, RuntimeError tells the first
        reason.
        """
        chosen = None if only is None else {identity_of({"identity": each}) for each in only}
        todo = [each for each in self.missing if chosen is None or identity_of({"identity": each}) in chosen]
        results, here, start, failed = ResultFile(self.path), machine(), time.perf_counter(), []
        runs = [(WithoutData(function_of(each)), each, None) for each in todo]
        for done, record in enumerate(records_of(runs, NoData(), jobs), start=1):
            if record["status"] == "failed":
                failed.append(f"{told(record)}: {record['reason']}")
            else:
                results.add(record | {"seconds": round(record["seconds"], 2), "environment": here})
            minutes = (time.perf_counter() - start) / 60
            say(f"{done} of {len(todo)} after {minutes:.1f} minutes: {told(record)}")
        self._read()
        self._tidy()
        if failed:
            raise RuntimeError(f"{len(failed)} of {len(todo)} runs failed; the first: {failed[0]}")

    def _read(self):
        stored = read_records(self.path) if self.path.exists() else {}
        found = [(each, stored.get(identity_of({"identity": each}))) for each in self.wanted]
        self.missing = [each for each, record in found if record is None]
        self.records = [record for _, record in found if record is not None]

    def _tidy(self):
        """Put the file into declared order, without what is no longer declared."""
        lines = "".join(json.dumps(record) + "\n" for record in self.records)
        if self.path.exists() and lines.encode() != self.path.read_bytes():
            write_whole(self.path, lines)


@dataclass(frozen=True)
class WithoutData:
    """A function (settings, seed) as a search calls it, with the seconds that the processor was busy with it."""

    function: Callable

    def __call__(self, settings, data, seed):
        """The function's result, and "cpu_seconds": about what it takes on a machine that does nothing else.

        Where the result has them itself, those count: a function that goes on from a checkpoint knows of those before.
        """
        start = time.process_time()
        result = self.function(settings, seed)
        return {"cpu_seconds": round(time.process_time() - start, 2), **result}


@dataclass(frozen=True)
class NoData:
    """Stands where a search has its shared data."""

    def open(self):
        """Nothing to share."""
        return None


def machine():
    """What a result may depend on besides its settings, one text: the processor and the versions. No host, no path."""
    return f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {version('numpy')}"


def _processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
