"""A live panel for chapter 03: three hinges, and the bent line that they add up to; without them nothing bends."""

import ipywidgets
import numpy as np

from mlp.plots import GREY, PALETTE, new_figure
from mlp.plots.words import digits
from mlp.widgets.engine.panel import LivePanel

ACTIVATIONS = {"ReLU": lambda z: np.maximum(z, 0), "identity (none)": lambda z: z, "tanh": np.tanh}
START = ((-2.0, 1.0), (0.0, -2.0), (1.0, 2.0))  # where each unit bends, and the weight of its output
REACH = 4.0


class HingeSum(LivePanel):
    """A network from one number to one number with three hidden units: y = v₁ f(x - c₁) + v₂ f(x - c₂) + v₃ f(x - c₃).

    Controls: the activation f, and for each unit where it bends, c, and the weight v of its output. The picture shows
    the three parts, thin, and their sum, thick.
    """

    def __init__(self):
        self.activation = ipywidgets.Dropdown(options=list(ACTIVATIONS), description="Activation")
        self.places = [_slider(f"c{i}", c, -3, 3) for i, (c, _) in enumerate(START, start=1)]
        self.weights = [_slider(f"v{i}", v, -2, 2) for i, (_, v) in enumerate(START, start=1)]
        self.x = np.linspace(-REACH, REACH, 401)
        figure, axes = new_figure(width=8, height=3.6)
        axes.axhline(0, color=GREY, linewidth=0.8, linestyle="-", zorder=0)
        axes.set(xlim=(-REACH, REACH), ylim=(-6, 6), xlabel="x", ylabel="y", title="Three units, and their sum")
        styles = zip((PALETTE[0], PALETTE[1], PALETTE[3]), ("--", ":", "-."))
        self.parts = [
            axes.plot(self.x, self.x, color=color, linestyle=style, linewidth=1.5, label=f"unit {i}")[0]
            for i, (color, style) in enumerate(styles, start=1)
        ]
        (self.sum,) = axes.plot(self.x, self.x, color="black", linestyle="-", linewidth=3, label="sum")
        axes.legend(loc="upper left", frameon=False, ncols=4)
        controls = [self.activation, *([c, v] for c, v in zip(self.places, self.weights))]
        alt = "Three thin curves over x, one for each hidden unit, and a thick one, their sum."
        super().__init__(controls, figure, [self.parts, self.sum], alt=alt)

    def update(self):
        f = ACTIVATIONS[self.activation.value]
        parts = [v.value * f(self.x - c.value) for c, v in zip(self.places, self.weights)]
        for line, part in zip(self.parts, parts):
            line.set_ydata(part)
        self.sum.set_ydata(np.sum(parts, axis=0))
        return self._words()

    def _words(self):
        units = sorted((c.value, v.value) for c, v in zip(self.places, self.weights))
        total = digits(sum(v for _, v in units))
        if self.activation.value == "ReLU":
            places = ", ".join(digits(c) for c, _ in units)
            slopes = ", ".join(digits(slope) for slope in np.cumsum([0] + [v for _, v in units]))
            return f"Three hinges at {places}: from left to right the sum has the slopes {slopes}."
        if self.activation.value == "tanh":
            steps = ", ".join(f"{digits(2 * v)} at {digits(c)}" for c, v in units)
            return f"Three smooth steps, of {steps}: far out on both sides the sum is flat, and in between it bends."
        at_0 = digits(-sum(c * v for c, v in units))
        return f"No activation: one straight line of slope {total}, through {at_0} at x = 0. It bends nowhere."


def _slider(name, value, low, high):
    return ipywidgets.FloatSlider(value=value, min=low, max=high, step=0.5, description=name, readout_format=".1f")
