"""The figures of chapter 11 of labels: images whose labels look wrong, and what leaving them out gains."""

import numpy as np

from mlp.data import CLASS_NAMES
from mlp.evaluation.comparisons import compare_with
from mlp.plots.show import show_figure
from mlp.plots.strips import draw_paired
from mlp.plots.style import draw_images, new_figure


def draw_suspects(images, labels, answers):
    """Show images, each with its label and with what networks say that were not trained on it.

    images    (n, 784), pixels 0 to 255;  labels  (n,)
    answers   n lists of classes, what each network says
    """
    told = [" or ".join(sorted({CLASS_NAMES[answer] for answer in each})) for each in answers]
    titles = [f"{CLASS_NAMES[label]}?\n{says}" for label, says in zip(labels, told)]
    figure, axes = new_figure(1, len(images), width=1.16 * len(images), height=2.1)
    draw_images(axes, images, titles)
    for place in axes.flat:
        place.title.set_fontsize(9)
    figure.suptitle("The label? and below it, what networks say that have not seen the image", fontsize=12)
    pairs = "; ".join(f"{CLASS_NAMES[label]}, and they say {says}" for label, says in zip(labels, told))
    show_figure(
        figure,
        alt=f"{len(images)} images of clothes in a row, each with its label and another class below it.",
        words=f"Labelled {pairs}.",
    )


def draw_left_out(pairs):
    """Show differences between two ways to train, seed by seed; the title counts what the course's rule calls no tie.

    pairs   a dict, name -> (seeds,), differences in points
    """
    some = next(iter(pairs.values()))
    figure, axes = new_figure(width=8.5, height=1.1 + 0.55 * len(pairs))
    draw_paired(axes, np.zeros(len(some)), pairs, factor=1)
    found = compare_with(np.zeros(len(some)), pairs)
    gains, losses = sum(found.low > 0), sum(found.high < 0)
    axes.set_title(f"Of {len(pairs)} differences {gains} {_is(gains)} a gain, {losses} {_is(losses)} a loss")
    means = "; ".join(f"{name} {np.mean(values):+.2f}" for name, values in pairs.items())
    show_figure(
        figure,
        alt=f"{len(pairs)} rows of {len(some)} dots each, differences in accuracy, with mean and interval; ties are "
        "grey.",
        words=f"Mean differences in points: {means}.",
    )


def _is(count):
    return "is" if count == 1 else "are"
