"""Recognise numbers that are right up to a factor, and say where such a factor comes from."""

import numpy as np

from mlp.exercises.checking.trials import close, tolerance
from mlp.exercises.checking.verdict import Finding


def find_factor(exercise, trials, rights, index, shown=None):
    """Return a Finding when value `index` is wrong by a factor with one cause in every case, else None.

    The cause is a size of the inputs (each case has its own), or one constant. A case that has only zeros, rightly,
    says nothing about a factor. The size that is quoted is that of the trial `shown`, the first by default.
    """
    telling, factors = [], []
    for trial, right in zip(trials, rights, strict=True):
        if not np.any(trial.results[index]) and not np.any(right.results[index]):
            continue
        factor = _factor(exercise, trial, right, index)
        if factor is None:
            return None
        telling.append(trial)
        factors.append(factor)
    return _size(exercise, telling, factors, shown or telling[0]) or _constant(factors) if factors else None


def _factor(exercise, trial, right, index):
    """The number f with got = f * expected everywhere, or None."""
    got, expected = np.asarray(trial.results[index]), np.asarray(right.results[index])
    if "c" in (got.dtype.kind, expected.dtype.kind) or not expected.any():
        return None
    flat = expected.astype(float).ravel()
    factor = float(got.astype(float).ravel() @ flat / (flat @ flat))
    relative = max(tolerance(exercise, trial, expected), 1e-8)
    if not np.isfinite(factor) or factor == 0 or not close(got / factor, expected, relative):
        return None
    return factor


def _size(exercise, trials, factors, shown):
    """The factor is the length of one axis of one input in every case, or its inverse."""
    for position, (name, value) in enumerate(zip(exercise.input_names, trials[0].inputs, strict=False)):
        for axis in range(np.ndim(value) if isinstance(value, np.ndarray) else 0):
            sizes = [trial.inputs[position].shape[axis] for trial in trials]
            if max(sizes) == 1:
                continue
            size = shown.inputs[position].shape[axis]
            place = f"the length of axis {axis} of {name}"
            if np.allclose(factors, sizes, rtol=1e-3):
                why = "is a division by the batch size missing?" if axis == 0 else "is it a sum where a mean belongs?"
                return Finding(f"right up to a factor of {size}, {place}", why)
            if np.allclose(factors, 1 / np.array(sizes), rtol=1e-3):
                why = "was the batch size divided out twice?" if axis == 0 else "is it a mean where a sum belongs?"
                return Finding(f"right up to a factor of 1/{size}, {place}", why)
    return None


def _constant(factors):
    factor = factors[0]
    if not np.allclose(factors, factor, rtol=1e-3) or abs(factor - 1) < 1e-3:
        return None
    if np.isclose(factor, -1, rtol=1e-3):
        return Finding("right up to its sign", "is a minus missing, or one too many?")
    whys = {
        2.0: "is a factor of 1/2 missing?",
        0.5: "is a factor of 2 missing?",
        100.0: "is it in per cent?",
        0.01: "is it a share, where per cent are wanted?",
        1 / np.log(10): "np.log10 gives this factor, and np.log is the natural logarithm",
        1 / np.log(2): "np.log2 gives this factor, and np.log is the natural logarithm",
    }
    why = next((why for value, why in whys.items() if np.isclose(factor, value, rtol=1e-3)), "")
    return Finding(f"right up to a factor of {factor:.4g}", why)
