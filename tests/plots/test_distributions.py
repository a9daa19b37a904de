"""Histograms: the area under each outline is 1, all share their bins, and every number counts."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from mlp.plots import LINE_STYLES, PALETTE, new_figure
from mlp.plots.distributions import draw_distributions


def test_the_outline_is_the_histogram_of_all_numbers():
    numbers = np.random.default_rng(0).normal(size=(30, 20))
    _, axes = new_figure()
    assert draw_distributions(axes, {"a": numbers, "b": np.zeros(3)}, bins=10) is axes
    x, y = axes.lines[0].get_xydata().T
    density, edges = np.histogram(numbers, bins=10, density=True)
    assert set(np.round(edges, 9)) <= set(np.round(x, 9)) and set(np.round(density, 9)) <= set(np.round(y, 9))


def test_each_has_its_colour_line_style_and_name():
    _, axes = new_figure()
    draw_distributions(axes, {"a": [1, 2], "b": [2, 3]})
    assert [(to_hex(line.get_color()).upper(), line.get_linestyle()) for line in axes.lines] == [
        *zip(PALETTE, LINE_STYLES)
    ][:2]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["a", "b"]


def test_limits_are_the_ends_of_the_bins():
    _, axes = new_figure()
    draw_distributions(axes, {"a": [0, 1, 2, 50], "b": [1, 1]}, bins=4, limits=(0, 4))
    assert (axes.lines[0].get_xdata().min(), axes.lines[0].get_xdata().max()) == (0, 4)


@pytest.mark.parametrize("values", [{}, {"a": []}, {"a": [1, np.nan]}, {"a": [1], "b": [np.inf]}])
def test_what_cannot_be_counted_is_refused(values):
    with pytest.raises(ValueError, match="expected an array of finite numbers"):
        draw_distributions(new_figure()[1], values)
