"""The pictures of chapter 02: a layer's numbers and gradients on their wires, and the templates of ten neurons."""

import numpy as np

from mlp.data import CLASS_NAMES
from mlp.plots.show import show_figure
from mlp.plots.style import DIVERGING, GREY, PALETTE, new_figure

VALUE, GRADIENT = PALETTE[0], PALETTE[5]


def draw_wires(x, weight, bias, d_output):
    """Show one image on its way through a linear layer: on each wire its weight, and what the loss would do.

    x (n_in,), weight (n_in, n_out), bias (n_out,): a few small numbers;  d_output (n_out,), dL/dY

    Values are blue, the gradients of the loss with respect to them orange.
    """
    x, weight, bias, d_output = (np.asarray(part, dtype=float) for part in (x, weight, bias, d_output))
    d_x, d_weight = weight @ d_output, np.outer(x, d_output)
    figure, axes = new_figure(width=8, height=4.2)
    axes.set_axis_off()
    axes.set(xlim=(-0.25, 1.3), ylim=(-0.45, len(x) - 0.45))
    heights = np.arange(len(x))[::-1], np.linspace(len(x) - 1, 0, len(bias))
    for k, low in enumerate(heights[0]):
        _node(axes, 0, low, f"$x_{k + 1}$ = {x[k]:g}", d_x[k])
        for j, high in enumerate(heights[1]):
            axes.plot([0, 1], [low, high], color=GREY, linewidth=1, linestyle="-", zorder=1)
            at = 0.25 if low == high else 0.38
            _numbers(axes, at, low + at * (high - low), f"$w_{{{k + 1}{j + 1}}}$ = {weight[k, j]:g}", d_weight[k, j])
    for j, high in enumerate(heights[1]):
        _node(axes, 1, high, f"$y_{j + 1}$ = {x @ weight[:, j] + bias[j]:g}", d_output[j])
    axes.set_title("A weight's gradient: what comes in, times what comes back")
    listed = ", ".join(f"{number:g}" for number in d_weight.ravel())
    show_figure(
        figure,
        alt="Two inputs on the left, two outputs on the right, a wire from each input to each output. Every number is "
        "written in blue, and under it, in orange, the gradient of the loss with respect to it.",
        words=f"Gradients of the four weights: {listed}; of the inputs: {d_x[0]:g} and {d_x[1]:g}.",
    )


def _node(axes, x, y, text, gradient):
    axes.plot(x, y, "o", markersize=46, color="white", markeredgecolor="black", zorder=2)
    _numbers(axes, x, y, text, gradient, box=False)


def _numbers(axes, x, y, text, gradient, box=True):
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.5} if box else None
    common = {"ha": "center", "fontsize": 10, "zorder": 3}
    axes.text(x, y + 0.02, text, va="bottom", color=VALUE, bbox=paper, **common)
    below = f"gradient {gradient:g}" if box else f"{gradient:g}"
    axes.text(x, y - 0.02, below, va="top", color=GRADIENT, bbox=paper, **common)


def draw_templates(weight, means):
    """Show the columns of a classifier's one weight matrix as images.

    weight   (784, 10), one column per class;  means   (10, 784), the mean training image of each class
    """
    figure, axes = new_figure(rows=2, columns=5, width=8, height=3.6)
    largest = np.abs(weight).max()
    for place, column, name in zip(axes.flat, weight.T, CLASS_NAMES):
        picture = place.imshow(column.reshape(28, 28), cmap=DIVERGING, vmin=-largest, vmax=largest)
        place.set_title(name, fontsize=10)
        place.set_axis_off()
    figure.suptitle("Each neuron's weights are a template of its class")
    figure.colorbar(picture, ax=axes, shrink=0.8, label="weight")
    alike = np.corrcoef(weight.T, means)[:10, 10:].argmax(axis=0)  # for each mean image, the template most like it
    own = int(np.sum(alike == np.arange(10)))
    row, column = divmod(int(weight[:, CLASS_NAMES.index("Trouser")].argmin()), 28)
    show_figure(
        figure,
        alt="Ten small pictures of weights, red where positive, blue where negative. Trouser has a dark blue stripe "
        "between the legs, Bag a blue gap under the handle, Ankle boot a blue corner above the foot.",
        words=f"For {own} of 10 classes, the template most like the class's mean image is its own. Trouser's most "
        f"negative weight is in row {row}, column {column} of 28.",
    )
