"""What a report leaves unsaid: each reading of it that was tried, and how far from the printed numbers it ends."""

import re

import numpy as np

from mlp.reports.curves import curves_of, ended
from mlp.reports.experiment import walk
from mlp.reports.published import FOLDER, numbers, printed_log
from mlp.reports.registry import module
from mlp.reports.store import Store

ACCURACIES = ("test/accuracy", "validation/accuracy")
TAKEN = {"000": "grid", "001": "nets", "002": "rows", "003": "rows"}  # the group whose reading is the one we took


def readings(report, folder=FOLDER):
    """A pandas.DataFrame, one row per reading "unsaid/reading/row" of reports 000 to 003, the nearest one first.

    rows       how many rows of the report's table it was tried on, one seed each
    away       how far their accuracies are from the printed ones, the median of those that ended, in points
    taken      the same for the reading that we took, on the same rows, with the same seed
    diverged   how many did not end
    """
    import pandas

    store, found = Store(report, folder), {}
    experiments = {experiment.name: experiment for experiment in module(report).experiments()}
    for name, experiment in experiments.items():
        group, _, rest = name.partition("/")
        if group == "unsaid":
            reading, row = re.fullmatch(r"(.*?)(?:/(\d+))?", rest).groups()
            taken = experiments[f"{TAKEN[report]}/{row or '00'}"]
            found.setdefault(reading, []).append(_distances(store, report, experiment, taken))
    frame = pandas.DataFrame({name: _summary(np.array(pairs)) for name, pairs in found.items()}).T
    return frame.astype({"rows": int, "diverged": int}).sort_values(["diverged", "away"])


def _distances(store, report, experiment, taken):
    """How far a trial and the reading taken end from the printed accuracy, in points, NaN where a training diverged."""
    inside, place = next((path, place) for path, place in taken.printed.items() if place in ACCURACIES)
    printed = numbers(report)[f"report_{report}/{inside}"]
    held_out = experiment.setting.validation and not taken.setting.validation
    places = ("validation/accuracy" if held_out else place, place)
    return [_of_seed_0(store, each, at) - 100 * printed for each, at in zip((experiment, taken), places)]


def _of_seed_0(store, experiment, place):
    return next((100 * walk(run, place) for run in ended(store, experiment) if run["seed"] == 0), np.nan)


def _summary(pairs):
    """pairs (rows, 2): of a reading and of the one taken."""
    ended = ~np.isnan(pairs[:, 0])
    away, taken = np.median(np.abs(pairs[ended]), axis=0) if ended.any() else (np.nan, np.nan)
    return {"rows": len(pairs), "away": away, "taken": taken, "diverged": int(np.sum(~ended))}


def readings_of_the_first_net(folder=FOLDER):
    """Report 004's one hidden layer: a pandas.DataFrame with one row per reading, the nearest to its log first.

    loss       by which factor our training loss differs from the printed one, exp of the root mean square of the
               logarithms' differences over the steps 20, 30, …, 190;  accuracy   how far the training accuracy is from
               the printed one, root mean square over the same steps, in points
    """
    import pandas

    curves = {name: runs for name, runs in curves_of("004", "unsaid", folder).items() if name.startswith("single")}
    curves["taken: unit, N(0, 1²), rate 10e-6, 60,000 images"] = curves_of("004", "single", folder)["200"]
    rows = {name.removeprefix("single, "): _from_log(runs[0]) for name, runs in curves.items()}
    return pandas.DataFrame(rows).T.sort_values("loss")


def _from_log(curve):
    log = printed_log("4.1")
    places = [curve["iteration"].index(step) for step in log["iteration"]]
    ratios = np.log(np.array(curve["loss"])[places] / log["loss"])
    points = 100 * (np.array(curve["train_accuracy"])[places] - log["train_accuracy"])
    return {"loss": np.exp(np.sqrt(np.mean(ratios**2))), "accuracy": np.sqrt(np.mean(points**2))}
