"""Find the exercises of all chapters by name: `check.NAME(answer)` and `hint("NAME")`."""

import functools
import importlib
import pkgutil

from .framework import Exercise


@functools.cache
def exercises() -> dict[str, Exercise]:
    """Return every exercise of the modules `chapter_NN` by its name, in the course's order.

    Raises ValueError when two have the same name.
    """
    found = {}
    package = importlib.import_module(__package__)
    for module in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        if not module.startswith("chapter_"):
            continue
        for value in vars(importlib.import_module(f"{__package__}.{module}")).values():
            if isinstance(value, Exercise) and found.setdefault(value.name, value) is not value:
                raise ValueError(f"two exercises are called {value.name!r}; the second is in {module}")
    return found


class Checks:
    """The checks as attributes: `check.linear_forward(linear_forward)`."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)  # Python and IPython ask for these themselves
        if name not in exercises():
            raise AttributeError(f"no exercise {name!r}; there are {', '.join(exercises())}")
        return exercises()[name].check

    def __dir__(self):
        return list(exercises())

    def __repr__(self):
        return f"checks of {', '.join(exercises())}"


check = Checks()
_hints_shown = {}


def hint(name: str) -> None:
    """Print the next of the three hints of the exercise `name`; after the last, where its solution is.

    Raises ValueError for a name that no exercise has, and names those there are.
    """
    if name not in exercises():
        raise ValueError(f"no exercise {name!r}; there are {', '.join(exercises())}")
    shown = _hints_shown.get(name, 0)
    _hints_shown[name] = shown + 1
    if shown < 3:
        print(f"Hint {shown + 1} of 3: {exercises()[name].hints[shown]}")
    else:
        print('That were all three hints. The solution is folded under the check: click on "Solution" there.')
