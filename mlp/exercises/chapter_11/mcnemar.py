"""An exercise of chapter 11: are two classifiers that saw the same images equally good?"""

import math

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def mcnemar(labels, a, b):
    """Are two classifiers equally good?

    labels  (n,) int64, the true classes
    a, b    (n,) int64, what the two say

    Return only_a and only_b, how many images only the one or only the other gets right,
    two whole numbers; and p_value, equation (7), a float. math.comb(m, k) is exact for
    any m.
    """
    # BEGIN SOLUTION
    only_a = int(((a == labels) & (b != labels)).sum())
    only_b = int(((a != labels) & (b == labels)).sum())
    m = only_a + only_b
    tail = sum(math.comb(m, k) for k in range(min(only_a, only_b) + 1)) / 2**m
    return only_a, only_b, min(1.0, 2 * tail)
    # END SOLUTION


def mcnemar_cases(rng):
    """A draw, for which twice the tail is above 1; more coins than 64 bits can count; two that never differ."""
    for n, only_a, only_b, both in [
        (60, 5, 14, 30),
        (400, 30, 21, 250),
        (80, 6, 6, 50),
        (900, 90, 60, 600),
        (50, 0, 0, 40),
    ]:
        labels = rng.integers(0, 10, n)
        away = rng.integers(1, 10, (2, n))
        wrong_a, wrong_b = np.ones(n, bool), np.ones(n, bool)
        order = rng.permutation(n)
        more = int(rng.integers(0, 3)) if only_a else 0
        wrong_a[order[: both + only_a + more]] = False
        wrong_b[order[:both]] = False
        wrong_b[order[both + only_a + more :][: only_b + more]] = False
        yield (
            labels,
            np.where(wrong_a, (labels + away[0]) % 10, labels),
            np.where(wrong_b, (labels + away[1]) % 10, labels),
        )


def _tail(heads, coins):
    return sum(math.comb(coins, k) for k in range(heads + 1)) / 2**coins


def _two_sided(only_a, only_b):
    return min(1.0, 2 * _tail(min(only_a, only_b), only_a + only_b))


def _p(p_value):
    """The right counts with another p_value(only_a, only_b)."""

    def wrong(labels, a, b):
        only_a, only_b, _ = mcnemar(labels, a, b)
        return only_a, only_b, p_value(only_a, only_b)

    return wrong


def _counts(count):
    """Other counts (labels, a, b) -> (only_a, only_b), with the p-value that follows from them."""

    def wrong(labels, a, b):
        only_a, only_b = (int(number) for number in count(labels, a, b))
        return only_a, only_b, _two_sided(only_a, only_b)

    return wrong


def _normal(only_a, only_b):
    """The approximation without continuity correction: two-sided tail of |a - b| / sqrt(a + b)."""
    return math.erfc(abs(only_a - only_b) / math.sqrt(2 * max(1, only_a + only_b)))


def _corrected(only_a, only_b):
    return math.erfc(max(0, abs(only_a - only_b) - 1) / math.sqrt(2 * max(1, only_a + only_b)))


def _wrapped(labels, a, b):
    """Counts that stay NumPy integers."""
    only_a = ((a == labels) & (b != labels)).sum()
    only_b = ((a != labels) & (b == labels)).sum()
    m = only_a + only_b
    with np.errstate(all="ignore"):
        tail = np.sum([math.comb(m, k) for k in range(min(only_a, only_b) + 1)]) / 2**m
    return only_a, only_b, min(1.0, 2 * tail)


def _all_that_differ(labels, a, b):
    only_a, only_b, _ = mcnemar(labels, a, b)
    return only_a, only_b, min(1.0, 2 * _tail(min(only_a, only_b), int((a != b).sum())))


ALL_RIGHT = (
    "are those all that each got right? Images on which both are right, or both wrong, say nothing about which is "
    "better: count those on which one is right and the other wrong"
)

