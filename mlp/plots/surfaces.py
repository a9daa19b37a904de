"""Surfaces over the plane as lines of equal height, for the paths that optimisers take down them."""

import numpy as np

RIGHT, TOP = 2.0, 1.5  # the map reaches from -RIGHT to RIGHT and from -TOP to TOP
HEIGHTS = 0.02 * 2.0 ** np.arange(12)  # of the lines: each is twice as high as the one before


def draw_surface(axes, surface):
    """Draw the lines of equal height of a `Surface` into `axes`, x and y to the same scale. Returns the line set."""
    x, y = np.meshgrid(np.linspace(-RIGHT, RIGHT, 161), np.linspace(-TOP, TOP, 121))
    axes.set(xlim=(-RIGHT, RIGHT), ylim=(-TOP, TOP), aspect="equal", xlabel="x", ylabel="y")
    return axes.contour(x, y, surface.height(x, y), levels=HEIGHTS, colors="#B0B0B0", linewidths=0.8, linestyles="-")
