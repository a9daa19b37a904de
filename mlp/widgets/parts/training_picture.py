"""What the dashboard draws of a training: its curves, what each layer does, and the answers to ten images."""

import numpy as np

from mlp.data import CLASS_NAMES
from mlp.plots import GREY, PALETTE, new_figure

FIRST_WIDTH = 1000  # iterations on the axes at the start; doubled whenever the curves are longer
LOWEST, HIGHEST = 50, 95  # the ends of the axis of accuracies, in percent
GUESSED = 15  # percent: with ten classes a guess is right in 10 % of the cases
LAYERS = {  # what the third picture can show: its axis' label and ends
    "update_ratios": ("step / weights (0.001 is usual)", (1e-5, 1)),
    "gradient_norms": ("length of the gradient", (1e-3, 100)),
}
NAMES = {"learning_rate": "learning rate", "batch_size": "batch size", "momentum": "momentum", "l2": "L2"}
CELL, BAR = 42, 31  # pixels from one image to the next (28 of the image, 14 of room), and down to its bar


class TrainingPicture:
    """The dashboard's figure, prepared once: `draw` changes its `moving` artists.

    training  the LiveTraining that is drawn first
    examples  rows of the validation images that are shown with the answers to them
    pixels    (n, 784), these images, from 0 to 255
    """

    def __init__(self, training, examples, pixels):
        self.figure, axes = new_figure(2, 3, width=9, height=5.3)
        self.figure.get_layout_engine().set(rect=(0, 0, 0.98, 1))  # room for the last iteration's number
        self.loss_axes, self.accuracy_axes, self.layer_axes = self.upper = axes[0]
        self.examples, self.iterations = examples, training.trainer.total
        self.losses = [_curve(self.loss_axes, label) for label in ("training batches", "validation images")]
        self.accuracy = _curve(self.accuracy_axes, "")
        count = len(training.points[0]["update_ratios"])
        self.layers = [_curve(self.layer_axes, f"layer {number}") for number in range(1, count + 1)]
        self.marks = [_draw_marks(one) for one in self.upper]
        self.last_change = _draw_last_change(self.accuracy_axes)
        labels = training.validation.labels[examples]
        self.strip, self.answers, self.shares = _draw_examples(self.figure, axes[1], pixels, labels)
        self.heading = self.figure.suptitle(" ", fontsize=11)
        _label_axes(*self.upper)
        for one in (*self.upper, self.strip):
            one.set_title(" ", fontsize=11)
        self._fitted = None
        titles = [one.title for one in (*self.upper, self.strip)]
        self.moving = [self.losses, self.accuracy, self.layers, self.marks, self.last_change]
        self.moving += [self.answers, self.shares, self.heading, titles]

    def draw(self, training, heading, shown):
        """Show `training` under the words `heading`, and of its layers what `shown`, a key of LAYERS, says.

        Returns whether the axes are others than before, so that the background is to be drawn anew.
        """
        points = training.points
        iterations = [point["iteration"] for point in points]
        for curve, name in zip(self.losses, ("loss", "validation_loss")):
            curve.set_data(iterations, np.minimum([point[name] for point in points], 1))
        self.accuracy.set_data(iterations, np.maximum([100 * point["validation_accuracy"] for point in points], LOWEST))
        values = np.array([point[shown] for point in points])[1:]  # before the first step there is none
        for number, curve in enumerate(self.layers):
            curve.set_data(iterations[1:], np.clip(values[:, number], *LAYERS[shown][1]))
        self._draw_changes(points)
        self._draw_answers(training)
        self._set_titles(points[-1], shown)
        self.heading.set_text(heading)
        return self._fit_axes(iterations[-1], shown)

    def _draw_changes(self, points):
        """A thin upright line where a setting was changed, and in words what the last one was."""
        steps = [(before, after, _difference(before, after)) for before, after in zip(points[1:], points[2:])]
        changes = [(before["iteration"], words) for before, _, words in steps if words]
        places = [place for place, _ in changes]
        for mark in self.marks:
            mark.set_data(np.repeat(places, 3), np.tile([0, 1, np.nan], len(places)))
        self.last_change.set_text(f"last change:\n{changes[-1][1]}" if changes else "")

    def _draw_answers(self, training):
        """Under each image a mark, the class when it is wrong, and a bar as long as the answer's probability."""
        labels = training.validation.labels[self.examples]
        chosen = training.measured.predictions[self.examples]
        for answer, label, choice in zip(self.answers, labels, chosen):
            answer.set_text("✓" if choice == label else f"✗ {CLASS_NAMES[choice]}")
        lefts = CELL * np.arange(len(labels))
        shares = training.measured.probabilities[self.examples, chosen]
        ends = np.stack([lefts, lefts + 28 * shares, np.full(len(labels), np.nan)], axis=1)
        self.shares.set_data(ends.ravel(), np.full(ends.size, BAR))
        self.strip.title.set_text(f"{np.count_nonzero(chosen == labels)} of these {len(labels)} right")

    def _set_titles(self, point, shown):
        on_new = f"{point['validation_loss']:.2f}"
        begun = point["iteration"] > 0
        self.loss_axes.title.set_text(
            f"Loss {point['loss']:.2f}, on new images {on_new}" if begun else f"Loss {on_new}"
        )
        accuracy = 100 * point["validation_accuracy"]
        finding = "no better than guessing" if accuracy < GUESSED else "right on new images"
        self.accuracy_axes.title.set_text(f"{accuracy:.1f} % {finding}")
        first = point[shown][0]
        if shown == "update_ratios":
            self.layer_axes.title.set_text(
                f"Layer 1 moves {100 * first:.2g} % a step" if begun else "No step taken yet"
            )
        else:
            self.layer_axes.title.set_text(f"Layer 1: gradient {first:.2g}" if begun else "No gradient yet")

    def _fit_axes(self, iteration, shown):
        width = FIRST_WIDTH
        while width < iteration:
            width *= 2
        fitted, self._fitted = self._fitted, (width, shown)
        if fitted == self._fitted:
            return False
        end = min(width, max(self.iterations, FIRST_WIDTH))
        for axes in self.upper:
            axes.set(xlim=(0, end), xticks=[0, end / 2, end])
        label, ends = LAYERS[shown]
        self.layer_axes.set(ylabel=label, ylim=ends)
        return True


