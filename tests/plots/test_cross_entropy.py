"""The loss drawn: curves that are the formulas, findings that are computed and not written down."""

import numpy as np
import pytest

from mlp.plots.cross_entropy import draw_distances, draw_minus_log, draw_temperatures, draw_two_classes


def test_minus_log_goes_through_the_marked_points(shown):
    draw_minus_log([1, 0.1])
    curve, points = shown.figure.axes[0].lines
    np.testing.assert_allclose(curve.get_ydata(), -np.log(curve.get_xdata()))
    np.testing.assert_allclose(points.get_xydata(), [[1, 0], [0.1, np.log(10)]], atol=1e-12)
    assert shown.words == "The loss of p = 1 is 0.000, 0.1 is 2.303."
    assert "p = 0.1: 2.303" in [text.get_text() for text in shown.figure.axes[0].texts]


@pytest.mark.parametrize("share, entropy", [(0.7, "0.611"), (0.2, "0.500")])
def test_two_classes_touch_their_entropy_at_the_share(shown, share, entropy):
    p = np.linspace(0.01, 0.99, 99)
    loss = -share * np.log(p) - (1 - share) * np.log(1 - p)
    draw_two_classes(p, loss, share)
    assert shown.words == f"The loss is lowest at p = {share:.2f}, and there it is {entropy}: the entropy, {entropy}."
    floor = shown.figure.axes[0].lines[1].get_ydata()
    assert floor[0] == pytest.approx(loss.min(), abs=1e-6)


def test_the_title_names_who_is_lower_where(shown):
    temperatures = np.array([0.5, 1.0, 2.0])
    curves = {"one-hot": [[3, 2, 0.5], [3, 2, 0.7]], "smoothed": [[1.5, 1.0, 2], [1.5, 1.2, 2]]}
    draw_temperatures(temperatures, curves)
    axes = shown.figure.axes[0]
    np.testing.assert_allclose(axes.lines[0].get_ydata(), [3, 2, 0.6])
    assert axes.get_title() == "Lower at temperature 1: smoothed; lower at the best: one-hot"
    assert shown.words == "one-hot: lowest ≈ 0.60 at ≈ 2.0. smoothed: lowest ≈ 1.10 at ≈ 1.0."
    draw_temperatures(temperatures, {"one-hot": curves["smoothed"], "smoothed": curves["one-hot"]})
    assert shown.figure.axes[0].get_title() == "Lower at temperature 1: one-hot; lower at the best: smoothed"


def test_the_distances_are_counted_and_their_medians_told(shown):
    draw_distances({"one-hot": [10.2, 12.2, 14.2], "smoothed": [4.2, 4.3, 4.4]}, bound=4.51)
    axes = shown.figure.axes[0]
    assert shown.words == "Median distance on the training images: one-hot ≈ 12.2, smoothed ≈ 4.3; the bound is 4.51."
    tops = [max(patch.get_xy()[:, 1]) for patch in axes.patches]
    assert tops == [1, 3]
    assert list(axes.lines[0].get_xdata()) == [4.51, 4.51]
