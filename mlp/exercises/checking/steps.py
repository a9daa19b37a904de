"""Values on the way to a result: those that an answer gives a name are held against the solution's, one by one."""

import copy
import sys

import numpy as np

from mlp.exercises.checking.findings import describe_difference
from mlp.exercises.checking.trials import is_numeric, run_trial, same_value

LINES = 300  # of an answer that are followed: a loop may have more, and says no more


def compare_steps(exercise, answer, inputs):
    """Say which of the values `exercise.steps` are right in an answer, and what the first wrong one is: or "".

    Only variables that have the names which the exercise speaks of are looked at. A value counts as right if the
    variable was right at any time: a later line may go on working in the same array.
    """
    if not exercise.steps or not hasattr(answer, "__code__"):
        return ""
    right = _values(exercise, exercise.solution, inputs)
    found = _values(exercise, answer, inputs)
    seen = [name for name in exercise.steps if name in found and name in right]
    trial, good = run_trial(exercise, exercise.solution, inputs), []
    for name in seen:
        expected = np.asarray(right[name][-1])
        if not any(same_value(exercise, trial, value, expected, dtypes=False) for value in found[name]):
            so_far = f"{_listed(good)} right, " if good else ""
            return f"On the way: {so_far}{describe_difference(exercise, trial, name, found[name][-1], expected)}"
        good.append(name)
    return f"On the way: {_listed(good)} right" if good else ""


def _listed(names):
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _values(exercise, function, inputs):
    """name -> the values that a variable of the function had, each once, in order: for the names in question."""
    kept, code, left = {}, function.__code__, [LINES]

    def line(frame, event, argument):
        left[0] -= 1
        for name in exercise.steps if left[0] > 0 else ():
            value = frame.f_locals.get(name)
            if is_numeric(value) and not (name in kept and np.array_equal(kept[name][-1], value, equal_nan=True)):
                kept.setdefault(name, []).append(copy.copy(value))
        return line

    before = sys.gettrace()
    sys.settrace(lambda frame, event, argument: line if frame.f_code is code else None)
    try:
        run_trial(exercise, function, inputs)
    finally:
        sys.settrace(before)
    return kept
