"""Where an activation is flat: what counts as saturated in the whole course, and a picture of it."""

import math

import numpy as np

from mlp.plots.show import show_figure
from mlp.plots.style import PALETTE, new_figure
from mlp.plots.words import digits

SATURATED = 0.05  # an activation is called saturated where its slope is under this share of its largest
EDGE = math.atanh(math.sqrt(1 - SATURATED))  # tanh's slope, 1 - tanh², is under that share of 1 beyond ±EDGE
FLAT = {  # the function; it is saturated up to the first number and from the second one on; what that is called
    "tanh": (np.tanh, -EDGE, EDGE, "saturated"),
    "sigmoid": (lambda y: (1 + np.tanh(y / 2)) / 2, -2 * EDGE, 2 * EDGE, "saturated"),
    "ReLU": (lambda y: np.maximum(y, 0), 0.0, math.inf, "switched off"),
}
LIMIT = 6.0


def draw_activations():
    """Show tanh, sigmoid and ReLU side by side, shaded where each is flat."""
    figure, axes = new_figure(1, 3, width=9, height=2.9)
    y = np.linspace(-LIMIT, LIMIT, 241)
    told = []
    for place, (name, (function, low, high, word)) in zip(axes[0], FLAT.items()):
        place.axvspan(-LIMIT, low, color="#DDDDDD", zorder=0)
        place.axvspan(min(high, LIMIT), LIMIT, color="#DDDDDD", zorder=0)
        place.plot(y, function(y), color=PALETTE[0], linewidth=2)
        place.set(
            title=f"{name}: {word}, shaded",
            xlabel="output y of a linear layer",
            xlim=(-LIMIT, LIMIT),
            xticks=(-6, -3, 0, 3, 6),
        )
        beyond = f"beyond ±{digits(high)}" if math.isfinite(high) else f"up to {low:g}"
        told.append(f"{name} is {word} {beyond}")
    axes[0, 0].set_ylabel("f(y)")
    show_figure(
        figure,
        alt="Three curves. tanh rises from minus 1 to 1 and is flat on both sides; the sigmoid rises from 0 to 1 and "
        "is flat farther out; the ReLU is 0 on the left and rises in a straight line on the right.",
        words=f"{', '.join(told)}.",
    )
