"""The figures of chapter 08: batches, how far steps go, curves to read, the best entry, and averages of weights."""

import numpy as np

from mlp.plots.curves import draw_curves
from mlp.plots.show import show_figure
from mlp.plots.style import LINE_STYLES, MARKERS, PALETTE, new_figure
from mlp.plots.words import digits, measured

FLAT, GAP = 2, 0.5  # a loss above the first is near guessing; a validation loss so far above the training loss is a gap


def draw_batches(costs, noises):
    """Show what a step costs and how noisy it is: batch size -> milliseconds, and batch size -> relative error."""
    figure, axes = new_figure(1, 2, width=9, height=3.4)
    panels = {"Time of a step": (costs, "milliseconds"), "Noise of the gradient": (noises, "distance / length")}
    for axis, (title, (values, label)) in zip(axes[0], panels.items()):
        sizes, values = np.array(list(values)), np.array(list(values.values()))
        axis.plot(sizes, values, "-", marker="o", color=PALETTE[0])
        axis.set(xscale="log", yscale="log", xlabel="images in the batch", ylabel=label, title=title)
        axis.set_xticks(sizes)
    figure.suptitle("Small batches hardly cost less; large ones hardly say more")
    first, last = min(costs), max(costs)
    show_figure(
        figure,
        alt="Two log-log panels against the number of images in the batch. Left, the time of a step: nearly level for "
        "small batches, then rising in proportion. Right, the noise of the gradient: a straight line downward.",
        words=f"From {first:,} to {last:,} images: time times {measured(digits(costs[last] / costs[first]))}, noise "
        f"divided by {measured(digits(noises[first] / noises[last]))}.",
    )


def draw_ratios(frames):
    """Show step / size of every array of parameters over a training, a panel for each.

    frames   title of a panel -> the frame of a `GradientNorms`. Weights are solid, biases dashed; a ratio of 0 is not
             drawn
    """
    figure, axes = new_figure(1, len(frames), width=3.2 * len(frames), height=3.8)
    for axis, (title, frame) in zip(axes[0], frames.items()):
        layers = sorted(frame.layer.unique())
        for (layer, name), rows in frame[frame.update_ratio > 0].groupby(["layer", "parameter"]):
            number = layers.index(layer)
            label = f"{name} {number + 1}"
            style = {"marker": MARKERS[number], "markersize": 4, "color": PALETTE[number], "label": label}
            axis.plot(rows.iteration, rows.update_ratio, LINE_STYLES[name == "bias"], **style)
        axis.axhspan(1e-3, 1e-2, color="#DDDDDD", zorder=0)
        axis.set(yscale="log", ylim=(5e-5, 0.5), xlabel="iteration", title=title)
        axis.tick_params(labelleft=axis is axes[0, 0])
    axes[0, 0].set_ylabel("step / size of the array")
    axes[0, -1].legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.suptitle("The biases go far ahead of the weights; grey: 0.001 to 0.01")
    weights = {title: frame[frame.parameter == "weight"].update_ratio.median() for title, frame in frames.items()}
    biases = {title: frame[frame.parameter == "bias"].update_ratio.median() for title, frame in frames.items()}
    told = [f"{title}: {measured(digits(weights[title]))} and {measured(digits(biases[title]))}" for title in frames]
    show_figure(
        figure,
        alt="A panel for each learning rate: the ratio of step to size over the iterations, on a log axis, a line for "
        "each weight matrix and each vector of biases. The biases' lines lie above the weights' and fall; all lines "
        "lie higher in each panel than in the one before.",
        words=f"Median ratio of weights and of biases. {'; '.join(told)}.",
    )


def draw_nameless(histories):
    """Show the curves of trainings that are to be named: letter -> `History`. Nothing says what is the matter."""
    ends = {letter: (history.loss[-1], history.validation_loss[-1]) for letter, history in histories.items()}
    apart = [letter for letter, (training, other) in ends.items() if other - training > GAP]
    flat = [letter for letter, end in ends.items() if min(end) > FLAT]
    show_figure(
        draw_curves(histories, f"{len(histories)} trainings: each goes its own way"),
        alt="For each training a pair of panels, loss above accuracy, with a solid line for the training images and a "
        "dashed one for the validation images. Their ends and gaps are in the line of words and in the table above.",
        words=f"At the end the validation loss lies more than {GAP} above the training loss in "
        f"{', '.join(apart) or 'none'}; both lie above {FLAT} in {', '.join(flat) or 'none'}.",
    )


