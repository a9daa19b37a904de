"""The smallest change of an image that flips the answer (S. Moosavi-Dezfooli et al., DeepFool, CVPR 2016)."""

import numpy as np

from mlp.checks import check_count, check_image
from mlp.inside.input_gradients import check_bounds, layers_up_to, value_and_gradient


def smallest_change(network, image, low, high, overshoot=0.02, steps=50):
    """A change of `image`, (inputs,), as small as DeepFool finds it, with which the network gives another class.

    image      (inputs,), between low and high
    low, high  bounds of the changed image's pixels: numbers, or (inputs,), such as `data.transform.apply` of 0 and of
               255
    overshoot  which share of the change to add, to be beyond the border
    steps      how often to try before giving up

    Each step treats the network as linear around the present image (equations 7 to 9): to each other class k the border
    is |s_c - s_k| / |∇(s_c - s_k)| away, counting only the pixels that can still move that way; it goes to the nearest.
    Raises ValueError for another image or bounds, and when no step has flipped the answer.
    """
    check_count("steps", steps)
    start = check_image(image, network.n_inputs, network.dtype)
    low, high = check_bounds(low, high, network)
    layers, classes = layers_up_to(network), np.arange(network.n_classes)
    first = network.predict(start[None])[0]
    moved = start
    for _ in range(steps):
        scores, gradients = value_and_gradient(layers, np.tile(moved, (len(classes), 1)), classes)
        away, slopes = scores[first] - scores, gradients - gradients[first]  # how far behind; what brings them nearer
        blocked = ((moved <= low) & (slopes < 0)) | ((moved >= high) & (slopes > 0))
        slopes[blocked] = 0
        lengths = np.linalg.norm(slopes, axis=1)
        distances = np.where(lengths > 0, away.clip(min=0) / np.where(lengths > 0, lengths, 1), np.inf)
        distances[first] = np.inf
        nearest = distances.argmin()
        if np.isinf(distances[nearest]):
            break  # no pixel can move
        step = (away[nearest] + 1e-4) / lengths[nearest] ** 2 * slopes[nearest]
        moved = np.clip(moved + step, low, high).astype(network.dtype)
        changed = np.clip(start + (1 + overshoot) * (moved - start), low, high)
        if network.predict(changed[None])[0] != first:
            return changed - start
    raise ValueError(f"the network still says {first}; allow more than {steps} steps, or take another image")
