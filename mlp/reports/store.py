"""The stored re-runs of a report: data/reports/report_NNN.jsonl, one line of JSON for each training."""

from mlp.checks import check_path
from mlp.reports.published import FOLDER
from mlp.search.declared import identity
from mlp.search.results import ResultFile, identity_of, read_records


class Store:
    """The results of one report, in `folder`/report_NNN.jsonl.

    .runs    one dict per training: experiment, seed, status, seconds, environment (the machine and the versions that it
             ran on), and the row of `training.train`, or the reason why there is none
    """

    def __init__(self, report, folder=FOLDER):
        self.path = check_path("folder", folder) / f"report_{report}.jsonl"
        self.report = report
        self.records = read_records(self.path) if self.path.exists() else {}

    @property
    def runs(self):
        """All of them, as the class says."""
        return [_run(record) for record in self.records.values()]

    def runs_of(self, experiment):
        """The stored runs of an `Experiment` as it is declared today, by rising seed."""
        wanted = {seed: identity_of({"identity": identity_at(experiment, seed)}) for seed in self.seeds_of(experiment)}
        return [_run(self.records[wanted[seed]]) for seed in sorted(wanted) if wanted[seed] in self.records]

    def seeds_of(self, experiment):
        """From which seeds an experiment of that name has been run, with this setting or another, a set."""
        places = (record["identity"] for record in self.records.values())
        return {place["seed"] for place in places if place["settings"]["experiment"] == experiment.name}

    def missing(self, experiment, seeds):
        """Which of the seeds 0 … seeds - 1 have not been run."""
        done = {run["seed"] for run in self.runs_of(experiment)}
        return [seed for seed in range(seeds) if seed not in done]

    def add(self, experiment, seed, row):
        """Store one run: {"status", "seconds", …} as in `.runs`."""
        outcome = {"status": row["status"], "reason": row.get("reason", ""), "seconds": row["seconds"]}
        result = {name: value for name, value in row.items() if name not in outcome}
        record = {"identity": identity_at(experiment, seed), **outcome, "result": result}
        ResultFile(self.path).add(record)
        self.records[identity_of(record)] = record


def identity_at(experiment, seed):
    """What a run of an experiment is known by: its name, its setting, the function that makes it, and the seed."""
    return identity(experiment.run, {"experiment": experiment.name, "setting": experiment.setting.describe()}, seed)


def _run(record):
    place = record["identity"]
    reason = {"reason": record["reason"]} if record["reason"] else {}
    environment = {"environment": record["environment"]} if "environment" in record else {}
    run = {"experiment": place["settings"]["experiment"], "seed": place["seed"], **environment}
    return run | {"status": record["status"], "seconds": record["seconds"]} | reason | record["result"]
