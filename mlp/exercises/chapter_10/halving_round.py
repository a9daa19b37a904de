"""An exercise of chapter 10: one round of successive halving."""

import math

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def halving_round(scores, keep, before, after):
    """Which trials go on to the next rung, and what that costs.

    scores         (n,) float64, higher is better; NaN where the training has diverged:
                   such a trial never goes on
    keep           the share of the n trials for which there are places, between 0 and
                   1; the places are rounded up
    before, after  the steps at which this rung has ended, and at which the next one
                   will

    Return chosen, an array of the numbers of those that go on, rising; and cost, the
    steps that the next rung adds, all together.
    """
    # BEGIN SOLUTION
    order = np.argsort(-scores)[: int(np.ceil(keep * len(scores)))]
    chosen = np.sort(order[np.isfinite(scores[order])])
    return chosen, len(chosen) * (after - before)
    # END SOLUTION


def halving_cases(rng):
    for n, diverged, keep, before, after in [(9, 2, 1 / 3, 100, 300), (10, 1, 0.25, 50, 400), (8, 6, 0.5, 200, 1000)]:
        scores = rng.permutation(np.linspace(0.6, 0.9, n) + rng.uniform(0, 0.03, n))
        scores[rng.permutation(n)[:diverged]] = np.nan
        yield scores, keep, before, after


def _ordered(order, count=lambda scores, keep: math.ceil(keep * len(scores))):
    """The solution with another order of the trials, or with another number of places."""

    def wrong(scores, keep, before, after):
        chosen = np.sort(order(scores)[: count(scores, keep)])
        return chosen, len(chosen) * (after - before)

    return wrong


def _counted(count):
    """The solution with another number of places, and without what has diverged."""

    def wrong(scores, keep, before, after):
        order = _best_first(scores)[: count(scores, keep)]
        chosen = np.sort(order[np.isfinite(scores[order])])
        return chosen, len(chosen) * (after - before)

    return wrong


def _costing(cost):
    """The solution with another cost(scores, chosen, before, after)."""

    def wrong(scores, keep, before, after):
        chosen, _ = halving_round(scores, keep, before, after)
        return chosen, cost(scores, chosen, before, after)

    return wrong


def _best_first(scores):
    return np.argsort(-scores, kind="stable")


def _by_rank(scores, keep, before, after):
    order = _best_first(scores)[: math.ceil(keep * len(scores))]
    order = order[np.isfinite(scores[order])]
    return order, len(order) * (after - before)


def _as_scores(scores, keep, before, after):
    chosen, cost = halving_round(scores, keep, before, after)
    return scores[chosen], cost


def _sorted_scores(scores, keep, before, after):
    chosen, cost = halving_round(scores, keep, before, after)
    return np.sort(scores[chosen]), cost


def _empty_places_paid(scores, keep, before, after):
    chosen, _ = halving_round(scores, keep, before, after)
    return chosen, math.ceil(keep * len(scores)) * (after - before)


def _as_mask(scores, keep, before, after):
    chosen, cost = halving_round(scores, keep, before, after)
    return np.isin(np.arange(len(scores)), chosen), cost


def _among_the_finite(scores, keep, before, after):
    finite = scores[np.isfinite(scores)]
    chosen = np.sort(_best_first(finite)[: math.ceil(keep * len(scores))])
    return chosen, len(chosen) * (after - before)


def _nan_takes_places(scores, keep, before, after):
    chosen = np.sort(np.argsort(scores)[-math.ceil(keep * len(scores)) :])
    chosen = chosen[np.isfinite(scores[chosen])]
    return chosen, len(chosen) * (after - before)


DOWN = "is the number of places rounded down? A share that is not a whole number is rounded up, with math.ceil"

HALVING_ROUND = Exercise(
    name="halving_round",
    points=3,
    solution=halving_round,
    cases=halving_cases,
    outputs=("chosen", "cost"),
    hints=(
        "Three things: how many places there are, which trials get them, and what their further training costs.",
        "np.argsort(-scores) gives the numbers of the trials, best first, and those that are NaN last. The first "
        "math.ceil(keep * len(scores)) of them have a place.",
        "Take out those whose score is not finite (np.isfinite), sort the numbers with np.sort. Each is trained "
        "for after - before further steps.",
    ),
    proves="you can play any round of successive halving, whatever has diverged on the way.",
    mistakes=(
        Mistake(
            _empty_places_paid,
            "the cost counts places that stay empty: where too few trials have a score, fewer are trained on",
        ),
        Mistake(_sorted_scores, "are those the scores of the chosen ones? Asked for are their numbers, from 0"),
        Mistake(
            _ordered(lambda scores: np.argsort(scores)[::-1]),
            "did a trial that diverged go on? NaN sorts last, so [::-1] puts it first; sort -scores instead",
        ),
        Mistake(
            _ordered(_best_first), "did a trial that diverged go on, because places were left? Take out what is NaN"
        ),
        Mistake(_ordered(np.argsort), "are those the worst? np.argsort puts the smallest first"),
        Mistake(
            _among_the_finite,
            "are those the numbers among the trials that have a score? Asked for are the original ones, counted in "
            "`scores`",
        ),
        Mistake(
            _nan_takes_places,
            "NaN sorts last and took places, before it was taken out: sort -scores, so that the places go to the best",
        ),
        Mistake(
            _costing(lambda scores, chosen, before, after: len(chosen) * (before - after)),
            "is the cost negative? It is after - before further steps for each",
        ),
        Mistake(_counted(lambda scores, keep: int(keep * len(scores))), DOWN),
        Mistake(_counted(lambda scores, keep: round(keep * len(scores))), DOWN),
        Mistake(
            _counted(lambda scores, keep: math.ceil(keep * np.isfinite(scores).sum())),
            "is that a share of the trials that have a score? keep is a share of all that ran, len(scores)",
        ),
        Mistake(
            _counted(lambda scores, keep: math.ceil((1 - keep) * len(scores))),
            "is keep taken for the share that is dropped? It is the share that goes on",
        ),
        Mistake(_by_rank, "are they in the order of their scores? Asked for are their numbers in rising order"),
        Mistake(_as_scores, "are those the scores of the chosen ones? Asked for are their numbers, from 0"),
        Mistake(_as_mask, "is that one True or False per trial? Asked for are the numbers; np.flatnonzero gives them"),
        Mistake(
            _costing(lambda scores, chosen, before, after: len(chosen) * after),
            "are the first steps paid twice? The trainings go on from where they stand, after - before further steps",
        ),
        Mistake(
            _costing(lambda scores, chosen, before, after: len(scores) * (after - before)),
            "does that pay for the trials that were dropped, too? Only the chosen ones are trained on",
        ),
        Mistake(
            _costing(lambda scores, chosen, before, after: len(scores) * before + len(chosen) * (after - before)),
            "is that the cost of everything up to here? Asked for is what this round adds",
        ),
        Mistake(_costing(lambda scores, chosen, before, after: after - before), "is that the cost of one trial only?"),
    ),
)
