"""The image that most excites a unit or a class, by gradient ascent (K. Simonyan et al., arXiv:1312.6034)."""

import numpy as np

from mlp.checks import check_count, check_labels, check_number
from mlp.inside.input_gradients import check_bounds, layers_up_to, value_and_gradient


def most_exciting(network, units, low, high, depth=None, norm=None, steps=100, blur=False):
    """One image for each of `units` that makes it as large as the steps get it: (values (n,), images (n, inputs)).

    units      (n,) integers: classes, or units of the linear layer number `depth`, before its activation
    low, high  bounds of the images' pixels: numbers, or (inputs,), such as `data.transform.apply` of 0 and of 255
    norm       the images' largest length, sqrt(Σ pixel²), as they are scaled; None: no limit but low and high
    steps      of gradient ascent, each as long as a twentieth of the way from low to high
    blur       whether to smooth each image a little after each step: each pixel becomes the mean of itself (half) and
               its four neighbours (an eighth each). Images must be square then

    It starts halfway between low and high. Raises ValueError for units, bounds, a depth, a norm or a number of steps
    that cannot be.
    """
    layers = layers_up_to(network, depth)
    check_count("steps", steps)
    if norm is not None:
        check_number("norm", norm, low=0, low_open=True)
    units, (low, high) = check_labels(units, name="units"), check_bounds(low, high, network)
    images = np.tile((low + high) / 2, (len(units), 1))
    length = np.linalg.norm(high - low) / 20
    for _ in range(steps):
        _, gradients = value_and_gradient(layers, images, units)
        size = np.linalg.norm(gradients, axis=1, keepdims=True)
        images = images + length * gradients / np.where(size > 0, size, 1)
        if blur:
            images = smooth(images)
        images = np.clip(images, low, high)
        if norm is not None:
            images = _shorten(images, norm)
    values, _ = value_and_gradient(layers, images, units)
    return values, images


def smooth(images):
    """Each pixel as half of itself and an eighth of each neighbour; the edge is its own neighbour. (n, side²)."""
    side = round(images.shape[1] ** 0.5)
    padded = np.pad(images.reshape(-1, side, side), ((0, 0), (1, 1), (1, 1)), mode="edge")
    middle = padded[:, 1:-1, 1:-1]
    around = padded[:, :-2, 1:-1] + padded[:, 2:, 1:-1] + padded[:, 1:-1, :-2] + padded[:, 1:-1, 2:]
    return (middle / 2 + around / 8).reshape(images.shape)


def _shorten(images, norm):
    """Bring images that are longer than `norm` back to it."""
    return images * np.minimum(1, norm / np.linalg.norm(images, axis=1, keepdims=True).clip(min=1e-12))
