"""The loss around a trained network's parameters, along random directions (H. Li et al., NeurIPS 2018, section 4)."""

import numpy as np

from mlp.checks import check_images, check_labels


def random_direction(network, seed):
    """A random direction in parameter space, as long as the weights themselves, unit by unit: a flat vector.

    Each column of a weight, which is one unit's or, of a convolution, one filter's, has the length of the network's own
    ("filter normalisation"): 1 means "as much noise as weight", in every unit alike. Biases do not move. The dtype is
    the network's.
    """
    rng = np.random.default_rng(seed)
    direction = np.zeros_like(network.parameters)
    own = network.views(network.parameters)
    for (number, name), part in network.views(direction).items():
        if name in network.layers[number].weight_names:
            columns, own_columns = (array.reshape(-1, part.shape[-1]) for array in (part, own[number, name]))
            columns[...] = rng.standard_normal(columns.shape)
            columns *= np.linalg.norm(own_columns, axis=0) / np.linalg.norm(columns, axis=0)
    return direction


def losses_along(network, images, labels, moves):
    """The mean loss on the images with each of `moves`, a sequence of flat vectors, added to the parameters: (moves,).

    The network itself does not change. Raises ValueError for images or labels that it does not take, and for
    moves of another length.
    """
    images = check_images(images, network.n_inputs, network.dtype)
    labels = check_labels(labels, network.n_classes, len(images))
    moved = network.copy()
    losses = []
    for move in moves:
        if np.shape(move) not in ((), network.parameters.shape):
            wanted = f"{network.parameters.shape}, one number for each parameter, or one number for all"
            raise ValueError(f"a move has shape {np.shape(move)}; expected {wanted}")
        moved.parameters[:] = network.parameters + move
        losses.append(moved.loss.forward(moved.forward(images), labels))
    return np.array(losses)


def loss_surface(network, images, labels, first, second, steps):
    """The mean loss at parameters + a · first + b · second for all a, b in `steps`: (steps, steps), rows by b.

    Raises ValueError as `losses_along` does, and for directions of another length.
    """
    for name, direction in (("first", first), ("second", second)):
        if np.shape(direction) != network.parameters.shape:
            raise ValueError(
                f"{name} has shape {np.shape(direction)}; expected a direction of shape {network.parameters.shape}, "
                "such as random_direction(network, seed)"
            )
    moves = (np.float32(a) * first + np.float32(b) * second for b in steps for a in steps)
    return losses_along(network, images, labels, moves).reshape(len(steps), len(steps))
