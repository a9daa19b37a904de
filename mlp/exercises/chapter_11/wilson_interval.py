"""An exercise of chapter 11: Wilson's interval, from the seen share to all true shares that agree with it."""

import math

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def wilson_interval(right, total, z):
    """The interval (5) for a true share.

    right, total  how many of how many were right, whole numbers
    z             how many standard errors: 1.96 for a confidence of 95 %

    Return low and high, two floats.
    """
    # BEGIN SOLUTION
    a, v = right / total, z**2 / total
    centre = (a + v / 2) / (1 + v)
    half = z / (1 + v) * math.sqrt(a * (1 - a) / total + v / (4 * total))
    return centre - half, centre + half
    # END SOLUTION


def interval_cases(rng):
    for total, z in [(20, 1.96), (1000, 2.576), (150, 1.645)]:
        yield int(rng.integers(total // 2, total - 2)), total, z


def _parts(right, total, z):
    return right / total, z**2 / total


def _around(centre, half):
    """The interval centre ± half, each a function of (share, spread, total, z)."""

    def wrong(right, total, z):
        share, spread = _parts(right, total, z)
        middle, width = centre(share, spread, total, z), half(share, spread, total, z)
        return middle - width, middle + width

    return wrong


def _centre(share, spread, total, z):
    return (share + spread / 2) / (1 + spread)


def _half(share, spread, total, z):
    return z / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))


def _seen(share, spread, total, z):
    return share


def _standard_errors(share, spread, total, z):
    return z * math.sqrt(share * (1 - share) / total)


def _changed(change):
    """The right ends, changed afterwards."""

    def wrong(right, total, z):
        return change(*wilson_interval(right, total, z), right, total)

    return wrong


WILSON_INTERVAL = Exercise(
    name="wilson_interval",
    points=3,
    solution=wilson_interval,
    cases=interval_cases,
    outputs=("low", "high"),
    hints=(
        "Write a = right / total first, and a second name for z² / total, which comes up three times in equation (5).",
        "With v = z**2 / total: the middle is (a + v / 2) / (1 + v). It lies a little nearer to one half than a does.",
        "The half width is z / (1 + v) times the root of a * (1 - a) / total + v / (4 * total). Return middle minus "
        "half and middle plus half.",
    ),
    proves="you can put an honest interval around any share, of ten images or of ten thousand.",
    mistakes=(
        Mistake(
            _around(_seen, _standard_errors),
            "is that the seen share ± z standard errors? That is equation (3), which fails for few images and near "
            "0 and 1",
        ),
        Mistake(
            lambda right, total, z: _around(_seen, _standard_errors)(right + z**2 / 2, total + z**2, z),
            "is that the interval of Agresti and Coull? It has the same middle, and is wider: in (5) two parts stand "
            "under the root",
        ),
        Mistake(
            lambda right, total, z: _around(_seen, _standard_errors)(right + 2, total + 4, z),
            "are two right and two wrong images added, a rule for z = 1.96? (5) has z² in their place, and another "
            "half width",
        ),
        Mistake(
            _around(
                _centre,
                lambda a, v, n, z: z / (1 + v) * math.sqrt(a * (1 - a) / n) + v / (4 * n),
            ),
            "z²/(4n²) stands outside the root: it belongs under it, so the brackets of the root close too early",
        ),
        Mistake(
            _around(_centre, lambda a, v, n, z: z / (1 + v) * (math.sqrt(a * (1 - a) / n) + math.sqrt(v / (4 * n)))),
            "are there two roots? One root stands over the sum of both parts",
        ),
        Mistake(
            _around(_centre, lambda a, v, n, z: 2 * _half(a, v, n, z)),
            "is it the whole width to each side? Take half of it",
        ),
        Mistake(_around(_seen, _half), "is the middle the seen share itself? In (5) it is drawn towards one half"),
        Mistake(
            _around(_centre, _standard_errors),
            "is the half width still z standard errors of the seen share? Under the root something is added",
        ),
        Mistake(
            _around(lambda a, v, n, z: a + v / 2, _half),
            "is the middle not divided by 1 + z²/n? Both parts of (5) are",
        ),
        Mistake(
            _around(_centre, lambda a, v, n, z: (1 + v) * _half(a, v, n, z)),
            "is the half width not divided by 1 + z²/n? Both parts of (5) are",
        ),
        Mistake(
            _around(lambda a, v, n, z: a + v / 2, lambda a, v, n, z: (1 + v) * _half(a, v, n, z)),
            "is the division by 1 + z²/n missing? Both parts of (5) have it",
        ),
        Mistake(
            _around(lambda a, v, n, z: (a + v) / (1 + v), _half),
            "is the half missing in the middle, z²/(2n)? Nothing right of none must give a middle below one half",
        ),
        Mistake(
            _around(_centre, lambda a, v, n, z: z / (1 + v) * math.sqrt(a * (1 - a) / n + v / 4)),
            "is the second part under the root divided by n once instead of twice? It is z²/(4n²)",
        ),
        Mistake(
            _around(_centre, lambda a, v, n, z: z / (1 + v) * math.sqrt(a * (1 - a) / n + v / n)),
            "is the 4 missing under the root? It is z²/(4n²)",
        ),
        Mistake(
            _around(_centre, lambda a, v, n, z: z / (1 + v) * (a * (1 - a) / n + v / (4 * n))),
            "is the root missing? What stands in it is a variance",
        ),
        Mistake(
            _around(_centre, lambda a, v, n, z: _half(a, v, n, z) / z),
            "is the factor z before the root missing? One standard error is not z of them",
        ),
        Mistake(_changed(lambda low, high, right, total: (high, low)), "have the two ends changed places?"),
        Mistake(
            _changed(lambda low, high, right, total: (low * total, high * total)),
            "are those numbers of images? Asked for are shares from 0 to 1",
        ),
        Mistake(_changed(lambda low, high, right, total: (100 * low, 100 * high)), "is that in percent?"),
        Mistake(
            _changed(lambda low, high, right, total: ((low + high) / 2, (high - low) / 2)),
            "are those the middle and the half width? Asked for are the two ends",
        ),
        Mistake(
            lambda right, total, z: wilson_interval(right, total, 1.96),
            "is 1.96 written into the function? z is given, it may be another one",
        ),
        Mistake(
            lambda right, total, z: wilson_interval(total - right, total, z),
            "is that the interval of the share that is wrong?",
        ),
        Mistake(
            lambda right, total, z: tuple(np.round(wilson_interval(right, total, z), 3)),
            "was it rounded? Leave all digits",
        ),
    ),
)
