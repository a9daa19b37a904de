"""Thumbnails on a map: each in its place, the darker pixel on top, and who is nearest."""

import numpy as np
import pytest

from mlp.plots.thumbnails import nearest, paste_thumbnails

POINTS = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 5.0], [0.1, 0.0]])
PIXELS = np.repeat([[100.0], [150.0], [200.0], [50.0]], 784, axis=1)


def test_every_thumbnail_lies_at_its_point_and_up_is_up():
    canvas, middles = paste_thumbnails(POINTS, PIXELS, 114)
    np.testing.assert_array_equal(middles - 6.5, [[0, 75], [100, 75], [100, 25], [1, 75]])
    assert (canvas[25:39, 100:114] == 200).all() and (canvas[75:89, 100:114] == 150).all()
    assert canvas[75:89, 0:14].min() == 100  # over the paler one that lies there, too
    assert (canvas[75:89, 14] == 50).all() and (canvas[:25] == 0).all() and (canvas[89:] == 0).all()


def test_a_thumbnail_is_the_mean_of_four_pixels():
    image = np.zeros((28, 28))
    image[0, 0] = 200
    canvas, _ = paste_thumbnails([[1.0, 1.0]], image.reshape(1, 784), 14)
    assert canvas[0, 0] == 50 and canvas.sum() == 50


def test_an_image_for_each_point_is_asked_for():
    with pytest.raises(ValueError, match="got 3 images for 4 points"):
        paste_thumbnails(POINTS, PIXELS[:3], 100)


def test_the_nearest_come_first_and_never_the_point_itself():
    assert nearest(POINTS, 3).tolist() == [[3, 1, 2], [2, 3, 0], [1, 3, 0], [0, 1, 2]]
