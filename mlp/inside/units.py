"""What the hidden units do: when they fire, which never do, and which fire for one class."""

import numpy as np

from mlp.checks import check_images, check_labels, check_rows
from mlp.layers import light_copy

AT_ONCE = 5000  # images: what layers keep on the way does not fill the memory


def activations(network, images):
    """What each hidden layer gives out, after its activation: a list of (n, units) arrays, first layer first.

    images (n, inputs). Layers behave as outside training; after a convolution, units are the numbers that its pooling
    leaves, (height · width · channels) of them. Raises ValueError for images that the network does not take.
    """
    images = check_images(images, network.n_inputs, network.dtype)
    outputs = [np.empty((len(images), part.shape[1]), part.dtype) for part in _activations(network, images[:1])]
    for i in range(0, len(images), AT_ONCE):
        for whole, part in zip(outputs, _activations(network, images[i : i + AT_ONCE]), strict=True):
            whole[i : i + AT_ONCE] = part
    return outputs


def _activations(network, x):
    """The same for a few images."""
    inputs = []  # of every layer with weights: the images, then what each hidden layer gave out
    for layer in light_copy(network.layers):
        if layer.weight_names:
            inputs.append(x)
        x = layer.forward(x)
    return inputs[1:]


def firing_rate(outputs):
    """For what share of the images each unit gives more than 0. outputs (n, units) of a ReLU layer -> (units,)."""
    return (check_rows("outputs", outputs) > 0).mean(axis=0)


def dead_units(outputs):
    """Which units give 0 for every image, (units,) bool. outputs (n, units) of a ReLU layer.

    If these are the training images, such a unit no longer gets a gradient and stays dead.
    """
    return ~(check_rows("outputs", outputs) > 0).any(axis=0)


def class_means(outputs, labels, classes=10):
    """The mean output of each unit for each class, (classes, units). outputs (n, units), labels (n,) integers.

    Raises ValueError for labels out of range, and when a class has no image.
    """
    outputs = check_rows("outputs", outputs)
    labels = check_labels(labels, classes, len(outputs))
    counts = np.bincount(labels, minlength=classes)
    if (counts == 0).any():
        raise ValueError(f"no image is of class {counts.argmin()}; expected at least one of each of {classes} classes")
    starts = range(0, len(labels), AT_ONCE)  # a part at a time: all outputs in float64 would take much memory
    sums = sum(np.eye(classes)[labels[i : i + AT_ONCE]].T @ outputs[i : i + AT_ONCE] for i in starts)
    return sums / counts[:, None]


def selectivity(means):
    """How much each unit prefers one class, (units,) from 0 (none) to 1 (silent for all others), and which class.

    means   (classes, units), at least 0: the mean outputs of ReLU units, from `class_means`

    With a the largest mean and b the mean of the others it is (a - b) / (a + b), and 0 for a dead unit (A. Morcos et
    al., "On the importance of single directions for generalization", ICLR 2018, section A.1). Returns the index and
    the preferred class, both (units,). Raises ValueError for negative means, such as those of tanh units.
    """
    means = check_rows("means", means)
    if means.min() < 0:
        raise ValueError(f"means hold {means.min():.3g}; expected 0 or more, as the outputs of ReLU units are")
    largest = means.max(axis=0)
    others = (means.sum(axis=0) - largest) / (len(means) - 1)
    total = largest + others
    return (largest - others) / np.where(total > 0, total, 1), means.argmax(axis=0)
