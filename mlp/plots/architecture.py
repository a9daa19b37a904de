"""A network as its reports draw it: a column of dots per layer, a line for every weight between two of them."""

import numpy as np
from matplotlib.collections import LineCollection

from mlp.plots.style import GREY, PALETTE

MOST = 5  # dots in a column: more units than that are drawn as that many


def draw_layers(axes, sizes, names, image=None):
    """Draw a fully connected network from left to right, its inputs first.

    sizes   how many units each layer has, two layers or more: the first is the inputs
    names   what stands under each layer, such as "784 pixels"
    image   (28, 28), shown in front of the inputs with an arrow, or None

    Of a large layer a few dots are drawn. Raises ValueError when there is not one name per layer.
    """
    if len(sizes) < 2 or len(names) != len(sizes):
        raise ValueError(f"got {len(sizes)} sizes and {len(names)} names; expected two or more, one name per size")
    columns = [_column(place, min(size, MOST)) for place, size in enumerate(sizes)]  # each (dots, 2)
    for before, after in zip(columns, columns[1:]):
        lines = [(one, other) for one in before for other in after]
        lines = LineCollection(lines, colors=GREY, linewidths=0.6, antialiaseds=False)  # a small picture
        axes.add_collection(lines)
    for place, (dots, name) in enumerate(zip(columns, names)):
        axes.plot(*dots.T, "o", color=PALETTE[0], markersize=6)
        axes.text(place, -0.72, name, ha="center", va="top", fontsize=9)
    if image is not None:
        axes.imshow(image, cmap="gray_r", extent=(-1.15, -0.45, -0.35, 0.35), interpolation="nearest", aspect="auto")
        axes.annotate("", (-0.1, 0), (-0.42, 0), arrowprops={"arrowstyle": "-|>", "color": GREY})
    axes.set(xlim=(-0.5 if image is None else -1.2, len(sizes) - 0.5), ylim=(-1.15, 0.75))
    axes.set_axis_off()


def _column(place, dots):
    """The places of a layer's dots, (dots, 2), around the middle line."""
    heights = 0.2 * (np.arange(dots) - (dots - 1) / 2)
    return np.column_stack([np.full(dots, place), heights])
