"""Numbers in words: what is rounded never lies about 0, 1 or the size of a number."""

import numpy as np
import pytest

from mlp.plots.words import chance, digits, measured, percent


@pytest.mark.parametrize(
    "share, words",
    [(0, "0 %"), (1, "100 %"), (0.004, "under 1 %"), (0.9951, "over 99 %"), (0.874, "87 %"), (0.02, "2 %")],
)
def test_only_0_and_1_are_called_so(share, words):
    assert percent(share) == percent(np.float32(share)) == words


def test_with_decimals_the_ends_move_closer():
    assert [percent(share, 1) for share in (0.0004, 0.0123, 0.9994)] == ["under 0.1 %", "1.2 %", "over 99.9 %"]
    assert percent(0.87442, 2) == "87.44 %"


@pytest.mark.parametrize("probability, words", [(np.float32(1), "over 99 %"), (0.0, "under 1 %"), (0.42, "42 %")])
def test_a_probability_is_never_0_or_1(probability, words):
    assert chance(probability) == words


@pytest.mark.parametrize(
    "number, significant, words",
    [
        (0.543, 2, "0.54"),
        (2.21e-5, 2, "2.2e-05"),
        (561_234, 2, "560,000"),
        (99.7, 2, "100"),
        (-1234.5, 3, "-1,230"),
        (0, 2, "0"),
        (-0.0, 2, "0"),
        (1.5, 3, "1.5"),
        (999.6, 3, "1,000"),
        (31.4, 2, "31"),
        (np.float32(-0.00018163), 3, "-0.000182"),
    ],
)
def test_significant_digits_without_an_exponent_for_what_is_large(number, significant, words):
    assert digits(number, significant) == words


def test_what_was_measured_is_marked_where_it_is_a_number():
    assert [measured(percent(share)) for share in (0.874, 0.001)] == ["≈ 87 %", "under 1 %"]
    assert measured(digits(-3.14159, 3)) == "≈ -3.14"
