"""What came out that is wrong, as a fact: the number of values, a kind, a shape, a number, a dtype."""

import numpy as np

from mlp.exercises.checking.trials import describe, difference, is_numeric, right_value, tolerance
from mlp.exercises.checking.verdict import Finding


def find_wrong(exercise, trial, right):
    """The first thing that is wrong with what a trial returned, apart from dtypes; None where all is right."""
    names = exercise.outputs
    if len(trial.results) != len(names):
        return Finding(*_number_of_values(trial.results, names))
    for k, name in enumerate(names):
        if right_value(exercise, trial, right, k):
            continue
        got, expected = trial.results[k], right.results[k]
        what, why = _kind(name, got, expected)
        if not what:
            what, why = _shape(name, np.asarray(got), np.asarray(expected)), ""
        if not what:
            what, why = _values(exercise, trial, name, np.asarray(got), np.asarray(expected))
            why = why or _heard(trial, right)
        return Finding(f"{what} (for {describe(exercise, trial.inputs)})", why, k)
    return None


def describe_difference(exercise, trial, name, got, expected):
    """What is wrong with one value, `got` for `expected`: its shape, or the largest difference."""
    got, expected = np.asarray(got), np.asarray(expected)
    return _shape(name, got, expected) or _values(exercise, trial, name, got, expected)[0]


def find_dtype(exercise, trial, right):
    """The first array whose numbers are right and whose dtype is not."""
    for k, name in enumerate(exercise.outputs):
        if right_value(exercise, trial, right, k) and not right_value(exercise, trial, right, k, dtypes=True):
            got, expected = np.asarray(trial.results[k]).dtype, np.asarray(right.results[k]).dtype
            what = f"the numbers are right, and {name} is {got}, expected {expected}"
            return Finding(f"{what} (for {describe(exercise, trial.inputs)})", _became(name, got, expected), k)
    return None


def _became(name, got, expected):
    if (got, expected) == (np.float64, np.float32):
        return f"float32 went in, and {name} came out as float64: one part of it has that dtype"
    return f"the dtype of {name} is {got}, and {expected} is wanted"


def _number_of_values(results, names):
    came = "one value came back" if len(results) == 1 else f"{len(results)} values came back"
    if len(results) == 1 and results[0] is None:
        return "None came back", "None came back: is its `return` line missing, perhaps in one branch of an `if`?"
    what = _described(results[0]) if len(results) == 1 else f"{len(results)} values"
    return what, f"{came}, expected {len(names)}: {', '.join(names)}"


def _kind(name, got, expected):
    """(what, why) where a value is not an array or number and one is wanted."""
    if not is_numeric(expected):
        return f"{name} is {_short(got)}, expected {_short(expected)}", ""
    wanted = f"an array of shape {np.shape(expected)}" if np.ndim(expected) else "a number"
    what = f"{name} is {_described(got)}, expected {wanted}"
    if is_numeric(got):
        return "", ""
    if got is None:
        return (
            what,
            f"{name} is None: is its `return` line missing?",
        )
    if isinstance(got, tuple):
        return what, f"{name} is a tuple: is there a comma or a value too many in the `return` line?"
    if isinstance(got, list):
        cure = "turn it into an array with np.array" if np.ndim(expected) else "leave the square brackets away"
        return what, f"{name} is a list: {cure}"
    if isinstance(got, str) or isinstance(got, np.ndarray) and got.dtype.kind in "US":
        return what, f"{name} is text, a string: numbers are wanted"
    return what, f"{name} is {_described(got)}, and {wanted} is wanted"


def _described(value):
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    if is_numeric(value):
        return f"the single number {np.asarray(value).item():.6g}"
    return _article(type(value).__name__)


def _shape(name, got, expected):
    if got.shape == expected.shape:
        return ""
    wanted = expected.shape if expected.ndim else "a single number"
    came = f"the single number {got.item():.6g}" if got.ndim == 0 else f"of shape {got.shape}"
    return f"{name} is {came}, expected {wanted}"


def _values(exercise, trial, name, got, expected):
    """(what, why) of the largest difference; NaN and inf are a fact that says something by itself."""
    bad = ~np.isfinite(got) & np.isfinite(expected)
    if bad.any():
        kind = "nan" if np.isnan(got[bad]).any() else "inf"
        why = HEARD["invalid value"] if kind == "nan" and not trial.heard else ""  # it was kept from being heard
        return f"{name} holds {kind} ({f'{bad.sum()} of {bad.size} numbers' if got.ndim else 'the number'})", why
    if got.ndim == 0:
        return f"{name} is {got.item():.6g}, expected {expected.item():.6g}", ""
    apart = difference(got, expected)
    place = np.unravel_index(np.argmax(apart), apart.shape)
    where = ", ".join(str(int(i)) for i in place)
    wrong = int(np.count_nonzero(apart > max(tolerance(exercise, trial, expected), 1e-9) * np.abs(expected).max()))
    largest = f"{name}[{where}] is {got[place].item():.6g}, expected {expected[place].item():.6g}"
    return f"{largest}; this is the largest difference, {max(wrong, 1)} of {got.size} numbers are wrong", ""


HEARD = {
    "overflow": "a number becomes too large on the way (an overflow, as of exp of a large one): inf; inf / inf is nan",
    "divide by zero": "something is divided by zero, or the logarithm of 0 is taken, on the way",
    "invalid value": "something like 0 / 0, inf - inf or the root of a negative number happens on the way: nan",
}


def _heard(trial, right):
    """What NumPy warned of in this trial and not in the solution's: where numbers are wrong, that is the cause."""
    return next((words for kind, words in HEARD.items() if kind in trial.heard - right.heard), "")


def _short(value):
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _article(noun):
    return ("an " if noun[0].lower() in "aeiou" else "a ") + noun
