"""smooth: a weighted mean of the values so far, right from the first one on."""

import numpy as np
import pytest

from mlp.training.smoothing import smooth


def test_each_entry_is_the_weighted_mean_of_the_values_so_far():
    values = np.random.default_rng(0).normal(size=8)
    for t, average in enumerate(smooth(values, decay=0.7), start=1):
        assert average == pytest.approx(np.average(values[:t], weights=0.7 ** np.arange(t)[::-1]))


def test_a_constant_stays_and_rows_do_not_mix():
    smoothed = smooth([[3.0] * 5, [0.0, 1.0, 0.0, 1.0, 0.0]])
    np.testing.assert_allclose(smoothed[0], 3.0)
    np.testing.assert_array_equal(smoothed[1], smooth([0.0, 1.0, 0.0, 1.0, 0.0]))
    np.testing.assert_array_equal(smooth([1, 2], decay=0), [1.0, 2.0])


def test_a_decay_of_1_is_refused():
    with pytest.raises(ValueError, match="decay is 1; expected a finite number of at least 0 and below 1"):
        smooth([1.0], decay=1)
