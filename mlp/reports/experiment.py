"""An experiment of a report: a setting, and which printed numbers it re-runs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mlp.reports.setting import Setting
from mlp.reports.training import train


@dataclass(frozen=True)
class Experiment:
    """One line of a report's table, or one of ours.

    name      unique within the report, such as "grid/03"; what stands before the slash is its group
    setting   what is trained
    printed   where a number stands in published_results.json, without the report -> where ours stands in the row, such
              as {"grid_search/3/val_accuracy": "test/accuracy"}
    used      likewise for printed settings -> the part of `setting`, such as {"grid_search/3/hidden/0": "hidden/0"}
    seeds     how many seeds a full run takes
    quick     whether `--quick` runs it
    details   which bulky parts of the row are stored: of "curve", "by_class"
    run       the function (setting, seed) -> row
    """

    name: str
    setting: Setting = field(default_factory=Setting)
    printed: dict[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    seeds: int = 3
    quick: bool = False
    details: tuple[str, ...] = ()
    run: Callable = train

    @property
    def group(self):
        """What comes before the slash."""
        return self.name.split("/")[0]


def under(prefix, **names):
    """Paths below `prefix`, for `printed` and `used`: under("a/0", reg="l2") is {"a/0/reg": "l2"}."""
    return {f"{prefix}/{printed}": ours for printed, ours in names.items()}


def hidden_under(prefix, hidden):
    """The same for a list of widths: {"prefix/hidden/0": "hidden/0", …}."""
    return {f"{prefix}/hidden/{i}": f"hidden/{i}" for i in range(len(hidden))}


def walk(thing, path):
    """The number at `path` in nested dicts, lists, attributes: walk({"a": [1, 3]}, "a/1") is 3, and "a/mean" is 2."""
    for step in path.split("/"):
        if isinstance(thing, (list, tuple)):
            thing = sum(thing) / len(thing) if step == "mean" else thing[int(step)]
        else:
            thing = thing[step] if isinstance(thing, dict) else getattr(thing, step)
    return thing