MCNEMAR = Exercise(
    name="mcnemar",
    points=3,
    solution=mcnemar,
    cases=mcnemar_cases,
    outputs=("only_a", "only_b", "p_value"),
    hints=(
        "Two counts, then a probability. a == labels says where a is right; & between two such arrays says where both "
        "hold, with each of them in brackets.",
        "With m = only_a + only_b coins, math.comb(m, k) of the 2**m orders have k heads. You need those with at most "
        "min(only_a, only_b) heads.",
        "p is twice sum(math.comb(m, k) for k in range(fewer + 1)) / 2**m, and at most 1: min(1.0, ...).",
    ),
    proves="you can say of two classifiers whether they differ, as sharply as their common images allow.",
    mistakes=(
        Mistake(
            _all_that_differ,
            "m counts all images on which the two answers differ: both may be wrong there, in two ways, and that "
            "decides nothing. m = only_a + only_b",
        ),
        Mistake(_counts(lambda labels, a, b: ((a == labels).sum(), (b == labels).sum())), ALL_RIGHT),
        Mistake(
            _counts(
                lambda labels, a, b: (((a != labels) & (b == labels)).sum(), ((a == labels) & (b != labels)).sum())
            ),
            "have only_a and only_b changed places? only_a counts where a is right and b is wrong",
        ),
        Mistake(
            _counts(lambda labels, a, b: ((a != b).sum(), (a != b).sum())),
            "is that where the two answers differ? Both may be wrong there, in two ways: that decides nothing",
        ),
        Mistake(
            _counts(
                lambda labels, a, b: (
                    ((a == labels) & (a != b)).sum(),
                    (a != b).sum() - ((a == labels) & (a != b)).sum(),
                )
            ),
            "does only_b count images on which both are wrong, in two ways? b must be right there",
        ),
        Mistake(
            _counts(
                lambda labels, a, b: (((a == labels) & (b == labels)).sum(), ((a != labels) & (b != labels)).sum())
            ),
            "are those where both are right, and where both are wrong? Count where they part",
        ),
        Mistake(
            _p(lambda a, b: _two_sided(a, b) if a + b else 0.0),
            "where the two never differ, m is 0 and p must be 1: nothing speaks against equals",
        ),
        Mistake(
            _p(lambda a, b: _two_sided(a, b) if a + b else math.nan),
            "where the two never differ, m is 0 and p must be 1: nothing speaks against equals",
        ),
        Mistake(
            lambda labels, a, b: (
                *(counts := mcnemar(labels, a, b)[:2]),
                min(1.0, 2 * _tail(min(counts), len(labels))),
            ),
            "is m the number of all images? m = only_a + only_b: only images on which they disagree are coins",
        ),
        Mistake(
            _wrapped,
            "`2 ** m` overflows: sums of arrays are NumPy integers of 64 bits, which hold no 2 ** 64. int() around "
            "the counts "
            "makes them Python's own, which know no limit",
        ),
        Mistake(
            _p(lambda a, b: _tail(min(a, b), a + b)),
            "is that one side only? Before you looked, either of the two could have been the better one: double it",
        ),
        Mistake(
            _p(lambda a, b: 2 * _tail(min(a, b), a + b)),
            "is that a probability above 1? A draw counts its middle twice: take min(1.0, ...)",
        ),
        Mistake(
            _p(lambda a, b: min(1.0, 2 * math.comb(a + b, min(a, b)) / 2 ** (a + b))),
            "is that the probability of exactly this many heads? Fewer would have been stranger still: add them",
        ),
        Mistake(
            _p(lambda a, b: min(1.0, 2 * _tail(min(a, b) - 1, a + b))),
            "does the sum stop one too early? range(k) ends at k - 1",
        ),
        Mistake(
            _p(lambda a, b: min(1.0, 2 * _tail(max(a, b), a + b))),
            "does the sum go up to the larger count? The tail is that of the smaller one",
        ),
        Mistake(
            _p(lambda a, b: min(1.0, 2 * _tail(a, a + b))),
            "does the sum always go up to only_a? Where only_b is smaller, it must go up to that one",
        ),
        Mistake(_p(lambda a, b: 1 - _two_sided(a, b)), "is that 1 minus the p-value?"),
        Mistake(_p(_normal), "is that the normal approximation? Here the sum is wanted, which is exact"),
        Mistake(_p(_corrected), "is that the normal approximation with its correction? Here the exact sum is wanted"),
        Mistake(
            _p(lambda a, b: (abs(a - b) - 1) ** 2 / max(1, a + b)),
            "is that the chi-squared statistic? Asked for is a probability, from the sum",
        ),
        Mistake(
            _p(lambda a, b: (a - b) ** 2 / max(1, a + b)),
            "is that the chi-squared statistic? Asked for is a probability, from the sum",
        ),
    ),
)
