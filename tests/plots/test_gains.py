"""Paired differences in one figure: every mean, the rule's ties in grey, and a title that counts or is given."""

import numpy as np
from matplotlib.colors import to_hex

from mlp.plots import GREY
from mlp.plots.gains import draw_gains

GAINS = {"SGD, both": [1.0, 1.2, 1.1, 0.9], "Adam, both": [0.5, -0.5, 1.0, -1.2]}


def test_the_figure_is_readable_has_the_given_title_and_tells_its_numbers(shown):
    draw_gains(GAINS, "A title")
    assert shown.figure.axes[0].get_title() == "A title"
    assert "SGD, both +1.05; Adam, both -0.05." in shown.words


def test_a_tie_is_grey_and_a_difference_is_not(shown):
    draw_gains(GAINS, "A title")
    (axes,) = shown.figure.axes
    colours = [tuple(dots.get_facecolor()[0][:3]) for dots in axes.collections if len(dots.get_offsets())]
    red, green, blue = colours[1]
    assert red == green == blue and len(set(colours[0])) > 1


def test_each_row_has_its_mean_and_a_tie_is_grey(shown):
    pairs = {"loses": np.array([-0.5, -0.4, -0.6, -0.5]), "ties": np.array([0.3, -0.3, 0.1, -0.2])}
    draw_gains(pairs)
    (axes,) = shown.figure.axes
    assert axes.get_title() == "Of 2 differences 0 are a gain, 1 is a loss"
    assert [label.get_text() for label in axes.get_yticklabels()] == list(pairs)
    colours = [to_hex(collection.get_facecolor()[0]).upper() for collection in axes.collections]
    assert colours[1] == GREY.upper() != colours[0]
    assert shown.words == "Mean differences in points: loses -0.50; ties -0.03."
