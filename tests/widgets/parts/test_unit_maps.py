"""The network of the playground: every unit's map at its place, every weight's line as thick as it is large."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from mlp import build_mlp
from mlp.inside.units import activations
from mlp.plots import PALETTE, new_figure
from mlp.widgets.parts.unit_maps import CELLS, TABLE, THICKEST, UnitMaps


@pytest.fixture
def drawn():
    network = build_mlp([2, 3, 2], "tanh", seed=0)
    maps = UnitMaps(new_figure()[1], reach=1.5)
    maps.draw(network)
    return maps, network


def test_a_map_is_red_where_its_unit_is_above_zero_and_blue_below(drawn):
    maps, network = drawn
    canvas = np.asarray(maps.picture.get_array())
    for unit, (x, y) in zip(activations(network, maps.grid)[0].T, maps.places[1]):
        colours = canvas[y : y + CELLS, x : x + CELLS].reshape(-1, 4).astype(int)
        assert np.all(colours[unit > 0.05, 0] >= colours[unit > 0.05, 2])
        assert np.all(colours[unit < -0.05, 0] <= colours[unit < -0.05, 2])
    x, y = maps.places[0][0]  # the first input grows to the right, wherever you go up
    row = canvas[y, x : x + CELLS]
    assert np.array_equal(row[0], TABLE[0]) and np.array_equal(row[-1], TABLE[-1])


def test_a_line_is_as_thick_as_its_weight_is_large_and_tells_its_sign(drawn):
    maps, network = drawn
    weights = [layer.weight for layer in network.layers if "weight" in layer.shapes]
    shares = np.concatenate([(weight / np.abs(weight).max()).ravel() for weight in weights])
    assert len(maps.lines.get_segments()) == len(shares) == 2 * 3 + 3 * 2
    assert np.allclose(maps.lines.get_linewidths(), np.maximum(THICKEST * np.abs(shares), 0.1))
    wanted = [to_rgba(PALETTE[5] if share > 0 else PALETTE[0]) for share in shares]
    assert np.allclose(maps.lines.get_colors(), wanted)


@pytest.mark.parametrize("sizes", [[2, 2], [2, 16, 16, 8, 2], [2, 1, 2]])
def test_other_sizes_fit_in(drawn, sizes):
    maps, _ = drawn
    maps.draw(build_mlp(sizes, "relu", seed=0))
    assert [len(column) for column in maps.places] == sizes
    assert all(0 <= y <= maps.height - CELLS for column in maps.places for _, y in column)


def test_numbers_that_are_not_finite_are_drawn_pale(drawn):
    maps, network = drawn
    network.parameters[...] = np.nan
    with np.errstate(invalid="ignore"):
        maps.draw(network)
