"""The pictures of chapter 03: what an activation changes, and what is left of a gradient behind ten of them."""

import numpy as np

from mlp.plots.runs import draw_runs
from mlp.plots.show import show_figure
from mlp.plots.style import new_figure
from mlp.plots.words import digits, measured


def draw_trainings(runs, title):
    """Show validation accuracies, one point per seed: setting -> accuracies, from 0 to 1; `title` tells the finding."""
    ranges = [f"{name} ≈ {100 * min(run):.1f} to ≈ {100 * max(run):.1f} %" for name, run in runs.items()]
    show_figure(
        draw_runs(runs, title=title),
        alt="A row of points for each setting, one point per seed, against validation accuracy in percent.",
        words="; ".join(ranges) + ".",
    )


def draw_gradient_by_layer(sizes):
    """Show the size of the gradient behind each activation of a deep network.

    sizes   activation -> (layers,), root mean squares, the first hidden layer's first
    """
    figure, axes = new_figure(height=3.8)
    for (name, line), marker in zip(sizes.items(), "os^"):
        layers = range(1, len(line) + 1)
        axes.plot(layers, line, marker=marker, label=f"{name}: {digits(line[0] / line[-1])} of it is left")
    axes.set(title="Ten sigmoids leave almost nothing of the gradient", yscale="log", xticks=layers)
    axes.set(xlabel="hidden layer (the gradient comes from the right)", ylabel="size of the gradient")
    axes.legend(frameon=False)
    left = ", ".join(f"{measured(digits(line[0] / line[-1]))} for {name}" for name, line in sizes.items())
    show_figure(
        figure,
        alt="Gradient size against hidden layer, on a logarithmic scale: flat for ReLU, sloping gently down to "
        "the left for tanh, and falling steeply to the left in a straight line for sigmoid.",
        words=f"From hidden layer {len(line)} to 1, this share of the gradient's size is left: {left}.",
    )


def draw_six(activations):
    """Show activations and their slopes beside each other: name -> function of an array."""
    figure, axes = new_figure(columns=2, width=9, height=3.2)
    x = np.linspace(-4, 4, 401)
    for name, function in activations.items():
        y = function(x)
        axes[0, 0].plot(x, y, label=name)
        axes[0, 1].plot(x, np.gradient(y, x), label=name)
    axes[0, 0].set(title="f(x)", xlabel="x", ylim=(-1.2, 3))
    axes[0, 1].set(title="its slope", xlabel="x", ylim=(-0.3, 1.3))
    axes[0, 0].legend(frameon=False)
    figure.suptitle("GELU and SiLU are smooth, and dip below 0 before they rise")
    least = ", ".join(f"{name} {function(x).min():.2f}" for name, function in activations.items())
    show_figure(
        figure,
        alt="Left, the curves of the activations: all rise on the right; GELU and SiLU dip a little below 0 on the "
        "left. Right, their slopes: the ReLU's jumps from 0 to 1, the others change smoothly.",
        words=f"Smallest values between -4 and 4: {least}.",
    )
