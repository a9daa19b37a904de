"""The course's one rule for a tie: it refuses as often as it says, and agrees with SciPy, McNemar and itself."""

import numpy as np
import pytest
from scipy import stats

from mlp.evaluation.comparisons import compare_paired, compare_with, holm, sign_flip_p_value, student_quantile
from mlp.evaluation.intervals import mcnemar


def test_by_hand():
    """Differences 1, 2, 3: mean 2, standard deviation 1, error 1/√3; t = 4.3027 with two degrees of freedom."""
    found = compare_paired([11, 12, 13], [10, 10, 10])
    assert (found.difference, found.n) == (2, 3)
    assert found.error == pytest.approx(1 / np.sqrt(3))
    assert (found.low, found.high) == pytest.approx((2 - 4.302653 / np.sqrt(3), 2 + 4.302653 / np.sqrt(3)))
    assert found.p_value == pytest.approx(0.0741799, abs=1e-6)
    assert found.is_tie and not compare_paired([11, 12, 13], [10, 10, 10], confidence=0.9).is_tie


def test_it_is_the_paired_t_test_and_the_tie_is_its_p_value():
    rng = np.random.default_rng(0)
    for n in (2, 5, 12, 40):
        for shift in (0, 0.5, 1):
            a, b = rng.normal(shift, 1, n), rng.normal(0, 1, n)
            found, known = compare_paired(a, b), stats.ttest_rel(a, b)
            assert found.p_value == pytest.approx(known.pvalue)
            assert (found.low, found.high) == pytest.approx(tuple(known.confidence_interval()))
            assert found.is_tie == (found.p_value > 0.05)


@pytest.mark.parametrize("n", [3, 12])
def test_equals_are_called_different_once_in_twenty(n):
    rng = np.random.default_rng(1)
    luck = rng.normal(0, 3, (4000, n))  # of the seed, shared by both
    a, b = luck + rng.normal(0, 1, (4000, n)), luck + rng.normal(0, 1, (4000, n))
    refused = np.mean([not compare_paired(*pair).is_tie for pair in zip(a, b)])
    assert refused == pytest.approx(0.05, abs=0.012)


def test_with_nine_equals_beside_a_baseline_holm_keeps_one_in_twenty_and_plain_p_values_do_not():
    rng = np.random.default_rng(2)
    plain, adjusted = [], []
    for _ in range(600):
        runs = {name: rng.normal(0, 1, 12) for name in range(10)}
        table = compare_with(runs.pop(0), runs)
        plain.append((table.p_value < 0.05).any())
        adjusted.append((~table.tie).any())
    assert np.mean(plain) > 0.2
    assert np.mean(adjusted) <= 0.07


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.7]).tolist() == [1, 1]
    assert holm([0.02]).tolist() == [0.02] and holm([]).tolist() == []
    with pytest.raises(ValueError, match="from 0 to 1"):
        holm([0.2, 1.2])


def test_each_interval_contains_0_exactly_where_the_adjusted_p_value_says_a_tie():
    rng, seen = np.random.default_rng(3), set()
    for _ in range(300):
        runs = {name: rng.normal(shift, 1, 10) for name, shift in zip("abcd", rng.uniform(0, 1.5, 4))}
        table = compare_with(rng.normal(0, 1, 10), runs)
        assert list(table.index) == list("abcd")
        assert ((table.low <= 0) & (table.high >= 0)).tolist() == table.tie.tolist() == (table.p_holm > 0.05).tolist()
        seen |= set(zip(table.tie, table.p_value > 0.05))
    assert seen == {(True, True), (True, False), (False, False)}


def test_one_comparison_needs_no_adjustment():
    rng = np.random.default_rng(4)
    a, b = rng.normal(0, 1, (2, 9))
    (row,) = compare_with(b, {"a": a}).itertuples(index=False)
    assert row[:6] == pytest.approx(compare_paired(a, b)) and row.p_holm == row.p_value


def test_two_networks_on_the_same_images_are_mcnemars_coins():
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 10, 5000)
    a = np.where(rng.random(5000) < 0.1, (labels + 1) % 10, labels)
    b = np.where(rng.random(5000) < 0.02, (a + 1) % 10, a)
    only_a, only_b, p_value = mcnemar(labels, a, b)
    found = compare_paired(a == labels, b == labels)
    assert found.difference == pytest.approx((only_a - only_b) / 5000)
    assert found.error == pytest.approx(np.sqrt(only_a + only_b) / 5000, rel=0.2)
    assert found.p_value == pytest.approx(p_value, rel=0.5)


def test_signs_are_flipped_in_all_ways():
    """Three differences of one sign: 2 of 8 patterns are as far from 0. With ten of one sign, 2 of 1,024."""
    assert sign_flip_p_value([1, 2, 3], [0, 0, 0]) == 2 / 8
    assert sign_flip_p_value([1, 2, -3], [0, 0, 0]) == 1
    assert sign_flip_p_value(np.arange(1, 11) / 10, np.zeros(10)) == 2 / 1024
    rng = np.random.default_rng(6)
    a, b = rng.normal(0.5, 1, (30)), rng.normal(0, 1, 30)
    assert sign_flip_p_value(a, b) == pytest.approx(compare_paired(a, b).p_value, abs=0.02)
    assert sign_flip_p_value(a, b) == sign_flip_p_value(a, b)


def test_equal_rows_tie_and_a_constant_difference_does_not():
    assert compare_paired([1, 2], [1, 2]).is_tie and compare_paired([1, 2], [1, 2]).p_value == 1
    table = compare_with([1, 2], {"above": [2, 3], "same": [1, 2]})
    assert table.tie.tolist() == [False, True]


def test_students_t_at_three_seeds_is_far_above_2():
    assert student_quantile(0.975, 2) == pytest.approx(4.3027, abs=1e-4)
    assert student_quantile(0.975, 10**6) == pytest.approx(1.96, abs=1e-4)


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ([1, 2], [1, 2, 3], r"a has shape \(2,\), b \(3,\)"),
        ([1], [2], "at least two"),
        ([[1, 2]], [[1, 2]], r"expected \(n,\)"),
        ([1, np.nan], [1, 2], "diverged"),
    ],
)
def test_bad_input_gets_one_sentence(a, b, message):
    with pytest.raises(ValueError, match=message):
        compare_paired(a, b)
