"""The weights of a ReLU network multiplied out: without the ReLUs, and with those of one image."""

import numpy as np

from mlp.checks import check_image
from mlp.layers import Linear, ReLU


def linear_layers(network):
    """The network's Linear layers, first to last.

    Raises ValueError when anything but ReLU stands between them, one after each but the last.
    """
    linear = network.layers[::2]
    kinds = [type(layer) for layer in network.layers]
    if kinds != [Linear, ReLU] * (len(linear) - 1) + [Linear]:
        raise ValueError(
            f"the layers are {', '.join(kind.__name__ for kind in kinds)}; expected Linear, ReLU, …, Linear: "
            "build_mlp without dropout and batch_norm makes such a network"
        )
    return linear


def product(network):
    """W1 W2 … without the ReLUs, (inputs, classes): report 003's combined transformation (its section 4.3)."""
    return np.linalg.multi_dot([layer.weight for layer in linear_layers(network)])


def effective_map(network, image):
    """The linear function that the network is for one image: (weight (inputs, classes), bias (classes,)).

    image (inputs,). With M_l = diag([z_l > 0]), the units of layer l that this image makes fire, weight is
    W1 M1 W2 M2 W3: image @ weight + bias are the image's scores, and those of all images with the same units firing.

    Raises ValueError for an image that the network does not take, and a network other than Linear, ReLU, …, Linear.
    """
    first, *others = linear_layers(network)
    x = check_image(image, network.n_inputs, network.dtype)
    weight, bias = first.weight, first.bias
    for layer in others:
        fires = x @ weight + bias > 0
        weight, bias = (weight * fires) @ layer.weight, (bias * fires) @ layer.weight + layer.bias
    return weight, bias
