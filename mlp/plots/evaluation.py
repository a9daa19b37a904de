"""What a classifier gets right and wrong: confusion matrices, reliability diagrams, intervals side by side."""

import numpy as np
import seaborn
from matplotlib.colors import LinearSegmentedColormap, ListedColormap

from mlp.evaluation.intervals import wilson_interval
from mlp.plots.heat import write_legibly
from mlp.plots.style import GREY, PALETTE, course_style

MISTAKES = LinearSegmentedColormap.from_list("mistakes", ["white", PALETTE[0]])
RIGHT = ListedColormap(["#E6E6E6"])  # right answers are not the finding, and would outshine the mistakes


@course_style()
def draw_confusion(axes, confusion, names, size=8):
    """Draw a confusion matrix: a number in each cell, and a colour for how many mistakes it holds. Returns `axes`.

    confusion   (classes, classes) counts, rows the true class; a cell without images stays empty
    names       of the classes
    size        of the numbers, in points

    The bluer, the more mistakes; the diagonal, the right answers, is grey. Row and column i lie between i and i + 1.
    Raises ValueError where the matrix is not square or has another size than `names`.
    """
    confusion = np.asarray(confusion)
    classes = len(confusion)
    if confusion.shape != (classes, classes) or len(names) != classes:
        raise ValueError(
            f"confusion has shape {confusion.shape} and there are {len(names)} names; "
            "expected as many rows as columns as names"
        )
    right, empty = np.eye(classes, dtype=bool), confusion == 0
    most = max(1, np.where(right, 0, confusion).max())
    numbers = {"annot": True, "fmt": "d", "annot_kws": {"fontsize": size}, "xticklabels": False, "yticklabels": False}
    look = {"vmin": 0, "vmax": most, "cbar": False, "square": True} | numbers
    for colours, mask in ((MISTAKES, right | empty), (RIGHT, ~right | empty)):
        seaborn.heatmap(confusion, cmap=colours, mask=mask, **look, ax=axes)
    write_legibly(axes)
    places = np.arange(classes) + 0.5
    axes.set_xticks(places, names, rotation=90, fontsize=9)
    axes.set_yticks(places, names, rotation=0, fontsize=9)
    axes.set(xlabel="called", ylabel="true class")
    axes.tick_params(length=0)
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
