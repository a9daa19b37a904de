"""A small network drawn as it is: a map of the plane for every unit, and a line for every weight between them."""

import numpy as np
from matplotlib import colormaps
from matplotlib.collections import LineCollection

from mlp.inside.units import activations
from mlp.layers import Linear
from mlp.plots import DIVERGING, PALETTE

CELLS = 14  # along each side of a unit's map
BESIDE, BETWEEN = 40, 2  # cells between two columns, and between two maps of a column
TALLEST = 16  # units in a column
THICKEST = 2.5  # points, the line of a matrix's largest weight
TABLE = colormaps[DIVERGING](np.linspace(0.12, 0.88, 201), bytes=True)  # without the dark ends


class UnitMaps:
    """Columns from left to right: inputs, hidden layers, classes. The panel takes its `artists` as moving ones.

    A map is red where its unit is above 0 and blue where it is below, pale near 0; each has a scale of its own. A line
    is as thick as its weight is large, orange for a positive weight and blue for a negative one.
    """

    def __init__(self, axes, reach):
        edge = np.linspace(-reach, reach, CELLS)
        self.grid = np.stack(np.meshgrid(edge, edge), axis=-1).reshape(-1, 2).astype("float32")
        self.axes, self.shape = axes, None
        axes.set_axis_off()
        self.lines = axes.add_collection(LineCollection([], zorder=1))
        self.picture = axes.imshow(np.zeros((1, 1, 4)), origin="lower", interpolation="nearest", zorder=2)
        self.artists = [self.lines, self.picture]

    def draw(self, network):
        """Show `network`, from two inputs to two classes, with at most 16 units in a layer."""
        layers = [self.grid, *activations(network, self.grid), network.predict_proba(self.grid) - 0.5]
        self._settle([layer.shape[1] for layer in layers])
        canvas = np.zeros((self.height, self.width, 4), np.uint8)
        for layer, places in zip(layers, self.places):
            for unit, (x, y) in zip(np.nan_to_num(layer.T), places):
                canvas[y : y + CELLS, x : x + CELLS] = _colours(unit).reshape(CELLS, CELLS, 4)
        self.picture.set_data(canvas)
        self._draw_weights([layer.weight for layer in network.layers if isinstance(layer, Linear)])

    def _settle(self, sizes):
        """Find the places for other sizes of layers: the left lower corner of every map, in cells."""
        if sizes == self.shape:
            return
        self.shape, pitch = sizes, CELLS + BETWEEN
        self.width, self.height = len(sizes) * (CELLS + BESIDE) - BESIDE, TALLEST * pitch
        bottoms = [(self.height - size * pitch) // 2 for size in sizes]
        self.places = [
            [(column * (CELLS + BESIDE), bottom + pitch * (size - 1 - unit)) for unit in range(size)]
            for column, (size, bottom) in enumerate(zip(sizes, bottoms))
        ]
        self.picture.set_extent((0, self.width, 0, self.height))
        self.axes.set(xlim=(0, self.width), ylim=(0, self.height), aspect="auto")
        self.lines.set_segments(
            [
                [(x + CELLS, y + CELLS / 2), (x_next, y_next + CELLS / 2)]
                for column, following in zip(self.places, self.places[1:])
                for x, y in column
                for x_next, y_next in following
            ]
        )

    def _draw_weights(self, weights):
        shares = np.concatenate([(weight / max(np.abs(weight).max(), 1e-12)).ravel() for weight in weights])
        shares = np.nan_to_num(shares)
        self.lines.set_linewidths(np.maximum(THICKEST * np.abs(shares), 0.1))
        self.lines.set_colors([PALETTE[5] if share > 0 else PALETTE[0] for share in shares])


def _colours(unit):
    """One number per place -> (places, 4) colours, white at 0."""
    return TABLE[np.rint(100 + 100 * unit / max(np.abs(unit).max(), 1e-12)).astype(int)]
