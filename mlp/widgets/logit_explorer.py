"""A live panel for chapter 04: ten scores of a real image, and what softmax, loss and gradient make of them."""

import ipywidgets
import numpy as np
from matplotlib.patches import Rectangle

from mlp.data import CLASS_NAMES
from mlp.layers import Linear
from mlp.losses import softmax
from mlp.network import Network
from mlp.plots import PALETTE, draw_images, new_figure
from mlp.plots.words import chance
from mlp.training.optimizers import SGD
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.arguments import given_data

CLASSES = len(CLASS_NAMES)
LOW, HIGH = -10.0, 16.0  # the ends of the score sliders
TRAINED_ON, CHOSEN_FROM, PASSES, BATCH = 2000, 500, 5, 100
SEEN_WITHOUT_EYES = (
    "Left, a piece of clothing. Beside it three rows of ten bars, one for each class: the scores, the probabilities "
    "that softmax makes of them, and the gradient of the loss with respect to each score. A grey band with the words "
    "true class runs through all three."
)


class LogitExplorer(LivePanel):
    """Ten sliders for the ten scores of a real image, with probabilities, loss and gradient live.

    data   a FashionMNIST, scaled in any way; by default it is loaded

    The scores are those of a softmax regression that is trained here on 2,000 images, rounded to the sliders' step.
    The menu "Image" offers four of the first 500 validation images: the clearest and the narrowest hit, the narrowest
    and the clearest mistake. P = softmax(S / temperature), the loss is -log P of the true class, and its gradient
    with respect to the scores is (P - one_hot) / temperature: a batch of one image. Raises ValueError for data that
    is not a FashionMNIST, or has fewer images.
    """

    def __init__(self, data=None):
        data = given_data(data, train=TRAINED_ON, validation=CHOSEN_FROM)
        self.pixels, self.scores, self.labels = four_images(data)
        self.image = ipywidgets.Dropdown(options=list(self.scores), value="Right by a hair", description="Image")
        self.temperature = _slider("Temperature", 1.0, 0.5, 5.0)
        self.reset = ipywidgets.Button(description="Reset")
        self.sliders = [_slider(name, 0.0, LOW, HIGH) for name in CLASS_NAMES]
        self._shown, self._before, self._limit = None, None, 1.0
        figure, axes = _new_figure()
        self._gradient_axes = axes[3]
        self.picture = _draw_picture(axes[0])
        self.bands = [_add_band(place) for place in axes[1:]]
        self.bars = [place.barh(CLASS_NAMES, np.zeros(CLASSES), color=PALETTE[i]) for i, place in enumerate(axes[1:])]
        for bar in self.bars[0]:
            bar.set_snap(False)  # a tenth of a score is less than a pixel
        self.percents = [axes[2].text(0, i, "", va="center", fontsize=9) for i in range(CLASSES)]
        columns = [ipywidgets.VBox(self.sliders[:5]), ipywidgets.VBox(self.sliders[5:])]
        controls = [*columns, ipywidgets.VBox([self.image, self.temperature, self.reset])]
        moving = [self.picture, self.bands, self.bars, self.percents]
        super().__init__(controls, figure, moving, alt=SEEN_WITHOUT_EYES)
        for slider in self.sliders:
            slider.style.description_width = "85px"

    def update(self):
        """Draw scores, probabilities and gradient; say the loss, and what the moved score has become."""
        if self._shown != self.image.value:
            self._show_image()
        scores = np.array([slider.value for slider in self.sliders])
        true, tau = self.labels[self.image.value], self.temperature.value
        probabilities = softmax(scores[None] / tau)[0]
        gradient = (probabilities - np.eye(CLASSES)[true]) / tau
        gradient[true] = -np.delete(gradient, true).sum()  # p - 1, without the rounding where p is nearly 1
        self._draw(scores, probabilities, gradient)
        moved = np.flatnonzero(scores != self._before)
        self._before = scores
        loss = np.log1p(np.delete(np.exp((scores - scores[true]) / tau), true).sum())
        return f"{self._moved(moved, probabilities)}{self._verdict(loss, probabilities, gradient[true], true)}"

    def pressed(self, button):
        """Reset: the image's own scores, at temperature 1."""
        self.temperature.value = 1.0
        self._shown = None

    def _show_image(self):
        self._shown = self.image.value
        self.picture.set_data(self.pixels[self._shown].reshape(28, 28))
        for slider, score in zip(self.sliders, self.scores[self._shown]):
            slider.value = float(score)
        self._before = self.scores[self._shown]
        for band in self.bands:
            band.set_y(self.labels[self._shown] - 0.5)

    def _draw(self, scores, probabilities, gradient):
        for bars, values in zip(self.bars, (scores, probabilities, gradient)):
            for bar, value in zip(bars, values):
                bar.set_width(value)
        true = self.labels[self._shown]
        for i, (text, probability) in enumerate(zip(self.percents, probabilities)):
            text.set_position((probability + 0.03, i))
            text.set_text(chance(probability, 1) + (", true class" if i == true else ""))
        limit = 1.0 if self.temperature.value >= 1 else 2.0
        if limit != self._limit:  # below temperature 1 a gradient may be longer than 1
            self._limit = limit
            self._gradient_axes.set_xlim(-1.05 * limit, 1.05 * limit)
            self.redraw_background()

    def _moved(self, moved, probabilities):
        if len(moved) != 1:
            return ""
        i = moved[0]
        return f"{CLASS_NAMES[i]} at {self.sliders[i].value:.1f} gets {chance(probabilities[i], 1)}. "

    def _verdict(self, loss, probabilities, slope, true):
        named = [f"{CLASS_NAMES[i]} {chance(probabilities[i], 1)}" for i in (true, probabilities.argmax())]
        return (
            f"Temperature {self.temperature.value:.1f}: true class {named[0]}, net's choice {named[1]}, "
            f"loss {_short(loss)}. "
            f"Gradient dS: {_short(slope)} for the true class, +{_short(-slope)} for the nine others together."
        )


