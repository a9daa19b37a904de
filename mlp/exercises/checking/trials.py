"""Run what a learner wrote on one case, and keep what happened: results, an exception, changed inputs."""

import copy
import traceback
import warnings
from dataclasses import dataclass, field

import numpy as np

from mlp.exercises.checking.limit import SECONDS, OutOfTime, call_within


@dataclass
class Trial:
    """One run on one case, with what came out of it."""

    inputs: tuple
    results: tuple = ()  # one entry per value returned
    error: BaseException | None = None  # what was raised
    message: str = ""  # what it said, without the name of the class or function: a known mistake has another name
    changed: dict = field(default_factory=dict)  # the inputs that the run changed, by name, as it left them
    heard: set = field(default_factory=set)  # what NumPy warned of: "divide by zero", "overflow", "invalid value"


def run_trial(exercise, answer, inputs, seconds=SECONDS):
    """Run `answer` on a copy of `inputs`, for at most `seconds`. Only KeyboardInterrupt gets through."""
    given, heard = copy.deepcopy(inputs), set()
    try:
        with (
            np.errstate(all="call", under="ignore", call=lambda kind, flag: heard.add(kind)),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            returned = call_within(seconds, lambda: exercise.run(answer, *given))
    except (Exception, SystemExit, OutOfTime) as error:
        message = str(error).replace(getattr(answer, "__name__", "the answer"), "...")
        return Trial(inputs, error=error, message=message, heard=heard)
    names = zip(exercise.input_names, inputs, given, strict=False)
    changed = {name: after for name, before, after in names if not unchanged(before, after)}
    return Trial(inputs, tuple(_copy(result) for result in _values(exercise, returned)), changed=changed, heard=heard)


def _values(exercise, returned):
    """One entry per value. Where several are wanted, a list or an array that unpacks is as good as a tuple."""
    if len(exercise.outputs) == 1:
        return (returned,)
    if isinstance(returned, np.ndarray) and returned.ndim and len(returned) == len(exercise.outputs):
        return tuple(returned)
    return tuple(returned) if isinstance(returned, (tuple, list)) else (returned,)


def _copy(result):
    """A later call may write into the same array; other kinds of result are never compared after one."""
    return result.copy() if isinstance(result, np.ndarray) else result


def unchanged(before, after):
    """Whether an input still has its numbers. Objects that are neither arrays, numbers nor lists count as unchanged."""
    if isinstance(before, np.ndarray):
        equal_nan = before.dtype.kind in "fc"
        return before.dtype == after.dtype and np.array_equal(before, after, equal_nan=equal_nan)
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(unchanged(a, b) for a, b in zip(before, after, strict=True))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(unchanged(before[key], after[key]) for key in before)
    return True


def tolerance(exercise, trial, expected):
    """Largest difference that passes, relative to the largest expected number; exact where numbers are whole."""
    if expected.dtype.kind in "biu":
        return 0.0
    if exercise.tolerance is not None:
        return exercise.tolerance
    arrays = [expected, *(value for value in trial.inputs if isinstance(value, np.ndarray))]
    single = [array for array in arrays if array.dtype.kind in "fc" and np.finfo(array.dtype).eps > 1e-10]
    return max(1e-4, _rounding(single)) if single else 1e-8


def _rounding(arrays):
    """What a difference of two numbers as large as the largest of these float32 arrays may be off by."""
    largest = max((float(np.abs(array[np.isfinite(array)]).max(initial=0)) for array in arrays), default=0.0)
    return 2 * float(np.finfo("float32").eps) * largest


def close(got, expected, relative):
    """Whether two numeric arrays of one shape agree to `relative` times the largest finite expected number."""
    return not np.any(difference(got, expected) > relative * _scale(expected))


def difference(got, expected):
    """Absolute differences in float64 (so that uint8 cannot wrap); 0 where both are the same inf, or both nan."""
    kind = complex if "c" in (got.dtype.kind, expected.dtype.kind) else float
    got, expected = got.astype(kind), expected.astype(kind)
    with np.errstate(all="ignore"):
        apart = np.abs(got - expected)
    same = (got == expected) | (np.isnan(got) & np.isnan(expected))
    return np.where(same, 0.0, np.where(np.isnan(apart), np.inf, apart))


def _scale(expected):
    finite = np.abs(expected[np.isfinite(expected)].astype(complex))
    return float(finite.max()) if finite.size and finite.max() > 0 else 1.0


def is_numeric(value):
    """Whether `value` is an array of numbers, a number, or a bool."""
    return isinstance(value, (np.ndarray, np.generic, int, float, complex)) and np.asarray(value).dtype.kind in "biufc"


def same_results(exercise, a, b, dtypes=True):
    """Whether two runs on the same case did the same: results, exception, changed inputs."""
    if (type(a.error), a.message, len(a.results)) != (type(b.error), b.message, len(b.results)):
        return False
    if a.changed.keys() != b.changed.keys() or not all(equal(a.changed[name], b.changed[name]) for name in a.changed):
        return False
    return all(same_value(exercise, a, x, y, dtypes) for x, y in zip(a.results, b.results, strict=True))


def same_value(exercise, trial, x, y, dtypes=True):
    """Whether two values that came out of one case are the same, up to the tolerance."""
    if not (is_numeric(x) and is_numeric(y)):
        return equal(x, y)
    x, y = np.asarray(x), np.asarray(y)
    same_form = x.shape == y.shape and (x.ndim == 0 or not dtypes or x.dtype == y.dtype)
    return same_form and close(x, y, tolerance(exercise, trial, y))


def equal(x, y):
    """Whether two values of any kind are equal, arrays up to rounding. What cannot be compared is not equal."""
    if isinstance(x, np.ndarray) and isinstance(y, np.ndarray) and is_numeric(x) and is_numeric(y):
        x, y = np.asarray(x), np.asarray(y)
        digits = 1e-5 if x.dtype == np.float32 else 1e-9
        return x.shape == y.shape and x.dtype == y.dtype and close(x, y, digits)
    if type(x) is not type(y):
        return False
    if isinstance(x, (list, tuple)):
        return len(x) == len(y) and all(equal(a, b) for a, b in zip(x, y, strict=True))
    try:
        return bool(x == y)
    except Exception:  # a learner may return anything, even what refuses to be compared
        return False


def describe(exercise, inputs):
    """Say what a case looks like: "x of shape (5, 4), float32, and scale 0.5"."""
    parts = []
    for name, value in zip(exercise.input_names, inputs, strict=False):
        if isinstance(value, np.ndarray):
            parts.append(f"{name} of shape {value.shape}, {value.dtype}")
        elif isinstance(value, (int, float, str)):
            parts.append(f"{name} = {str(value)[:40]}")
    return "; ".join(parts) or "these inputs"


def where_raised(answer, error):
    """Return " in line 3 of your cell (`return x @ w`)" for an exception out of the learner's code, or ""."""
    parts = vars(answer).values() if isinstance(answer, type) else [answer]
    files = {part.__code__.co_filename for part in parts if hasattr(part, "__code__")}
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
    if not frames:
        return ""
    code = f" (`{frames[-1].line.strip()}`)" if frames[-1].line else ""
    return f" in line {frames[-1].lineno} of your cell{code}"


def right_value(exercise, trial, right, index, dtypes=False):
    """Whether value `index` of a trial is right, up to the tolerance; with `dtypes`, whether its dtype is, too."""
    got, expected = trial.results[index], right.results[index]
    if not is_numeric(expected):
        return equal(got, expected)
    return is_numeric(got) and same_value(exercise, trial, got, np.asarray(expected), dtypes)


def right_trial(exercise, trial, right, dtypes=False):
    """Whether a trial raised nothing, changed no input that the solution leaves alone, and gave what is right."""
    if trial.error is not None or len(trial.results) != len(exercise.outputs):
        return False
    if any(name not in right.changed for name in trial.changed):
        return False
    return all(right_value(exercise, trial, right, index, dtypes) for index in range(len(exercise.outputs)))
