"""One neuron with two inputs, on real images: move its weights, or let it walk down the gradient."""

import ipywidgets
import numpy as np

from mlp.data import CLASS_NAMES
from mlp.plots import GREY, PALETTE, new_figure
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.arguments import given_data

TROUSER, BAG = CLASS_NAMES.index("Trouser"), CLASS_NAMES.index("Bag")
PER_CLASS = 200
START = (-0.8, -0.2, 0.5)  # w1, w2, b: from here a step at 1.6 to 1.85 leads up, and stays in the picture
START_RATE = 0.3
LEVELS = (0.12, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)  # of the loss, drawn as contours
REACH = 2.0  # weights and bias lie between -REACH and REACH
SEEN_WITHOUT_EYES = (
    "Left, trousers and bags as points, placed by how much ink their bottom half and their top quarter have, with "
    "the line where the neuron gives 0. Right, the two weights as a point on the contours of the loss, with the path "
    "so far and an arrow to where the next step leads."
)


class OneNeuron(LivePanel):
    """The neuron y = x1 w1 + x2 w2 + b on 400 images, where a Trouser should give -1 and a Bag +1.

    data   a FashionMNIST, of which the first 200 training images of each class are taken; by default it is loaded

    x1 is the ink in an image's bottom half, x2 that in its top quarter, both standardised over the 400.
    The loss is half the mean squared error, L = Σ (y - t)² / 2n. The button "Step" takes one step of gradient descent.
    Raises ValueError for data that is not a FashionMNIST, or has fewer images of the two classes.
    """

    def __init__(self, data=None):
        self.x, self.t = two_features(given_data(data))
        self.w1, self.w2, self.b = (
            _slider(name, value, -REACH, REACH) for name, value in zip(("w1", "w2", "b"), START, strict=True)
        )
        self.rate = _slider("Learning rate", START_RATE, 0.05, 2.5)
        self.step = ipywidgets.Button(description="Step")
        self.reset = ipywidgets.Button(description="Reset")
        self._path = []
        figure, (left, right) = _new_figure()
        self.line, self.side = _draw_points(left, self.x, self.t)
        self.path, self.arrow = _draw_contours(right, self.x, self.t)
        controls = [self.w1, self.w2, self.b, self.rate, self.step, self.reset]
        moving = [self.line, self.side, left.get_legend(), self.path, self.arrow]  # the legend lies over the line
        super().__init__(controls, figure, moving, alt=SEEN_WITHOUT_EYES)

    def update(self):
        here = self._parameters()
        if not self._path or not np.array_equal(self._path[-1], here):
            self._path = [here]  # moved by hand: a new path begins
        loss, gradient = loss_and_gradient(self.x, self.t, here)
        step = -self.rate.value * gradient
        self._draw(here, step)
        right = int(np.sum((self.x @ here[:2] + here[2] > 0) == (self.t > 0)))
        slopes = ", ".join(f"{slope:+.3f}" for slope in gradient)
        return (
            f"Loss {loss:.4f}; {right} of {len(self.t)} images on the right side of the line. "
            f"The gradient with respect to (w1, w2, b) is ({slopes}). {self._outlook(here + step, loss)}"
        )

    def pressed(self, button):
        if button is self.reset:
            self.rate.value, self._path = START_RATE, []
            self._set(START)
            return
        here = self._parameters()
        _, gradient = loss_and_gradient(self.x, self.t, here)
        self._set(here - self.rate.value * gradient)
        self._path.append(self._parameters())

    def _parameters(self):
        return np.array([self.w1.value, self.w2.value, self.b.value])

    def _set(self, parameters):
        for slider, value in zip((self.w1, self.w2, self.b), parameters, strict=True):
            slider.value = float(np.clip(value, -REACH, REACH))

    def _draw(self, here, step):
        normal, offset = here[:2], here[2]
        squared = max(normal @ normal, 1e-12)
        foot = -offset * normal / squared  # the point of the line nearest to the origin
        along = np.array([-normal[1], normal[0]]) / np.sqrt(squared)
        self.line.set_data(*(foot[:, None] + along[:, None] * [-20, 20]))
        self.side.set_offsets(foot[None])
        self.side.set_UVC(*(0.8 * normal / np.sqrt(squared)))
        self.path.set_data(*np.array(self._path).T[:2])
        self.arrow.set_offsets(here[None, :2])
        self.arrow.set_UVC(*step[:2])

    def _outlook(self, there, loss):
        if np.abs(there).max() > REACH:
            return "The next step would leave the picture, and stops at its edge."
        after, _ = loss_and_gradient(self.x, self.t, there)
        return f"The next step leads {'down' if after < loss else 'up'} to loss {after:.4f}."


