"""Look through images beside what a network says of each: ten probabilities, the true class and the net's choice."""

import ipywidgets
import numpy as np

from mlp.checks import check_count
from mlp.data import CLASS_NAMES
from mlp.evaluation import evaluate
from mlp.network import build_mlp
from mlp.plots import draw_images, new_figure
from mlp.plots.words import chance
from mlp.training.optimizers import SGD
from mlp.training.trainer import Trainer
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.answers import MarkedBars
from mlp.widgets.parts.arguments import given_data, given_network

ALL, MISTAKES = "All images", "Mistakes only"
SEEN_WITHOUT_EYES = (
    "Left, a piece of clothing. Right, ten bars, one for each class, as long as the probability that the network "
    "gives it. Words beside the bars mark the true class and the net's choice."
)


class PredictionBrowser(LivePanel):
    """Browse the validation images with the ten probabilities that a network gives each of them.

    network  a Network from 784 pixels to ten classes; by default one is trained here, for one epoch
    data     a FashionMNIST with validation images, scaled as for the network's training; by default it is loaded
    image    which validation image is shown first, from 1

    The menu "Show" chooses all images, the mistakes, or the images of one true class. The slider "Image" steps
    through what was chosen. Raises ValueError for a network or data that do not fit, and when there is no such image.
    """

    def __init__(self, network=None, data=None, image=1):
        self.data = given_data(data, validation=1)
        self.network = _train_one_epoch(self.data) if network is None else given_network(network)
        self.labels = self.data.validation.labels
        if check_count("image", image) > len(self.labels):
            raise ValueError(f"image is {image}; expected 1 to {len(self.labels)}, a number of a validation image")
        result = evaluate(self.network, self.data.validation)
        self.predictions, self.probabilities = result.predictions, result.probabilities

        self.show = ipywidgets.Dropdown(options=[ALL, MISTAKES, *CLASS_NAMES], description="Show")
        self.image = ipywidgets.IntSlider(value=image, min=1, max=len(self.labels), description="Image")
        self.image.layout.width = "450px"
        self._chosen, self._rows = ALL, np.arange(len(self.labels))
        figure, (left, right) = _new_figure()
        self.picture, self.answer = _draw_picture(left), MarkedBars(right)
        moving = [self.picture, self.answer.bars, self.answer.marks]
        super().__init__([self.show, self.image], figure, moving, alt=SEEN_WITHOUT_EYES)

    def update(self):
        if self.show.value != self._chosen:
            self._choose(self.show.value)
        if len(self._rows) == 0:
            return self._draw_nothing()
        row = self._rows[self.image.value - 1]
        pixels = self.data.to_pixels(self.data.validation.images[row])
        self.picture.set_data(pixels.reshape(28, 28))
        self.answer.show(self.probabilities[row], self.labels[row], self.predictions[row])
        return f"{self._place(row)} {self._verdict(row)}"

    def _choose(self, chosen):
        """Set the slider to the first image of another choice in the menu."""
        if chosen == ALL:
            self._rows = np.arange(len(self.labels))
        elif chosen == MISTAKES:
            self._rows = np.flatnonzero(self.predictions != self.labels)
        else:
            self._rows = np.flatnonzero(self.labels == CLASS_NAMES.index(chosen))
        self._chosen = chosen
        self.image.value = 1
        self.image.max = max(1, len(self._rows))
        self.image.disabled = len(self._rows) == 0

    def _draw_nothing(self):
        self.picture.set_data(np.zeros((28, 28)))
        self.answer.clear()
        if self._chosen == MISTAKES:
            return f"There is nothing to show: the network classifies all {len(self.labels):,} images correctly."
        return f"There is nothing to show: none of the {len(self.labels):,} images is of the class {self._chosen}."

    def _place(self, row):
        place = f"{self.image.value:,} of {len(self._rows):,}"
        if self._chosen == ALL:
            return f"Image {place}."
        kind = "Mistake" if self._chosen == MISTAKES else self._chosen
        return f"{kind} {place}, image {row + 1:,} of all."

    def _verdict(self, row):
        true, choice, probabilities = self.labels[row], self.predictions[row], self.probabilities[row]
        if true == choice:
            return f"Correct: it is {CLASS_NAMES[true]}, to which the network gives {chance(probabilities[true])}."
        return (
            f"Wrong: it is {CLASS_NAMES[true]}, to which the network gives {chance(probabilities[true])}; "
            f"it chooses {CLASS_NAMES[choice]}, with {chance(probabilities[choice])}."
        )


def _new_figure():
    figure, axes = new_figure(1, 2, width=8, height=3.6)
    axes[0, 0].get_gridspec().set_width_ratios([1, 1.9])
    return figure, axes[0]


def _draw_picture(axes):
    draw_images(axes, np.zeros((1, 784)), ["What the network sees"])
    return axes.images[0]


def _train_one_epoch(data):
    network = build_mlp([784, 128, 64, 10], seed=0)
    optimizer = SGD(learning_rate=0.02, momentum=0.9)
    Trainer(network, optimizer, batch_size=128, seed=0, progress=False).fit(data.train, epochs=1)
    return network
