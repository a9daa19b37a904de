"""Accuracy against the learning rate: curves, crosses, and the best of each curve in words."""

import numpy as np

from mlp.plots.rates import draw_rates

CURVES = {"raw": {0.001: 0.7, 0.01: 0.82, 0.1: 0.1}, "unit": {0.01: 0.1, 0.1: 0.55, 1.0: 0.3}}


def test_each_curve_has_its_points_and_its_best_rate_is_told(shown):
    draw_rates(CURVES, printed=[(0.01, 0.8665), (0.02, 0.6124)])
    raw, unit, crosses, guessing = shown.figure.axes[0].lines
    np.testing.assert_allclose(raw.get_xydata(), [[0.001, 70], [0.01, 82], [0.1, 10]])
    np.testing.assert_allclose(unit.get_xydata(), [[0.01, 10], [0.1, 55], [1, 30]])
    np.testing.assert_allclose(crosses.get_xydata(), [[0.01, 86.65], [0.02, 61.24]])
    assert set(guessing.get_ydata()) == {10}
    assert shown.words == (
        "Of these learning rates the best are: raw at 0.01 with ≈ 82 %, at 0.1 ≈ 10 %; unit at 0.1 with ≈ 55 %, "
        "at 1 ≈ 30 %."
    )


def test_without_printed_results_there_are_no_crosses(shown):
    draw_rates({"raw": {0.001: 0.7, 0.01: 0.8}})
    assert len(shown.figure.axes[0].lines) == 2
    assert shown.words == "Of these learning rates the best are: raw at 0.01 with ≈ 80 %."
