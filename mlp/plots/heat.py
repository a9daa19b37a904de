"""Tables as heat maps: a number in each cell, and a colour that says how large it is."""

import numpy as np
import seaborn

from mlp.plots.style import SEQUENTIAL, course_style


@course_style()
def draw_heat(axes, frame, decimals=1, size=9, colours=SEQUENTIAL, low=None, high=None):
    """Draw a table as a heat map. Returns `axes`.

    frame      a pandas.DataFrame of numbers: its index stands at the left, its columns below; NaN stays empty
    decimals   of the numbers in the cells;  size   their size, in points
    low, high  the numbers at the ends of the colours; None: the smallest and the largest in the table
    """
    seaborn.heatmap(
        frame,
        cmap=colours,
        vmin=low,
        vmax=high,
        cbar=False,
        annot=True,
        fmt=f".{decimals}f",
        annot_kws={"fontsize": size},
        ax=axes,
    )
    write_legibly(axes)
    axes.set_yticks(axes.get_yticks(), axes.get_yticklabels(), rotation=0)
    axes.tick_params(length=0)
    return axes


def write_legibly(axes):
    """Black or white for each number, whichever can be read better on its cell: WCAG 2's relative luminance."""
    tables = [mesh.to_rgba(mesh.get_array()) for mesh in axes.collections]
    for text in axes.texts:
        column, row = map(int, text.get_position())
        ground = next(table[row, column, :3] for table in tables if table[row, column, 3])
        linear = np.where(ground <= 0.04045, ground / 12.92, ((ground + 0.055) / 1.055) ** 2.4)
        text.set_color("black" if linear @ (0.2126, 0.7152, 0.0722) > 0.179 else "white")
