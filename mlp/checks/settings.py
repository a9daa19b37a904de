"""Numbers, counts and names of choices: within their bounds, or refused with them."""

import math

import numpy as np


def check_number(name, value, low=None, high=None, low_open=False, high_open=False):
    """Return `value` as a float within the bounds, or raise ValueError naming `name`, the value and the bounds."""
    words = _bounds(low, high, low_open, high_open)
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise ValueError(f"{name} is {value!r}; expected a number{words}")
    number = float(value)
    too_low = low is not None and (number <= low if low_open else number < low)
    too_high = high is not None and (number >= high if high_open else number > high)
    if not math.isfinite(number) or too_low or too_high:
        raise ValueError(f"{name} is {value!r}; expected a finite number{words}")
    return number


def check_count(name, value, low=1):
    """Return `value` as an int of at least `low`, or raise ValueError naming `name` and what it was."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < low:
        raise ValueError(f"{name} is {value!r}; expected a whole number, {low} or more")
    return int(value)


def check_dtype(dtype):
    """Return `dtype` as np.dtype if it is float32 or float64, or raise ValueError."""
    name = dtype if isinstance(dtype, str) else getattr(dtype, "__name__", str(dtype))
    return np.dtype(check_choice("dtype", name, ("float32", "float64")))


def check_choice(name, value, choices):
    """Return `value` if it is one of `choices`, or raise ValueError that names them all."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(map(repr, choices))}")
    return value


def _bounds(low, high, low_open, high_open):
    parts = []
    if low is not None:
        parts.append(f"{'above' if low_open else 'of at least'} {low:g}")
    if high is not None:
        parts.append(f"{'below' if high_open else 'at most'} {high:g}")
    return " " + " and ".join(parts) if parts else ""
