"""The data and networks of panels: what was given is checked, what was not is loaded; one way in for all of them."""

from mlp.data import CLASS_NAMES, FashionMNIST, load_fashion_mnist
from mlp.network import Network
from mlp.studies.pretrained import load_pretrained

PARTS = {"train": "training", "validation": "validation", "test": "test"}


def given_data(data, scaling="standardize", **least):
    """Return `data`; for None what load_fashion_mnist(scaling=scaling) gives.

    least   for a part's name how many images it must hold: train=500, validation=1

    Raises ValueError when data is not a FashionMNIST, or a part of it holds fewer images.
    """
    if data is None:
        data = load_fashion_mnist(scaling=scaling)
    if not isinstance(data, FashionMNIST):
        raise ValueError(f"data is a {type(data).__name__}; expected what load_fashion_mnist() returns")
    for name, count in least.items():
        found = len(getattr(data, name))
        if found < count:
            raise ValueError(
                f"data has {f'{found:,}' if found else 'no'} {PARTS[name]} images; expected {count:,} or more: ask for "
                "fewer, or load data with load_fashion_mnist(validation=5000)"
            )
    return data


def weights_of_pixels(network):
    """The weight of each layer that has one, first to last; its first acts on the 784 pixels, one weight for each.

    Raises ValueError where a layer's weights act on a window of the image instead, as a convolution's do.
    """
    layers = [layer for layer in network.layers if "weight" in layer.shapes]
    for layer in layers:
        if layer.weight.ndim != 2:
            raise ValueError(
                f"this panel draws a weight for each of 784 pixels, but a {type(layer).__name__} has weights of shape "
                f"{layer.weight.shape}, the same at all places of an image; expected a network of linear layers, as "
                "build_mlp makes it"
            )
    return [layer.weight for layer in layers]


def given_network(network, stored="128-64"):
    """Return `network`; for None the course's trained network of this name.

    Raises ValueError when it is not a Network from 784 pixels to ten classes.
    """
    if network is None:
        return load_pretrained(stored)
    if not isinstance(network, Network):
        raise ValueError(f"network is a {type(network).__name__}; expected a Network, as build_mlp makes it")
    if (network.n_inputs, network.n_classes) != (784, len(CLASS_NAMES)):
        raise ValueError(
            f"network takes {network.n_inputs} numbers and tells {network.n_classes} classes apart; expected 784 "
            "pixels and 10 classes: build_mlp([784, ..., 10])"
        )
    return network
