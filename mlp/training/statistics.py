"""Batch normalisation's averages, measured anew: for weights that they were not measured with, or on other images."""

import numpy as np

from mlp.layers import BatchNorm
from mlp.training.batches import Batches


def renew_statistics(network, images, batch_size=256, augmentation=None, seed=0):
    """Replace the running averages of every `BatchNorm` by plain means over one pass of batches.

    A running average follows the training: it is of the last few batches, mixed images among them if there were any,
    and of weights that still moved. Here the weights stand still. Izmailov et al. 2018, section 3.2, for averaged
    weights; Wu, Johnson 2021, section 3, for all.

    images         (n, inputs), in the network's dtype; a rest of less than a batch is left out
    augmentation   as for `Trainer`, or None;  seed  of the order of the images and of the augmentation

    All else stays as it is: the other layers work as they do outside training, so that nothing is dropped.
    Raises ValueError for fewer images than a batch.
    """
    if len(images) < batch_size:
        raise ValueError(f"got {len(images)} images; expected a batch of {batch_size} at least, to average over")
    batches = Batches(images, np.zeros(len(images), int), np.random.default_rng(seed), augmentation)
    norms = [layer for layer in network.layers if isinstance(layer, BatchNorm)]
    momenta = [layer.momentum for layer in norms]
    for number in range(len(images) // batch_size):
        for layer in norms:
            layer.momentum = number / (number + 1)  # then the running average is the plain mean so far
        x, _ = batches.next(batch_size)
        for layer in network.layers:
            x = layer.forward(x, training=layer in norms)
    for layer, momentum in zip(norms, momenta):
        layer.momentum = momentum
