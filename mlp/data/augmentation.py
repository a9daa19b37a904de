"""Augmentation: small changes of the training images that do not change what they show.

The images of a batch are changed together, each by its own random draw. What a shift uncovers is filled with black, and
black is not 0 once the images are scaled: after "standardize" it is another number at each pixel.
"""

from dataclasses import dataclass

import numpy as np

from mlp.checks import check_count

SIDE = 28  # pixels


def shift_images(images, down, right):
    """Shift each image by whole pixels, in place; zeros come in from outside.

    images        (n, 784), rows of 28 x 28 images in which black is 0
    down, right   (n,) integers: how far each image goes, negative for up and left

    Raises ValueError for images or shifts of another shape or kind.
    """
    squares, n = as_squares(images), len(images)
    down, right = _for_each("down", down, n, "whole numbers", "iu"), _for_each("right", right, n, "whole numbers", "iu")
    reach = int(max(np.abs(down).max(initial=0), np.abs(right).max(initial=0)))
    padded = np.zeros((n, SIDE + 2 * reach, SIDE + 2 * reach), images.dtype)
    padded[:, reach : reach + SIDE, reach : reach + SIDE] = squares
    windows = np.lib.stride_tricks.sliding_window_view(padded, (SIDE, SIDE), axis=(1, 2))
    squares[...] = windows[np.arange(n), reach - down, reach - right]


def flip_images(images, which):
    """Swap left and right, in place, of the images that `which`, (n,) booleans, names. images as above."""
    squares, which = as_squares(images), _for_each("which", which, len(images), "booleans", "b")
    squares[which] = squares[which, :, ::-1]


@dataclass(frozen=True, eq=False)
class Augmentation:
    """Shift each image by up to `shift` pixels in both directions, and mirror it with probability 1/2 if `flip`.

    Called with a batch (n, 784) and a Generator, it changes the batch in place: `Trainer(augmentation=…)` does that to
    every batch. All shifts are equally likely; 2 pixels and flips are what Nøkland, Eidnes 2019 use on these images.
    Shifts and flips as in Krizhevsky, Sutskever, Hinton 2012, section 4.1.

    shift   whole pixels, 0 or more;  flip   True or False
    black   the value of a black pixel, a number or (784,); `Augmentation.fitting(data)` knows it
    """

    shift: int = 2
    flip: bool = True
    black: float | np.ndarray = 0.0

    def __post_init__(self):
        check_count("shift", self.shift, low=0)

    @classmethod
    def fitting(cls, data, shift=2, flip=True):
        """For the images of `data`, a FashionMNIST: black is what its scaling makes of 0."""
        return cls(shift, flip, black=data.transform.apply(np.zeros(SIDE * SIDE)))

    def __call__(self, images, rng):
        """Change `images` (n, 784) in place, with draws from the Generator `rng`."""
        images -= self.black
        if self.shift:
            shift_images(images, *rng.integers(-self.shift, self.shift + 1, size=(2, len(images))))
        if self.flip:
            flip_images(images, rng.random(len(images)) < 0.5)
        images += self.black

    def __repr__(self):
        return f"Augmentation(shift={self.shift}, flip={self.flip})"


def as_squares(images):
    """`images` (n, 784) as (n, 28, 28), the same memory; ValueError for another shape."""
    if images.ndim != 2 or images.shape[1] != SIDE * SIDE or not images.flags.c_contiguous:
        raise ValueError(
            f"images have shape {images.shape}; expected (n, {SIDE * SIDE}), one 28 x 28 image per row, C-contiguous"
        )
    return images.reshape(-1, SIDE, SIDE)


def _for_each(name, values, n, words, kinds):
    """`values` as an array (n,) of a dtype among `kinds`, or ValueError."""
    values = np.asarray(values)
    if values.shape != (n,) or values.dtype.kind not in kinds:
        raise ValueError(f"{name} is {values.dtype} of shape {values.shape}; expected {words} of shape ({n},)")
    return values