def draw_best(history, best, stop):
    """Show both validation curves of a training, where its loss was best, and where patience ends it: two entries."""
    figure, axes = new_figure(1, 2, width=10, height=3.4)
    curves = {"Validation loss": history.validation_loss, "Validation accuracy in %": 100 * history.validation_accuracy}
    highest = int(np.argmax(history.validation_accuracy))
    for axis, (title, curve) in zip(axes[0], curves.items()):
        axis.plot(history.epoch, curve, "-", color=PALETTE[0])
        axis.plot(history.epoch[best], curve[best], "s", color=PALETTE[2], label="lowest loss")
        axis.plot(history.epoch[stop], curve[stop], "X", color=PALETTE[5], markersize=9, label="stop")
        axis.set(title=title, xlabel="epoch")
    axes[0, 1].plot(
        history.epoch[highest], curve[highest], "D", color=PALETTE[3], fillstyle="none", label="highest accuracy"
    )
    axes[0, 1].legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.suptitle("The loss turns; the accuracy hardly minds")
    show_figure(
        figure,
        alt="Left, the validation loss by epoch: it falls for a few epochs and then rises for good. Right, the "
        "validation accuracy: it rises fast and then stays level. Marks: the entry of the lowest loss, the stop, and "
        "the highest accuracy.",
        words=f"Lowest loss after epoch {measured(f'{history.epoch[best]:.0f}')}, stop after "
        f"{measured(f'{history.epoch[stop]:.0f}')}; highest accuracy after "
        f"{measured(f'{history.epoch[highest]:.0f}')}.",
    )


def draw_flattery(gains, errors):
    """Show by how much the best of many looks better than it is: images -> points, and images -> standard error."""
    figure, axes = new_figure(width=7, height=3.4)
    for values, label, marker in ((gains, "the best looks better than it is by", "o"), (errors, "standard error", "s")):
        axes.plot(list(values), list(values.values()), marker=marker, label=label)
    axes.set(xscale="log", xlabel="images that choose", ylabel="points of accuracy", ylim=(0, None), xticks=list(gains))
    axes.set_title("The fewer images choose, the more their choice flatters")
    axes.minorticks_off()
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.legend(frameon=False)
    told = "; ".join(f"{n:,} images {measured(f'{gain:.1f}')}" for n, gain in gains.items())
    show_figure(
        figure,
        alt="Two falling lines against the number of images that choose, close to each other: by how many points the "
        "best entry's number is too high, and the standard error of one number.",
        words=f"Too high by so many points: {told}.",
    )


def draw_jitter(path, average, arrived):
    """Show steps that jitter around the floor of a bowl at (0, 0), from above, and their average: (steps, 2) each.

    arrived   after how many steps both are near the floor, for the words
    """
    figure, axes = new_figure(width=5.5, height=4.4)
    axes.plot(*path.T, "-", color=PALETTE[4], linewidth=1, marker=".", markersize=4, label="after each step")
    axes.plot(*average.T, "-", color=PALETTE[5], linewidth=2.5, label="their average")
    axes.plot(0, 0, "X", color=PALETTE[2], markersize=11, linestyle="none", label="the floor")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.set_title("The steps jitter; their average hardly does")
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    far = [np.sqrt(np.mean(np.sum(line[arrived:] ** 2, axis=1))) for line in (path, average)]
    show_figure(
        figure,
        alt="A path seen from above that comes from the upper left and then jitters around a cross, the floor of a "
        "bowl; a thicker line, the average, moves to the cross and stays near it.",
        words=f"Root mean square distance from the floor after {arrived} steps: {far[0]:.2f} after a step, "
        f"{far[1]:.2f} for the average.",
    )


def draw_average(runs, every):
    """Show the accuracy of the parameters and of their average, a panel for each seed.

    runs    one pair of curves for each seed, (entries,) each, in percent: of the parameters, and of their average
    every   how many iterations lie between two entries
    """
    figure, axes = new_figure(1, len(runs), width=9.5, height=3.4)
    for seed, (axis, pair) in enumerate(zip(axes[0], runs)):
        for curve, label, marker in zip(pair, ("alone", "average"), MARKERS):
            axis.plot(every * np.arange(1, len(curve) + 1), curve, marker=marker, label=label)
        axis.set(title=f"seed {seed}", xlabel="iteration", ylim=(81, 90))
        axis.tick_params(labelleft=axis is axes[0, 0])
    axes[0, 0].set_ylabel("validation accuracy in %")
    axes[0, -1].legend(frameon=False, loc="lower right")
    figure.suptitle("The average is ahead of what it averages")
    ahead = [measured(f"{average[-1] - alone[-1]:.1f}") for alone, average in runs]
    show_figure(
        figure,
        alt="A panel for each seed: validation accuracy by iteration, a jagged line for the parameters themselves, and "
        "above it a smooth one for their average.",
        words=f"At the end the average is ahead by so many points, by seed: {', '.join(ahead)}.",
    )