def four_images(data):
    """Pixels, rounded scores (10,) and true class of four validation images: three dicts by what happens to them."""
    parts = (data.train, TRAINED_ON), (data.validation, CHOSEN_FROM)
    pixels = [data.to_pixels(part.images[:size]) / 255.0 for part, size in parts]
    mean, deviation = pixels[0].mean(axis=0), pixels[0].std()
    train, validation = ((part.astype(np.float64) - mean) / deviation for part in pixels)
    network = _train(train, data.train.labels[:TRAINED_ON])
    scores = network.forward(validation).round(1).clip(LOW, HIGH)
    labels = data.validation.labels[:CHOSEN_FROM]
    own = scores[np.arange(len(labels)), labels]
    others = np.where(np.eye(CLASSES, dtype=bool)[labels], -np.inf, scores).max(axis=1)
    margin = (own - others).round(1)
    rows = {
        "Sure and right": margin.argmax(),
        "Right by a hair": np.where(margin > 0, margin, np.inf).argmin(),
        "Wrong by a hair": np.where(margin < 0, margin, -np.inf).argmax(),
        "Sure and wrong": margin.argmin(),
    }
    return tuple({name: array[row] for name, row in rows.items()} for array in (255 * pixels[1], scores, labels))


def _train(images, labels):
    """A softmax regression from zero weights, in float64: its rounded scores are the same on every processor."""
    network = Network([Linear(784, CLASSES)], dtype="float64", initializer=0.0)
    optimizer = SGD(learning_rate=0.01, momentum=0.9)
    for _ in range(PASSES):
        for start in range(0, len(images), BATCH):
            network.loss_and_gradient(images[start : start + BATCH], labels[start : start + BATCH])
            optimizer.step(network.parameters, network.gradient)
    return network


def _slider(name, value, low, high):
    slider = ipywidgets.FloatSlider(value=value, min=low, max=high, step=0.1, description=name, readout_format=".1f")
    slider.layout.width = "290px"
    return slider


def _short(number):
    """Three decimals, or two digits of what they would round to 0: a tiny gradient keeps its sign."""
    return f"{number:.3f}" if abs(number) >= 0.001 else f"{number:.1e}"


def _new_figure():
    figure, axes = new_figure(columns=4, width=9.2, height=3.6)
    places = axes[0]
    places[0].get_gridspec().set_width_ratios([1, 1.1, 1.5, 1.1])
    for place, title in zip(places[1:], ("Scores S", "Probabilities P", "Gradient dS")):
        place.set_title(title, fontsize=11)
        place.set_ylim(CLASSES - 0.4, -0.6)
        place.set_yticks(range(CLASSES), CLASS_NAMES if place is places[1] else [""] * CLASSES)
        place.axvline(0, color="black", linewidth=0.8)
    places[1].set_xlim(LOW, HIGH)
    places[2].set_xlim(0, 2)
    places[2].set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    places[2].spines["bottom"].set_bounds(0, 1)
    places[3].set_xlim(-1.05, 1.05)
    return figure, places


def _add_band(axes):
    """A grey band across `axes`, one class high. (What `axhspan` returns can be moved from matplotlib 3.9 on.)"""
    across = axes.get_yaxis_transform()
    return axes.add_patch(Rectangle((0, -0.5), 1, 1, color="#DDDDDD", zorder=0, transform=across))


def _draw_picture(axes):
    draw_images(axes, np.zeros((1, 784)), ["The image"])
    return axes.images[0]
