"""The figure of chapter 11 of a network's confidence: is it right as often as it is sure?"""

import numpy as np

from mlp.plots.evaluation import draw_reliability
from mlp.plots.show import show_figure
from mlp.plots.style import new_figure


def draw_honesty(found):
    """Show reliability diagrams side by side, each with its mean gap and its expected calibration error.

    found   a dict, name -> `Reliability`, such as before and after a temperature
    """
    figure, axes = new_figure(1, len(found), width=4.75 * len(found), height=4)
    for place, (name, one) in zip(getattr(axes, "flat", [axes]), found.items()):
        title = f"{name}: {_gap(one)}, ECE {100 * one.expected_calibration_error:.1f} %"
        draw_reliability(place, one).set_title(title, fontsize=11)
    told = [f"{name}, {_gap(one)} on average, ECE {one.expected_calibration_error:.1%}" for name, one in found.items()]
    show_figure(
        figure,
        alt="; ".join(f"{name}, {_where(one)}" for name, one in found.items())
        + ". On the diagonal an image is classified correctly as often as the network is sure.",
        words=f"{'; '.join(told)}.",
    )


def _gap(one):
    """By how many points the mean confidence lies above the accuracy, or below it."""
    gap = 100 * float(np.nansum(one.counts * (one.confidences - one.accuracies)) / one.counts.sum())
    return f"{abs(gap):.1f} points too {'sure' if gap > 0 else 'modest'}"


def _where(one):
    below, filled = np.sum(one.accuracies < one.confidences), np.sum(one.counts > 0)
    return f"{below} of {filled} dots below the diagonal that goes from bottom left to top right"
