"""What a study is: trainings that are too many or too long for a chapter, declared as plain data."""

from collections.abc import Callable
from dataclasses import dataclass

from mlp.search.declared import identity


@dataclass(frozen=True)
class Part:
    """Runs of one kind: `function` for each of `settings` with each of the `seeds`.

    name       of its file, data/studies/<study>/<name>.jsonl
    function   (settings, seed) -> a dict of plain data, whose entries become columns; importable. It loads its data
               itself. A run that is a whole search returns {"rows": [dict, …]}, and the table gets a row for each;
               what an entry has under "settings" and "status" is its own
    settings   a list of dicts of plain data; or a function (read) that makes it from what was stored before:
               read("grid") is the table of this study's part "grid", read("grid", "search_study") another study's
    seeds      whole numbers; the function says what they decide

    A run is known by its function's name, its settings and its seed: change one, and it runs again.
    """

    name: str
    function: Callable
    settings: list | Callable
    seeds: tuple = (0,)

    def identities(self, read):
        """What is to be run, in order: a list of what `mlp.search.declared.identity` returns."""
        settings = self.settings(read) if callable(self.settings) else self.settings
        seeds = self.seeds  # outside, for the runs of a seed may share their data
        return [identity(self.function, trial, seed) for seed in seeds for trial in settings]


@dataclass(frozen=True)
class Study:
    """A name, the chapters that show it, one sentence on what it asks, and its parts in the order of their running."""

    name: str
    chapters: str
    asks: str
    parts: tuple

    def part(self, name):
        """The part called `name`; ValueError, with the names that there are, for another."""
        for part in self.parts:
            if part.name == name:
                return part
        names = ", ".join(part.name for part in self.parts)
        raise ValueError(f"part is {name!r}; the study {self.name} has {names}")
