"""The pictures of the data of chapter 01: what they draw, and the numbers in their words."""

import numpy as np

from mlp.data import CLASS_NAMES
from mlp.plots.data import draw_classes, draw_likeness, draw_line, draw_pixels, draw_row


def test_a_line_has_a_bar_for_each_pixel_as_high_as_its_value(shown):
    image = np.zeros((28, 28), np.uint8)
    image[3, 4:8] = 10, 200, 30, 255
    draw_line(image, 3)
    left, right = shown.figure.axes
    assert [bar.get_height() for bar in right.patches] == image[3].tolist()
    assert left.lines[0].get_ydata().min() == 2.5 and left.lines[0].get_ydata().max() == 3.5
    assert shown.words == "24 of the 28 pixels in line 3 are 0, which is white; the largest, 255, is black."


def test_each_class_has_a_line_of_images_and_its_average(shown):
    labels = np.repeat(np.arange(10), 6)
    images = np.broadcast_to(20 * labels[:, None, None], (60, 28, 28)).astype(np.uint8)
    averages = np.arange(10)[:, None, None] * np.full((1, 28, 28), 20.0)
    draw_classes(images, labels, averages)
    (axes,) = shown.figure.axes
    board = axes.images[0].get_array()
    assert board.shape == (280, 7 * 28 + 14)
    assert all(np.ptp(board[28 * label : 28 * label + 28, -28:]) == 0 for label in range(10))
    np.testing.assert_allclose(board[14::28, 0], board[14::28, -1])
    assert [label.get_text() for label in axes.get_yticklabels()] == list(CLASS_NAMES)


def test_the_heat_map_names_the_pair_that_is_most_alike(shown):
    alike = np.linspace(0.05, 0.9, 100).reshape(10, 10)  # every shade can be read
    alike = np.maximum(alike, alike.T)
    np.fill_diagonal(alike, 1)
    alike[3, 8] = alike[8, 3] = 0.93
    draw_likeness(alike)
    assert shown.words.startswith(
        "The average images most alike are those of Dress and Bag, with a correlation of 0.93"
    )
    assert "Dress to Bag" in shown.words and "Sandal to Ankle boot" in shown.words
    texts = [text.get_text() for text in shown.figure.axes[0].texts]
    assert len(texts) == 100 and texts[38] == "0.93"
    assert shown.figure.axes[0].get_title() == "The averages most alike: Dress and Bag"


def test_pixels(shown):
    pixels = np.zeros((40, 784), np.uint8)
    pixels[:, 100:296] = np.arange(40)[:, None] + 1
    draw_pixels(pixels, pixels.std(axis=0))
    assert shown.words == (
        "75.0 % of the pixels are exactly 0. The standard deviation of a pixel over the images runs from 0 to 11.5."
    )
    left, right = shown.figure.axes[:2]
    assert sum(bar.get_height() for bar in left.patches) == pixels[::20].size
    np.testing.assert_allclose(right.images[0].get_array().ravel(), pixels.std(axis=0))


def test_a_row_is_numbered(shown):
    draw_row(np.zeros((3, 28, 28)), alt="Three white squares.")
    assert [axes.get_title() for axes in shown.figure.axes] == ["1", "2", "3"]
    assert shown.words == "3 images, numbered from left to right." and 'alt="Three white squares."' in shown.html
