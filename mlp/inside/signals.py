"""What runs through a network: the numbers that go forward between its layers, and the gradients that come back."""

import copy

import numpy as np

from mlp.checks import check_images, check_labels
from mlp.layers import light_copy


def trace_signals(network, images, labels):
    """The activations and gradients between a network's layers, on one batch: (activations, gradients).

    images (n, inputs), labels (n,) integers from 0 to classes - 1
    Both results are lists with one new array (n, width) per hidden layer, first layer first. activations[l] is Y, what
    hidden layer l + 1 gives out, and gradients[l] is dL/dY, the gradient of the mean loss with respect to it.

    Layers behave as outside training: nothing is dropped, and no trace is left in the network, its gradient included.
    Raises ValueError for images or labels that the network does not take.
    """
    x = check_images(images, network.n_inputs, network.dtype)
    labels = check_labels(labels, network.n_classes, len(x))
    inputs, d_inputs = [], []  # of every layer with weights
    layers, loss = light_copy(network.layers), copy.deepcopy(network.loss)
    for layer in layers:
        if layer.shapes:
            parameters, gradient = layer.vectors
            layer.attach(parameters, np.empty_like(gradient))  # its backward pass is not to fill the network's
        if layer.weight_names:
            inputs.append(x)
        x = layer.forward(x)
    loss.forward(x, labels)
    d_output = loss.backward()
    for layer in reversed(layers):
        d_output = layer.backward(d_output)
        if layer.weight_names:
            d_inputs.append(d_output)
    return inputs[1:], d_inputs[-2::-1]  # the first layer's input is the images, the last of d_inputs belongs to them
