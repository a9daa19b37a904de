"""What a classifier gets right and wrong: confusion matrices, reliability diagrams, intervals side by side."""

import numpy as np
from matplotlib.colors import to_rgb

from mlp.evaluation.intervals import wilson_interval
from mlp.plots.style import GREY, PALETTE

RIGHT = "#E6E6E6"  # the ground of the diagonal: right answers are no finding, and would outshine the mistakes


def draw_confusion(axes, confusion, names, size=8):
    """Draw a confusion matrix: a number in each cell, and a colour for how many mistakes it holds.

    confusion   (classes, classes) counts, rows the true class; a cell without images stays empty
    names       of the classes
    size        of the numbers, in points

    The bluer, the more mistakes; the diagonal, the right answers, is grey. Returns `axes`. Raises ValueError where
    the matrix is not square or has another size than `names`.
    """
    confusion = np.asarray(confusion)
    classes = len(confusion)
    if confusion.shape != (classes, classes) or len(names) != classes:
        raise ValueError(
            f"confusion has shape {confusion.shape} and there are {len(names)} names; "
            "expected as many rows as columns as names"
        )
    mistakes = confusion * (1 - np.eye(classes, dtype=int))
    share = (mistakes / max(1, mistakes.max()))[..., None]
    colours = (1 - share) + share * to_rgb(PALETTE[0])  # from white to blue
    colours[np.eye(classes, dtype=bool)] = to_rgb(RIGHT)
    axes.imshow(colours, interpolation="nearest")
    for row, column in zip(*np.nonzero(confusion)):
        ink = _ink(colours[row, column])
        axes.text(column, row, f"{confusion[row, column]}", ha="center", va="center", fontsize=size, color=ink)
    axes.set_xticks(range(classes), names, rotation=90, fontsize=9)
    axes.set_yticks(range(classes), names, fontsize=9)
    axes.set(xlabel="called", ylabel="true class")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes


def draw_reliability(axes, reliability):
    """Draw a `Reliability` of `mlp.evaluation.calibration`:
    how often a confidence was right, with its 95 % interval, per bin.

    On the diagonal, 80 % sure means right in 80 of 100 cases. A larger dot stands for more images. Returns `axes`.
    """
    axes.plot([0, 100], [0, 100], "--", color=GREY, linewidth=1, label="honest")
    filled = reliability.counts > 0
    counts, x, y = (values[filled] for values in (reliability.counts, reliability.confidences, reliability.accuracies))
    ends = np.array([wilson_interval(round(share * count), int(count)) for share, count in zip(y, counts)])
    axes.vlines(100 * x, 100 * ends[:, 0], 100 * ends[:, 1], color=PALETTE[0], linewidth=1.5)
    areas = 15 + 250 * counts / counts.sum()
    axes.scatter(100 * x, 100 * y, areas, color=PALETTE[0], zorder=3, label="measured, 95 % interval")
    axes.set(xlabel="how sure it is, in %", ylabel="how often it is right, in %", xlim=(0, 103), ylim=(-3, 103))
    axes.legend(fontsize=9, frameon=False, loc="lower right")
    return axes


def draw_intervals(axes, rows):
    """Draw one line per row: a dot for what was measured, a bar for its interval.

    rows   a dict, name -> (value, low, high), all shares from 0 to 1 (or differences of such); drawn in percent

    Returns `axes`.
    """
    for place, (value, low, high) in enumerate(rows.values()):
        axes.plot([100 * low, 100 * high], [place, place], "-", color=PALETTE[0], linewidth=2)
        axes.plot([100 * low, 100 * high], [place, place], "|", color=PALETTE[0], markersize=11, markeredgewidth=2)
        axes.plot(100 * value, place, "o", color=PALETTE[0], markersize=7)
    axes.set_yticks(range(len(rows)), rows)
    axes.set(ylim=(len(rows) - 0.5, -0.5))
    axes.grid(axis="x", color="#DDDDDD")
    axes.set_axisbelow(True)
    return axes


def _ink(ground):
    """Black or white, whichever can be read better on `ground` (3,): WCAG 2's relative luminance, 0 to 1."""
    linear = np.where(ground <= 0.04045, ground / 12.92, ((ground + 0.055) / 1.055) ** 2.4)
    return "black" if linear @ (0.2126, 0.7152, 0.0722) > 0.179 else "white"
