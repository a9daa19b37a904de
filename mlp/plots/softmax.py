"""The pictures of chapter 04 on scores and probabilities: the two steps of the softmax, the pull on the scores."""

import numpy as np

from mlp.plots.show import show_figure
from mlp.plots.style import GREY, PALETTE, new_figure


def draw_softmax(scores, names):
    """Show the two steps from the scores of one image to its probabilities: exp, then division by the sum.

    scores   (K,), any numbers;  names   K strings, the classes
    """
    scores = np.asarray(scores, dtype=float)
    powers = np.exp(scores)
    probabilities = powers / powers.sum()
    figure, axes = new_figure(columns=3, width=9, height=2.6)
    panels = (
        ("1  the scores s", scores, "{:+g}"),
        ("2  exp(s): all positive", powers, "{:.2f}"),
        ("3  divided by their sum", probabilities, "{:.3f}"),
    )
    for place, (title, values, shape) in zip(axes[0], panels):
        _draw_bars(place, values, names if place is axes[0, 0] else [""] * len(names), shape)
        place.set_title(title, fontsize=11)
    figure.suptitle("exp makes every score positive, and keeps their order")
    listed = ", ".join(f"{name} {probability:.3f}" for name, probability in zip(names, probabilities))
    show_figure(
        figure,
        alt=f"Three rows of bars, one bar for each of {', '.join(names)}: the scores, some below 0; exp of each, all "
        "above 0; and the probabilities, in the same order.",
        words=f"The scores {', '.join(f'{score:+g}' for score in scores)} become the probabilities {listed}.",
    )


def draw_pull(names, probabilities, derivatives, true):
    """Show for one image what the loss does when a score rises: its derivatives, beside the probabilities.

    names, probabilities, derivatives   K each: the classes, and dloss/dscore of each
    true                           the number of the true class, from 0
    """
    figure, axes = new_figure(columns=2, width=8.5, height=2.7)
    colors = [PALETTE[1 if j == true else 0] for j in range(len(names))]
    _draw_bars(axes[0, 0], probabilities, names, "{:.3f}", colors)
    _draw_bars(axes[0, 1], derivatives, [""] * len(names), "{:+.3f}", colors)
    axes[0, 0].get_gridspec().set_width_ratios([1, 2])  # one scale for both
    axes[0, 0].set_xlim(0, 1.25)
    axes[0, 1].set_xlim(-1.25, 1.25)
    axes[0, 0].set_title("probabilities", fontsize=11)
    axes[0, 1].set_title("gradient of the loss with respect to each score", fontsize=11)
    figure.suptitle(f"A step against the gradient lifts {names[true]} and lowers the others")
    listed = ", ".join(f"{name} {derivative:+.3f}" for name, derivative in zip(names, derivatives))
    show_figure(
        figure,
        alt="Left, a bar for the probability of each class. Right, a bar for each derivative: as long as the "
        f"probability for the wrong classes; for {names[true]}, the true class, it points the other way.",
        words=f"Derivatives: {listed}. They add up to {round(float(np.sum(derivatives)), 3) + 0.0:.3f}.",
    )


def draw_start(start):
    """Show where the loss of untrained networks starts, against how far their scores spread.

    start   a dict from a name of the weights' start to (networks, 2): the variance of an image's scores, and the loss

    The dashed line is ln 10 + variance / 2.
    """
    figure, axes = new_figure(width=7.5, height=3.8)
    for (name, rows), marker in zip(start.items(), "o^s"):
        axes.plot(*np.transpose(rows), marker, linestyle="none", markersize=7, label=f"{name}, {len(rows)} seeds")
    widest = max(np.max(rows, axis=0)[0] for rows in start.values())
    ends = np.array([0, 1.05 * widest])
    axes.plot(ends, np.log(10) + ends / 2, color=GREY, linestyle="--", label="ln 10 + variance / 2")
    axes.set(xlabel="variance of an image's ten scores (mean over the images)", ylabel="loss before training")
    axes.set_title("The more the scores spread, the further above ln 10 the loss starts")
    axes.legend(frameon=False)
    found = {name: np.transpose(rows)[1] for name, rows in start.items()}
    listed = ", ".join(
        f"{name} {each.mean():.2f} ({each.min():.2f} to {each.max():.2f})" for name, each in found.items()
    )
    show_figure(
        figure,
        alt="Points near a rising dashed line, in three groups: weights of 0.01 all at its foot, Xavier in the middle, "
        "Kaiming at the top, where the points scatter most.",
        words=f"Mean loss before training: {listed}; ln 10 is {np.log(10):.2f}.",
    )


def _draw_bars(axes, values, names, shape, colors=PALETTE[0]):
    """Horizontal bars from the top down, each with its number behind its end."""
    axes.barh(range(len(values)), values, height=0.6, color=colors)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set(yticks=range(len(values)), yticklabels=names, ylim=(len(values) - 0.5, -0.5), xticks=[])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(left=False)
    low, high = min(0, *values), max(0, *values)
    room = 0.3 * (high - low)
    axes.set_xlim(low - room * (low < 0), high + room)
    for place, value in enumerate(values):
        side = 1 if value >= 0 else -1
        text = shape.format(value)
        axes.text(value + side * room / 8, place, text, va="center", ha="left" if side > 0 else "right", fontsize=10)
