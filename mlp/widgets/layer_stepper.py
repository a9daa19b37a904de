"""A live panel for chapter 12: one image on its way through the network, layer by layer, and what each number sums."""

from dataclasses import dataclass

import ipywidgets
import numpy as np
from matplotlib.patches import Rectangle

from mlp.data import CLASS_NAMES
from mlp.layers import BatchNorm, Dropout, LeakyReLU, Linear, Sigmoid, Tanh, light_copy
from mlp.losses import softmax
from mlp.plots import PALETTE, draw_images, new_figure
from mlp.plots.words import chance
from mlp.widgets.engine.clicks import PictureClicks
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.arguments import given_data, given_network
from mlp.widgets.parts.labels import Labels
from mlp.widgets.parts.squares import Squares

IMAGES = 200  # so many can be chosen: the first of the validation part
NAMES = {
    BatchNorm: "batch normalisation",
    LeakyReLU: "leaky ReLU",
    Tanh: "tanh",
    Sigmoid: "sigmoid",
    Dropout: "dropout, off",
}
SEEN_WITHOUT_EYES = (
    "Left, an image and the list of steps from its pixels to ten probabilities, with an arrow at the chosen one. "
    "In the middle, the numbers after that step: as a grid of squares, blue below zero, white at zero and red above, "
    "or as ten bars with their values; one of them is ringed. Right, after a linear layer, the products that this one "
    "adds up, again as squares."
)


@dataclass(frozen=True)
class Step:
    """One step: its `name`, the numbers after it, (images, numbers), and the `layer` that makes them, if one does."""

    name: str
    values: np.ndarray
    layer: object = None


