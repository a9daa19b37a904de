"""A live panel for chapter 11: choose a cell of the confusion matrix and look through the images in it."""

import ipywidgets
import numpy as np
from matplotlib.patches import Rectangle

from mlp.data import CLASS_NAMES
from mlp.evaluation import evaluate
from mlp.plots import PALETTE, draw_images, new_figure
from mlp.plots.evaluation import draw_confusion
from mlp.plots.words import chance, percent
from mlp.widgets.engine.clicks import PictureClicks
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.answers import MarkedBars
from mlp.widgets.parts.arguments import given_data, given_network

SEEN_WITHOUT_EYES = (
    "Left, the confusion matrix of the test images, a row for each true class and a column for what they are called, "
    "with one cell ringed. Right, an image from that cell, and ten bars as long as the probabilities that the net "
    "gives it; words beside the bars mark the true class and the net's choice."
)


class MistakesExplorer(LivePanel):
    """The test images' confusion matrix, and the images behind each of its cells.

    network  a Network from 784 pixels to ten classes; by default the course's trained 784-128-64-10
    data     a FashionMNIST with test images, scaled as for the network's training; by default it is loaded

    "True class" and "Called" choose a cell, as does a click on it; "Image" steps through its images, those first of
    which the net is surest.
    The button goes to the cell with the most mistakes; when it is in one, to that with the next most. Raises
    ValueError for a network or data that do not fit.
    """

    def __init__(self, network=None, data=None):
        network = given_network(network)
        data = given_data(data, test=1)
        self.test, self.to_pixels = data.test, data.transform.invert
        self.result = evaluate(network, self.test)
        self.ranking = _rank_mistakes(self.result.confusion)
        true, called = self.ranking[0] if self.ranking else (0, 0)
        names = [(name, number) for number, name in enumerate(CLASS_NAMES)]
        self.true = ipywidgets.Dropdown(options=names, value=true, description="True class")
        self.called = ipywidgets.Dropdown(options=names, value=called, description="Called")
        self.image = ipywidgets.IntSlider(value=1, min=1, max=1, description="Image")
        self.image.layout.width = "420px"
        self.next = ipywidgets.Button(description="Next most frequent mistake", disabled=not self.ranking)
        self.next.layout.width = "auto"
        self._cell, self._rows = None, []
        figure, moving = self._draw_figure()
        super().__init__([self.true, self.called, self.next, self.image], figure, moving, alt=SEEN_WITHOUT_EYES)
        self.clicks = PictureClicks()
        self.clicks.observe(lambda change: self.refresh(self.clicks), names="value")
        self.children = [*self.children, self.clicks]

    def _draw_figure(self):
        figure, axes = new_figure(2, 2, width=9.5, height=4.6)
        grid = axes[0, 0].get_gridspec()
        grid.set_width_ratios([1.05, 1])
        grid.set_height_ratios([1, 1.6])
        for place in axes[:, 0]:
            place.remove()
        left = self.matrix = figure.add_subplot(grid[:, 0])
        draw_confusion(left, self.result.confusion, CLASS_NAMES, size=9)
        left.set_title(f"{len(self.test):,} test images, {percent(self.result.accuracy, 1)} of them right", fontsize=11)
        self.ring = left.add_patch(Rectangle((0, 0), 1, 1, fill=False, edgecolor=PALETTE[5], linewidth=3))
        draw_images(axes[0, 1], np.zeros((1, 784)), ["The image"])
        self.picture, self.answer = axes[0, 1].images[0], MarkedBars(axes[1, 1], room=3.0)
        return figure, [self.ring, self.picture, self.answer.bars, self.answer.marks]

    def update(self):
        """Ring the chosen cell, show the chosen image of it; say how many it holds and how sure the net is."""
        true, called = self.true.value, self.called.value
        if self._cell != (true, called):
            self._choose(true, called)
        if len(self._rows) == 0:
            self.picture.set_data(np.zeros((28, 28)))
            self.answer.clear()
            return f"There is nothing to show: no {CLASS_NAMES[true]} is called {CLASS_NAMES[called]}."
        row = self._rows[self.image.value - 1]
        probabilities = self.result.probabilities[row]
        self.picture.set_data(self.to_pixels(self.test.images[row]).reshape(28, 28))
        self.answer.show(probabilities, true, called)
        return f"{self._count(true, called)} {self._verdict(probabilities, true, called)}"

    def pressed(self, button):
        """Go to the clicked cell. The button: to the ranking's next one, or to its first from one that is not in it."""
        if button is self.clicks:
            if point := self.clicks.point_in(self.matrix):
                self.called.value, self.true.value = (min(int(place), len(CLASS_NAMES) - 1) for place in point)
            return
        cell = self.true.value, self.called.value
        place = self.ranking.index(cell) + 1 if cell in self.ranking else 0
        self.true.value, self.called.value = self.ranking[place % len(self.ranking)]

    def _choose(self, true, called):
        """Ring another cell, and set the slider to the first of its images."""
        self._cell = true, called
        rows = np.flatnonzero((self.test.labels == true) & (self.result.predictions == called))
        self._rows = rows[np.argsort(-self.result.probabilities[rows, called], kind="stable")]
        self.ring.set_xy((called, true))
        self.image.value = 1
        self.image.max = max(1, len(rows))
        self.image.disabled = len(rows) == 0

    def _count(self, true, called):
        count, total = len(self._rows), int(self.result.confusion[true].sum())
        words = "rightly " if true == called else ""
        return f"Of {total:,} {CLASS_NAMES[true]} images {count:,} {_are(count)} {words}called {CLASS_NAMES[called]}."

    def _verdict(self, probabilities, true, called):
        place = f"Image {self.image.value:,} of {len(self._rows):,}, the surest first"
        sure = f"the net gives {CLASS_NAMES[called]} {chance(probabilities[called])}"
        if true == called:
            return f"{place}: {sure}."
        return f"{place}: {sure}, and what it is, {CLASS_NAMES[true]}, {chance(probabilities[true])}."


def _rank_mistakes(confusion):
    """The cells (true, called) off the diagonal that hold any image, those with the most first."""
    mistakes = confusion * (1 - np.eye(len(confusion), dtype=int))
    order = np.argsort(-mistakes, axis=None, kind="stable")[: np.count_nonzero(mistakes)]
    return [(int(place) // len(confusion), int(place) % len(confusion)) for place in order]


def _are(count):
    return "is" if count == 1 else "are"
