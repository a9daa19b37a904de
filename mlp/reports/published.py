"""What the five reports print: `data/reports/published_results.json`, read once."""

import json
from functools import cache

from mlp.checks.places import course_folder

FOLDER = course_folder("data", "reports")
REPORTS = ("000", "001", "002", "003", "004")


@cache
def published(report=None):
    """The printed results as nested dicts and lists: all of them, or those of one report, such as "000"."""
    everything = json.loads((FOLDER / "published_results.json").read_text(encoding="utf-8"))
    return everything if report is None else everything[f"report_{report}"]


@cache
def printed_log(section):
    """A training log of report 004, by its section "4.1", "4.2" or "4.3": a dict of lists, column -> values.

    Its columns are called as in a `History`, save that two of the logs have "epoch" instead of "iteration".
    """
    return json.loads((FOLDER / "printed_logs.json").read_text(encoding="utf-8"))[section]


def numbers(report=None):
    """Every printed number, path -> value, such as "report_000/grid_search/3/val_accuracy" -> 0.6599."""
    reports = REPORTS if report is None else (report,)
    return {path: value for name in reports for path, value in _flat(published(name), f"report_{name}")}


def _flat(thing, path):
    if isinstance(thing, dict):
        parts = thing.items()
    elif isinstance(thing, list):
        parts = enumerate(thing)
    else:
        if isinstance(thing, (int, float)) and not isinstance(thing, bool):
            yield path, thing
        return
    for name, part in parts:
        yield from _flat(part, f"{path}/{name}")
