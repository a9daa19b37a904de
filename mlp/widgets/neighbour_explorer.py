"""A live panel for chapter 12: t-SNE maps of images, at each depth, and who is near whom."""

import ipywidgets
import numpy as np

from mlp.data import CLASS_NAMES
from mlp.inside.tsne import tsne
from mlp.plots import PALETTE, new_figure
from mlp.plots.thumbnails import SIDE, nearest, paste_thumbnails
from mlp.widgets.engine.clicks import PictureClicks
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.answers import hidden_outputs
from mlp.widgets.parts.arguments import given_data, given_network
from mlp.widgets.parts.labels import Labels
from mlp.widgets.parts.mosaic import mosaic, places_of_names

IMAGES, CANVAS, STEPS = 200, 430, 300
PERPLEXITIES = (3, 5, 10, 20, 30, 50)
ROWS, COLUMNS, ABOVE = 3, 3, 9
SEEN_WITHOUT_EYES = (
    "Left, a map of 200 small images, similar ones side by side; those of the chosen image's class are framed, the "
    "chosen one has a thick frame. Right, its nine nearest neighbours on the map, with their classes."
)


class NeighbourExplorer(LivePanel):
    """The first 200 validation images on a t-SNE map, made from their pixels or from what a layer makes of them.

    network  a Network from 784 pixels to ten classes with a hidden layer; by default the course's 784-128-64-10
    data     a FashionMNIST with 200 validation images or more, scaled as for the network's training

    "Outputs" says of what: the pixels, or a hidden layer's outputs. "Perplexity" is about how many neighbours t-SNE
    takes into account. "Image" frames an image, as a click on one does. Raises ValueError for a network or data that do
    not fit.
    """

    lines_of_words = 3

    def __init__(self, network=None, data=None):
        network = given_network(network)
        part = given_data(data, validation=IMAGES)
        self.labels, images = part.validation.labels[:IMAGES], part.validation.images[:IMAGES]
        self.pixels = part.to_pixels(images).clip(0, 255)
        self.rows = [images, *hidden_outputs(network, images)]
        names = [("the pixels", 0), *((f"layer {depth}", depth) for depth in range(1, len(self.rows)))]
        self.depth = ipywidgets.Dropdown(options=names, value=len(self.rows) - 1, description="Outputs")
        self.perplexity = ipywidgets.SelectionSlider(options=PERPLEXITIES, value=30, description="Perplexity")
        self.image = ipywidgets.IntSlider(value=1, min=1, max=IMAGES, description="Image")
        self._maps = {}  # (depth, perplexity) -> canvas, middles, neighbours
        figure, moving = self._draw_figure()
        super().__init__([self.depth, self.perplexity, self.image], figure, moving, alt=SEEN_WITHOUT_EYES)
        self.clicks = PictureClicks()
        self.clicks.observe(lambda change: self.refresh(self.clicks), names="value")
        self.children = [*self.children, self.clicks]

    def _draw_figure(self):
        figure, axes = new_figure(1, 2, width=8, height=4.5)
        self.left, right = axes[0]
        self.left.get_gridspec().set_width_ratios([1.5, 1])
        self.left.set_axis_off()
        self.map = self.left.imshow(np.zeros((CANVAS, CANVAS)), cmap="gray_r", vmin=0, vmax=255)
        frames = {"linestyle": "", "marker": "s", "markerfacecolor": "none", "color": PALETTE[5]}
        (self.same,) = self.left.plot([], [], markersize=11, markeredgewidth=0.8, **frames)
        (self.chosen,) = self.left.plot([], [], markersize=13, markeredgewidth=3, **frames)
        right.set_axis_off()
        right.set_title("Its nine neighbours on the map", fontsize=10)
        blank = mosaic(np.zeros((0, 784)), ROWS, COLUMNS, ABOVE)
        self.near = right.imshow(blank, cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
        self.names = Labels(right, places_of_names(ROWS, COLUMNS, ABOVE), size=8, centred=True)
        return figure, [self.map, self.same, self.chosen, self.near, self.names]

    def update(self):
        """Draw the map and the chosen image's neighbours; say how many of them are of its class, and of all images'."""
        depth, perplexity, row = self.depth.value, self.perplexity.value, self.image.value - 1
        canvas, middles, neighbours = self._map(depth, perplexity)
        label, near = self.labels[row], neighbours[row]
        self.map.set_data(canvas)
        self.same.set_data(*middles[self.labels == label].T)
        self.chosen.set_data(*middles[[row]].T)
        self.near.set_data(mosaic(self.pixels[near], ROWS, COLUMNS, ABOVE))
        self.names.texts = [CLASS_NAMES[other] for other in self.labels[near]]
        alike = (self.labels[neighbours] == self.labels[:, None]).sum(axis=1)
        of = "the pixels" if depth == 0 else f"the outputs of layer {depth}"
        return (
            f"From {of}, perplexity {perplexity}: of its {ROWS * COLUMNS} neighbours on the map, an image shares its "
            f"class with ≈ {alike.mean():.1f} (mean of {IMAGES} images). Image {row + 1}, {CLASS_NAMES[label]}, shares "
            f"it with ≈ {alike[row]}; the mean of its class is ≈ {alike[self.labels == label].mean():.1f}."
        )

    def pressed(self, button):
        """Choose the image that was clicked."""
        if point := self.clicks.point_in(self.left):
            middles = self._map(self.depth.value, self.perplexity.value)[1]
            distances = np.abs(middles - point).max(axis=1)
            if distances.min() <= SIDE:
                self.image.value = int(distances.argmin()) + 1

    def _map(self, depth, perplexity):
        """The map from the outputs at `depth`; it is made when it is asked for first."""
        if (depth, perplexity) not in self._maps:
            points = tsne(self.rows[depth], perplexity=perplexity, steps=STEPS)
            self._maps[depth, perplexity] = *paste_thumbnails(points, self.pixels, CANVAS), nearest(points, 9)
        return self._maps[depth, perplexity]
