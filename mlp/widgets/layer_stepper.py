"""A live panel for chapter 12: one image on its way through the network, layer by layer, to ten probabilities."""

import math
from dataclasses import dataclass

import ipywidgets
import numpy as np

from mlp.data import CLASS_NAMES
from mlp.layers import BatchNorm, Dropout, LeakyReLU, Linear, Sigmoid, Tanh, light_copy
from mlp.losses import softmax
from mlp.plots import DIVERGING, GREY, PALETTE, draw_images, new_figure
from mlp.plots.words import chance
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.arguments import given_data, given_network
from mlp.widgets.parts.labels import Labels

IMAGES = 200  # so many can be chosen: the first of the validation part
WIDE = 1.5  # the grid's room is so many times as wide as it is high
NAMES = {
    BatchNorm: "batch normalisation",
    LeakyReLU: "leaky ReLU",
    Tanh: "tanh",
    Sigmoid: "sigmoid",
    Dropout: "dropout, off",
}
SEEN_WITHOUT_EYES = (
    "Left, an image and the list of steps from its pixels to ten probabilities, with an arrow at the chosen one. "
    "Right, the numbers after that step: as a grid of squares, blue below zero, white at zero and red above, or as "
    "ten bars with their values."
)


@dataclass(frozen=True)
class Step:
    """One step: its `name`, and the numbers after it, (images, numbers)."""

    name: str
    values: np.ndarray


