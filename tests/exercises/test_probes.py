"""Causes that further runs, or a comparison entry by entry, show: each where it should speak, and only there."""

import numpy as np
import pytest

from mlp.exercises import Exercise
from mlp.exercises.checking.judge import judge

HINTS = ("One.", "Two.", "Three.")


def powers(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def exercise(solution, case, **options):
    return Exercise("it", 1, solution, case=case, hints=HINTS, proves="ok.", **options)


def agreeing(first, second):
    """How many pairs are equal."""
    return int((first == second).sum())


def pairs(rng, n=12, values=4):
    return rng.integers(0, values, n), rng.integers(0, values, n)


AGREEING = exercise(agreeing, pairs, vary={"n": (7, 20), "values": (6,)})


def picked(scores, classes):
    """The score of each row's own class, less the row's mean."""
    return scores[np.arange(len(classes)), classes] - scores.mean(axis=1)


def rows(rng, n=5, columns=6):
    return rng.standard_normal((n, columns)), rng.integers(0, columns - 2, n)


PICKED = exercise(picked, rows, vary={"n": (4,), "columns": (9,)})


def curve(x):
    return x**3 / (1 + np.exp(-x))


def numbers(rng, n=4, columns=3):
    return (rng.standard_normal((n, columns)),)


CURVE = exercise(curve, numbers, vary={"n": (6,), "columns": (5,)})
CENTRED = exercise(lambda x: x - x.mean(axis=0), numbers, vary={"n": (6,), "columns": (5,)})


def test_pairs_that_are_not_compared_pair_by_pair():
    message = judge(AGREEING, lambda first, second: int((np.sort(first) == np.sort(second)).sum())).message
    assert "first in another order gives the same result" in message and "entry i of second" in message, message
    assert "another order" not in judge(AGREEING, lambda first, second: int((first != second).sum())).message


def test_a_table_as_wide_as_the_largest_class_that_occurs():
    def answer(scores, classes):
        return (np.eye(classes.max() + 1)[classes] * scores).sum(axis=1) - scores.mean(axis=1)

    assert "only where the last class occurs in classes: scores.shape[1]" in judge(PICKED, answer).message
    assert "last class" not in judge(PICKED, lambda scores, classes: -picked(scores, classes)).message


@pytest.mark.parametrize(("function", "words"), [(powers, "a softmax"), (np.tanh, "tanh"), (np.exp, "exp")])
def test_an_input_that_goes_through_a_function_first(function, words):
    message = judge(CURVE, lambda x: curve(function(x))).message
    assert f"when x goes through {words} first" in message, message


def test_a_scale_that_is_lost():
    message = judge(CENTRED, lambda x: (x - x.mean(axis=0)) / np.abs(x).max()).message
    assert "x twice as large gives the same result" in message, message


RELATIONS = {
    "the factor of a softmax": (
        lambda x: curve(x) * powers(x) * (1 - powers(x)),
        "times q (1 - q), with q = the softmax",
    ),
    "the factor x": (lambda x: curve(x) * x, "has a factor too many: it is what is expected, times x"),
    "without the sigmoid": (lambda x: x**3, "lacks a factor: what is expected is this, times the sigmoid of x"),
    "less the ReLU": (lambda x: curve(x) - np.maximum(x, 0), "is too small by max(x, 0)"),
    "more by |x|": (lambda x: curve(x) + np.abs(x), "is too large by |x|"),
}


@pytest.mark.parametrize("name", RELATIONS)
def test_a_factor_or_a_term_made_of_the_input(name):
    answer, words = RELATIONS[name]
    assert words in judge(CURVE, answer).message, judge(CURVE, answer).message


def test_no_relation_is_found_where_there_is_none():
    message = judge(CURVE, lambda x: np.sin(3 * x) + 0.2).message
    assert "factor" not in message and "too small by" not in message and "goes through" not in message, message


def test_a_dtype_alone_has_no_relation_to_an_input():
    """Positive numbers go through a ReLU unchanged: that explains nothing."""
    positive = exercise(
        lambda x: x - x.mean(axis=0),
        lambda rng, n=4, dtype="float32": (rng.uniform(1, 2, (n, 3)).astype(dtype),),
        vary={"n": (6,), "dtype": ("float64",)},
    )
    message = judge(positive, lambda x: (x - x.mean(axis=0)).astype("float64")).message
    assert "ReLU" not in message and "float64" in message, message
