"""The pictures of chapter 04 on the loss: what a probability costs, and what no network can save."""

import numpy as np

from mlp.plots.show import show_figure
from mlp.plots.style import GREY, PALETTE, new_figure
from mlp.plots.words import measured


def draw_minus_log(marked):
    """Show -log p for probabilities from 0 to 1, with the probabilities `marked` as points on the curve."""
    p = np.linspace(0.0005, 1, 2000)
    figure, axes = new_figure(width=6.5, height=3.6)
    axes.plot(p, -np.log(p), color=PALETTE[0])
    marked = np.asarray(marked, dtype=float)
    costs = np.abs(np.log(marked))
    axes.plot(marked, costs, "o", color=PALETTE[5], markersize=8)
    for probability, cost in zip(marked, costs):
        axes.annotate(f"p = {probability:g}: {cost:.3f}", (probability, cost), (8, 8), textcoords="offset points")
    axes.set(xlim=(-0.03, 1.25), ylim=(-0.15, 8), xticks=np.arange(0, 1.1, 0.25), yticks=range(0, 9, 2))
    axes.set(xlabel="probability p of the true class", ylabel="loss, -log p")
    axes.set_title("Sure and right costs nothing, sure and wrong has no limit")
    show_figure(
        figure,
        alt="A curve that falls from far above at p = 0, first steeply and then slowly, to 0 at p = 1.",
        words="The loss of p = " + ", ".join(f"{p:g} is {cost:.3f}" for p, cost in zip(marked, costs)) + ".",
    )


def draw_two_classes(p, loss, share):
    """Show the cross-entropy of images that look alike, `share` of which are of one class, against its probability p.

    p, loss   (n,) each: the probability that the network gives to that class, and the mean of -log of what the image's
              own class got
    """
    floor = -(share * np.log(share) + (1 - share) * np.log(1 - share))
    best = p[np.argmin(loss)]
    figure, axes = new_figure(width=7.5, height=3.8)
    axes.plot(p, loss, color=PALETTE[0], label="cross-entropy")
    axes.axhline(floor, color=GREY, linestyle="--", label="entropy of the labels")
    axes.fill_between(p, floor, loss, color=PALETTE[4], alpha=0.3, linewidth=0, label="divergence")
    axes.plot([best], [loss.min()], "o", color=PALETTE[5], markersize=8)
    axes.annotate(f"p = {best:.2f}", (best, loss.min()), (-18, -20), textcoords="offset points")
    axes.set(xlabel="probability p that the network gives to the first class", ylabel="mean loss", xlim=(0, 1))
    axes.set_ylim(0, 1.05 * loss.max())
    axes.set_title(f"The best probability is the share that is really there, {share:g}")
    axes.legend(frameon=False, loc="upper center")
    show_figure(
        figure,
        alt="A curve like a bowl over a dashed horizontal line, which it touches at one point. The area between them "
        "is shaded.",
        words=f"The loss is lowest at p = {best:.2f}, and there it is {loss.min():.3f}: the entropy, {floor:.3f}.",
    )


def draw_temperatures(temperatures, curves):
    """Show the loss on new images of networks trained in two ways, against the temperature that divides their scores.

    temperatures   (n,), one of them near 1;  curves   a dict from each way's name to (networks, n) losses

    Drawn is the mean over the networks, with its lowest point.
    """
    figure, axes = new_figure(width=7.5, height=3.8)
    means = {name: np.mean(runs, axis=0) for name, runs in curves.items()}
    found = []
    for (name, mean), marker, style in zip(means.items(), "o^", ("-", "--")):
        lowest = int(mean.argmin())
        (line,) = axes.plot(temperatures, mean, linestyle=style, label=name)
        axes.plot(temperatures[lowest], mean[lowest], marker, color=line.get_color(), markersize=8)
        found.append(f"{name}: lowest {measured(f'{mean[lowest]:.2f}')} at {measured(f'{temperatures[lowest]:.1f}')}")
    axes.axvline(1, color=GREY, linewidth=1)
    axes.set(xscale="log", xlabel="temperature", ylabel="loss on new images", ylim=(0, None))
    axes.set_xticks([0.3, 1, 3, 10], ["0.3", "1", "3", "10"])
    axes.minorticks_off()
    at_1 = min(means, key=lambda name: means[name][np.abs(np.log(temperatures)).argmin()])
    at_best = min(means, key=lambda name: means[name].min())
    axes.set_title(f"Lower at temperature 1: {at_1}; lower at the best: {at_best}")
    axes.legend(frameon=False)
    show_figure(
        figure,
        alt="Loss against the temperature on a log axis: two valleys, the lowest point of each marked.",
        words=". ".join(found) + ".",
    )


def draw_distances(distances, bound):
    """Show how far the true class's score lies above the mean of the others, image by image.

    distances   a dict from a name to (images,);  bound   where the smoothed targets would be met exactly
    """
    figure, axes = new_figure(width=7.5, height=3.6)
    for (name, values), style, color in zip(distances.items(), ("-", "--"), (PALETTE[0], PALETTE[5])):
        axes.hist(values, np.arange(0, 45, 0.5), histtype="step", linewidth=2, linestyle=style, color=color, label=name)
    axes.axvline(bound, color=GREY, linestyle=":", label=f"{bound:.2f}")
    axes.set(xlabel="score of the true class minus the mean of the others", ylabel="images")
    axes.set_title(f"Smoothing stops the scores at {bound:.2f}")
    axes.legend(frameon=False)
    listed = ", ".join(f"{name} {measured(f'{np.median(values):.1f}')}" for name, values in distances.items())
    show_figure(
        figure,
        alt="Two histograms: a broad hill for one-hot targets, far to the right, and a narrow peak for smoothed ones.",
        words=f"Median distance on the training images: {listed}; the bound is {bound:.2f}.",
    )
