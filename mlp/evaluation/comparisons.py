"""Which of two is better, by one rule for the whole course: paired differences, Student's t, Holm, and what a tie is.

Compared are always values in pairs: two settings trained from the same seeds, or two networks asked about the same
images. Row i of both has the same luck, so the difference of row i is free of it.

The rule. Take the n differences, their mean, and its standard error s / √n. The 95 % interval is the mean plus and
minus t standard errors, t from Student's distribution with n - 1 degrees of freedom ("Student" 1908). **A tie is an
interval that contains 0**; that is the same as a p value above 0.05.

Several comparisons. Of 20 comparisons between equals, one is expected to have p below 0.05. Where m are looked at
together, their p values are multiplied as Holm (1979) says: the smallest by m, the next by m - 1, and so on. Then the
chance of a single false difference among all m is at most 0.05, and a tie is an adjusted p value above 0.05.
`compare_with` widens each interval so that it says the same.

What an interval speaks about is what differs from row to row. Rows that are seeds, all judged by the same images: other
seeds, these images. Rows whose seed chose the images as well (`mlp.studies.folds`): other seeds and other images. Rows
that are images: these two networks, other images. For the last kind pass which images each network had right,

    compare_paired(predictions_a == labels, predictions_b == labels)

whose standard error is nearly the root of McNemar's count, of images that one has right and the other wrong, over n.

What was chosen because it is the best of several is confirmed by rows that had no part in the choice.
"""

from typing import NamedTuple

import numpy as np

from mlp.checks import check_number

EXACT = 16  # up to so many pairs, all patterns of signs are tried: 65,536
PATTERNS = 100_000  # and so many random ones beyond


class Comparison(NamedTuple):
    """a minus b, in the units of a and b.

    difference   the mean of the paired differences;  error   its standard error
    low, high    the interval;  p_value   two-sided, how often equals differ by at least as much
    n            how many pairs
    """

    difference: float
    error: float
    low: float
    high: float
    p_value: float
    n: int

    @property
    def is_tie(self):
        """Whether the interval contains 0."""
        return self.low <= 0 <= self.high


def compare_paired(a, b, confidence=0.95):
    """Compare a with b, (n,) each, pair by pair: a `Comparison`, by the paired t test.

    Numbers, or True and False for images that are classified correctly or not. Raises ValueError for different shapes,
    fewer than two pairs, or a value that is not finite, such as the score of a training that diverged.
    """
    differences = _differences(a, b)
    check_number("confidence", confidence, low=0, high=1, low_open=True, high_open=True)
    mean, error = float(differences.mean()), float(differences.std(ddof=1) / np.sqrt(len(differences)))
    half = student_quantile((1 + confidence) / 2, len(differences) - 1) * error
    return Comparison(mean, error, mean - half, mean + half, _p_value(mean, error, len(differences)), len(differences))


def compare_with(baseline, runs, confidence=0.95):
    """Compare each of several settings with one baseline: a pandas.DataFrame with a row for each, in their order.

    baseline   (n,), one value for each seed;  runs   name -> (n,), the same seeds in the same order: a dict or a frame

    Columns: those of `Comparison`; p_holm, adjusted for as many comparisons as there are rows; and tie. The interval of
    a row is widened from `confidence`, so that it contains 0 where p_holm is above 1 - confidence, and nowhere else.
    """
    import pandas

    plain = {name: compare_paired(values, baseline, confidence) for name, values in runs.items()}
    adjusted = holm([comparison.p_value for comparison in plain.values()])
    rows = {}
    for (name, comparison), p_holm in zip(plain.items(), adjusted):
        share = comparison.p_value / p_holm if p_holm else 1 / len(plain)
        widened = compare_paired(runs[name], baseline, 1 - (1 - confidence) * share)
        rows[name] = {**widened._asdict(), "p_holm": p_holm, "tie": p_holm > 1 - confidence}
    return pandas.DataFrame.from_dict(rows, orient="index")


def holm(p_values):
    """The p values (m,), adjusted for looking at all m of them, (m,) float64 in the same order. Holm 1979.

    In rising order the k-th, k = 1 … m, is multiplied by m - k + 1; none may fall below the one before it, or rise
    above 1. Raises ValueError for a number outside [0, 1].
    """
    p_values = np.asarray(p_values, dtype=float)
    if p_values.ndim != 1 or not np.all((p_values >= 0) & (p_values <= 1)):
        raise ValueError(f"p_values is {p_values.tolist()}; expected a list of numbers from 0 to 1")
    order = np.argsort(p_values, kind="stable")
    multiplied = p_values[order] * np.arange(len(order), 0, -1)
    adjusted = np.empty(len(order))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(multiplied))
    return adjusted


def sign_flip_p_value(a, b, seed=0):
    """The p value of the same comparison without assuming a normal distribution. Fisher 1935, section 21.

    If a and b are equal, each paired difference could as well have had the other sign. So: in which share of all
    patterns of signs is the mean difference at least as far from 0 as the one that was seen? All 2^n patterns up to
    n = 16; beyond, 100,000 random ones from `seed`. With n pairs it cannot be below 2 / 2^n.
    """
    differences = _differences(a, b)
    n, seen = len(differences), abs(differences.sum())
    almost = seen * (1 - 1e-9)  # sums of the same numbers in another order differ in their last digit
    if n <= EXACT:
        signs = 1 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
        return float(np.mean(np.abs(signs @ differences) >= almost))
    rng, at_least = np.random.default_rng(seed), 1  # the pattern that was seen
    for _ in range(PATTERNS):
        at_least += abs(rng.choice((-1, 1), n) @ differences) >= almost
    return at_least / (PATTERNS + 1)


def student_quantile(share, freedom):
    """The number below which `share` of Student's t distribution with `freedom` degrees of freedom lies, a float."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, share))


def _p_value(mean, error, n):
    from scipy.special import stdtr

    if error == 0:
        return float(mean == 0)
    return float(2 * stdtr(n - 1, -abs(mean) / error))


def _differences(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape or a.ndim != 1 or len(a) < 2:
        raise ValueError(f"a has shape {a.shape}, b {b.shape}; expected (n,) for both, n pairs and at least two")
    if not np.isfinite(a).all() or not np.isfinite(b).all():
        raise ValueError("a or b holds NaN or infinity; expected numbers: what does a diverged training count as?")
    return a - b
