"""Five ways to scale pixels before training, each of which can be undone.

What a scaling needs to know of the images (a mean, a standard deviation) it learns from the training part
alone. A number that had seen the validation or test images would leak what they look like into training.
"""

from dataclasses import dataclass

import numpy as np

from mlp.checks import as_array, check_choice, how_to_reshape

SCALINGS = ("raw", "unit", "symmetric", "center", "standardize")


@dataclass(frozen=True, eq=False, repr=False)
class Scaling:
    """What is done to every pixel x, from 0 to 255:  x / divisor - offset.

    name      one of SCALINGS
    divisor   a float
    offset    a float, or (784,) float32 with one value per pixel
    width     how many pixels an image has; 784 stands for it in what follows
    """

    name: str
    divisor: float
    offset: float | np.ndarray
    width: int = 784

    def apply(self, pixels):
        """Return the scaled images, float32, of `pixels` from 0 to 255; both (784,) or (n, 784)."""
        images = _with_pixels(pixels, self.width).astype(np.float32)
        images /= self.divisor  # in place: one more copy of the training images would take 170 MB
        images -= self.offset
        return images

    def invert(self, images):
        """Return the pixels, floats from 0 to 255 up to rounding, of scaled `images`; shapes as in apply."""
        return (_with_pixels(images, self.width) + self.offset) * self.divisor

    def __repr__(self):
        return f"Scaling({self.name!r})"


def fit_scaling(name, pixels, width=784):
    """Learn the scaling `name` from `pixels`, (n, width) uint8: the training part and nothing else.

    Raises ValueError for an unknown name, for another shape or dtype, for no images at all, and when
    "standardize" would divide by zero because the pixels do not vary.
    """
    check_choice("scaling", name, SCALINGS)
    pixels = _with_pixels(pixels, width)
    if pixels.ndim != 2 or pixels.dtype != np.uint8 or len(pixels) == 0:
        raise ValueError(f"pixels are {pixels.dtype} of shape {pixels.shape}; expected uint8 of (n, {width}), n > 0")
    if name == "raw":
        return Scaling(name, divisor=1.0, offset=0.0, width=width)
    if name == "unit":
        return Scaling(name, divisor=255.0, offset=0.0, width=width)
    if name == "symmetric":
        return Scaling(name, divisor=127.5, offset=1.0, width=width)

    mean = pixels.mean(axis=0, dtype=np.float64)  # (784,): the mean image
    if name == "center":
        return Scaling(name, divisor=255.0, offset=np.float32(mean / 255.0), width=width)

    mean_of_squares = np.einsum("np,np->p", pixels, pixels, dtype=np.float64) / len(pixels)
    variance = mean_of_squares - mean**2  # (784,): of each pixel around its own mean
    deviation = float(np.sqrt(variance.mean()))  # one standard deviation for all the pixels
    if deviation == 0:
        raise ValueError(f"{len(pixels)} training images that are all the same; expected some that differ")
    return Scaling(name, divisor=deviation, offset=np.float32(mean / deviation), width=width)


def _with_pixels(images, width):
    """Return `images` as an array, or raise ValueError unless they are numbers of the shape (width,) or (n, width)."""
    given, images = images, as_array("images", images)
    if images.ndim not in (1, 2) or images.shape[-1] != width:
        advice = how_to_reshape("images", given, images.shape, width)
        raise ValueError(f"images have shape {images.shape}; expected ({width},) or (n, {width}){advice}")
    if images.dtype.kind not in "buif":
        raise ValueError(f"images have dtype {images.dtype}; expected numbers")
    return images