class LayerStepper(LivePanel):
    """The numbers that one validation image becomes, step by step, and where each of them comes from.

    network  a Network from 784 pixels to ten classes; by default the course's trained 784-128-64-10
    data     a FashionMNIST with validation images, scaled as for the network's training; by default it is loaded

    "Step" goes from the pixels through each layer, as it behaves outside training, to the probabilities. "Image"
    chooses one of the first 200. "Number" rings one of the numbers, as a click on it does: after a linear layer the
    products of its sum are drawn. Raises ValueError for a network or data that do not fit.
    """

    lines_of_words = 3

    def __init__(self, network=None, data=None):
        network = given_network(network)
        data = given_data(data, validation=1)
        images, self.labels = data.validation.images[:IMAGES], data.validation.labels[:IMAGES]
        self.steps = _steps(network, images, data)
        self.step = ipywidgets.IntSlider(value=3, min=1, max=len(self.steps), description="Step")
        self.image = ipywidgets.IntSlider(value=1, min=1, max=len(images), description="Image")
        self.number = ipywidgets.IntSlider(value=1, min=1, max=self.steps[2].values.shape[1], description="Number")
        for slider in (self.step, self.image, self.number):
            slider.layout.width = "300px"
        figure, moving = self._draw_figure()
        super().__init__([self.step, self.image, self.number], figure, moving, alt=SEEN_WITHOUT_EYES)
        self.clicks = PictureClicks()
        self.clicks.observe(lambda change: self.refresh(self.clicks), names="value")
        self.children = [*self.children, self.clicks]

    def _draw_figure(self):
        figure, axes = new_figure(2, 3, width=9.5, height=4.2)
        grid = axes[0, 0].get_gridspec()
        grid.set_width_ratios([1, 1.5, 0.9])
        grid.set_height_ratios([1, 0.12 + 0.13 * len(self.steps)])
        for place in axes[:, 1:].flat:
            place.remove()
        self.middle, self.bars_axes = figure.add_subplot(grid[:, 1]), figure.add_subplot(grid[:, 1])
        right = figure.add_subplot(grid[:, 2])
        draw_images(axes[0, 0], np.zeros((1, 784)), ["The image"])
        self.picture = axes[0, 0].images[0]
        self.squares, self.products = Squares(self.middle, wide=1.5), Squares(right, wide=1.0)
        for place in (self.middle, right):
            place.set_anchor("N")
        self.title, self.products_title = (place.set_title("\n", fontsize=10) for place in (self.bars_axes, right))
        moving = [self.picture, self._draw_list(axes[1, 0]), *self._draw_bars(self.bars_axes)]
        moving += [*self.squares.artists, *self.products.artists, self.title, self.products_title]
        return figure, moving

    def _draw_list(self, axes):
        axes.set_axis_off()
        axes.set(xlim=(0, 10), ylim=(len(self.steps) + 0.5, 0.5))
        for number, step in enumerate(self.steps, start=1):
            axes.text(1, number, f"{number}  {step.name} ({step.values.shape[1]})", fontsize=10, va="center")
        (self.arrow,) = axes.plot([0.4], [1], ">", color=PALETTE[5], markersize=9)
        return self.arrow

    def _draw_bars(self, axes):
        axes.set_axis_off()
        axes.set(xlim=(-1.7, 2.3), ylim=(9.6, -0.6))
        self.bars = list(axes.barh(range(10), np.zeros(10), 0.7, color=PALETTE[0], edgecolor="black", linewidth=0.8))
        self.names = Labels(axes, [(-1.6, place) for place in range(10)], size=10)
        self.names.texts = CLASS_NAMES
        self.values = Labels(axes, [(0, place) for place in range(10)], size=10)
        self.bar_ring = axes.add_patch(Rectangle((-1.7, 0), 4, 1, fill=False, edgecolor=PALETTE[5], linewidth=2.5))
        return self.bars, self.names, self.values, self.bar_ring

    def update(self):
        """Draw the numbers after the chosen step, and what the ringed one adds up; say both."""
        step, row = self.steps[self.step.value - 1], self.image.value - 1
        values, true = step.values[row], self.labels[row]
        self.number.max = len(values)
        number = self.number.value - 1
        self.picture.set_data(self.steps[0].values[row].reshape(28, 28))
        self.arrow.set_ydata([self.step.value])
        self.is_answer = self.step.value >= len(self.steps) - 1
        self._show_bars(values if self.is_answer else None, true, number)
        if self.is_answer:
            self.squares.hide()
        else:
            self.squares.show(values, pixels=self.step.value == 1, ringed=number)
        self.title.set_text(f"{step.name}\n{'one number per class' if self.is_answer else self._key(values)}")
        place = f"Image {row + 1} ({CLASS_NAMES[true]}), step {self.step.value} of {len(self.steps)}, {step.name}"
        return f"{place}: shape {values.shape}, {self._told(values)}. {self._told_of(number, row)}"

    def pressed(self, button):
        """Ring the number that was clicked."""
        axes = self.bars_axes if self.is_answer else self.middle
        if point := self.clicks.point_in(axes):
            number = round(point[1]) if self.is_answer else self.squares.number_at(*point)
            if number is not None:
                self.number.value = number + 1

    def _told(self, values):
        """What is said of the numbers: their range, of the scores which is largest, and how large a probability."""
        best = CLASS_NAMES[values.argmax() % 10]
        if self.step.value == len(self.steps):
            return f"sum 1, the largest {chance(values.max())}, for {best}"
        zeros = int(np.count_nonzero(values == 0))
        told = f"{zeros} of {len(values)} are zero" if zeros else "none is zero"
        told += f", from {values.min():.3g} to {values.max():.3g}"
        return f"{told}; the largest is that of {best}" if self.step.value == len(self.steps) - 1 else told

    def _told_of(self, number, row):
        """Draw the products that the ringed number adds up, and say its sum; for other layers, what it was before."""
        step, before = self.steps[self.step.value - 1], self.steps[max(self.step.value - 2, 0)].values[row]
        value = step.values[row, number]
        name = f"Number {number + 1}" + (f", {CLASS_NAMES[number]}" if self.is_answer else "")
        if isinstance(step.layer, Linear):
            products, bias = before * step.layer.weight[:, number], step.layer.bias[number]
            self.products.show(products)
            self.products_title.set_text(f"number {number + 1}: its {len(products)}\nproducts, x times weight")
            above, below = products[products > 0].sum(), products[products < 0].sum()
            return f"{name}: its products add up to {above:.2f} above 0 and {below:.2f} below, with the bias " + (
                f"{bias:.2f} that is {value:.2f}."
            )
        self.products.hide()
        self.products_title.set_text("\n")
        if self.step.value == 1:
            return f"{name}: row {number // 28 + 1}, column {number % 28 + 1} of the image, {value:.0f} of 255."
        if self.step.value == len(self.steps):
            return f"{name}: exp of its score {before[number]:.2f}, over the sum of all ten, is {chance(value)}."
        if (shape := getattr(step.layer, "output_shape", ())) and len(shape) == 3:
            row, column, channel = (int(place) + 1 for place in np.unravel_index(number, shape))
            return f"{name}: row {row} of {shape[0]}, column {column} of {shape[1]}, channel {channel}: {value:.3g}."
        return f"{name}: {before[number]:.3g} becomes {value:.3g}."

    def _key(self, values):
        """What the colours of the squares mean."""
        largest = np.abs(values).max()
        if self.step.value == 1:
            return f"white 0, darkest {largest:.0f}"
        below = f"blue -{largest:.3g}, " if values.min() < 0 else ""
        return f"{below}white 0, red +{largest:.3g}"

    def _show_bars(self, values, true, number):
        """Draw ten bars with their numbers, or nothing."""
        for artist in (*self.bars, self.names, self.values, self.bar_ring):
            artist.set_visible(values is not None)
        if values is None:
            return
        is_last = self.step.value == len(self.steps)
        widths = values if is_last else values / max(np.abs(values).max(), 1e-12)
        for bar, width in zip(self.bars, widths):
            bar.set_width(width)
        numbers = [chance(value) if is_last else f"{value:.1f}" for value in values]
        numbers[true] += ", true class"
        self.values.texts = numbers
        self.values.places[:, 0] = np.maximum(widths, 0) + 0.03
        self.bar_ring.set(y=number - 0.45, height=0.9)


def _steps(network, images, data):
    """Every step from pixels to probabilities, with its values for all `images`: a list of `Step`."""
    steps = [Step("pixels", np.rint(data.to_pixels(images))), Step(f'scaled by "{data.scaling}"', images)]
    x, linear = images, 0
    for layer in light_copy(network.layers):
        x = layer.forward(x)
        linear += isinstance(layer, Linear)
        name = f"linear layer {linear}" if isinstance(layer, Linear) else NAMES.get(type(layer), type(layer).__name__)
        steps.append(Step(name, x, layer))
    steps[-1] = Step(f"{steps[-1].name}: scores", x, steps[-1].layer)
    return [*steps, Step("softmax: probabilities", softmax(x))]
