"""Every figure and table of the five reports: which cell of the course re-makes it, and our runs behind the curves."""

import json
import math
from functools import cache

from mlp.reports.curves import ended
from mlp.reports.published import FOLDER, printed_log
from mlp.reports.registry import module
from mlp.reports.store import Store
from mlp.training.history import FIELDS, History


@cache
def figures():
    """All of them, in printed order: a list of dicts, as `data/reports/figures.json` has them.

    report   "000" … "004";  label   as printed, such as "Figure 6a"; where nothing is printed, its section
    kind     "figure", "table" or "formulas";  shows   what it shows, in a few words of ours
    chapter, cell   where the course re-makes it
    panels   of learning curves: title -> the experiment that re-makes it;  log   of a printed log: title -> section
    """
    return json.loads((FOLDER / "figures.json").read_text(encoding="utf-8"))


def histories(report, folder=FOLDER):
    """The learning curves of a report, ours and its printed logs: a dict, "Figure 7a: sigmoid 20-30-50" -> `History`.

    Ours is the run of the lowest seed that ended: the report, too, shows one run. Raises ValueError when none has.
    """
    named = {experiment.name: experiment for experiment in module(report).experiments()}
    store, found = Store(report, folder), {}
    for figure in (figure for figure in figures() if figure["report"] == report):
        found |= {title: history(_run(store, named[name])) for title, name in figure.get("panels", {}).items()}
        found |= {title: history(_with_steps(printed_log(section))) for title, section in figure.get("log", {}).items()}
    return found


def history(curve):
    """A `History` from columns, such as a stored curve has: column -> list. A field that it lacks is NaN."""
    unknown = [math.nan] * len(curve["iteration"])
    columns = [curve.get(field, unknown) for field in FIELDS]
    return History([dict(zip(FIELDS, row)) for row in zip(*columns)])


def _run(store, experiment):
    runs = ended(store, experiment)
    if not runs:
        raise ValueError(f"no run of {experiment.name} of report {store.report} has ended: run python -m mlp.reports")
    return runs[0]["curve"]


def _with_steps(log):
    """A printed log whose epochs are counted in steps: a batch is taken to be 32 images."""
    return log if "iteration" in log else {"iteration": [60_000 // 32 * epoch for epoch in log["epoch"]], **log}
