"""A live panel for chapter 01: what a scaling of the pixels does to the outputs of a network's first layer."""

import math

import ipywidgets
import numpy as np
from matplotlib.patches import Rectangle

from mlp.checks import check_count
from mlp.data import SCALINGS, fit_scaling
from mlp.plots import PALETTE, new_figure
from mlp.plots.saturation import FLAT
from mlp.plots.words import digits, percent
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.arguments import given_data

UNITS = 128
KAIMING = math.sqrt(2 / 784)
WEIGHT_SCALES = (0.0003, 0.001, 0.003, 0.01, 0.03, KAIMING, 0.1, 0.3)
LIMIT, WIDTH = 6.0, 0.25  # the bars from -6 to 6 are 0.25 wide, and one more at each end holds what lies beyond
SEEN_WITHOUT_EYES = (
    "Histogram of the first layer's outputs from minus 6 to 6 under the curve of the activation, with the range shaded "
    "in which the activation is saturated."
)

AT_ONCE = 5000  # images


class ScalingExplorer(LivePanel):
    """Histogram of the first layer's outputs Y = X W on real images, before any training.

    data    a FashionMNIST, scaled in any way; None loads it. The scalings learn from its training part
    images  how many of its training images to show; W is (784, 128), drawn with `seed`

    Controls: the scaling of X, the standard deviation of W, and the activation that the outputs go into. Shaded is
    where the activation is saturated, as `mlp.plots.saturation` says, or for the ReLU where it is switched off.
    Raises ValueError when there are fewer training images than `images`, or it is below 1.
    """

    def __init__(self, data=None, images=500, seed=0):
        data = given_data(data, train=check_count("images", images))
        self.outputs = _outputs(data, images, np.random.default_rng(seed))
        self.scaling = ipywidgets.Dropdown(options=SCALINGS, value="raw", description="Scaling")
        self.weight_scale = ipywidgets.SelectionSlider(
            options=[(_name(scale), scale) for scale in WEIGHT_SCALES],
            value=0.01,
            description="Standard deviation of the weights",
            layout=ipywidgets.Layout(width="470px", margin="2px 16px"),
        )
        self.activation = ipywidgets.Dropdown(options=list(FLAT), description="Activation")
        controls = [self.scaling, self.weight_scale, self.activation]
        figure, moving = self._draw_figure()
        super().__init__(controls, figure, moving, alt=SEEN_WITHOUT_EYES)

    def _draw_figure(self):
        figure, axes = new_figure(height=3.6)
        right = LIMIT + 2 * WIDTH
        axes.set(
            title="Where the first layer's outputs fall on the activation's curve",
            xlabel="output y of the first layer (hatched: everything beyond ±6)",
            ylabel="outputs (tallest bar: 1)",
            xlim=(-right, right),
            ylim=(0, 1.2),
        )
        grey = {"color": "#DDDDDD", "zorder": 0, "transform": axes.get_xaxis_transform()}
        self.shades = [axes.add_patch(Rectangle((-right, 0), 0, 1, **grey)) for _ in range(2)]
        edges = np.linspace(-LIMIT, LIMIT, round(2 * LIMIT / WIDTH) + 1)
        self.histogram = axes.stairs(np.zeros(len(edges) - 1), edges, fill=True, color=PALETTE[0])
        self.beyond = axes.bar([-LIMIT, LIMIT], [0, 0], [-WIDTH, WIDTH], align="edge", color=PALETTE[1], hatch="///")
        self.label = axes.text(0.01, 0.93, "", transform=axes.transAxes)
        curve_axes = axes.twinx()
        curve_axes.set(ylabel="activation f(y)", ylim=(-1.2, 1.5), yticks=(-1, 0, 1))
        curve_axes.spines["right"].set_visible(True)
        self.grid = np.linspace(-right, right, 200)
        (self.curve,) = curve_axes.plot(self.grid, np.zeros_like(self.grid), color=PALETTE[2], linewidth=2)
        return figure, [self.shades, self.histogram, self.beyond, self.label, self.curve]

    def update(self):
        """Move bars, curve and shading; say the mean, the standard deviation and how much is saturated."""
        y = self.weight_scale.value * self.outputs[self.scaling.value]
        function, low, high, saturated = FLAT[self.activation.value]
        self._move_bars(y)
        self.curve.set_ydata(function(self.grid))
        left, right = self.grid[0], self.grid[-1]
        for shade, (start, stop) in zip(self.shades, [(left, low), (min(high, right), right)], strict=True):
            shade.set(x=start, width=stop - start)
        is_saturated = (y <= low) | (y >= high)
        share, stuck = percent(is_saturated.mean()), (is_saturated.mean(axis=0) > 0.9).sum()
        self.label.set_text(f"shaded: {saturated}, {share} of the outputs")
        return (
            f"Scaling {self.scaling.value}, weights of standard deviation {_name(self.weight_scale.value)}: the first "
            f"layer's outputs have mean {digits(y.mean())} and standard deviation {digits(y.std())}. "
            f"{self.activation.value} is {saturated} for {share} of them; "
            f"of the {UNITS} units, {stuck} are {saturated} for more than nine images in ten."
        )

    def _move_bars(self, y):
        bars, last = len(self.histogram.get_data().values) + 2, LIMIT + WIDTH
        counts, _ = np.histogram(np.clip(y, -last, last), bins=bars, range=(-last, last))
        heights = counts / counts.max()
        self.histogram.set_data(heights[1:-1])
        for bar, height in zip(self.beyond, heights[[0, -1]], strict=True):
            bar.set_height(height)


def _outputs(data, images, rng):
    """For each scaling the outputs X W, (images, UNITS) float32, with W of standard deviation 1."""
    train = data.train.images
    pixels = np.empty(train.shape, np.uint8)
    for i in range(0, len(train), AT_ONCE):  # a part at a time: the whole would take 340 MB
        pixels[i : i + AT_ONCE] = np.rint(data.to_pixels(train[i : i + AT_ONCE]))
    weight = rng.standard_normal((784, UNITS)).astype(np.float32)
    return {name: fit_scaling(name, pixels).apply(pixels[:images]) @ weight for name in SCALINGS}


def _name(weight_scale):
    return "0.051 (Kaiming)" if weight_scale == KAIMING else f"{weight_scale:g}"
