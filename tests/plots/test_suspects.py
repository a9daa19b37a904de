"""Images whose labels look wrong, with label and answers."""

import numpy as np

from mlp.plots.suspects import draw_suspects


def test_each_image_has_its_label_and_what_networks_say(shown):
    images = np.random.default_rng(0).integers(0, 256, (3, 784))
    draw_suspects(images, [2, 0, 6], [[3, 3], [8, 3], [1, 1]])
    titles = [axes.get_title() for axes in shown.figure.axes]
    assert titles == ["Pullover?\nDress", "T-shirt/top?\nBag or Dress", "Shirt?\nTrouser"]
    np.testing.assert_array_equal(shown.figure.axes[1].images[0].get_array(), images[1].reshape(28, 28))
    assert shown.words.startswith("Labelled Pullover, and they say Dress; T-shirt/top, and they say Bag or Dress;")
