"""The numbers of a layer as squares in rows, one of them ringed: an image of any count of numbers."""

import math

import numpy as np
from matplotlib.patches import Rectangle

from mlp.plots import DIVERGING, GREY, PALETTE


class Squares:
    """A grid of squares in `axes`, whose room is `wide` times as wide as it is high. `artists` are the moving ones.

    Values above 0 are red, below 0 blue, 0 is white; the deepest colour is that of the largest amount. As `pixels` they
    are grey, from white for 0.
    """

    def __init__(self, axes, wide):
        self.wide = wide
        axes.set_axis_off()
        axes.set(xlim=(-0.01, wide + 0.01), ylim=(1.01, -0.01), aspect="equal")
        self.grid = axes.imshow(np.zeros((1, 1)), vmax=1, interpolation="nearest", extent=(0, wide, 1, 0))
        (self.frame,) = axes.plot([], [], color=GREY, linewidth=1)
        self.ring = axes.add_patch(Rectangle((0, 0), 1, 1, fill=False, edgecolor=PALETTE[5], linewidth=2.5))
        self.artists = [self.grid, self.frame, self.ring]

    def show(self, values, pixels=False, ringed=None):
        """Draw (n,) values in reading order, and a ring around number `ringed`, from 0."""
        self._set_visible(True)
        rows, columns = rows_and_columns(len(values))
        squares = np.full(rows * columns, np.nan)
        squares[: len(values)] = values / max(np.abs(values).max(), 1e-12)
        side = min(self.wide / columns, 1 / rows)
        left, right, bottom = (self.wide - side * columns) / 2, (self.wide + side * columns) / 2, side * rows
        self.grid.set(cmap="gray_r" if pixels else DIVERGING, clim=(0 if pixels else -1, 1))
        self.grid.set(data=squares.reshape(rows, columns), extent=(left, right, bottom, 0))
        self.frame.set_data([left, right, right, left, left], [0, 0, bottom, bottom, 0])
        self.ring.set_visible(ringed is not None)
        self.left, self.side, self.shape, self.count = left, side, (rows, columns), len(values)
        if ringed is not None:
            row, column = divmod(ringed, columns)
            self.ring.set(x=left + column * side, y=row * side, width=side, height=side)

    def hide(self):
        """Draw nothing."""
        self._set_visible(False)

    def number_at(self, x, y):
        """Which number's square lies at a point of the axes, from 0; None for none."""
        row, column = int(y // self.side), int((x - self.left) // self.side)
        number = row * self.shape[1] + column
        return number if 0 <= column < self.shape[1] and 0 <= number < self.count else None

    def _set_visible(self, visible):
        for artist in self.artists:
            artist.set_visible(visible)


def rows_and_columns(count):
    """How to lay out `count` squares: full rows where a divisor of it makes them neither flat nor long."""
    root = math.isqrt(count)
    for rows in range(root, 0, -1):
        if count % rows == 0 and count <= 3 * rows**2:
            return rows, count // rows
    return root, -(-count // root)
