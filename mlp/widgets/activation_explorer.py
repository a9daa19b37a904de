"""A live panel for chapter 03: an activation's curve and slope at one input, and the gradient that passes."""

import ipywidgets
import numpy as np

from mlp.checks import check_choice
from mlp.layers import LeakyReLU, ReLU, Sigmoid, Tanh
from mlp.plots import GREY, PALETTE, new_figure
from mlp.plots.saturation import SATURATED
from mlp.plots.words import digits, percent
from mlp.widgets.engine.panel import LivePanel

LAYERS = {"ReLU": ReLU, "tanh": Tanh, "sigmoid": Sigmoid, "leaky ReLU": LeakyReLU}
STEEPEST = {"ReLU": 1.0, "tanh": 1.0, "sigmoid": 0.25, "leaky ReLU": 1.0}  # the largest slope of each
LIMIT = 5.0  # x goes from -LIMIT to LIMIT
SEEN_WITHOUT_EYES = (
    "Three charts. Left, the activation's curve with a point at x and its tangent there. Middle, the slope of the "
    "curve with the same point. Right, two bars: the gradient dY that arrives, and dX that passes on."
)


class ActivationExplorer(LivePanel):
    """One number x through one activation: the curve with its tangent, the slope, and what becomes of the gradient.

    activation   where the menu starts: "ReLU", "leaky ReLU", "tanh" or "sigmoid"

    Controls: the activation, x, the gradient dY that arrives from behind, and the leaky ReLU's slope on the negative
    side (moving it chooses the leaky ReLU). All numbers come from the package's own layers: f(x) from `forward`, and
    dX = dY f'(x) from `backward`. Raises ValueError for another activation.
    """

    def __init__(self, activation="ReLU"):
        check_choice("activation", activation, LAYERS)
        self.activation = ipywidgets.Dropdown(options=list(LAYERS), value=activation, description="Activation")
        self.x = _slider("x", 1.5, -LIMIT, LIMIT, 0.25)
        self.d_output = _slider("dY, the gradient that arrives", 1.0, -2, 2, 0.25)
        self.slope = _slider("Slope of the leaky ReLU", 0.1, 0, 0.5, 0.05)
        self.slope.observe(lambda change: setattr(self.activation, "value", "leaky ReLU"), names="value")
        controls = [self.activation, self.x, self.d_output, self.slope]
        self.grid = np.linspace(-LIMIT, LIMIT, 401)
        figure, moving = self._draw_figure()
        super().__init__(controls, figure, moving, alt=SEEN_WITHOUT_EYES)

    def _draw_figure(self):
        figure, (curve, slope, bars) = _three_axes()
        lines = [
            axes.plot(self.grid, np.zeros_like(self.grid), color=PALETTE[0], linestyle="-", linewidth=2)[0]
            for axes in (curve, slope)
        ]
        (self.tangent,) = curve.plot([0, 0], [0, 0], color=PALETTE[1], linestyle="-", linewidth=4, alpha=0.8)
        self.points = [axes.plot([0], [0], "o", color=PALETTE[5], markersize=9)[0] for axes in (curve, slope)]
        self.drops = [axes.plot([0, 0], [0, 0], color=PALETTE[5], linestyle=":")[0] for axes in (curve, slope)]
        self.curve, self.slopes = lines
        self.bars = bars.bar([0, 1], [0, 0], width=0.6, color=[GREY, PALETTE[5]], hatch=["", "//"])
        self.labels = [bars.text(place, 0, "", ha="center", va="center", fontsize=11) for place in (0, 1)]
        return figure, [lines, self.tangent, self.points, self.drops, self.bars, self.labels]

    def update(self):
        """Move curves, points, tangent and bars; say the numbers, and whether the gradient passes."""
        name, x, d_output = self.activation.value, self.x.value, self.d_output.value
        for line, heights in zip((self.curve, self.slopes), self._forward_and_slope(self.grid), strict=True):
            line.set_ydata(heights)
        (y,), (slope,) = self._forward_and_slope(np.array([x]))
        self.tangent.set_data([x - 1, x + 1], [y - slope, y + slope])
        for point, drop, height in zip(self.points, self.drops, (y, slope), strict=True):
            point.set_data([x], [height])
            drop.set_data([x, x], [0, height])
        passed = d_output * slope
        for bar, label, value in zip(self.bars, self.labels, (d_output, passed), strict=True):
            bar.set_height(value)
            label.set_text(digits(value, 3))
            label.set_y(value + (0.18 if value >= 0 else -0.18))
        shown = f"leaky ReLU of slope {self.slope.value:g}" if name == "leaky ReLU" else name
        return (
            f"{shown} at x = {x:g}: f(x) = {digits(y, 3)} and the slope f'(x) = {digits(slope, 3)}. The gradient dY = "
            f"{d_output:g} arrives, dX = dY · f'(x) = {digits(passed, 3)} passes on. {self._what_passes(x, slope)}"
        )

    def _forward_and_slope(self, x):
        """f(x) and f'(x) for x of shape (numbers,), by the package's layer."""
        name = self.activation.value
        layer = LeakyReLU(self.slope.value) if name == "leaky ReLU" else LAYERS[name]()
        output = layer.forward(x[None])
        return output[0], layer.backward(np.ones_like(output))[0]

    def _what_passes(self, x, slope):
        name, largest = self.activation.value, STEEPEST[self.activation.value]
        if name == "ReLU":
            return "The unit is on: all of it passes." if x > 0 else "The unit is off: nothing passes."
        if name == "leaky ReLU":
            return "The positive side: all of it passes." if x > 0 else f"The negative side: {percent(slope)} passes."
        share = f"The slope is {percent(slope / largest)} of its largest, {largest:g}"
        return f"{share}: saturated." if slope < SATURATED * largest else f"{share}."


def _three_axes():
    figure, axes = new_figure(columns=3, width=9, height=3.4)
    curve, slope, bars = axes.flat
    for one in (curve, slope):
        one.set(xlabel="x", xlim=(-LIMIT, LIMIT))
        one.axvline(0, color="#BBBBBB", linewidth=1, zorder=0)
        one.axhline(0, color="#BBBBBB", linewidth=1, zorder=0)
    curve.set(title="f(x), and its tangent", ylim=(-1.5, LIMIT + 0.2))
    slope.set(title="f'(x): the factor backwards", ylim=(-0.08, 1.15))
    bars.set(title="What becomes of the gradient", xlim=(-0.6, 1.6), ylim=(-2.5, 2.5))
    bars.set_xticks([0, 1], ["dY arrives", "dX passes on"])
    bars.axhline(0, color="#BBBBBB", linewidth=1, zorder=0)
    return figure, (curve, slope, bars)


def _slider(label, value, low, high, step):
    layout = ipywidgets.Layout(width="420px")
    return ipywidgets.FloatSlider(value=value, min=low, max=high, step=step, description=label, layout=layout)
