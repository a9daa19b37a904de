"""Find the exercises of all chapters by name: `check.NAME(answer)` and `hint("NAME")`."""

import contextlib
import functools
import importlib.util
import io

from mlp.exercises.checking.diagnosis import diagnose
from mlp.exercises.checking.judge import judge
from mlp.exercises.handed_out import handed_out
from mlp.exercises.progress import note_passed


@functools.cache
def exercises():
    """Return every exercise by its name, in the course's order: a dict.

    Raises ValueError when two have the same name.
    """
    found = {}
    for chapter in (f"{number:02}" for number in range(100)):
        for exercise in exercises_of(chapter):
            if exercise.name in found:
                raise ValueError(f"two exercises are called {exercise.name!r}; the second is in chapter {chapter}")
            found[exercise.name] = exercise
    return found


def exercises_of(chapter):
    """The exercises of the chapter with this number, such as "02", in its order; none where it has none."""
    module = f"mlp.exercises.chapter_{chapter}"
    return importlib.import_module(module).EXERCISES if importlib.util.find_spec(module) else ()


_hints_shown = {}
_verdicts = {}  # name of an exercise -> what its check said last


def _check(exercise, answer):
    verdict = _verdicts[exercise.name] = judge(exercise, answer)
    if verdict:
        note_passed(exercise.name, answer)
    return verdict


class Checks:
    """The checks as attributes: `check.linear_forward(linear_forward)`."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)  # Python and IPython ask for these themselves
        if name not in exercises():
            raise AttributeError(f"no exercise {name!r}; there are {', '.join(exercises())}")
        return functools.partial(_check, exercises()[name])

    def __dir__(self):
        return list(exercises())

    def __repr__(self):
        return f"checks of {', '.join(exercises())}"


check = Checks()


def hint(name):
    """Print the next of the three hints of the exercise `name`; after the last, where its solution is.

    Gives back what the check said last, for it stands above in the same cell, which shows its last value alone. Where
    that is "Passed", there is no hint. A copy of the course that was made with `mlp-course release` may have fewer
    hints, and no solution.

    Raises ValueError for a name that no exercise has, and names those there are.
    """
    if name not in exercises():
        raise ValueError(f"no exercise {name!r}; there are {', '.join(exercises())}")
    verdict = _verdicts.get(name)
    if verdict:
        return verdict
    shown = _hints_shown.get(name, 0)
    _hints_shown[name] = shown + 1
    there = handed_out()
    if shown < there.hints:
        print(f"Hint {shown + 1} of {there.hints}: {exercises()[name].hints[shown]}")
    else:
        ended = "Those were all three hints." if there.hints == 3 else "This copy of the course has no further hint."
        solution = ' The solution is folded under the check: click on "Solution" there.' if there.solutions else ""
        print(ended + solution)
    return verdict


def yours_or_ours(name, yours):
    """Your answer to the exercise `name` if it passes its check, otherwise the course's own, and a line that says so.

    The experiments that follow an exercise run either way. Raises ValueError for a name that no exercise has.
    """
    if name not in exercises():
        raise ValueError(f"no exercise {name!r}; there are {', '.join(exercises())}")
    with contextlib.redirect_stdout(io.StringIO()):
        verdict = diagnose(exercises()[name], yours, [0])
    if verdict:
        return yours
    print(f"Your {name} has not passed its check yet: the course's own is used here.")
    return exercises()[name].solution
