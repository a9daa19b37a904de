"""draw_images draws pixels from 0 to 255, and sends those who bring scaled images to `to_pixels`."""

from types import SimpleNamespace

import numpy as np
import pytest

from mlp.data import SCALINGS, fit_scaling
from mlp.plots import draw_images, new_figure

PIXELS = np.random.default_rng(0).integers(0, 256, (4, 784), dtype=np.uint8)


def axes():
    return new_figure(1, 4)[1]


@pytest.mark.parametrize("name", SCALINGS)
def test_scaled_images_are_refused_and_to_pixels_is_the_way(name):
    scaling = fit_scaling(name, PIXELS)
    images, data = scaling.apply(PIXELS), SimpleNamespace(to_pixels=scaling.invert)
    if name != "raw":
        with pytest.raises(ValueError, match="pixels go from .* to .*; expected 0 to 255") as raised:
            draw_images(axes(), images)
        code = str(raised.value).partition("draw ")[2].partition(", which")[0]
        images = eval(code, {"data": data, "images": images})
    places = axes()
    draw_images(places, images)
    np.testing.assert_allclose(places[0, 2].images[0].get_array().ravel(), PIXELS[2], atol=1e-3)


@pytest.mark.parametrize("images", [PIXELS / 255.0, PIXELS.astype(int) * 3, PIXELS * np.nan, PIXELS > 99])
def test_pixels_in_another_range_are_refused(images):
    with pytest.raises(ValueError, match="expected 0 to 255: draw data.to_pixels"):
        draw_images(axes(), images)


def test_black_images_and_none_at_all_are_drawn():
    draw_images(axes(), np.zeros((2, 784)))
    draw_images(axes(), np.zeros((0, 784)))


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (PIXELS[0], r"expected \(n, 784\): for a single image use images.reshape\(1, 784\)"),
        (PIXELS[0].reshape(28, 28), r"expected \(n, 784\): for a single image use images.reshape\(1, 784\)"),
        (PIXELS.T, r"here each column is an image, so use images.reshape\(784, 4\).T"),
        ("bag.png", "read_picture of mlp.data.picture reads the file of a picture"),
    ],
)
def test_other_shapes_are_told_how_to_become_images(images, words):
    with pytest.raises(ValueError, match=words):
        draw_images(axes(), images)
