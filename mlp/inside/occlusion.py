"""Occlusion: cover a square of an image and ask the network again (M. Zeiler, R. Fergus, ECCV 2014, section 4.2)."""

import numpy as np

from mlp.checks import as_array, check_count, check_image


def cover(image, row, column, patch, fill):
    """The image with a square of `patch` x `patch` pixels covered, (784,), of the image's dtype.

    image        (784,), scaled as for the network
    row, column  the square's upper left pixel; what lies beyond the image's edge covers nothing
    fill         what covers it: a number, or (784,) with one for each pixel, scaled like the image. For a black square
                 that is `data.transform.apply(np.zeros(784))`
    """
    covered, fill = as_array("image", image).copy(), as_array("fill", fill)
    if covered.size != 784 or fill.size not in (1, 784):
        raise ValueError(
            f"image and fill have shapes {covered.shape} and {fill.shape}; expected (784,), and a number or (784,)"
        )
    covered = covered.reshape(28, 28)
    place = np.s_[max(row, 0) : max(row + patch, 0), max(column, 0) : max(column + patch, 0)]
    covered[place] = np.broadcast_to(fill.ravel(), 784).reshape(28, 28)[place]
    return covered.reshape(784)


def occlusion_map(network, image, label, fill, patch=7):
    """The probability of the class `label` for every place of the square: (29 - patch, 29 - patch) float.

    image (784,), patch from 1 to 28, `fill` as for `cover`. Entry [row, column] belongs to the square whose upper left
    pixel is there. All covered images go through the network at once.

    Raises ValueError for another image, a label that the network does not have, or a patch that does not fit in.
    """
    image = check_image(image, network.n_inputs, network.dtype)
    if check_count("label", label, low=0) >= network.n_classes:
        raise ValueError(f"label is {label!r}; expected a class from 0 to {network.n_classes - 1}")
    if not 1 <= check_count("patch", patch, low=0) <= 28:
        raise ValueError(f"patch is {patch!r}; expected the square's side in pixels, from 1 to 28")
    side = 29 - patch
    covered = np.stack([cover(image, row, column, patch, fill) for row in range(side) for column in range(side)])
    return network.predict_proba(covered)[:, label].reshape(side, side)
