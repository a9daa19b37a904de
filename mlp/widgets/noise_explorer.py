"""A live panel for chapter 09: what a network is given when augmentation and dropout are on, and how it copes."""

import ipywidgets
import numpy as np

from mlp.data import CLASS_NAMES
from mlp.data.augmentation import Augmentation, flip_images, shift_images
from mlp.losses import softmax
from mlp.network import build_mlp
from mlp.plots import PALETTE, draw_images, new_figure
from mlp.plots.words import chance, measured
from mlp.training.optimizers import SGD
from mlp.training.schedules import Cosine
from mlp.training.trainer import Trainer
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.arguments import given_data

UNITS, RATE, REACH = 64, 0.3, 4
NAMES = ("trained on plain images", "trained on shifted, flipped, dropped")
SEEN_WITHOUT_EYES = (
    "On the left, the image as the network gets it. In the middle, for each of two networks, its 64 hidden units as a "
    "grid of squares; crossed out are those that are dropped. On the right, the ten probabilities of each network."
)


class NoiseExplorer(LivePanel):
    """One validation image, shifted, mirrored, and with hidden units dropped, as two networks get it.

    data        a FashionMNIST with validation images; None loads it
    iterations  for how many steps the second of two networks 784-64-10 is trained here, with shifts by up to 2 pixels,
                flips, and dropout with rate 0.3; the first, on the images as they are, needs half as many

    Controls: the image, how far it goes down and right, whether it is mirrored, what fills the edge (black as the
    scaling has it, or the number 0), the dropout rate, and which draw of the mask. Raises ValueError for
    data without validation images.
    """

    def __init__(self, data=None, iterations=400):
        self.data = given_data(data, validation=1)
        self.networks = [_train(self.data, iterations // 2, False), _train(self.data, iterations, True)]
        self.black = Augmentation.fitting(self.data).black
        self._make_controls()
        figure, moving = self._draw_figure()
        rows = [self.image, self.down, self.right, self.mirrored], [self.edge, self.rate, self.draw]
        super().__init__(rows, figure, moving, alt=SEEN_WITHOUT_EYES)

    def _make_controls(self):
        wide = {"layout": ipywidgets.Layout(width="280px")}
        last = min(200, len(self.data.validation))
        self.image = ipywidgets.IntSlider(value=min(28, last), min=1, max=last, description="Image", **wide)
        self.down = ipywidgets.IntSlider(value=2, min=-REACH, max=REACH, description="Down", **wide)
        self.right = ipywidgets.IntSlider(value=1, min=-REACH, max=REACH, description="Right", **wide)
        self.mirrored = ipywidgets.Checkbox(value=False, description="Mirrored", indent=False)
        self.edge = ipywidgets.Dropdown(options=["black", "the number 0"], description="Edge filled with")
        self.rate = ipywidgets.FloatSlider(
            value=RATE, min=0, max=0.9, step=0.1, description="Dropout rate", readout_format=".1f", **wide
        )
        self.draw = ipywidgets.IntSlider(value=1, min=1, max=20, description="Draw of the mask", **wide)

    def _draw_figure(self):
        figure, axes = new_figure(2, 3, width=9, height=4.2)
        grid = axes[0, 0].get_gridspec()
        grid.set_width_ratios([1.5, 0.8, 1.9])
        for place in (*axes[:, 0], *axes[:, 2]):
            place.remove()
        left, right = figure.add_subplot(grid[:, 0]), figure.add_subplot(grid[:, 2])
        draw_images(left, np.zeros((1, 784)), ["What the network is given"])
        self.picture = left.images[0]
        self.grids, self.crosses = zip(*(_draw_units(place, i) for i, place in enumerate(axes[:, 1])))
        self.bars = _draw_bars(right)
        return figure, [self.picture, self.grids, self.crosses, *self.bars]

    def update(self):
        """Change the image, the hidden units and the bars; say what each network makes of it."""
        given = self._given()
        self.picture.set_data(np.clip(self.data.to_pixels(given), 0, 255).reshape(28, 28))
        keep = np.random.default_rng(self.draw.value).random(UNITS) >= self.rate.value
        verdicts = []
        for network, grid, cross, bars in zip(self.networks, self.grids, self.crosses, self.bars):
            hidden, probabilities = _answer(network, given, keep, self.rate.value)
            grid.set_data((hidden / max(hidden.max(), 1e-9)).reshape(8, 8))
            cross.set_data(np.flatnonzero(~keep) % 8, np.flatnonzero(~keep) // 8)
            for bar, probability in zip(bars, probabilities):
                bar.set_width(probability)
            verdicts.append(f"{CLASS_NAMES[probabilities.argmax()]} ({measured(chance(probabilities.max()))})")
        true = CLASS_NAMES[self.data.validation.labels[self.image.value - 1]]
        return (
            f"Image {self.image.value} ({true}), {self._moves()}; draw {self.draw.value} drops {np.sum(~keep)} of "
            f"{UNITS} units. Trained on plain images: {verdicts[0]}. Trained with noise: {verdicts[1]}."
        )

    def _moves(self):
        words = [f"{abs(self.down.value)} {'down' if self.down.value >= 0 else 'up'}"]
        words += [f"{abs(self.right.value)} {'right' if self.right.value >= 0 else 'left'}"]
        words += ["mirrored"] * self.mirrored.value + ["edge 0"] * (self.edge.value != "black")
        return ", ".join(words)

    def _given(self):
        """The image, (784,), as a network gets it."""
        fill = self.black if self.edge.value == "black" else np.float32(0)
        image = self.data.validation.images[self.image.value - 1 : self.image.value].copy()
        inside = np.ones_like(image)
        image -= self.black
        shift = np.array([self.down.value]), np.array([self.right.value])
        for array in (image, inside):
            shift_images(array, *shift)
            flip_images(array, np.array([self.mirrored.value]))
        return np.where(inside > 0, image + self.black, fill)[0]


def _train(data, iterations, hardened):
    """784-64-10, trained for a moment: on the images as they are, or on augmented ones and with dropout."""
    network = build_mlp([784, UNITS, 10], dropout=RATE if hardened else 0.0, seed=0)
    augmentation = Augmentation.fitting(data) if hardened else None
    optimizer, schedule = SGD(0.05, momentum=0.9), Cosine(iterations)
    trainer = Trainer(network, optimizer, schedule=schedule, augmentation=augmentation, seed=0, progress=False)
    trainer.fit(data.train, iterations=iterations)
    return network


def _answer(network, image, keep, rate):
    """The hidden units after dropout with the mask `keep`, (UNITS,), and the ten probabilities."""
    first, last = network.layers[0], network.layers[-1]
    hidden = np.maximum(image @ first.weight + first.bias, 0) * keep / (1 - rate)
    return hidden, softmax(hidden @ last.weight + last.bias)


def _draw_units(axes, number):
    """Squares for the hidden units of one network, and crosses for those that are dropped."""
    grid = axes.imshow(np.zeros((8, 8)), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    (cross,) = axes.plot([], [], "x", color=PALETTE[5], markersize=6, linestyle="none")
    axes.set(xticks=[], yticks=[])
    axes.spines[["top", "right"]].set_visible(True)
    axes.set_title(("Plain: hidden units", "With noise: hidden units")[number], fontsize=9)
    return grid, cross


def _draw_bars(axes):
    """Two bars for each class, from the first class at the top."""
    places, bars = np.arange(len(CLASS_NAMES)), []
    for name, offset, color, hatch in zip(NAMES, (-0.2, 0.2), (PALETTE[0], PALETTE[1]), ("", "///")):
        zeros = np.zeros(len(CLASS_NAMES))
        bars.append(axes.barh(places + offset, zeros, 0.38, color=color, hatch=hatch, edgecolor="black", label=name))
    axes.set_yticks(places, CLASS_NAMES)
    axes.set(xlim=(0, 1), ylim=(len(CLASS_NAMES) - 0.4, -0.6), xticks=(0, 0.5, 1), xticklabels=("0 %", "50 %", "100 %"))
    axes.legend(fontsize=8, loc="lower center", bbox_to_anchor=(0.4, 1.0), frameon=False)
    return bars
