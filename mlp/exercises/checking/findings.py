"""What is wrong with one returned value: its kind, shape, dtype, nan, or its numbers."""

import numpy as np

from mlp.exercises.checking.factors import find_factor
from mlp.exercises.checking.trials import close, describe, difference, equal, is_numeric, tolerance
from mlp.exercises.checking.verdict import Finding


def find_form(exercise, trial, right):
    """The first value of `trial` whose number, kind, shape or dtype is wrong, or that is not finite."""
    names = exercise.outputs
    if len(trial.results) != len(names):
        what = f"one value came back, expected {len(names)}: {', '.join(names)}"
        if len(trial.results) > 1:
            what = f"{len(trial.results)} values came back, expected {len(names)}: {', '.join(names)}"
        return Finding(what, "look at the `return` line")
    for name, got, expected in zip(names, trial.results, right.results, strict=True):
        finding = _kind(name, got, expected)
        if not finding and is_numeric(expected):
            got, expected = np.asarray(got), np.asarray(expected)
            finding = _shape(name, got, expected) or _dtype(name, got, expected) or _finite(name, got, expected)
            if finding and not finding.why.endswith("?"):
                finding = Finding(f"{finding.what} (for {describe(exercise, trial.inputs)})", finding.why)
        if finding:
            return finding
    return None


def _kind(name, got, expected):
    if not is_numeric(expected):
        return None if equal(got, expected) else Finding(f"{name} is {_short(got)}, expected {_short(expected)}")
    wanted = f"an array of shape {np.shape(expected)}" if np.ndim(expected) else "a number"
    why = ""
    if isinstance(got, tuple):
        why = "is there a comma or a value too many in the `return` line?"
    elif isinstance(got, list):
        why = "turn it into an array with np.array, or stay with NumPy's operations"
    if not is_numeric(got):
        got_kind = f"an array of dtype {got.dtype}" if isinstance(got, np.ndarray) else _article(type(got).__name__)
        return Finding(f"{name} is {got_kind}, expected {wanted}", why)
    if np.ndim(expected) and not isinstance(got, np.ndarray):
        return Finding(
            f"{name} is the single number {np.asarray(got).item():.6g}, expected {wanted}", "is an axis=... missing?"
        )
    return None


def _shape(name, got, expected):
    if got.shape == expected.shape:
        return None
    n, squeezed = expected.size, tuple(size for size in expected.shape if size != 1)
    why = ""
    if expected.ndim > 1 and got.shape == expected.shape[::-1]:
        why = "is a transpose missing?"
    elif got.shape == (n, n) and n > 1 and len(squeezed) <= 1:
        why = f"shapes ({n},) and ({n}, 1) met, and broadcasting made a square of them: is keepdims=True missing?"
    elif got.ndim == 0 and expected.ndim:
        why = "was it summed or averaged over every axis, is axis=... missing?"
    elif tuple(size for size in got.shape if size != 1) == squeezed:
        many = got.ndim > expected.ndim
        why = f"is there an axis of length 1 {'too many' if many else 'missing'}, from keepdims or from a slice?"
    elif got.size == expected.size:
        why = "there are as many numbers as there should be, is the order of the axes in a reshape wrong?"
    wanted = expected.shape if expected.ndim else "a single number"
    return Finding(f"{name} has shape {got.shape}, expected {wanted}", why)


def _dtype(name, got, expected):
    if got.dtype == expected.dtype or expected.ndim == 0:
        return None
    why = ""
    if (got.dtype, expected.dtype) == (np.float64, np.float32):
        why = "float32 went in, so where did it become float64: in np.zeros or np.ones without a dtype?"
    elif got.dtype.kind in "biu" and expected.dtype.kind == "f":
        why = "whole numbers lose what stands after the point, was an array made with an integer dtype?"
    return Finding(f"{name} is {got.dtype}, expected {expected.dtype}", why)


def _finite(name, got, expected):
    bad = ~np.isfinite(got) & np.isfinite(expected)
    if not bad.any():
        return None
    kind = "nan" if np.isnan(got[bad]).any() else "inf"
    many = f"{bad.sum()} of {bad.size} numbers" if got.ndim else "the number"
    why = "was something divided by zero, the logarithm of zero taken, or exp given a large number?"
    return Finding(f"{name} holds {kind} ({many})", why)


def find_values(exercise, trials, rights, worst):
    """Say what is wrong with the numbers of `trials[worst]`, whose form is right."""
    trial, right = trials[worst], rights[worst]
    index = next(i for i in range(len(exercise.outputs)) if not right_value(exercise, trial, right, i))
    name = exercise.outputs[index]
    got, expected = np.asarray(trial.results[index]), np.asarray(right.results[index])
    if got.ndim == 2 and got.shape == got.T.shape and close(got.T, expected, tolerance(exercise, trial, expected)):
        return Finding(f"{name} comes out transposed", "which of the two belongs on the left?")
    factor = find_factor(exercise, trials, rights, index)
    if factor:
        return Finding(f"{name} is {factor.what}", factor.why)
    return Finding(f"{_largest(name, got, expected)} (for {describe(exercise, trial.inputs)})")


def right_value(exercise, trial, right, index):
    """Whether value `index` of a trial is right, up to the tolerance."""
    got, expected = trial.results[index], right.results[index]
    if not is_numeric(expected):
        return equal(got, expected)
    expected = np.asarray(expected)
    return close(np.asarray(got), expected, tolerance(exercise, trial, expected))


def _largest(name, got, expected):
    if got.ndim == 0:
        return f"{name} is {got.item():.6g}, expected {expected.item():.6g}"
    apart = difference(got, expected)
    place = np.unravel_index(np.argmax(apart), apart.shape)
    where = ", ".join(str(int(i)) for i in place)
    wrong = int(np.count_nonzero(apart > 1e-4 * np.abs(expected).max()))
    return (
        f"{name}[{where}] is {got[place].item():.6g}, expected {expected[place].item():.6g}; "
        f"this is the largest difference, {max(wrong, 1)} of {got.size} numbers are wrong"
    )


def _short(value):
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _article(noun):
    return ("an " if noun[0].lower() in "aeiou" else "a ") + noun
