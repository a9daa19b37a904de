"""A live panel for chapter 12: one hidden unit at a time, its weights, what excites it, and for which classes."""

import ipywidgets
import numpy as np
from matplotlib.collections import PolyCollection

from mlp.data import CLASS_NAMES
from mlp.plots import DIVERGING, GREY, PALETTE, new_figure
from mlp.plots.words import percent
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.answers import hidden_outputs
from mlp.widgets.parts.arguments import given_data, given_network, weights_of_pixels
from mlp.widgets.parts.labels import Labels
from mlp.widgets.parts.mosaic import mosaic, places_of_names

TOP_ROWS, TOP_COLUMNS, ABOVE = 3, 3, 9  # of the images that excite a unit most, and the room for a name above each
BINS = 24
MOSTLY = 0.9  # the share of a unit's images that are of one class, or of all images that it fires for, to be called so
SEEN_WITHOUT_EYES = (
    "Left, a unit's weights as an image of 28 x 28 pixels, blue below zero and red above. In the middle, the nine "
    "images that excite it most, with their classes. Right, for each class a histogram of the unit's outputs above "
    "zero, and the share of the class's images for which it fires."
)


class NeuronBrowser(LivePanel):
    """Every hidden unit of a network, on the validation images.

    network  a Network from 784 pixels to ten classes with a hidden layer; by default the course's 784-128-64-10
    data     a FashionMNIST with validation images, scaled as for the network's training; by default it is loaded

    "Hidden layer" and "Unit" choose. A unit fires for an image when its output is above zero; it is dead when that
    is exactly zero for all. A unit of the first layer has a weight for each pixel. For a deeper one the picture shows
    the product of its weights with those of the layers before it, as if there were no activations between: which pixels
    really act on it, and how, differs from image to image.

    Raises ValueError for a network or data that do not fit, and for one of convolutions.
    """

    def __init__(self, network=None, data=None):
        network = given_network(network)
        self.weights = _multiplied_out(weights_of_pixels(network))
        data = given_data(data, validation=1)
        self.labels, self.pixels = data.validation.labels, data.to_pixels(data.validation.images)
        self.supports = np.bincount(self.labels, minlength=len(CLASS_NAMES)).clip(min=1)
        self.outputs = hidden_outputs(network, data.validation.images)
        layers = [(f"{i + 1}, with {output.shape[1]} units", i) for i, output in enumerate(self.outputs)]
        self.layer = ipywidgets.Dropdown(options=layers, value=0, description="Hidden layer")
        self.unit = ipywidgets.IntSlider(value=1, min=1, max=self.outputs[0].shape[1], description="Unit")
        self.unit.layout.width = "420px"
        self._shown = 0
        figure, axes = new_figure(1, 3, width=9.5, height=3.7)
        axes[0, 0].get_gridspec().set_width_ratios([1, 1.05, 1.25])
        moving = [*self._draw_weights(axes[0, 0]), *self._draw_top(axes[0, 1]), *self._draw_classes(axes[0, 2])]
        super().__init__([self.layer, self.unit], figure, moving, alt=SEEN_WITHOUT_EYES)

    def _draw_weights(self, axes):
        axes.set(xticks=[], yticks=[])
        self.picture = axes.imshow(np.zeros((28, 28)), cmap=DIVERGING, vmin=-1, vmax=1, interpolation="nearest")
        self.scale = axes.text(0.5, -0.05, "", transform=axes.transAxes, ha="center", va="top", fontsize=9)
        axes.spines[:].set(visible=True, color=GREY)
        self.name = axes.set_title("Its weights\n", fontsize=10)  # room for two lines
        return self.picture, self.scale, self.name

    def _draw_top(self, axes):
        axes.set_axis_off()
        axes.set_title("What excites it most", fontsize=10)
        blank = mosaic(np.zeros((0, 784)), TOP_ROWS, TOP_COLUMNS, ABOVE)
        self.top = axes.imshow(blank, cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
        self.top_names = Labels(axes, places_of_names(TOP_ROWS, TOP_COLUMNS, ABOVE), size=8, centred=True)
        return self.top, self.top_names

    def _draw_classes(self, axes):
        axes.set_yticks(np.arange(10), CLASS_NAMES)
        axes.set(xlim=(0, 1.4), ylim=(9.3, -1.2), xticks=(0, 0.5, 1), xlabel="output above 0 / its largest")
        axes.spines["bottom"].set_bounds(0, 1)
        axes.hlines(np.arange(10), 0, 1, color="#DDDDDD", linewidth=0.8)
        axes.set_title("Its output, class by class", fontsize=10, loc="left")
        axes.text(1.04, -0.75, "fires for", fontsize=9, va="center")
        self.ridges = PolyCollection([], facecolor=PALETTE[4], edgecolor=PALETTE[0])
        axes.add_collection(self.ridges, autolim=False)
        self.rates = Labels(axes, [(1.03, place) for place in range(10)])
        return self.ridges, self.rates

    def update(self):
        """Draw one unit's weights, images and outputs; say when it fires."""
        layer = self.layer.value
        if layer != self._shown:
            self._shown = layer
            self.unit.value = 1
            self.unit.max = self.outputs[layer].shape[1]
        unit = self.unit.value - 1
        self._show_weights(layer, self.weights[layer][:, unit])
        outputs = self.outputs[layer][:, unit]
        self._show_top(outputs)
        rates = self._show_classes(outputs)
        place = f"Layer {layer + 1}, unit {unit + 1} of {self.unit.max}"
        return f"{place}: {self._told(outputs, rates)}{' Left, all weights up to it, multiplied.' * (layer > 0)}"

    def _show_weights(self, layer, weights):
        largest = np.abs(weights).max()
        self.picture.set_data((weights / max(largest, 1e-12)).reshape(28, 28))
        self.scale.set_text(f"blue -{largest:.2g}, white 0, red +{largest:.2g}")
        matrices = "·".join(f"W{number + 1}" for number in range(layer + 1))
        self.name.set_text(f"{matrices}, as if nothing\nstood between the layers" if layer else "Its weights\n")

    def _show_top(self, outputs):
        """Draw the images with the largest outputs above zero, and name their classes."""
        rows = np.argsort(-outputs, kind="stable")[: TOP_ROWS * TOP_COLUMNS]
        rows = rows[outputs[rows] > 0]
        self.top.set_data(mosaic(self.pixels[rows], TOP_ROWS, TOP_COLUMNS, ABOVE))
        self.top_names.texts = [CLASS_NAMES[label] for label in self.labels[rows]]

    def _show_classes(self, outputs):
        """Draw a histogram for each class, and for what share of it the unit fires; return these shares, (10,)."""
        largest = max(outputs.max(), 1e-12)
        fires = outputs > 0
        bins = np.minimum((BINS * outputs[fires] / largest).astype(int), BINS - 1)
        counts = np.bincount(self.labels[fires] * BINS + bins, minlength=10 * BINS).reshape(10, BINS)
        rates = counts.sum(axis=1) / self.supports
        heights = counts / self.supports[:, None]
        heights *= 0.85 / max(heights.max(), 1e-12)
        edges = np.repeat(np.linspace(0, 1, BINS + 1), 2)  # each edge is a step: up to it, and from it
        outlines = (place - np.concatenate([[0], np.repeat(row, 2), [0]]) for place, row in enumerate(heights))
        self.ridges.set_verts([np.column_stack([edges, outline]) for outline in outlines])
        self.rates.texts = [percent(rate) for rate in rates]
        return rates

    def _told(self, outputs, rates):
        fires = outputs > 0
        if not fires.any() and outputs.any():  # as a tanh or a leaky ReLU may be
            return f"its output is below 0 for all of the {len(outputs):,} validation images."
        if not fires.any():
            return f"it is dead. It fires for none of the {len(outputs):,} validation images, so nothing excites it."
        told = f"it fires for {percent(fires.mean())} of {len(outputs):,} images, at most with {outputs.max():.1f}"
        counts = np.bincount(self.labels[fires], minlength=len(CLASS_NAMES))
        best = CLASS_NAMES[counts.argmax()]
        if counts.max() >= MOSTLY * counts.sum():
            return f"{told}. {counts.max():,} of these {counts.sum():,} are {best}: it fires for one class."
        if fires.mean() >= MOSTLY:
            return f"{told}: it is hardly ever off, and so acts nearly like a linear unit."
        often = [CLASS_NAMES[label] for label in np.flatnonzero(rates > 0.5)]
        if not often:
            return f"{told}; for none of the classes in more than half of its images, and most often for {best}."
        return f"{told}; for more than half of the images of {_listed(often)}."


def _listed(names):
    """In words: all of up to four names, else how many there are."""
    if len(names) > 4:
        return f"{len(names)} classes"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _multiplied_out(weights):
    """For each hidden layer, the product of all weights up to it: a list of (784, units)."""
    products = []
    for weight in weights:
        products.append(products[-1] @ weight if products else weight)
    return products[:-1]