class LayerStepper(LivePanel):
    """The numbers that one validation image becomes, step by step.

    network  a Network from 784 pixels to ten classes; by default the course's trained 784-128-64-10
    data     a FashionMNIST with validation images, scaled as for the network's training; by default it is loaded

    "Step" goes from the pixels through each layer, as it behaves outside training, to the probabilities. "Image"
    chooses one of the first 200. Raises ValueError for a network or data that do not fit.
    """

    def __init__(self, network=None, data=None):
        network = given_network(network)
        data = given_data(data, validation=1)
        images, self.labels = data.validation.images[:IMAGES], data.validation.labels[:IMAGES]
        self.steps = _steps(network, images, data)
        self.step = ipywidgets.IntSlider(value=1, min=1, max=len(self.steps), description="Step")
        self.image = ipywidgets.IntSlider(value=1, min=1, max=len(images), description="Image")
        for slider in (self.step, self.image):
            slider.layout.width = "380px"
        figure, moving = self._draw_figure()
        super().__init__([self.step, self.image], figure, moving, alt=SEEN_WITHOUT_EYES)

    def _draw_figure(self):
        figure, axes = new_figure(2, 2, width=9, height=4.2)
        grid = axes[0, 0].get_gridspec()
        grid.set_width_ratios([1, 1.9])
        grid.set_height_ratios([1, 0.12 + 0.13 * len(self.steps)])
        for place in axes[:, 1]:
            place.remove()
        right, bars = figure.add_subplot(grid[:, 1]), figure.add_subplot(grid[:, 1])
        draw_images(axes[0, 0], np.zeros((1, 784)), ["The image"])
        self.picture = axes[0, 0].images[0]
        moving = [self.picture, self._draw_list(axes[1, 0]), *self._draw_grid(right), *self._draw_bars(bars)]
        return figure, moving

    def _draw_list(self, axes):
        axes.set_axis_off()
        axes.set(xlim=(0, 10), ylim=(len(self.steps) + 0.5, 0.5))
        for number, step in enumerate(self.steps, start=1):
            axes.text(1, number, f"{number}  {step.name} ({step.values.shape[1]})", fontsize=10, va="center")
        (self.arrow,) = axes.plot([0.4], [1], ">", color=PALETTE[5], markersize=9)
        return self.arrow

    def _draw_grid(self, axes):
        axes.set_axis_off()
        axes.set(xlim=(-0.01, WIDE + 0.01), ylim=(1.01, -0.01), aspect="equal")
        self.grid = axes.imshow(np.zeros((1, 1)), vmax=1, interpolation="nearest", extent=(0, WIDE, 1, 0))
        (self.frame,) = axes.plot([], [], color=GREY, linewidth=1)
        self.title = axes.set_title("\n", fontsize=11)  # room for two lines
        return self.grid, self.frame, self.title

    def _draw_bars(self, axes):
        axes.set_axis_off()
        axes.set(xlim=(-1.5, 1.7), ylim=(9.6, -0.6))
        self.bars = list(axes.barh(range(10), np.zeros(10), 0.7, color=PALETTE[0], edgecolor="black", linewidth=0.8))
        self.names = Labels(axes, [(-1.5, place) for place in range(10)], size=10)
        self.names.texts = CLASS_NAMES
        self.values = Labels(axes, [(0, place) for place in range(10)], size=10)
        return self.bars, self.names, self.values

    def update(self):
        """Draw the numbers after the chosen step; say how many they are, how many are zero, and which is largest."""
        step, row = self.steps[self.step.value - 1], self.image.value - 1
        values, true = step.values[row], self.labels[row]
        self.picture.set_data(self.steps[0].values[row].reshape(28, 28))
        self.arrow.set_ydata([self.step.value])
        is_answer = self.step.value >= len(self.steps) - 1
        self._show_bars(values if is_answer else None, true)
        self._show_grid(None if is_answer else values)
        self.title.set_text(f"{step.name}\n{'one number per class' if is_answer else self._key(values)}")
        place = f"Image {row + 1} ({CLASS_NAMES[true]}), step {self.step.value} of {len(self.steps)}, {step.name}"
        return f"{place}: shape {values.shape}, {self._told(values)}."

    def _told(self, values):
        """What is said of the numbers: their range, of the scores which is largest, and how large a probability."""
        best = CLASS_NAMES[values.argmax() % 10]
        if self.step.value == len(self.steps):
            return f"sum 1, the largest {chance(values.max())}, for {best}"
        zeros = int(np.count_nonzero(values == 0))
        told = f"{zeros} of {len(values)} are zero" if zeros else "none is zero"
        told += f", from {values.min():.3g} to {values.max():.3g}"
        return f"{told}; the largest is that of {best}" if self.step.value == len(self.steps) - 1 else told

    def _key(self, values):
        """What the colours of the squares mean."""
        largest = np.abs(values).max()
        if self.step.value == 1:
            return f"white 0, darkest {largest:.0f}"
        below = f"blue -{largest:.3g}, " if values.min() < 0 else ""
        return f"{below}white 0, red +{largest:.3g}"

    def _show_grid(self, values):
        """Draw the values as squares in rows, or nothing."""
        for artist in (self.grid, self.frame):
            artist.set_visible(values is not None)
        if values is None:
            return
        rows, columns = _rows_and_columns(len(values))
        squares = np.full(rows * columns, np.nan)
        squares[: len(values)] = values / max(np.abs(values).max(), 1e-12)
        side = min(WIDE / columns, 1 / rows)
        left, right, bottom = (WIDE - side * columns) / 2, (WIDE + side * columns) / 2, side * rows
        is_pixels = self.step.value == 1
        self.grid.set(cmap="gray_r" if is_pixels else DIVERGING, clim=(0 if is_pixels else -1, 1))
        self.grid.set(data=squares.reshape(rows, columns), extent=(left, right, bottom, 0))
        self.frame.set_data([left, right, right, left, left], [0, 0, bottom, bottom, 0])

    def _show_bars(self, values, true):
        """Draw ten bars with their numbers, or nothing."""
        for artist in (*self.bars, self.names, self.values):
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


def _steps(network, images, data):
    """Every step from pixels to probabilities, with its values for all `images`: a list of `Step`."""
    steps = [Step("pixels", np.rint(data.to_pixels(images))), Step(f'scaled by "{data.scaling}"', images)]
    x, linear = images, 0
    for layer in light_copy(network.layers):
        x = layer.forward(x)
        linear += isinstance(layer, Linear)
        name = f"linear layer {linear}" if isinstance(layer, Linear) else NAMES.get(type(layer), type(layer).__name__)
        steps.append(Step(name, x))
    steps[-1] = Step(f"{steps[-1].name}: scores", x)
    return [*steps, Step("softmax: probabilities", softmax(x))]


def _rows_and_columns(count):
    """How to lay out `count` squares: full rows where a divisor of it makes them neither flat nor long."""
    root = math.isqrt(count)
    for rows in range(root, 0, -1):
        if count % rows == 0 and count <= 3 * rows**2:
            return rows, count // rows
    return root, -(-count // root)
