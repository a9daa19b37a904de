"""The stored results by the name of an experiment, its learning curves, and what stands behind a printed number."""

import numpy as np

from mlp.reports.experiment import walk
from mlp.reports.published import FOLDER
from mlp.reports.registry import module
from mlp.reports.store import Store


def behind(report):
    """Which experiment re-runs which number: a dict, printed path -> (Experiment, place in its row of results)."""
    return {
        f"report_{report}/{path}": (experiment, place)
        for experiment in module(report).experiments()
        for path, place in experiment.printed.items()
    }


def ended(store, experiment):
    """The stored runs of an experiment that ended, by rising seed."""
    return [run for run in store.runs_of(experiment) if run["status"] == "done"]


def ours(report, name, place="test/accuracy", folder=FOLDER):
    """What our runs of the experiment `name` reached at `place` of their rows: (seeds,) floats, of those that ended.

    Raises ValueError for an experiment that the report does not have.
    """
    named = {experiment.name: experiment for experiment in module(report).experiments()}
    if name not in named:
        raise ValueError(f"report {report} has no experiment {name!r}; expected one such as {next(iter(named))!r}")
    runs = ended(Store(report, folder), named[name])
    return np.array([walk(run, place) for run in runs], dtype=float)


def gap_at(curve, training_loss):
    """Validation loss minus training loss where a stored curve first falls to `training_loss`, NaN if it never does."""
    reached = np.array(curve["loss"]) <= training_loss
    place = int(np.argmax(reached))
    return curve["validation_loss"][place] - curve["loss"][place] if reached.any() else np.nan


def curves_of(report, group, folder=FOLDER):
    """The curves of a group of experiments, such as "rates": a dict, name -> a list of curves, one per seed that ended.

    A curve is a dict, column -> list: iteration, loss, train_accuracy, validation_accuracy, validation_loss. Raises
    ValueError for a group that the report does not have.
    """
    chosen = [experiment for experiment in module(report).experiments() if experiment.group == group]
    if not chosen:
        groups = sorted({experiment.group for experiment in module(report).experiments()})
        raise ValueError(f"report {report} has no group {group!r}; expected one of {', '.join(groups)}")
    store = Store(report, folder)
    names = [experiment.name.partition("/")[2] for experiment in chosen]
    found = ([run["curve"] for run in ended(store, experiment) if "curve" in run] for experiment in chosen)
    return dict(zip(names, found))
