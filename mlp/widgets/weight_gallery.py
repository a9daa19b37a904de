"""A live panel for chapter 12: the first layer's weights as images, page by page."""

import ipywidgets
import numpy as np
from matplotlib import colormaps

from mlp.data import CLASS_NAMES
from mlp.inside.units import class_means
from mlp.plots import DIVERGING, new_figure
from mlp.plots.tiles import SIGNED
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.answers import hidden_outputs
from mlp.widgets.parts.arguments import given_data, given_network, weights_of_pixels
from mlp.widgets.parts.labels import Labels
from mlp.widgets.parts.mosaic import mosaic, places_of_names

ROWS, COLUMNS = 5, 10  # images on a page
ABOVE = 10  # pixels above each image, for its unit's number
STORED, NORM, CLASS = "as stored", "by length", "by class"
SEEN_WITHOUT_EYES = (
    "Up to fifty images of 28 x 28 pixels, five rows of ten, each the weights of one unit of the first layer: blue "
    "below zero, white at zero, red above. The unit's number stands above each."
)


class WeightGallery(LivePanel):
    """The weights of every unit of the first layer, fifty at a time.

    network  a Network from 784 pixels to ten classes with a hidden layer; by default the course's 784-500-324-10
    data     a FashionMNIST with validation images of every class, scaled as for the network's training; by default
             it is loaded

    "Order" sorts the units: as stored; by length, the largest sqrt(Σ weight²) first; or by class, which is the one on
    whose validation images a unit's mean output is largest, first by class and within it by that mean. "Page" goes
    through them. With "Own colour scales" the colours reach up to each unit's largest weight, else to that of all.

    Raises ValueError for a network or data that do not fit, and for one of convolutions.
    """

    def __init__(self, network=None, data=None):
        network = given_network(network, "500-324")
        data = given_data(data, validation=1)
        self.weights = weights_of_pixels(network)[0].T  # (units, 784)
        outputs = hidden_outputs(network, data.validation.images)
        self.lengths = np.linalg.norm(self.weights, axis=1)
        self.largest = np.abs(self.weights).max()
        means = class_means(outputs[0], data.validation.labels)
        self.classes, strongest = means.argmax(axis=0), means.max(axis=0)
        self.orders = {
            STORED: np.arange(len(self.weights)),
            NORM: np.argsort(-self.lengths, kind="stable"),
            CLASS: np.lexsort((-strongest, self.classes)),
        }
        self._make_controls()
        figure, moving = self._draw_figure()
        super().__init__([self.order, self.page, self.own_scales], figure, moving, alt=SEEN_WITHOUT_EYES)

    def _make_controls(self):
        pages = -(-len(self.weights) // (ROWS * COLUMNS))
        self.order = ipywidgets.Dropdown(options=list(self.orders), description="Order")
        self.page = ipywidgets.IntSlider(value=1, min=1, max=pages, description="Page")
        self.page.layout.width = "320px"
        self.own_scales = ipywidgets.Checkbox(value=True, description="Own colour scales", indent=False)

    def _draw_figure(self):
        figure, axes = new_figure(width=9, height=5.7)  # three pixels for each weight, and so a small picture
        figure.set_layout_engine("none")
        axes.set_position([0, 0, 1, 1])
        axes.set_axis_off()
        blank = mosaic(np.zeros((0, 784)), ROWS, COLUMNS, ABOVE)
        colours = colormaps[DIVERGING].resampled(SIGNED)  # few, so that a stored picture of so much grain stays small
        self.pictures = axes.imshow(blank, cmap=colours, vmin=-1, vmax=1, interpolation="nearest")
        self.names = Labels(axes, places_of_names(ROWS, COLUMNS, ABOVE), size=8, centred=True)
        return figure, [self.pictures, self.names]

    def update(self):
        """Draw one page; say which units are on it, and what sets them apart."""
        first = (self.page.value - 1) * ROWS * COLUMNS
        units = self.orders[self.order.value][first : first + ROWS * COLUMNS]
        largest = np.abs(self.weights[units]).max(axis=1, keepdims=True) if self.own_scales.value else self.largest
        self.pictures.set_data(mosaic(self.weights[units] / np.maximum(largest, 1e-12), ROWS, COLUMNS, ABOVE))
        self.names.texts = [self._name(unit) for unit in units]
        place = f"Units {first + 1} to {first + len(units)} of {len(self.weights)}, {self.order.value}"
        colours = (
            "each unit's largest weight" if self.own_scales.value else f"{self.largest:.2f}, the largest weight of all"
        )
        return f"{place}: {self._told(units)} Colours reach up to {colours}."

    def _name(self, unit):
        return f"{unit + 1} {CLASS_NAMES[self.classes[unit]]}" if self.order.value == CLASS else f"{unit + 1}"

    def _told(self, units):
        if self.order.value == CLASS:
            counts = np.bincount(self.classes[units], minlength=len(CLASS_NAMES))
            return f"{', '.join(f'{counts[label]} {CLASS_NAMES[label]}' for label in np.flatnonzero(counts))}."
        shortest, longest = self.lengths[units].min(), self.lengths[units].max()
        return f"their lengths run from {shortest:.2f} to {longest:.2f}."
