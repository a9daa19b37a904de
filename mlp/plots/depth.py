"""The figures of chapter 06: what becomes of a network's signals with depth, by activation and start of the weights."""

import numpy as np

from mlp.plots.runs import draw_runs
from mlp.plots.show import show_figure
from mlp.plots.style import GREY, MARKERS, new_figure
from mlp.plots.words import digits, measured, percent


def draw_by_depth(panels, depths, title, xlabel, ylabel):
    """Draw sizes on a log axis, which is the same for all panels: returns the figure.

    panels   a dict from a panel's name to a dict from a line's name to its positive numbers, one per depth
    depths   the places of the numbers on the axis, from 1 to 20

    Raises ValueError when a line has another length than `depths`.
    """
    figure, axes = new_figure(1, len(panels), width=9, height=3.4)
    places = [axes] if len(panels) == 1 else list(axes[0])
    everything = [number for lines in panels.values() for numbers in lines.values() for number in numbers]
    limits = (min(everything) / 10, max(everything) * 10)
    for place, (name, lines) in zip(places, panels.items(), strict=True):
        for (label, numbers), marker in zip(lines.items(), MARKERS):
            if len(numbers) != len(depths):
                raise ValueError(f"line {label!r} of {name!r} has {len(numbers)} numbers, expected {len(depths)}")
            place.plot(depths, numbers, marker=marker, markersize=4, label=label)
        place.set(title=name, yscale="log", ylim=limits, xlabel=xlabel, xticks=[1, 10, 20])
        place.tick_params(labelleft=place is places[0])
    places[0].set_ylabel(ylabel)
    places[0].legend(loc="lower left", frameon=False)
    figure.suptitle(title)
    return figure


def draw_activations(sizes):
    """Show what is left of the activations, layer by layer.

    sizes   activation -> start of the weights -> (depth,), the standard deviation of Y in each hidden layer
    """
    depth = len(next(iter(next(iter(sizes.values())).values())))
    title = "Activations: 0.01 collapses, and the ReLU needs Kaiming's extra factor of 2"
    show_figure(
        draw_by_depth(sizes, range(1, depth + 1), title, "layer", "standard deviation of Y"),
        alt="Four panels, one per activation: the standard deviation of the activations in each layer, on a log axis. "
        "For ReLU and leaky ReLU, 0.01 falls steeply, Xavier gently, and Kaiming stays level. For tanh, 0.01 falls "
        "steeply, the others stay nearly level. For sigmoid all three stay level.",
        words=f"Left of layer 1's standard deviation in layer {depth}: {_ends(sizes, lambda y: y[-1] / y[0])}.",
    )


def draw_gradients(shares, depths):
    """Show how much of the gradient gets to the front.

    shares   activation -> start -> (len(depths),), the size of dY in layer 1 over that in the last hidden layer
    depths   how many hidden layers each network has, rising
    """
    title = "Gradients: the right pair brings them to the front; nothing here saves deep sigmoids"
    show_figure(
        draw_by_depth(shares, depths, title, "depth of the network", "dY of layer 1 / dY of the last"),
        alt="Four panels, one per activation: the share of the gradient that arrives at the first layer, by depth, on "
        "a log axis. ReLU and leaky ReLU stay level with Kaiming only, tanh with Xavier and Kaiming. For sigmoid all "
        "three lines fall steeply.",
        words=f"Of the gradient at layer {depths[-1]}, this arrives at layer 1: {_ends(shares, lambda s: s[-1])}.",
    )


def _ends(panels, end):
    """ "ReLU with 0.01 1e-21; …": one number from each line."""
    lines = [(f"{name} with {start}", line) for name, starts in panels.items() for start, line in starts.items()]
    return "; ".join(f"{pair} {digits(end(line), 1)}" for pair, line in lines)


def draw_directions(cosines, predicted):
    """Show how alike two images become on their way through a deep network.

    cosines     activation -> (depth + 1,), the mean cosine between two images: pixels first, then each layer's Y
    predicted   (depth + 1,), what theory says for ReLUs
    """
    figure, axes = new_figure(width=7, height=3.6)
    for (name, line), marker in zip(cosines.items(), MARKERS):
        axes.plot(range(len(line)), line, marker=marker, markersize=4, label=name)
    axes.plot(range(len(predicted)), predicted, color=GREY, linestyle=(0, (1, 3)), label="ReLU, predicted")
    axes.set(xlabel="layer (0: the pixels)", ylabel="mean cosine of two images", ylim=(-0.05, 1.05))
    axes.set_xticks(range(0, 21, 5))
    axes.set_title("ReLUs turn all images the same way, layer by layer; tanh does not")
    axes.legend(frameon=False, loc="center right")
    ends = "; ".join(f"{name} {line[1]:.2f} after layer 1, {line[-1]:.2f} at the end" for name, line in cosines.items())
    show_figure(
        figure,
        alt="The mean cosine between two images by layer. For ReLU it climbs from 0 to nearly 1, along the dotted line "
        "of the prediction; for tanh it stays at 0; for sigmoid it is 1 from the second layer on.",
        words=f"Mean cosine of two images: {ends}.",
    )


def draw_starts(runs):
    """Show validation accuracies after a short training: setting -> one per seed, from 0 to 1."""
    middle = "; ".join(f"{name} {measured(percent(np.mean(run)))}" for name, run in runs.items())
    show_figure(
        draw_runs(runs, title="The deeper the network, the more the start decides"),
        alt="Validation accuracies, one point per seed. With 8 layers, 0.01 is at 10 %, Xavier and Kaiming are far "
        "above it, Kaiming ahead. With 20 layers, 0.01 is at 10 %, Xavier not much higher, Kaiming above 60 %.",
        words=f"Mean validation accuracy: {middle}.",
    )
