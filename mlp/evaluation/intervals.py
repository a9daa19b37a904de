"""What so many test images can tell: intervals around a share, and whether two classifiers differ."""

import math
from statistics import NormalDist

import numpy as np

from mlp.checks import as_array, check_count, check_number
from mlp.evaluation.metrics import check_answers


def wilson_interval(right, total, confidence=0.95):
    """The interval (low, high) for a true share of which `right` of `total` were seen. Wilson 1927.

    It holds all shares s for which what was seen lies within z standard errors sqrt(s (1 - s) / total) of s; z is 1.96
    for a confidence of 0.95. Unlike ± z standard errors around the seen share, it never leaves [0, 1], and it covers
    the truth about as often as it says even for few images or a share near 0 or 1.

    Raises ValueError unless 0 <= right <= total, total >= 1 and 0 < confidence < 1.
    """
    total, right = check_count("total", total), check_count("right", right, low=0)
    if right > total:
        raise ValueError(f"right is {right}, total {total}; expected right to be at most total")
    z = _quantile(confidence)
    share, spread = right / total, z**2 / total
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, centre - half), min(1.0, centre + half)


def bootstrap_interval(statistic, *arrays, confidence=0.95, resamples=1000, seed=0):
    """The percentile interval (low, high) of a statistic of the data. Efron 1979.

    statistic    a function of as many arrays as are given, such as `accuracy` of labels and predictions, -> a number
    arrays       all with the same n rows; each resample draws n of them with replacement, the same rows from each

    Raises ValueError for arrays of different lengths or none, for a statistic that is not one finite number, and for
    settings out of range.
    """
    if not callable(statistic):
        raise ValueError(f"statistic is of type {type(statistic).__name__}; expected a function of the arrays, first")
    arrays = [as_array("the arrays", array) for array in arrays]
    lengths = {len(array) if array.ndim else 0 for array in arrays}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError(f"the arrays have lengths {sorted(lengths)}; expected one length, 1 or more, for all")
    _quantile(confidence)
    (count,), rng, values = lengths, np.random.default_rng(seed), []
    for _ in range(check_count("resamples", resamples)):
        rows = rng.integers(0, count, count)
        values.append(_number(statistic(*(array[rows] for array in arrays))))
    low, high = np.quantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def mcnemar(labels, predictions_a, predictions_b):
    """Are two classifiers that saw the same images equally good? McNemar 1947, exact.

    Only images on which one is right and the other wrong tell the two apart. If both are equally good, each of those
    is a fair coin. Returns (only_a, only_b, p_value): how many only a got right, how many only b, and how probable it
    is for fair coins to be at least as uneven as that (two-sided, from the binomial distribution); 1 when there are
    none.

    labels, predictions_a, predictions_b: (n,) class numbers. Raises ValueError for other shapes or lengths, or n = 0.
    """
    labels, a, b = check_answers(labels, predictions_a, predictions_b)
    only_a = int(np.sum((a == labels) & (b != labels)))
    only_b = int(np.sum((a != labels) & (b == labels)))
    coins = only_a + only_b
    tail = sum(_exactly(heads, coins) for heads in range(min(only_a, only_b) + 1))
    return only_a, only_b, min(1.0, 2 * tail)


def _number(value):
    """Return what a statistic gave if it is one finite number: quantiles of several, mixed, would mean nothing."""
    if np.ndim(value) != 0 or not math.isfinite(value):
        raise ValueError(f"the statistic gave {value!r}; expected one finite number for each resample")
    return value


def _exactly(heads, coins):
    """The probability of so many heads among so many fair coins, by logarithms: 2^-coins alone would underflow."""
    choices = math.lgamma(coins + 1) - math.lgamma(heads + 1) - math.lgamma(coins - heads + 1)
    return math.exp(choices - coins * math.log(2))


def _quantile(confidence):
    """How many standard deviations around the mean of a normal distribution hold the share `confidence`."""
    share = check_number("confidence", confidence, low=0, high=1, low_open=True, high_open=True)
    return NormalDist().inv_cdf((1 + share) / 2)