def _difference(before, after):
    """Which settings differ between two points, in words, each in a line: "learning rate 0.03"."""
    return "\n".join(f"{words} {after[name]:g}" for name, words in NAMES.items() if after[name] != before[name])


def _curve(axes, label):
    return axes.plot([], [], label=label, linewidth=1.3)[0]


def _draw_marks(axes):
    style = {"color": GREY, "linewidth": 0.8, "linestyle": (0, (1, 2))}
    return axes.plot([], [], transform=axes.get_xaxis_transform(), **style)[0]


def _draw_last_change(axes):
    return axes.text(0.98, 0.02, "", fontsize=9, ha="right", va="bottom", transform=axes.transAxes)


def _draw_examples(figure, places, pixels, labels):
    """One row of images in the room of `places`, each under its class. Returns the Axes, texts and bars of answers."""
    grid = places[0].get_gridspec()
    grid.set_height_ratios([2, 1])
    for place in places:
        place.remove()
    axes = figure.add_subplot(grid[1, :])
    axes.set_axis_off()
    axes.set_title("validation images; bars: how sure", fontsize=9, loc="left", color=GREY)
    axes.set(xlim=(-7, CELL * len(pixels) - 7), ylim=(44, -12), aspect="equal")
    texts = []
    for left, image, label in zip(range(0, CELL * len(pixels), CELL), pixels, labels):
        extent = (left, left + 28, 28, 0)
        axes.imshow(image.reshape(28, 28), cmap="gray_r", vmin=0, vmax=255, extent=extent, interpolation="nearest")
        axes.text(left + 14, -2, CLASS_NAMES[label], fontsize=9, ha="center", va="bottom", color=GREY)
        axes.plot([left, left + 28], [BAR, BAR], color="#DDDDDD", linewidth=4, linestyle="-", solid_capstyle="butt")
        texts.append(axes.text(left + 14, BAR + 3, "", fontsize=9, ha="center", va="top"))
    (bars,) = axes.plot([], [], color=PALETTE[0], linewidth=4, linestyle="-", solid_capstyle="butt")
    return axes, texts, bars


def _label_axes(loss, accuracy, layers):
    for axes in (loss, accuracy, layers):
        axes.set(xlabel="iteration")
        axes.xaxis.set_major_formatter("{x:,.0f}")
    loss.set(ylabel="loss (1 and above: at the top)", ylim=(0, 1.02))
    accuracy.set(ylabel="% right (50 and below: at the bottom)", ylim=(LOWEST, HIGHEST))
    accuracy.grid(axis="y", color="#DDDDDD")
    layers.set_yscale("log")
    for axes in (loss, layers):
        axes.legend(loc="upper right", frameon=False, fontsize=9)
