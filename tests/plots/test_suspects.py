"""Images whose labels look wrong, with label and answers; and what leaving them out gains, with the rule's ties."""

import numpy as np
from matplotlib.colors import to_hex

from mlp.plots import GREY
from mlp.plots.suspects import draw_left_out, draw_suspects


def test_each_image_has_its_label_and_what_networks_say(shown):
    images = np.random.default_rng(0).integers(0, 256, (3, 784))
    draw_suspects(images, [2, 0, 6], [[3, 3], [8, 3], [1, 1]])
    titles = [axes.get_title() for axes in shown.figure.axes]
    assert titles == ["Pullover?\nDress", "T-shirt/top?\nBag or Dress", "Shirt?\nTrouser"]
    np.testing.assert_array_equal(shown.figure.axes[1].images[0].get_array(), images[1].reshape(28, 28))
    assert shown.words.startswith("Labelled Pullover, and they say Dress; T-shirt/top, and they say Bag or Dress;")


def test_each_row_has_its_mean_and_a_tie_is_grey(shown):
    pairs = {"loses": np.array([-0.5, -0.4, -0.6, -0.5]), "ties": np.array([0.3, -0.3, 0.1, -0.2])}
    draw_left_out(pairs)
    (axes,) = shown.figure.axes
    assert axes.get_title() == "Of 2 differences 0 are a gain, 1 is a loss"
    assert [label.get_text() for label in axes.get_yticklabels()] == list(pairs)
    colours = [to_hex(collection.get_facecolor()[0]).upper() for collection in axes.collections]
    assert colours[1] == GREY.upper() != colours[0]
    assert shown.words == "Mean differences in points: loses -0.50; ties -0.03."
