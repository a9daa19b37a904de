"""The networks of the five reports side by side, as they draw them, and what their convolutional one is made of."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from mlp.plots.architecture import draw_layers
from mlp.plots.style import GREY, PALETTE

PLANS = {  # layer sizes, by the title of a drawing
    "report 000": (784, 128, 64, 10),
    "report 001": (784, 50, 50, 10),
    "report 002": (784, 128, 128, 10),
    "report 003": (784, 500, 324, 10),
    "report 004: one layer": (784, 512, 10),
    "report 004: one unit": (2, 1),
}
VOLUMES = ((28, 28, 1), (28, 28, 64), (14, 14, 64), (14, 14, 16), (7, 7, 16))  # report 004's, rows, columns, channels


def draw_plans(axes, image):
    """Draw the plans of all five reports: `PLANS`, then report 004's convolutions, then how max pooling works.

    axes    an array of eight Axes;  image   (28, 28), what the networks see
    """
    for place, (title, sizes) in zip(axes.flat, PLANS.items()):
        draw_layers(place, sizes, [str(size) for size in sizes], image=image if sizes[0] == 784 else None)
        place.set_title(title)
    draw_volumes(axes.flat[6], VOLUMES)
    axes.flat[6].set_title("report 004: convolutions")
    draw_pooling(axes.flat[7], image[6:10, 7:11])
    axes.flat[7].set_title("report 004: max pooling")


def draw_volumes(axes, shapes):
    """Draw arrays (rows, columns, channels), one after the other, each a stack of sheets: the deeper, the more."""
    for place, (rows, columns, channels) in enumerate(shapes):
        for sheet in range(min(channels, 2 + channels // 16)):
            corner = (place + 0.05 * sheet - columns / 80, 0.05 * sheet - rows / 80)
            style = {"facecolor": "white", "edgecolor": PALETTE[0], "linewidth": 1}
            axes.add_patch(Rectangle(corner, columns / 40, rows / 40, zorder=-sheet, **style))
        axes.text(place, -0.5 - 0.35 * (place % 2), f"{rows}·{columns}·{channels}", ha="center", va="top", fontsize=9)
    axes.set(xlim=(-0.6, len(shapes) - 0.2), ylim=(-1.3, 0.95), aspect="equal")
    axes.set_axis_off()


def draw_pooling(axes, values):
    """Draw (2n, 2n) numbers in blocks of 2 x 2 and, right of an arrow, (n, n): the largest number of each block."""
    blocks = len(values) // 2
    largest = values.reshape(blocks, 2, blocks, 2).max(axis=(1, 3))
    for left, table, side in ((0, values, 1), (2 * blocks + 1, largest, 2)):
        for (row, column), value in np.ndenumerate(table):
            block = (row * side // 2 + column * side // 2) % 2
            corner = (left + side * column, -side * (row + 1))
            shade = {"facecolor": "#E8E8E8" if block else "white", "edgecolor": GREY}
            axes.add_patch(Rectangle(corner, side, side, **shade))
            middle = (corner[0] + side / 2, corner[1] + side / 2)
            axes.text(*middle, f"{value:.0f}", ha="center", va="center", fontsize=9)
    ends = ((2 * blocks + 0.1, -blocks), (2 * blocks + 0.9, -blocks))
    axes.add_patch(FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=12, color=GREY))
    axes.set(xlim=(-0.1, 4 * blocks + 1.1), ylim=(-2 * blocks - 0.1, 0.1), aspect="equal")
    axes.set_axis_off()
