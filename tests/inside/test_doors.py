"""The doors of the room: arrays that do not fit each other are refused, where NumPy would broadcast them in silence."""

import numpy as np
import pytest

from mlp import build_mlp, inside

RNG = np.random.default_rng(0)
OUTPUTS, LABELS, NETWORK = RNG.random((12, 5)), np.arange(12) % 3, build_mlp([16, 5, 3], dtype="float64")
IMAGES, WIDE = RNG.random((12, 16)), build_mlp([784, 5, 3], dtype="float64")
COLUMN, SQUARE = LABELS[:, None], np.zeros((28, 28))


@pytest.mark.parametrize("call, words", [
    (lambda: inside.linear_probe(OUTPUTS, COLUMN, OUTPUTS, 3), r"labels have shape \(12, 1\); .*np.ravel"),
    (lambda: inside.linear_probe(OUTPUTS, LABELS, OUTPUTS[:, :1], 3), r"new_outputs have 1 numbers .*; expected 5"),
    (lambda: inside.linear_probe(OUTPUTS, LABELS, OUTPUTS[0], 3), r"new_outputs have shape \(5,\)"),
    (lambda: inside.linear_probe(OUTPUTS, LABELS[:1], OUTPUTS, 3), "got 1 labels for 12 images"),
    (lambda: inside.similarity(OUTPUTS, COLUMN), r"labels have shape \(12, 1\)"),
    (lambda: inside.similarity(OUTPUTS, LABELS[:6]), "got 6 labels for 12 images"),
    (lambda: inside.similarity(OUTPUTS[:4], [0, 1, 1, 2]), "1 of class 0, 2 of class 1, 1 of class 2; expected two"),
    (lambda: inside.similarity(OUTPUTS[:4], [1, 1, 1, 1]), "4 of class 1; expected two classes or more"),
    (lambda: inside.class_means(OUTPUTS, COLUMN, 3), r"labels have shape \(12, 1\)"),
    (lambda: inside.class_means(OUTPUTS[:, 0], LABELS, 3), r"outputs have shape \(12,\)"),
    (lambda: inside.firing_rate(OUTPUTS[0]), r"outputs have shape \(5,\)"),
    (lambda: inside.dead_units(OUTPUTS[0]), r"outputs have shape \(5,\)"),
    (lambda: inside.selectivity(OUTPUTS - 1), "means hold -0.9.*; expected 0 or more, as the outputs of ReLU"),
    (lambda: inside.principal_components(OUTPUTS[0], 1), r"rows have shape \(5,\)"),
    (lambda: inside.principal_components(OUTPUTS * np.nan, 1), "rows hold NaN or infinite numbers in 12 of 12 rows"),
    (lambda: inside.tsne(OUTPUTS[0], 1.5), r"rows have shape \(5,\)"),
    (lambda: inside.losses_along(NETWORK, IMAGES, LABELS, [np.ones(1)]), r"a move has shape \(1,\); expected \(103,\)"),
    (lambda: inside.losses_along(NETWORK, IMAGES, LABELS, [np.ones((103, 1))]), r"a move has shape \(103, 1\)"),
    (lambda: inside.loss_surface(NETWORK, IMAGES, LABELS, np.ones(103), np.ones(1), [1]), r"second has shape \(1,\)"),
    (lambda: inside.losses_along(NETWORK, IMAGES, COLUMN, [0]), r"labels have shape \(12, 1\)"),
    (lambda: inside.input_gradient(NETWORK, IMAGES, [0, 1]), r"units are int64 of shape \(2,\); expected one integer"),
    (lambda: inside.input_gradient(NETWORK, IMAGES, [0]), r"units are int64 of shape \(1,\)"),
    (lambda: inside.input_gradient(NETWORK, IMAGES, 0.5), r"units are float64 of shape \(\)"),
    (lambda: inside.most_exciting(NETWORK, 1, 0, 1), r"units have shape \(\)"),
    (lambda: inside.most_exciting(NETWORK, [1], np.zeros((16, 1)), 1), r"shapes \(16, 1\) and \(\); expected numbers"),
    (lambda: inside.most_exciting(NETWORK, [1], 1, 0), "with low at most high"),
    (lambda: inside.smallest_change(NETWORK, IMAGES[0], np.zeros(1), 1), r"shapes \(1,\) and \(\)"),
    (lambda: inside.smallest_change(NETWORK, IMAGES, 0, 1), r"image has 192 numbers .*: pass one of them"),
    (lambda: inside.effective_map(NETWORK, IMAGES[:2]), r"image has 32 numbers .*: pass one of them, such as images"),
    (lambda: inside.cover(np.zeros(783), 0, 0, 3, 0), r"image and fill have shapes \(783,\) and \(\); expected"),
    (lambda: inside.cover(SQUARE, 0, 0, 3, np.zeros(28)), r"shapes \(28, 28\) and \(28,\)"),
    (lambda: inside.occlusion_map(WIDE, SQUARE, 1.0, 0), "label is 1.0; expected a whole number"),
    (lambda: inside.occlusion_map(WIDE, SQUARE, 1, 0, 2.5), "patch is 2.5; expected a whole number"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_numbers_as_bounds_are_bounds_for_every_pixel():
    for function, first in ((inside.most_exciting, [0, 1]), (inside.smallest_change, IMAGES[0])):
        ours = function(NETWORK, first, 0, 1.5)
        theirs = function(NETWORK, first, np.zeros(16), np.full(16, 1.5))
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_square_image_and_a_square_fill_are_those_of_784_pixels():
    image, fill = RNG.random(784), RNG.random(784)
    expected = inside.occlusion_map(WIDE, image, 1, fill, patch=20)
    squares = (array.reshape(28, 28) for array in (image, fill))
    np.testing.assert_array_equal(inside.occlusion_map(WIDE, next(squares), 1, next(squares), patch=20), expected)
