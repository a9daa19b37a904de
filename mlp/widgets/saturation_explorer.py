"""A live panel for chapter 03: how much of a real layer is saturated or dead, for real images."""

import math

import ipywidgets
import numpy as np

from mlp.checks import check_count
from mlp.layers import LeakyReLU, ReLU, Sigmoid, Tanh
from mlp.plots import PALETTE, SEQUENTIAL, new_figure
from mlp.plots.saturation import SATURATED
from mlp.plots.words import percent
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.arguments import given_data

UNITS = 128
SHOWN = 100  # images in the map of slopes
KAIMING, XAVIER = math.sqrt(2 / 784), math.sqrt(2 / (784 + UNITS))
WEIGHT_SCALES = (0.001, 0.01, 0.02, XAVIER, KAIMING, 0.1, 0.2, 0.5, 1.0)
NAMED = {XAVIER: "0.047 (Xavier)", KAIMING: "0.051 (Kaiming)"}
LOW, HIGH, WIDTH = -1.0, 5.0, 0.1  # the bars, and one more for everything above
ACTIVATIONS = {"ReLU": (ReLU, 1.0), "leaky ReLU": (LeakyReLU, 1.0), "tanh": (Tanh, 1.0), "sigmoid": (Sigmoid, 0.25)}
SEEN_WITHOUT_EYES = (
    "Left, a histogram of the layer's outputs, with those hatched whose slope is almost or exactly zero. Right, a map "
    "of slopes with one column per unit and one row per image: dark where hardly any gradient passes."
)


class SaturationExplorer(LivePanel):
    """Outputs and slopes of a layer f(X W + b) of 128 units on real images, before any training.

    data    a FashionMNIST; None loads it, standardised
    images  how many of its training images to use; W is (784, 128), drawn with `seed`, and all of b is one number

    Controls: the activation, the standard deviation of W, and b. Left the histogram of the outputs, with the share of
    those where the slope is under 5 % of its largest (for the ReLU: where it is 0). Right the slope of every unit
    (column) for 100 of the images (rows), units sorted by it: a unit that is dark for all images no longer learns.
    Raises ValueError when there are fewer training images than `images`, or it is below 1.
    """

    def __init__(self, data=None, images=500, seed=0):
        data = given_data(data, train=check_count("images", images))
        weight = np.random.default_rng(seed).standard_normal((784, UNITS)).astype(np.float32)
        self.sums = data.train.images[:images] @ weight  # X W for weights of standard deviation 1
        self.activation = ipywidgets.Dropdown(options=list(ACTIVATIONS), value="ReLU", description="Activation")
        self.weight_scale = ipywidgets.SelectionSlider(
            options=[(_name(scale), scale) for scale in WEIGHT_SCALES],
            value=KAIMING,
            description="Standard deviation of the weights",
            layout=ipywidgets.Layout(width="460px"),
        )
        self.bias = ipywidgets.FloatSlider(value=0, min=-12, max=12, step=1, description="Bias", readout_format=".0f")
        figure, moving = self._draw_figure(min(SHOWN, images))
        super().__init__([self.activation, self.weight_scale, self.bias], figure, moving, alt=SEEN_WITHOUT_EYES)

    def _draw_figure(self, rows):
        figure, axes = new_figure(columns=2, width=9, height=3.8)
        histogram, slopes = axes.flat
        histogram.set(
            title="What the layer gives out",
            xlabel=f"output (last bar: everything above {HIGH:g})",
            ylabel="share of the outputs (square-root scale)",
            xlim=(LOW - WIDTH, HIGH + 3 * WIDTH),
        )
        histogram.set_yscale("function", functions=(lambda y: np.sqrt(np.maximum(y, 0)), np.square))
        histogram.set(ylim=(0, 1.1), yticks=(0, 0.01, 0.05, 0.1, 0.25, 0.5, 1))
        self.edges = np.linspace(LOW, HIGH + WIDTH, round((HIGH - LOW) / WIDTH) + 2)
        empty = np.zeros(len(self.edges) - 1)
        self.all = histogram.stairs(
            empty, self.edges, fill=True, color=PALETTE[0], label="slope at least 5 % of its largest"
        )
        self.flat = histogram.stairs(
            empty, self.edges, fill=True, facecolor=PALETTE[1], edgecolor="black", hatch="///", label="less, or none"
        )
        histogram.legend(loc="upper right", frameon=False)
        slopes.set(title="Slope of each unit (column) for each image (row)", xlabel="units, sorted", ylabel="images")
        self.map = slopes.imshow(
            np.zeros((rows, UNITS)), cmap=SEQUENTIAL, vmin=0, vmax=1, aspect="auto", interpolation="nearest"
        )
        figure.colorbar(self.map, ax=slopes, label="slope / largest slope")
        return figure, [self.all, self.flat, self.map]

    def update(self):
        """Redraw histogram and map; say how many outputs are saturated and how many units are dead."""
        layer_class, largest = ACTIVATIONS[self.activation.value]
        layer = layer_class()
        outputs = layer.forward(self.weight_scale.value * self.sums + np.float32(self.bias.value))
        slopes = layer.backward(np.ones_like(outputs)) / largest
        is_flat = slopes < SATURATED
        bins = np.ceil((outputs - LOW) / WIDTH - 1e-3).astype(int) - 1  # a bar holds its upper edge: 0 lies left of 0
        bins = bins.clip(0, len(self.edges) - 2)
        for stairs, chosen in ((self.all, bins.ravel()), (self.flat, bins[is_flat])):
            stairs.set_data(np.bincount(chosen, minlength=len(self.edges) - 1) / bins.size)
        order = np.argsort(slopes.mean(axis=0), kind="stable")
        self.map.set_data(slopes[: len(self.map.get_array()), order])
        return (
            f"{self.activation.value}, weights of standard deviation {_name(self.weight_scale.value)}, bias "
            f"{self.bias.value:g}: {self._count(is_flat)} On average {percent(slopes.mean())} of the largest slope is "
            "left."
        )

    def _count(self, is_flat):
        share, units, images = percent(is_flat.mean()), int(is_flat.all(axis=0).sum()), len(is_flat)
        if self.activation.value == "ReLU":
            return f"{share} of the outputs are 0; {units} of the {UNITS} units are dead, off for all {images} images."
        if self.activation.value == "leaky ReLU":
            return (
                f"{share} of the outputs are negative, where the slope is 0.01; {units} of the {UNITS} units are so "
                f"for all {images} images, and none is dead."
            )
        return f"{share} of the outputs are saturated; {units} of the {UNITS} units are so for all {images} images."


def _name(weight_scale):
    return NAMED.get(weight_scale, f"{weight_scale:g}")
