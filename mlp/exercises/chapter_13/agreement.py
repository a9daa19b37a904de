"""The exercise of chapter 13 that judges agreement by a first rule, which the chapter tests and then mends."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def agreement(printed, ours, images):
    """How far each row of a re-run is from print, in units of noise; do they agree?

    printed  (rows,) float64, shares from 0 to 1: one run each, whose seed nobody knows
    ours     (rows, seeds) float64: our runs of the same settings, at least two seeds
    images   on how many images each share was measured

    Return z, (rows,): equation (3), positive where ours is higher; and agrees, (rows,)
    bool: True where |z| is at most 2.
    """
    # BEGIN SOLUTION
    error = np.sqrt(printed * (1 - printed) / images)
    spread = ours.std(axis=1, ddof=1)
    z = (ours.mean(axis=1) - printed) / np.sqrt(spread**2 + error**2)
    return z, np.abs(z) <= 2
    # END SOLUTION


def agreement_cases(rng):
    """Rows on both sides of every limit that somebody might take: 1, 1.96, 2 and 3, and on both sides of 0."""
    wanted = np.array([0.3, 1.5, -1.5, 1.98, -1.98, 2.2, -2.2, 3.5, -3.5])
    for seeds, images in [(3, 10_000), (5, 5_000), (4, 1_000)]:
        z = rng.permutation(wanted)[: 9 - seeds % 2]
        printed = rng.uniform(0.6, 0.9, len(z))
        spread = rng.uniform(0.003, 0.02, len(z))
        noise = rng.standard_normal((len(z), seeds))
        noise -= noise.mean(axis=1, keepdims=True)
        noise *= (spread / noise.std(axis=1, ddof=1))[:, None]
        distance = z * np.hypot(spread, np.sqrt(printed * (1 - printed) / images))
        yield printed, (printed + distance)[:, None] + noise, images


def _parts(printed, ours, images):
    """The difference, the spread and the standard error of each row."""
    return ours.mean(axis=1) - printed, ours.std(axis=1, ddof=1), np.sqrt(printed * (1 - printed) / images)


def _scaled(scale):
    """The solution with another scale(difference's printed, ours, images) under the difference."""

    def wrong(printed, ours, images):
        difference, spread, error = _parts(printed, ours, images)
        z = difference / scale(printed, ours, images, spread, error)
        return z, np.abs(z) <= 2

    return wrong


def _error(error):
    """The solution with another standard error: error(printed, ours, images)."""

    def wrong(printed, ours, images):
        difference, spread, _ = _parts(printed, ours, images)
        z = difference / np.hypot(spread, error(printed, ours, images))
        return z, np.abs(z) <= 2

    return wrong


def _judged(z_of, judge):
    """The solution with another z, made from the right one, and another verdict."""

    def wrong(printed, ours, images):
        z, _ = agreement(printed, ours, images)
        return z_of(z), judge(z)

    return wrong


def _as_it_is(z):
    return z


def _within(limit):
    return lambda z: np.abs(z) <= limit


RULE_IS_TWO = "is the limit another one? The rule here is |z| <= 2"

AGREEMENT = Exercise(
    name="agreement",
    points=3,
    solution=agreement,
    cases=agreement_cases,
    outputs=("z", "agrees"),
    hints=(
        "Per row three numbers: how far the mean of ours is from the printed one, our spread over seeds, the standard "
        "error. Then (3).",
        "The spread is ours.std(axis=1, ddof=1), one per row; the error the root of printed * (1 - printed) / images.",
        "Two independent kinds of noise: their squares add up. z is the difference over "
        "np.sqrt(spread**2 + error**2), and a row agrees where np.abs(z) <= 2.",
    ),
    proves="you can say of any table what a re-run contradicts, and what it does not.",
    mistakes=(
        Mistake(
            _scaled(lambda p, o, n, s, e: np.hypot(o.std(axis=1), e)),
            "does np.std divide by the number of seeds? From few seeds that is too small: ask for ddof=1",
        ),
        Mistake(_scaled(lambda p, o, n, s, e: s + e), "are spread and error added? Their squares add up: equation (3)"),
        Mistake(_scaled(lambda p, o, n, s, e: s**2 + e**2), "is the root of the sum of squares missing?"),
        Mistake(_scaled(lambda p, o, n, s, e: s), "is the standard error left out? Other images move a number, too"),
        Mistake(_scaled(lambda p, o, n, s, e: e), "is the spread over seeds left out?"),
        Mistake(
            _scaled(lambda p, o, n, s, e: np.hypot(s / np.sqrt(o.shape[1]), e)),
            "is that the error of our mean? The printed number is one run: it has the whole spread",
        ),
        Mistake(
            _scaled(lambda p, o, n, s, e: np.sqrt(s**2 * (1 + 1 / o.shape[1]) + e**2)),
            "is a third noise added, the error of our mean, spread**2 / seeds? You are ahead of the page: (4) has it, "
            "the first try (3) leaves it out",
        ),
        Mistake(
            _scaled(lambda p, o, n, s, e: 2 * np.hypot(s, e)),
            "is the 2 of the rule in z already? It belongs into the comparison",
        ),
        Mistake(
            _scaled(lambda p, o, n, s, e: np.hypot(o.std(ddof=1), e)),
            "is that one spread for the whole table? Each row has its own: axis=1",
        ),
        Mistake(
            _error(lambda p, o, n: p * (1 - p) / n),
            "is the root in the standard error missing? p(1 - p)/n is a variance",
        ),
        Mistake(_error(lambda p, o, n: np.sqrt(p / n)), "is the factor 1 - printed missing under the root?"),
        Mistake(
            _error(lambda p, o, n: np.sqrt(p * (1 - p) / o.shape[1])),
            "was it divided by the number of seeds, not of images?",
        ),
        Mistake(
            _error(lambda p, o, n: np.sqrt(o.mean(axis=1) * (1 - o.mean(axis=1)) / n)),
            "is the error that of our mean? Take the printed share: it stands for the truth that is tested",
        ),
        Mistake(
            _judged(np.negative, _within(2)), "has z the wrong sign? It is positive where ours is above the printed"
        ),
        Mistake(_judged(np.abs, _within(2)), "is z without its sign? It should tell on which side ours lies"),
        Mistake(_judged(lambda z: 100 * z, _within(2)), "did percent meet shares? All of them go from 0 to 1"),
        Mistake(
            _judged(_as_it_is, lambda z: z <= 2), "do rows far below the printed number agree, too? Take np.abs(z)"
        ),
        Mistake(_judged(_as_it_is, lambda z: np.abs(z) > 2), "is it the wrong way round? True is for those that agree"),
        Mistake(_judged(_as_it_is, _within(1)), RULE_IS_TWO),
        Mistake(_judged(_as_it_is, _within(1.96)), RULE_IS_TWO),
        Mistake(_judged(_as_it_is, _within(3)), RULE_IS_TWO),
        Mistake(
            _judged(_as_it_is, lambda z: np.flatnonzero(np.abs(z) <= 2)),
            "are those the numbers of the rows? Asked for is True or False for each",
        ),
        Mistake(
            _judged(_as_it_is, lambda z: (np.abs(z) <= 2).all()),
            "is that one verdict for the table? Each row has its own",
        ),
    ),
)
