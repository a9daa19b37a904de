"""Surfaces over the plane as lines of equal height, and the paths that optimisers take down them."""

import numpy as np

from mlp.plots.style import PALETTE

RIGHT, TOP = 2.0, 1.5  # the map reaches from -RIGHT to RIGHT and from -TOP to TOP
HEIGHTS = 0.02 * 2.0 ** np.arange(12)  # of the lines: each is twice as high as the one before
MARKERS = "osD^v"  # one per path, so that colour is not all that tells them apart


def draw_surface(axes, surface):
    """Draw the lines of equal height of a `Surface` into `axes`, x and y to the same scale. Returns the line set."""
    x, y = np.meshgrid(np.linspace(-RIGHT, RIGHT, 161), np.linspace(-TOP, TOP, 121))
    axes.set(xlim=(-RIGHT, RIGHT), ylim=(-TOP, TOP), aspect="equal", xlabel="x", ylabel="y")
    return axes.contour(x, y, surface.height(x, y), levels=HEIGHTS, colors="#B0B0B0", linewidths=0.8, linestyles="-")


def draw_paths(axes, paths):
    """Draw paths (steps, 2) with a dot per step and a larger mark at the last one that is on record; add a legend.

    paths   a dict, name -> path, at most five
    """
    for number, (name, path) in enumerate(paths.items()):
        color, marker = PALETTE[number], MARKERS[number]
        axes.plot(*path.T, "-", color=color, linewidth=1.2, marker=".", markersize=4)
        last = path[np.isfinite(path).all(axis=1)][-1]
        axes.plot(*last, marker, color=color, markersize=9, markeredgecolor="white", label=name)
    axes.legend(loc="lower right", fontsize=9)
