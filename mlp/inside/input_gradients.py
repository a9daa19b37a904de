"""Gradients with respect to the image instead of the weights: how each pixel acts on a number in the network."""

import numpy as np

from mlp.checks import check_images


def input_gradient(network, images, units, depth=None):
    """A number in the network for each image, and its gradient with respect to the pixels: (n,) and (n, inputs).

    images   (n, inputs)
    units    which number: an integer, or (n,) with one for each image
    depth    at the output of which linear layer, before its activation, from 1; None: of the last, so a score

    Raises ValueError for images that the network does not take, and for a depth or unit that it does not have.
    """
    layers = layers_up_to(network, depth)
    return value_and_gradient(layers, check_images(images, network.n_inputs, network.dtype), units)


def layers_up_to(network, depth=None):
    """Copies of the layers up to the linear layer number `depth`, from 1, that pass the gradient on to the image."""
    layers = network.copy().layers
    linear = [number for number, layer in enumerate(layers) if layer.weight_names]
    if depth is not None and not 1 <= depth <= len(linear):
        raise ValueError(f"depth is {depth!r}; expected the number of a linear layer, from 1 to {len(linear)}")
    layers = layers[: linear[(depth or len(linear)) - 1] + 1]
    layers[0].needs_d_input = True  # which training spares itself
    return layers


def check_bounds(low, high, network):
    """The smallest and the largest value of each pixel, (inputs,) of the network's dtype, or ValueError."""
    sides = [np.asarray(side, network.dtype) for side in (low, high)]
    shapes = [side.shape for side in sides]
    if not {(), (network.n_inputs,)}.issuperset(shapes) or not (sides[0] <= sides[1]).all():
        raise ValueError(
            f"low and high have shapes {shapes[0]} and {shapes[1]}; expected numbers, or one for each of "
            f"{network.n_inputs} pixels, with low at most high"
        )
    return [np.broadcast_to(side, (network.n_inputs,)) for side in sides]


def value_and_gradient(layers, images, units):
    """What `input_gradient` returns, for layers from `layers_up_to` and checked images."""
    outputs = images
    for layer in layers:
        outputs = layer.forward(outputs)
    units = np.asarray(units)
    if units.shape not in ((), (len(images),)) or units.dtype.kind not in "iu":
        raise ValueError(
            f"units are {units.dtype} of shape {units.shape}; expected one integer, or one for each of "
            f"{len(images)} images"
        )
    units = np.broadcast_to(units, len(images))
    if units.min() < 0 or units.max() >= outputs.shape[1]:
        raise ValueError(f"units hold {units.min()} to {units.max()}; expected 0 to {outputs.shape[1] - 1}")
    rows = np.arange(len(images))
    d_outputs = np.zeros_like(outputs)
    d_outputs[rows, units] = 1
    for layer in reversed(layers):
        d_outputs = layer.backward(d_outputs)
    return outputs[rows, units], d_outputs
