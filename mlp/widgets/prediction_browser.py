"""Look through images beside what a network says of each: ten probabilities, the true class and the net's choice."""

import ipywidgets
import numpy as np

from mlp.checks import check_count
from mlp.data import CLASS_NAMES, FashionMNIST, load_fashion_mnist
from mlp.evaluation import evaluate
from mlp.network import Network, build_mlp
from mlp.optimizers import SGD
from mlp.plots import PALETTE, draw_images, new_figure
from mlp.trainer import Trainer
from mlp.widgets.base import LivePanel

ALL, MISTAKES = "All images", "Mistakes only"
SEEN_WITHOUT_EYES = (
    "Left, a piece of clothing. Right, ten bars, one for each class, as long as the probability that the network "
    "gives it. Words beside the bars mark the true class and the net's choice."
)


class PredictionBrowser(LivePanel):
    """Browse the validation images with the ten probabilities that a network gives each of them.

    network  a Network from 784 pixels to ten classes; by default one is trained here, for one pass over the data
    data     a FashionMNIST with validation images, scaled as for the network's training; by default it is loaded
    image    which validation image is shown first, from 1

    The menu "Show" chooses all images, the mistakes, or the images of one true class. The slider "Image" steps
    through what was chosen. Raises ValueError for a network or data that do not fit, and when there is no such image.
    """

    def __init__(self, network=None, data=None, image=1):
        self.data = load_fashion_mnist() if data is None else _check_data(data)
        self.network = _train_one_pass(self.data) if network is None else _check_network(network)
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
        self.picture, self.bars, self.marks = _draw_picture(left), _draw_bars(right), _draw_marks(right)
        moving = [self.picture, self.bars, self.marks]
        super().__init__([self.show, self.image], figure, moving, alt=SEEN_WITHOUT_EYES)

    def update(self):
        if self.show.value != self._chosen:
            self._choose(self.show.value)
        if len(self._rows) == 0:
            return self._draw_nothing()
        row = self._rows[self.image.value - 1]
        pixels = self.data.to_pixels(self.data.validation.images[row])
        self.picture.set_data(pixels.reshape(28, 28))
        for bar, probability in zip(self.bars, self.probabilities[row]):
            bar.set_width(probability)
        self._mark(row)
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

    def _mark(self, row):
        """Write beside the bars which class is true and which was chosen: one mark when they are the same."""
        true_mark, choice_mark = self.marks
        true, choice = self.labels[row], self.predictions[row]
        right = true == choice
        _move_beside(true_mark, self.bars[true], "true class, net's choice" if right else "true class")
        _move_beside(choice_mark, self.bars[choice], "" if right else "net's choice")

    def _draw_nothing(self):
        self.picture.set_data(np.zeros((28, 28)))
        for bar in self.bars:
            bar.set_width(0)
        for mark in self.marks:
            mark.set_text("")
        if self._chosen == MISTAKES:
            return f"There is nothing to show: the net names all {len(self.labels):,} images rightly."
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
            return f"Right: it is {CLASS_NAMES[true]}, to which the net gives {_percent(probabilities[true])}."
        return (
            f"Wrong: it is {CLASS_NAMES[true]}, to which the net gives {_percent(probabilities[true])}; "
            f"it chooses {CLASS_NAMES[choice]}, with {_percent(probabilities[choice])}."
        )


def _percent(probability):
    """The probability in words: the ends of the scale are never rounded to 0 or 100 %."""
    if probability > 0.99:
        return "over 99 %"
    return "under 1 %" if probability < 0.01 else f"{100 * probability:.0f} %"


def _new_figure():
    figure, axes = new_figure(1, 2, width=8, height=3.6)
    axes[0, 0].get_gridspec().set_width_ratios([1, 1.9])
    return figure, axes[0]


def _draw_picture(axes):
    draw_images(axes, np.zeros((1, 784)), ["What the net sees"])
    return axes.images[0]


def _draw_bars(axes):
    """Ten bars of length 0, from the first class at the top to the last; the room on the right is for the marks."""
    bars = axes.barh(CLASS_NAMES, np.zeros(len(CLASS_NAMES)), color=PALETTE[0], edgecolor="black", linewidth=0.8)
    axes.invert_yaxis()
    axes.set_xlim(0, 2)
    axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.spines["bottom"].set_bounds(0, 1)
    axes.set_title("What it answers: ten probabilities", fontsize=10, loc="left")
    return list(bars)


def _draw_marks(axes):
    return [axes.text(0, 0, "", va="center", fontsize=10) for _ in ("true class", "net's choice")]


def _move_beside(mark, bar, text):
    """Put the mark at the end of the bar, with its percentage."""
    mark.set_position((bar.get_width() + 0.03, bar.get_y() + bar.get_height() / 2))
    mark.set_text(f"{_percent(bar.get_width())}, {text}" if text else "")


def _train_one_pass(data):
    network = build_mlp([784, 128, 64, 10], seed=0)
    optimizer = SGD(learning_rate=0.02, momentum=0.9)
    Trainer(network, optimizer, batch_size=128, seed=0, progress=False).fit(data.train, epochs=1)
    return network


def _check_data(data):
    if not isinstance(data, FashionMNIST):
        raise ValueError(f"data is a {type(data).__name__}; expected what load_fashion_mnist(...) returns")
    if len(data.validation) == 0:
        raise ValueError("data has no validation images to browse; load it with load_fashion_mnist(validation=5000)")
    return data


def _check_network(network):
    if not isinstance(network, Network):
        raise ValueError(f"network is a {type(network).__name__}; expected a Network, as build_mlp makes it")
    if (network.n_inputs, network.n_classes) != (784, len(CLASS_NAMES)):
        raise ValueError(
            f"network takes {network.n_inputs} numbers and tells {network.n_classes} classes apart; expected 784 "
            "pixels and 10 classes: build_mlp([784, ..., 10])"
        )
    return network
