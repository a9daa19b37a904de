"""Run what a report declares and its results file does not hold yet, two trainings at a time."""

from functools import partial

from mlp.reports.published import FOLDER
from mlp.reports.registry import module
from mlp.reports.store import Store, identity_at
from mlp.search.declared import DeclaredRuns


def run(report, experiments, seeds=None, jobs=2, folder=FOLDER, say=print):
    """Run the missing trainings of `experiments` (of one report), see `DeclaredRuns.run`. Returns the `Store`.

    seeds    how many seeds of each; None: as many as each experiment declares
    folder   where report_NNN.jsonl is read and written

    What the file has of other experiments and seeds stays, as long as the report declares them as they were.
    """
    store, declared = Store(report, folder), module(report).experiments()
    chosen = [identity_at(e, seed) for e in experiments for seed in range(seeds or e.seeds)]
    stored = [identity_at(e, seed) for e in declared for seed in sorted(store.seeds_of(e))]
    runs = DeclaredRuns(store.path, stored + [each for each in chosen if each not in stored])
    runs.run(lambda identity: partial(run_declared, report), jobs, lambda text: say(f"{report}, {text}"), _told, chosen)
    return Store(report, folder)


def run_declared(report, settings, seed):
    """One run of a declared experiment, in whichever process: its row, without the details that it does not keep."""
    experiment = next(e for e in module(report).experiments() if e.name == settings["experiment"])
    row = dict(experiment.run(experiment.setting, seed))
    if "curve" not in experiment.details:
        row.pop("curve", None)
    if "by_class" not in experiment.details and "test" in row:
        row["test"] = {name: row["test"][name] for name in ("accuracy", "loss", "loss_error")}
    return row


def _told(record):
    place, result = record["identity"], record["result"]
    reached = f"{result['test']['accuracy']:.4f} of the test images right" if "test" in result else record["status"]
    return f"{place['settings']['experiment']}, seed {place['seed']}: {reached}"
