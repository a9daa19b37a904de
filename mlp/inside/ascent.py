"""The image that most excites a unit or a class, by gradient ascent (K. Simonyan et al., arXiv:1312.6034)."""

import numpy as np

from mlp.checks import check_count, check_images, check_labels
from mlp.inside.input_gradients import check_bounds, layers_up_to, value_and_gradient


def most_exciting(network, units, low, high, depth=None, start=None, steps=100, jitter=0, blur=False):
    """One image for each of `units` that makes it as large as the steps get it: (values (n,), images (n, inputs)).

    units      (n,) integers: classes, or units of the linear layer number `depth`, before its activation
    low, high  bounds of the images' pixels: numbers, or (inputs,), such as `data.transform.apply` of 0 and of 255
    start      (n, inputs), between the bounds; None: halfway between low and high
    steps      of gradient ascent, each as long as a twentieth of the way from low to high
    jitter     by up to how many pixels the images are shifted, up or down and to a side, while a step's gradient is
               taken: what excites must do so at other places, too (A. Mordvintsev et al., "Inceptionism", 2015)
    blur       whether to smooth each image a little after each step: each pixel becomes the mean of itself (half) and
               its four neighbours (an eighth each). With jitter or blur, images must be square

    The shifts are the same at each call. Raises ValueError for units, bounds, a depth, a start, a jitter or a number of
    steps that cannot be.
    """
    layers = layers_up_to(network, depth)
    check_count("steps", steps)
    check_count("jitter", jitter, low=0)
    units, (low, high) = check_labels(units, name="units"), check_bounds(low, high, network)
    images = np.tile((low + high) / 2, (len(units), 1))
    if start is not None:
        start = check_images(start, network.n_inputs, network.dtype)
        if len(start) != len(units):
            raise ValueError(f"start has {len(start)} images; expected one for each of {len(units)} units")
        images = np.clip(start, low, high)
    length, rng = np.linalg.norm(high - low) / 20, np.random.default_rng(0)
    for _ in range(steps):
        shift = rng.integers(-jitter, jitter + 1, 2) if jitter else (0, 0)
        _, gradients = value_and_gradient(layers, _shifted(images, shift), units)
        gradients = _shifted(gradients, -np.asarray(shift))
        size = np.linalg.norm(gradients, axis=1, keepdims=True)
        images = images + length * gradients / np.where(size > 0, size, 1)
        if blur:
            images = smooth(images)
        images = np.clip(images, low, high)
    values, _ = value_and_gradient(layers, images, units)
    return values, images


def _shifted(images, shift):
    """(n, side²) images moved by `shift`, (down, right); what leaves on one side comes in on the other."""
    if not np.any(shift):
        return images
    side = round(images.shape[1] ** 0.5)
    return np.roll(images.reshape(-1, side, side), tuple(shift), axis=(1, 2)).reshape(images.shape)


def smooth(images):
    """Each pixel as half of itself and an eighth of each neighbour; the edge is its own neighbour. (n, side²)."""
    side = round(images.shape[1] ** 0.5)
    padded = np.pad(images.reshape(-1, side, side), ((0, 0), (1, 1), (1, 1)), mode="edge")
    middle = padded[:, 1:-1, 1:-1]
    around = padded[:, :-2, 1:-1] + padded[:, 2:, 1:-1] + padded[:, 1:-1, :-2] + padded[:, 1:-1, 2:]
    return (middle / 2 + around / 8).reshape(images.shape)