def two_features(data):
    """The features x (400, 2), standardised, and the targets t (400,), -1 for Trouser and +1 for Bag; float64."""
    rows = [np.flatnonzero(data.train.labels == label)[:PER_CLASS] for label in (TROUSER, BAG)]
    if min(map(len, rows)) < PER_CLASS:
        raise ValueError(
            f"the training part holds {len(rows[0])} trousers and {len(rows[1])} bags; expected {PER_CLASS} of each"
        )
    pixels = data.to_pixels(data.train.images[np.concatenate(rows)]).reshape(-1, 28, 28).astype(np.float64)
    x = np.column_stack([pixels[:, 14:].mean(axis=(1, 2)), pixels[:, :7].mean(axis=(1, 2))])
    return (x - x.mean(axis=0)) / x.std(axis=0), np.repeat([-1.0, 1.0], PER_CLASS)


def loss_and_gradient(x, t, parameters):
    """L = Σ (y - t)² / 2n of y = x1 w1 + x2 w2 + b, and its gradient with respect to (w1, w2, b), shape (3,)."""
    error = x @ parameters[:2] + parameters[2] - t
    d_y = error / len(t)
    return error @ error / (2 * len(t)), np.append(x.T @ d_y, d_y.sum())


def _slider(name, value, low, high):
    return ipywidgets.FloatSlider(value=value, min=low, max=high, step=0.05, description=name, readout_format=".2f")


def _new_figure():
    figure, axes = new_figure(columns=2, width=8, height=3.9)
    left, right = axes[0]
    left.set_title("The neuron's line between trousers and bags", fontsize=11)
    left.set(xlabel="x1: ink in the bottom half", ylabel="x2: ink in the top quarter")
    left.set(xlim=(-2, 3.8), ylim=(-2, 3.8), aspect="equal")
    right.set_title("Small steps go downhill, across the contours", fontsize=11)
    right.set(xlabel="w1", ylabel="w2", xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal")
    return figure, (left, right)


def _draw_points(axes, x, t):
    """The images as still points; returns the moving line and the arrow to its Bag side."""
    for target, name, marker, color in ((-1, "Trouser", "o", PALETTE[0]), (1, "Bag", "^", PALETTE[1])):
        points = x[t == target]
        axes.plot(*points.T, marker, color=color, markersize=4, alpha=0.6, label=f"{name}, t = {target:+d}")
    axes.legend(loc="upper left", fontsize=9)
    (line,) = axes.plot([], [], "-", color="black", linewidth=2)
    side = axes.quiver([0], [0], [0], [0], angles="xy", scale_units="xy", scale=1, width=0.012)
    return line, side


def _draw_contours(axes, x, t):
    """Still contours of the loss; returns the moving path and the arrow of the next step.

    The features and the targets have mean 0, so b only adds b²/2 to the loss: the contours are the same for every b.
    """
    grid = np.linspace(-REACH, REACH, 41)
    losses = [[loss_and_gradient(x, t, np.array([w1, w2, 0.0]))[0] for w1 in grid] for w2 in grid]
    axes.contour(grid, grid, losses, levels=LEVELS, colors=GREY, linewidths=0.8)
    (path,) = axes.plot([], [], "o-", color=PALETTE[0], markersize=5)
    arrow = axes.quiver([0], [0], [0], [0], angles="xy", scale_units="xy", scale=1, width=0.012, color=PALETTE[5])
    return path, arrow
