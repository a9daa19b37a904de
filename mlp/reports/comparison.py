"""Every printed number beside ours, with a verdict by one rule, and whether it could have come out otherwise."""

import math

import numpy as np

from mlp.evaluation.comparisons import student_quantile
from mlp.reports.curves import ended
from mlp.reports.experiment import walk
from mlp.reports.published import FOLDER, REPORTS, numbers
from mlp.reports.registry import module
from mlp.reports.store import Store

CONFIDENCE = 0.95
ROUNDED = 5e-5  # printed numbers have four decimals
CLOSE = {"accuracy": 0.02, "class score": 0.02, "loss": 0.02, "cell": 20, "gradient": 0, "epochs": 1}
WIDE = {"accuracy": 0.1, "class score": 0.1, "loss": 0.5, "cell": 100, "epochs": 5}  # of a loss: times the printed one


def compare(report=None, folder=FOLDER):
    """A pandas.DataFrame with one row per printed number (of one report, such as "000", or of all five).

    path      where it stands in published_results.json;  printed   the number
    kind      "result" (we trained and measured), "setting" (we trained with it), "computed" (it follows from other
              numbers, without training), "own" (ours, kept beside the printed ones), "not re-run" (`why` says why)
    family    of a result: "accuracy", "loss", "class score", "cell" (of a confusion matrix), "gradient" or "epochs"
              (how many a training took until it was stopped); else ""
    ours      the mean over the seeds that ended, or the setting, or what we computed;  NaN: there is none
    spread    the standard deviation over seeds (n - 1), NaN below two
    seeds     how many ended;  diverged   how many did not
    allowed   how far from ours the rule lets a printed number be; NaN below two seeds
    verdict   of a result: that of `verdict`, or "untrained" where the folder has no run of it. Of a setting, a computed
              number or one of our own: "same" or "differs". Else "none"
    evidence  "fitted": settings that its report leaves unsaid were chosen by how close this number came;  "predicted":
              it had no part in any choice;  "own";  "not judged": all others, and results that are too noisy
    why       for what differs, is too noisy or has no number of ours, the reason
    """
    import pandas

    rows = []
    for name in REPORTS if report is None else (report,):
        sources = _sources(name, Store(name, folder))
        rows += [_row(name, path, printed, sources) for path, printed in numbers(name).items()]
    return pandas.DataFrame(rows)


def tally(comparison):
    """How many results of a comparison have which verdict: a pandas.DataFrame, a row per family of numbers.

    Columns: predicted agrees, predicted close, predicted differs, fitted agrees, …, too noisy. The cells of confusion
    matrices that print 0 stand in a row of their own: nearly any network would agree with them.
    """
    results = comparison[comparison.kind == "result"]
    zero = (results.family == "cell") & (results.printed == 0)
    family = results.family.mask(zero, "cell, prints 0").replace("cell", "cell, others")
    judged = results.evidence.where(results.evidence.isin(["predicted", "fitted"]), "")
    verdict = (judged + " " + results.verdict).str.strip()
    counts = results.groupby([family, verdict]).size().unstack(fill_value=0)
    wanted = [f"{how} {what}" for how in ("predicted", "fitted") for what in ("agrees", "close", "differs")]
    return counts.reindex(columns=[*wanted, "too noisy"], fill_value=0).rename_axis(index=None, columns=None)


def allowed(spread, seeds, confidence=CONFIDENCE):
    """How far a printed number may be from the mean of our runs, if the two differ in their seeds alone.

    It is one run, with the variance s² of a run. Our mean over k seeds has s² / k. So their difference has the variance
    s² (1 + 1/k), and s is known from k runs only, which Student's t allows for:

        |mean of ours - printed| <= t · s · √(1 + 1/k),    t with k - 1 degrees of freedom

    With 2 instead of t and without the 1/k, a perfect re-run with three seeds would be refused more than one time in
    five; so it is one time in twenty. Both are judged by the same test images, so their choice does not come in.
    spread: s; seeds: k. NaN below two seeds.
    """
    if seeds < 2:
        return math.nan
    return student_quantile((1 + confidence) / 2, seeds - 1) * spread * math.sqrt(1 + 1 / seeds)


