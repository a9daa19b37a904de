"""Intervals cover the truth as often as they say; McNemar's test is a count of coins."""

import numpy as np
import pytest

from mlp.evaluation.intervals import bootstrap_interval, mcnemar, wilson_interval
from mlp.evaluation.metrics import accuracy


def test_wilson_by_hand():
    """Right 81 of 100: (0.81 + z²/200 ± z sqrt(0.81 · 0.19 / 100 + z²/40,000)) / (1 + z²/100), with z = 1.959964."""
    np.testing.assert_allclose(wilson_interval(81, 100), [0.722212, 0.874852], atol=1e-6)
    assert wilson_interval(0, 10)[0] == pytest.approx(0) and wilson_interval(10, 10)[1] == pytest.approx(1)
    low, high = wilson_interval(9_000, 10_000)
    assert (high - low) / 2 == pytest.approx(1.96 * 0.003, rel=0.01)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize("total", [50, 200, 10_000])
def test_wilson_covers_at_its_nominal_rate(total, confidence):
    """Over 20,000 true shares from 0.5 to 1: for one share alone, counts are too coarse to hit the rate exactly."""
    rng = np.random.default_rng(0)
    shares = rng.uniform(0.5, 1, 20_000)
    seen = rng.binomial(total, shares)
    low, high = np.array([wilson_interval(right, total, confidence) for right in range(total + 1)])[seen].T
    assert np.mean((low <= shares) & (shares <= high)) == pytest.approx(confidence, abs=0.01)


def test_the_bootstrap_covers_at_its_nominal_rate():
    """500 samples of 300 answers, each right with probability 0.8: 90 % intervals hold 0.8 nine times in ten, ± 4."""
    rng, covered = np.random.default_rng(0), 0
    for seed in range(500):
        right = rng.random(300) < 0.8
        low, high = bootstrap_interval(np.mean, right, confidence=0.9, resamples=200, seed=seed)
        covered += low <= 0.8 <= high
    assert covered / 500 == pytest.approx(0.9, abs=0.04)


def test_the_bootstrap_draws_the_same_rows_from_each_array():
    labels = np.arange(50)
    assert bootstrap_interval(accuracy, labels, labels) == (1, 1)
    assert bootstrap_interval(np.mean, labels) == bootstrap_interval(np.mean, labels)


def test_mcnemar_by_hand():
    """Of five images that tell a and b apart, a has one: p = 2 · (C(5, 0) + C(5, 1)) / 32."""
    labels = np.zeros(10, int)
    a = np.array([0, 1, 1, 1, 1, 0, 0, 1, 1, 0])
    b = np.array([1, 0, 0, 0, 0, 0, 0, 1, 1, 0])
    only_a, only_b, p_value = mcnemar(labels, a, b)
    assert (only_a, only_b) == (1, 4) and p_value == pytest.approx(12 / 32)
    assert mcnemar(labels, a, a) == (0, 0, 1)


def test_mcnemar_keeps_its_promise():
    """Where two classifiers are equally good, p is below 0.05 in at most 5 % of cases, and in not far fewer."""
    rng, small = np.random.default_rng(0), 0
    for _ in range(1000):
        a, b = (rng.random((2, 2000)) > 0.9).astype(int)
        small += mcnemar(np.zeros(2000, int), a, b)[2] < 0.05
    assert 0.02 < small / 1000 <= 0.06
    better = mcnemar(np.zeros(10_000, int), rng.random(10_000) > 0.90, rng.random(10_000) > 0.87)
    assert better[2] < 1e-6


@pytest.mark.parametrize("call, words", [
    (lambda: wilson_interval(3, 2), "right is 3, total 2"),
    (lambda: wilson_interval(0, 0), "total is 0"),
    (lambda: wilson_interval(1, 2, confidence=1), "confidence is 1"),
    (lambda: bootstrap_interval(np.mean, []), "expected one length, 1 or more"),
    (lambda: bootstrap_interval(accuracy, [1, 2], [1]), r"lengths \[1, 2\]"),
    (lambda: bootstrap_interval(np.mean, 3), r"lengths \[0\]"),
    (lambda: bootstrap_interval(np.mean), r"lengths \[\]"),
    (lambda: bootstrap_interval([1, 2], [1, 2]), "statistic is of type list; expected a function"),
    (lambda: bootstrap_interval(lambda rows: rows, [1, 2]), r"the statistic gave array\(.*; expected one"),
    (lambda: bootstrap_interval(np.mean, [np.nan]), "the statistic gave np.float64.nan"),
    (lambda: mcnemar([[1], [0]], [1, 0], [1, 0]), r"labels have shape \(2, 1\).*np.ravel"),
    (lambda: mcnemar([1, 0], [[1], [0]], [1, 0]), r"predictions have shape \(2, 1\)"),
    (lambda: mcnemar([1, 0], [1, 0], [[1, 0]]), r"predictions have shape \(1, 2\)"),
    (lambda: mcnemar([1, 0], [1, 0], [0.9, 0.2]), "predictions hold 0.9"),
    (lambda: mcnemar(["a"], [0], [0]), "labels are names"),
    (lambda: mcnemar([], [], []), "there are no labels"),
    (lambda: mcnemar([1], [1], [1, 2]), "got 2 predictions for 1 images"),
])  # fmt: skip
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
