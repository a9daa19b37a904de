"""draw_differences: each seed against the same seed of the baseline."""

import numpy as np
import pytest

from mlp.plots.differences import draw_differences, paired_differences
from tests.plots.test_strips import rows_of

RUNS = {"none": [0.88, 0.89], "L2": [0.885, 0.9], "all": [0.87, 0.88]}


def test_each_dot_is_a_difference_with_the_same_seed_and_the_bar_their_mean():
    (axes,) = draw_differences(RUNS, "none", 0.3, "L2 helps").axes
    assert rows_of(axes) == [pytest.approx([0.5, 1.0]), pytest.approx([-1, -1])]
    bars = [line.get_xydata() for line in axes.lines[1:]]  # the first is the zero line
    np.testing.assert_allclose([bar[:, 0] for bar in bars], [[0.75] * 2, [-1] * 2])
    np.testing.assert_allclose([bar[:, 1].mean() for bar in bars], [0, 1])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["L2", "all"]
    assert axes.get_title() == "L2 helps" and "“none”" in axes.get_xlabel() and "±0.3" in axes.get_xlabel()
    assert axes.get_ylim()[0] > axes.get_ylim()[1], "the first setting stands at the top"


def test_the_band_is_as_wide_as_it_is_said_to_be():
    (axes,) = draw_differences(RUNS, "none", 0.3, "L2 helps").axes
    (band,) = axes.patches
    assert (band.get_x(), band.get_x() + band.get_width()) == (pytest.approx(-0.3), pytest.approx(0.3))


def test_differences_are_paired_by_seed():
    np.testing.assert_allclose(paired_differences(RUNS, "L2", "none"), [0.5, 1.0])


@pytest.mark.parametrize("runs", [{}, {"none": [0.9]}, {"L2": [0.9]}, {"none": [0.9, 0.8], "L2": [0.9]}])
def test_what_cannot_be_paired_is_refused(runs):
    with pytest.raises(ValueError, match="expected"):
        draw_differences(runs, "none", 0.3, "Nothing")
