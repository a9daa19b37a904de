"""The figure of chapter 12 that shows the loss around a trained network: over two directions, and along single ones."""

import numpy as np

from mlp.plots.show import show_figure
from mlp.plots.style import SEQUENTIAL, new_figure


def draw_loss_around(steps, losses, shares, lines):
    """Show the loss over two random directions, and along single ones.

    steps, losses   (n,) and (n, n), as `mlp.inside.landscape.loss_surface` gives them
    shares          (m,), how far to go, as a share of the weights' length
    lines           name -> (m,), the loss there over that in the middle
    """
    figure, axes = new_figure(1, 2, width=7.6, height=3.2)
    draw_surface(axes[0, 0], steps, losses)
    axes[0, 0].set_title("In two random directions: a wide bowl", fontsize=11)
    for name, line in lines.items():
        axes[0, 1].plot(100 * shares, line, label=f"along {name}", antialiased=False)
    label = "moved by … % of the weights' length"
    axes[0, 1].set(yscale="log", ylim=(0.6, 9000), xlabel=label, ylabel="loss, relative to the middle")
    axes[0, 1].set_title("Along the gradient: a gorge", fontsize=11)
    axes[0, 1].legend(frameon=False, loc="upper center")
    ten = [np.abs(shares - share).argmin() for share in (-0.1, 0.1)]
    told = ", ".join(f"{max(line[ten]):.3g} times along {name}" for name, line in lines.items())
    show_figure(
        figure,
        alt="Left, rings of equal loss around a star, round and wide. Right, on a logarithmic scale, a line that stays "
        "flat, and one that rises a hundredfold.",
        words=f"The loss at 10 %, on the steeper side: {told}.",
    )


def draw_surface(axes, steps, losses):
    """Draw the loss over two directions as lines of equal height, each twice the one below; a star marks the middle.

    steps (n,), losses (n, n) as `mlp.inside.landscape.loss_surface` gives them. Returns the drawn lines.
    """
    powers = np.arange(np.floor(np.log2(losses.min())), np.ceil(np.log2(losses.max())) + 1)
    lines = axes.contour(
        steps, steps, np.log2(losses), levels=powers, cmap=SEQUENTIAL, linestyles="-", antialiased=False
    )
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    for text in axes.clabel(lines, fmt=lambda power: f"{2**power:g}", fontsize=9, colors="black"):
        text.set_bbox(box)
    axes.plot(0, 0, "*", color="black", markersize=9)
    axes.set(xlabel="along the first direction", ylabel="along the second")
    return lines
