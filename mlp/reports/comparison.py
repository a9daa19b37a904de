"""Every printed number beside ours, with a verdict by one rule."""

import math

import numpy as np

from mlp.reports.curves import ended
from mlp.reports.experiment import walk
from mlp.reports.published import FOLDER, REPORTS, numbers
from mlp.reports.registry import module
from mlp.reports.store import Store

CLOSE = 0.02
CLASS_SIZE = 1_000  # test images of each class


def compare(report=None, folder=FOLDER):
    """A pandas.DataFrame with one row per printed number (of one report, such as "000", or of all five).

    path      where it stands in published_results.json;  printed   the number
    kind      "result" (we trained and measured), "setting" (we trained with it), "computed" (it follows from other
              numbers, without training), "not re-run" (`why` says why)
    ours      the mean over the seeds that ended, or the setting, or what we computed;  NaN: there is none
    spread    the standard deviation over seeds (n - 1), NaN below two
    seeds     how many ended;  diverged   how many did not
    verdict   of a result: "agrees" when |ours - printed| <= 2 √(spread² + SE²), SE the standard error that the images
              it was measured on allow; else "close" within 0.02 (20 images of a class's 1,000; a gradient is never
              close); else "differs"; and "untrained" where the folder has no run of it.
              Of a setting or a computed number: "same" or "differs". Else "none"
    why       for what differs or has no number of ours, the reason
    """
    import pandas

    rows = []
    for name in REPORTS if report is None else (report,):
        sources = _sources(name, Store(name, folder))
        rows += [_row(name, path, printed, sources) for path, printed in numbers(name).items()]
    return pandas.DataFrame(rows)


def verdict(printed, ours, spread, error, whole=1):
    """The rule of `compare` for one result. `whole` is what 0.02 are a share of: 1, or 1,000 for the count of a class's
    images, or 0 where nothing is called close, as for gradients; spread and error may be NaN, and then count as 0.
    """
    if math.isnan(ours):
        return "differs"
    allowed = 2 * math.hypot(*(0 if math.isnan(x) else x for x in (spread, error)))
    if abs(ours - printed) <= allowed:
        return "agrees"
    return "close" if abs(ours - printed) <= CLOSE * whole + 1e-9 else "differs"


def standard_error(place, printed, experiment, runs=()):
    """How far the choice of images alone moves a number, one standard deviation; NaN where we cannot say.

    place   where it stands in a row of results, such as "test/accuracy": a share of 10,000, of the validation images,
            or of a class's 1,000; or a count among those; or a loss, whose error the rows `runs` hold
    """
    if place.endswith("loss"):
        return float(np.mean([walk(run, f"{place}_error") for run in runs])) if runs else math.nan
    if place.endswith("accuracy") and not place.startswith("train"):
        images = 10_000 if place.startswith("test") else experiment.setting.validation
        return math.sqrt(printed * (1 - printed) / images)
    if place.startswith("test/confusion"):
        return math.sqrt(printed * (1 - printed / CLASS_SIZE))
    if place.startswith(("test/recall", "test/precision", "test/f1")):
        images = 10_000 if place.endswith("mean") else CLASS_SIZE
        return math.sqrt(printed * (1 - printed) / images)
    return math.nan


def measured(store, experiment, place):
    """The values at `place` in the stored rows that ended, one per seed: (n,) floats."""
    return np.array([walk(run, place) for run in ended(store, experiment)], dtype=float)


def _sources(name, store):
    """Where each number of a report comes from: path -> a function that returns the entries of its row."""
    sources = {}
    for experiment in module(name).experiments():
        for path, place in experiment.printed.items():
            sources[path] = lambda printed, e=experiment, at=place: _result(store, e, at, printed)
        for path, place in experiment.used.items():
            sources[path] = lambda printed, e=experiment, at=place: _same("setting", walk(e.setting, at), printed)
    for path, function in module(name).COMPUTED.items():
        sources[path] = lambda printed, f=function: _same("computed", f(), printed)
    return sources


def _row(name, path, printed, sources):
    inside = path.split("/", 1)[1]
    found = {"kind": "not re-run", "ours": math.nan, "spread": math.nan, "seeds": 0, "diverged": 0, "verdict": "none"}
    if inside in sources:
        found |= sources[inside](printed)
    why = "" if found["verdict"] in ("agrees", "close", "same") else _reason(name, inside)
    if found["verdict"] == "untrained":
        why = f"not trained here: python -m mlp.reports {name} does it"
    return {"path": path, "printed": printed, **found, "why": why}


def _result(store, experiment, place, printed):
    if not store.runs_of(experiment):
        return {"kind": "result", "verdict": "untrained"}
    runs = ended(store, experiment)
    values = measured(store, experiment, place)
    ours = float(values.mean()) if len(values) else math.nan
    spread = float(values.std(ddof=1)) if len(values) > 1 else math.nan
    error = standard_error(place, printed, experiment, runs)
    found = {"kind": "result", "ours": ours, "spread": spread, "seeds": len(values)}
    found["diverged"] = len(store.runs_of(experiment)) - len(values)
    return found | {"verdict": verdict(printed, ours, spread, error, _whole(place))}


def _whole(place):
    if place.startswith("rows/"):
        return 0  # a gradient may be of any size, and two points of what?
    return CLASS_SIZE if "confusion" in place else 1


def _same(kind, ours, printed):
    return {"kind": kind, "ours": ours, "verdict": "same" if math.isclose(ours, printed, abs_tol=5e-5) else "differs"}


def _reason(name, inside):
    """The sentence of `WHY` whose path is the longest that `inside` begins with; empty when there is none."""
    fitting = [path for path in module(name).WHY if (inside + "/").startswith(path + "/")]
    return module(name).WHY[max(fitting, key=len)] if fitting else ""


def rank_correlation(a, b):
    """Spearman's: how well two lists of numbers agree on the order, from -1 to 1. Ties share their mean rank."""
    import pandas

    ranks = [pandas.Series(list(values)).rank() for values in (a, b)]
    return float(np.corrcoef(*ranks)[0, 1])
