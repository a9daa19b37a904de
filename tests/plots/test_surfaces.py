"""Maps of surfaces; bands of several runs; running averages."""

import numpy as np
import pytest

from mlp.plots import new_figure
from mlp.plots.bands import draw_band, draw_bands
from mlp.plots.surfaces import HEIGHTS, RIGHT, TOP, draw_surface
from mlp.training.surfaces import RAVINE


def test_the_lines_lie_where_the_surface_has_their_height():
    _, axes = new_figure()
    lines = draw_surface(axes, RAVINE)
    assert axes.get_xlim() == (-RIGHT, RIGHT) and axes.get_ylim() == (-TOP, TOP)
    drawn = 0
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        points = path.vertices
        drawn += len(points) > 0
        assert np.allclose(RAVINE.height(*points.T), level, rtol=0.05, atol=0.01)
    assert lines.levels.tolist() == HEIGHTS.tolist() and drawn >= 8


def test_a_band_is_mean_and_standard_deviation():
    _, axes = new_figure()
    draw_bands(axes, [0, 10], {"one": [[1, 2], [3, 2]], "two": np.zeros((3, 2))})
    assert axes.lines[0].get_xydata().tolist() == [[0, 2], [10, 2]]
    edges = axes.collections[0].get_paths()[0].vertices
    assert edges[:, 1].min() == pytest.approx(2 - 2**0.5) and edges[:, 1].max() == pytest.approx(2 + 2**0.5)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["one", "two"]


def test_a_band_may_reach_from_the_lowest_to_the_highest_run():
    _, axes = new_figure()
    assert draw_band(axes, [0, 10], [[1, 2], [3, 2], [8, 2]], "one", band="range") is axes
    edges = axes.collections[0].get_paths()[0].vertices
    assert (edges[:, 1].min(), edges[:, 1].max()) == (1, 8)
    assert axes.lines[0].get_xydata().tolist() == [[0, 4], [10, 2]]


def test_where_a_run_has_diverged_the_others_do_not_stand_for_all():
    _, axes = new_figure()
    draw_band(axes, [0, 1, 2], [[1, 2, 3], [1, 4, np.nan]], "one")
    assert axes.lines[0].get_xydata().tolist() == [[0, 1], [1, 3]]


@pytest.mark.parametrize("runs", [[1, 2], [[1, 2]], [[1, 2, 3], [1, 2, 3]]])
def test_other_shapes_are_refused(runs):
    _, axes = new_figure()
    with pytest.raises(ValueError, match=r"curves\['one'\] has shape .*; expected \(runs, 2\)"):
        draw_bands(axes, [0, 1], {"one": runs})
