"""How what came out differs from what is right, entry by entry: by a factor or a term made of the inputs."""

import numpy as np

from mlp.exercises.checking.trials import close, is_numeric, tolerance


def _softmax(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


QUANTITIES = (  # of an input x: its name in the sentence
    (lambda x: x, "{x}"),
    (lambda x: np.tanh(x), "tanh of {x}"),
    (lambda x: (1 + np.tanh(x / 2)) / 2, "the sigmoid of {x}"),
    (_softmax, "the softmax of {x}"),
)
FACTORS = (
    (lambda q: q, "q"),
    (lambda q: 1 - q, "(1 - q)"),
    (lambda q: q * (1 - q), "q (1 - q)"),
    (lambda q: 1 - q**2, "(1 - q²)"),
)
TERMS = (
    (lambda x: x, "{x}"),
    (lambda x: np.abs(x), "|{x}|"),
    (lambda x: np.maximum(x, 0), "max({x}, 0)"),
)


def find_relation(evidence):
    """The sentence on a factor or a term by which the wrong output differs from the right one in every case, or ""."""
    exercise, k = evidence.exercise, evidence.output
    if k is None or any(trial.error or len(trial.results) != len(exercise.outputs) for trial in evidence.trials):
        return ""
    pairs = [
        (trial.results[k], right.results[k]) for trial, right in zip(evidence.trials, evidence.rights, strict=True)
    ]
    if not all(is_numeric(got) and np.ndim(right) and np.shape(got) == np.shape(right) for got, right in pairs):
        return ""
    inputs = evidence.trials[evidence.wrong].inputs
    with np.errstate(all="ignore"):
        for place, name in enumerate(exercise.input_names[: len(inputs)]):
            if is_numeric(inputs[place]) and np.shape(inputs[place]) == np.shape(pairs[evidence.wrong][1]):
                words = _factor(evidence, pairs, place, name) or _term(evidence, pairs, place, name)
                if words:
                    return f"{exercise.outputs[k]} {words}"
    return ""


def _factor(evidence, pairs, place, name):
    for quantity, called in QUANTITIES:
        for function, formula in FACTORS:
            factors = [function(quantity(np.asarray(trial.inputs[place], float))) for trial in evidence.trials]
            words = f"q = {called.format(x=name)}, in every entry" if formula != "q" else ""
            factor = f"{formula}, with {words}" if words else called.format(x=name)
            if _holds(evidence, [(got, right * f) for (got, right), f in zip(pairs, factors, strict=True)]):
                return f"has a factor too many: it is what is expected, times {factor}"
            if _holds(evidence, [(got * f, right) for (got, right), f in zip(pairs, factors, strict=True)]):
                return f"lacks a factor: what is expected is this, times {factor}"
    return ""


def _term(evidence, pairs, place, name):
    for function, formula in TERMS:
        terms = [function(np.asarray(trial.inputs[place], float)) for trial in evidence.trials]
        term = formula.format(x=name)
        if _holds(evidence, [(got + t, right) for (got, right), t in zip(pairs, terms, strict=True)]):
            return f"is too small by {term} in every entry: that must be added"
        if _holds(evidence, [(got - t, right) for (got, right), t in zip(pairs, terms, strict=True)]):
            return f"is too large by {term} in every entry: that is added, and must not be"
    return ""


def _holds(evidence, pairs):
    """Whether the two are equal in every case, and tell something: more than zeros, in more than one case."""
    telling = 0
    for trial, (mine, wanted) in zip(evidence.trials, pairs, strict=True):
        mine, wanted = np.asarray(mine), np.asarray(wanted)
        relative = max(tolerance(evidence.exercise, trial, wanted), 1e-9)
        if not (np.isfinite(mine).all() and np.isfinite(wanted).all()) or not close(mine, wanted, relative):
            return False
        telling += np.count_nonzero(wanted) > 1
    return telling > 1
