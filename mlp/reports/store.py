"""Results on disk: one JSON file per report, one run per line, rewritten whole after each run."""

import json
import os
import platform
from importlib.metadata import version

from mlp.archive import write_whole
from mlp.checks import check_path
from mlp.reports.published import FOLDER


class Store:
    """The results of one report, in `folder`/report_NNN.json.

    .experiments    name -> {"setting", "printed"} as they were when the runs were made
    .environments   the machines and package versions that runs were made with
    .runs           one dict per training: experiment, seed, environment (an index), and the row of `training.train`
    """

    def __init__(self, report, folder=FOLDER):
        self.path = check_path("folder", folder) / f"report_{report}.json"
        known = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}
        self.report = report
        self.experiments = known.get("experiments", {})
        self.environments = known.get("environments", [])
        self.runs = known.get("runs", [])

    def runs_of(self, experiment):
        """The stored runs of an `Experiment` as it is declared today, by rising seed."""
        if self.experiments.get(experiment.name) != experiment.setting.describe():
            return []
        runs = [run for run in self.runs if run["experiment"] == experiment.name]
        return sorted(runs, key=lambda run: run["seed"])

    def missing(self, experiment, seeds):
        """Which of the seeds 0 … seeds - 1 have not been run."""
        done = {run["seed"] for run in self.runs_of(experiment)}
        return [seed for seed in range(seeds) if seed not in done]

    def add(self, experiment, seed, row):
        """Store one run. Runs of the same name with another setting, from before a change, are forgotten."""
        setting = experiment.setting.describe()
        if self.experiments.get(experiment.name) != setting:
            self.runs = [run for run in self.runs if run["experiment"] != experiment.name]
            self.experiments[experiment.name] = setting
        here = environment()
        if here not in self.environments:
            self.environments.append(here)
        place = {"experiment": experiment.name, "seed": seed, "environment": self.environments.index(here)}
        self.runs.append(place | row)
        self._write()

    def keep_only(self, names):
        """Forget the experiments that are not among `names`, from before a change of what is declared."""
        if self.experiments.keys() <= set(names):
            return
        self.experiments = {name: setting for name, setting in self.experiments.items() if name in names}
        self.runs = [run for run in self.runs if run["experiment"] in names]
        self._write()

    def _write(self):
        declared = (f"{json.dumps(name)}: {json.dumps(setting)}" for name, setting in self.experiments.items())
        parts = [
            f'"report": {json.dumps(self.report)}',
            f'"environments": {_lines("[]", map(json.dumps, self.environments))}',
            f'"experiments": {_lines("{}", declared)}',
            f'"runs": {_lines("[]", map(json.dumps, sorted(self.runs, key=_order)))}',
        ]
        write_whole(self.path, "{\n" + ",\n".join(parts) + "\n}\n")


def environment():
    """What a result may depend on besides its setting: the processor and the versions. No name of a host, no path."""
    packages = {name: version(name) for name in ("numpy", "joblib")}
    return {"processor": _processor(), "cores": os.cpu_count(), "python": platform.python_version(), **packages}


def _processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _order(run):
    return run["experiment"], run["seed"]


def _lines(brackets, entries):
    """One entry per line, so that git shows which runs are new."""
    return brackets[0] + "\n" + ",\n".join(entries) + "\n" + brackets[1]