def verdict(printed, ours, allowed, family="accuracy"):
    """The rule of `compare` for one result, "agrees", "too noisy", "close" or "differs".

    "agrees"     |ours - printed| is at most `allowed`, and half a unit of the fourth decimal
    "too noisy"  the same, but nearly anything would agree: `allowed` is more than 0.1 (100 images in a cell of a
                 confusion matrix, half of a printed loss, 5 epochs); or, for a gradient, the negated number would agree
                 as well
    "close"      else within 0.02 (20 images in a cell, 1 epoch); a gradient is never close
    "differs"    else, or where ours is NaN because no training ended

    Of one run no spread is known: with `allowed` NaN, nothing agrees.
    """
    if math.isnan(ours):
        return "differs"
    apart = abs(ours - printed)
    if apart <= allowed + ROUNDED:
        return "too noisy" if _is_wide(printed, ours, allowed, family) else "agrees"
    return "close" if apart <= CLOSE[family] + 1e-9 else "differs"


def family_of(place):
    """What kind of result stands at `place` in a row of results, such as "test/confusion/0/3"."""
    if place.startswith("rows/"):
        return "gradient"
    if "confusion" in place:
        return "cell"
    if place.startswith(("test/recall", "test/precision", "test/f1")):
        return "class score"
    if place.endswith("/epochs"):
        return "epochs"
    return "loss" if place.endswith("loss") else "accuracy"


def _is_wide(printed, ours, allowed, family):
    if family == "gradient":
        return abs(ours + printed) <= allowed
    return allowed > WIDE[family] * (printed if family == "loss" else 1)


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
        kind = "own" if path in getattr(module(name), "OWN", ()) else "computed"
        sources[path] = lambda printed, f=function, kind=kind: _same(kind, f(), printed)
    return sources


def _row(name, path, printed, sources):
    inside = path.split("/", 1)[1]
    found = {"kind": "not re-run", "family": "", "ours": math.nan, "spread": math.nan, "seeds": 0, "diverged": 0}
    found |= {"allowed": math.nan, "verdict": "none"}
    if inside in sources:
        found |= sources[inside](printed)
    return {"path": path, "printed": printed, **found, "evidence": _evidence(name, inside, found)} | {
        "why": _why(name, inside, found)
    }


def _result(store, experiment, place, printed):
    family = family_of(place)
    if not store.runs_of(experiment):
        return {"kind": "result", "family": family, "verdict": "untrained"}
    values = measured(store, experiment, place)
    ours = float(values.mean()) if len(values) else math.nan
    spread = float(values.std(ddof=1)) if len(values) > 1 else math.nan
    found = {"kind": "result", "family": family, "ours": ours, "spread": spread, "seeds": len(values)}
    found["diverged"] = len(store.runs_of(experiment)) - len(values)
    found["allowed"] = allowed(spread, len(values))
    return found | {"verdict": verdict(printed, ours, found["allowed"], family)}


def _evidence(name, inside, found):
    if found["kind"] == "own":
        return "own"
    if found["kind"] == "computed":
        return "predicted"
    if found["kind"] != "result" or found["verdict"] in ("too noisy", "untrained"):
        return "not judged"
    return "fitted" if _longest(module(name).FITTED, inside) is not None else "predicted"


def _why(name, inside, found):
    if found["verdict"] in ("agrees", "close", "same"):
        return ""
    if found["verdict"] == "untrained":
        return f"not trained here: python -m mlp.reports {name} does it"
    if found["verdict"] == "too noisy" and found["family"] == "gradient":
        return (
            "Its weights are unknown: over ours the gradient has either sign, so the negated number would agree, too."
        )
    if found["verdict"] == "too noisy":
        return f"Our {found['seeds']} runs lie so far apart that nearly any number would agree."
    beginning = _longest(module(name).WHY, inside)
    return "" if beginning is None else module(name).WHY[beginning]


def _same(kind, ours, printed):
    return {"kind": kind, "ours": ours, "verdict": "same" if math.isclose(ours, printed, abs_tol=5e-5) else "differs"}


def _longest(beginnings, inside):
    """The longest of some paths that `inside` begins with, or None."""
    fitting = [path for path in beginnings if (inside + "/").startswith(path + "/")]
    return max(fitting, key=len, default=None)


def rank_correlation(a, b):
    """Spearman's: how well two lists of numbers agree on the order, from -1 to 1. Ties share their mean rank."""
    import pandas

    ranks = [pandas.Series(list(values)).rank() for values in (a, b)]
    return float(np.corrcoef(*ranks)[0, 1])
