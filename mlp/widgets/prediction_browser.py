"""Look through images beside what a network says about each: ten probabilities, the true class and the choice."""

import ipywidgets
import numpy as np

from mlp.checks import check_count
from mlp.data import CLASS_NAMES, load_fashion_mnist
from mlp.evaluation import evaluate
from mlp.network import Network, build_mlp
from mlp.optimizers import SGD
from mlp.plots import PALETTE, draw_images, new_figure
from mlp.trainer import Trainer
from mlp.widgets.base import LivePanel

ALL, MISTAKES = "All images", "Mistakes only"


class PredictionBrowser(LivePanel):
    """Browse the validation images with the ten probabilities that a network gives each.

    network  a Network from 784 pixels to ten classes; by default one that is trained here for one pass over the data
    data     a FashionMNIST with validation images, scaled as for the network's training; by default it is loaded
    image    the number of the image shown first, from 1

    The menu "Show" chooses all images, the mistakes, or the images of one true class; the slider "Image" steps
    through what was chosen. Raises ValueError for a network or data that do not fit, or no such image.
    """

    def __init__(self, network=None, data=None, image=1):
        self.data = _checked_data(load_fashion_mnist() if data is None else data)
        self.network = _checked_network(_train_one_pass(self.data) if network is None else network)
        self.labels = self.data.validation.labels
        result = evaluate(self.network, self.data.validation)
        self.predictions, self.probabilities = result.predictions, result.probabilities
        self._rows = np.arange(len(self.labels))
        if check_count("image", image) > len(self.labels):
            raise ValueError(f"image is {image}; expected 1 to {len(self.labels)}, the number of validation images")
        self.show = ipywidgets.Dropdown(options=[ALL, MISTAKES, *CLASS_NAMES], description="Show")
        self.number = ipywidgets.IntSlider(value=image, min=1, max=len(self.labels), description="Image")
        self.number.layout.width = "460px"
        figure, (left, right) = _prepare_figure()
        self.picture = _draw_picture(left)
        self.bars, self.marks = _draw_bars(right)
        super().__init__(
            controls=[self.show, self.number],
            figure=figure,
            moving=[self.picture, self.bars, self.marks],
            alt="Left, a piece of clothing. Right, ten bars, one per class, as long as the probability that the "
            "network gives it; words beside the bars mark the true class and the network's choice.",
        )
        self.show.observe(self._choose, names="value")

    def update(self):
        if len(self._rows) == 0:
            return self._draw_nothing()
        row = self._rows[self.number.value - 1]
        true, choice, probabilities = self.labels[row], self.predictions[row], self.probabilities[row]
        self.picture.set_data(self.data.to_pixels(self.data.validation.images[row]).reshape(28, 28))
        for bar, probability in zip(self.bars, probabilities):
            bar.set_width(probability)
        self._mark(true, choice, probabilities)
        return self._sentence(true, choice, probabilities)
