"""A live panel for chapter 12: cover a square of an image, move it about, and watch the ten probabilities change."""

import ipywidgets
import numpy as np
from matplotlib.patches import Rectangle

from mlp.data import CLASS_NAMES
from mlp.inside.occlusion import cover, occlusion_map
from mlp.plots import GREY, PALETTE, SEQUENTIAL, draw_images, new_figure
from mlp.plots.words import chance
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.answers import MarkedBars
from mlp.widgets.parts.arguments import given_data, given_network

IMAGES = 200  # so many can be chosen: the first of the validation part
SEEN_WITHOUT_EYES = (
    "Left, an image of which an outlined square is empty. In the middle, a map: for each place of the square, how "
    "probable the true class still is, dark blue for 0 and yellow for 100 percent, with the square's place ringed. "
    "Right, the ten probabilities of the covered image, and behind them, pale, those of the whole one."
)


class OcclusionExplorer(LivePanel):
    """A square that covers part of a validation image, and what the network makes of the rest.

    network  a Network from 784 pixels to ten classes; by default the course's trained 784-128-64-10
    data     a FashionMNIST with validation images, scaled as for the network's training; by default it is loaded

    Under the square the pixels are 0, like the background. "Row" and "Column" place its upper left pixel, counted from
    1; "Size" is its side; "Image" chooses one of the first 200. The map shows each place of the square by its middle.
    Raises ValueError for a network or data that do not fit.
    """

    def __init__(self, network=None, data=None):
        self.network = given_network(network)
        data = given_data(data, validation=1)
        self.images, self.labels = data.validation.images[:IMAGES], data.validation.labels[:IMAGES]
        self.to_pixels, self.fill = data.transform.invert, data.transform.apply(np.zeros(784))
        self.row = _slider("Row", 12, 22)
        self.column = _slider("Column", 12, 22)
        self.size = _slider("Size", 7, 14)
        self.image = _slider("Image", 1, len(self.images))
        self._mapped = None  # image and size to which the map on show belongs
        figure, moving = self._draw_figure()
        controls = [self.row, self.column, self.size, self.image]
        super().__init__(controls, figure, moving, alt=SEEN_WITHOUT_EYES)

    def _draw_figure(self):
        figure, axes = new_figure(1, 3, width=9.5, height=3.4)
        left, middle, right = axes[0]
        left.get_gridspec().set_width_ratios([1, 1, 1.75])
        draw_images(axes[0, :1], np.zeros((1, 784)), ["What the net sees\n"])
        self.picture = left.images[0]
        for place in (left, middle):  # framed, so that it shows how far the square can go
            place.set_axis_on()
            place.set(xlim=(-0.5, 27.5), ylim=(27.5, -0.5), xticks=[], yticks=[], aspect="equal")
            place.spines[:].set(visible=True, color=GREY)
        self.square = left.add_patch(Rectangle((0, 0), 1, 1, fill=False, edgecolor=PALETTE[5], linewidth=2))
        middle.set_title("The true class, for each place\ndark 0 %, yellow 100 %", fontsize=10)
        self.map = middle.imshow(np.zeros((1, 1)), cmap=SEQUENTIAL, vmin=0, vmax=1, interpolation="nearest")
        (self.ring,) = middle.plot([], [], "o", markersize=12, markerfacecolor="none", color="white", markeredgewidth=4)
        (self.dark_ring,) = middle.plot([], [], "o", markersize=12, markerfacecolor="none", color="black")
        self.answer = MarkedBars(right, room=3.0)
        self.whole = list(right.barh(range(10), np.zeros(10), 0.96, color="#CCCCCC", zorder=0.5))
        right.set_title("What it answers; pale: for the whole image", fontsize=10, loc="left")
        bars = [self.answer.bars, self.answer.marks, self.whole]
        return figure, [self.picture, self.square, self.map, self.ring, self.dark_ring, *bars]

    def update(self):
        """Cover the square, draw map and bars; say what the true class keeps, and where it would lose most."""
        size, image = self.size.value, self.images[self.image.value - 1]
        true = int(self.labels[self.image.value - 1])
        if self._mapped != (self.image.value, size):
            self._map(image, true, size)
        row, column = self.row.value - 1, self.column.value - 1
        covered = cover(image, row, column, size, self.fill)
        probabilities = self.network.predict_proba(covered[None])[0]
        choice = int(probabilities.argmax())
        self.picture.set_data(self.to_pixels(covered).reshape(28, 28))
        self.square.set(x=column - 0.5, y=row - 0.5, width=size, height=size)
        for ring in (self.ring, self.dark_ring):
            ring.set_data([column + (size - 1) / 2], [row + (size - 1) / 2])
        self.answer.show(probabilities, true, choice)
        before, after = (chance(values[true]) for values in (self.before, probabilities))
        return (
            f"Image {self.image.value}: {size} x {size} pixels covered at row {row + 1}, column {column + 1} turn "
            f"{before} for {CLASS_NAMES[true]} into {after}; the net says {CLASS_NAMES[choice]}. {self._worst()}"
        )

    def _map(self, image, true, size):
        """Ask for every place of the square, and for the whole image."""
        self._mapped = self.image.value, size
        self.row.max = self.column.max = 29 - size
        self.before = self.network.predict_proba(image[None])[0]
        for bar, probability in zip(self.whole, self.before):
            bar.set_width(probability)
        left, right = size / 2 - 1, 28 - size / 2
        self.map.set(data=occlusion_map(self.network, image, true, self.fill, size), extent=(left, right, right, left))

    def _worst(self):
        kept = np.asarray(self.map.get_array())
        row, column = np.unravel_index(kept.argmin(), kept.shape)
        return f"The lowest, {chance(kept.min())}, is at row {row + 1}, column {column + 1}."


def _slider(name, value, largest):
    layout = ipywidgets.Layout(width="290px")
    return ipywidgets.IntSlider(value=value, min=1, max=largest, description=name, layout=layout)
