"""Mixing: a training image becomes a mixture of two, and so does its label.

Both kinds take an image's partner from the same batch: the batch is in random order, so the image at the same place
from its end is as random as any. An image in the middle of an odd batch is its own partner.
"""

from dataclasses import dataclass

import numpy as np

from mlp.checks import check_number
from mlp.data.augmentation import SIDE, as_squares


def mixup(images, share):
    """X <- share · X + (1 - share) · X', in place, where X' are the partners. Zhang et al. 2018, section 2.

    images (n, inputs), share a number in [0, 1]
    """
    others = (1 - share) * images[::-1]
    images *= share
    images += others


def cutmix(images, top, bottom, left, right):
    """Replace the rectangle [top:bottom, left:right] of each image by its partner's, in place. Yun et al. 2019, eq. 1.

    images (n, 784). Returns the share of the image that stays, 1 - area / 784.
    """
    squares = as_squares(images)
    squares[:, top:bottom, left:right] = squares[::-1, top:bottom, left:right].copy()
    return 1 - (bottom - top) * (right - left) / SIDE**2


def random_square(rng):
    """A square whose area is uniform on 0 to 1 and whose centre is anywhere, cut off at the image's border.

    Returns top, bottom, left, right: whole numbers from 0 to 28. Yun et al. 2019, algorithm A1.
    """
    half = SIDE * rng.random() ** 0.5 / 2
    centre = rng.integers(0, SIDE, size=2)
    edges = np.clip(np.round([centre - half, centre + half]), 0, SIDE).astype(int)
    return edges[0, 0], edges[1, 0], edges[0, 1], edges[1, 1]


@dataclass(frozen=True)
class Mixing:
    """Mix each batch with itself: `cutmix` is the share of the batches that are cut, the others are blended.

    `Trainer(mixing=…)` calls it with each batch and a Generator. It changes the images in place and returns how much
    of each is still its own, a number in [0, 1]: what `mlp.losses.MixedCrossEntropy` weighs the labels by. One draw
    for a batch, as in both papers.

    mixup    α of Beta(α, α), from which a blend's share is drawn: 0.2 leaves most images nearly as they were, 1 is
             uniform; 0: no blending
    cutmix   in [0, 1]
    """

    mixup: float = 0.2
    cutmix: float = 0.0

    def __post_init__(self):
        check_number("mixup", self.mixup, low=0)
        check_number("cutmix", self.cutmix, low=0, high=1)

    def __call__(self, images, rng):
        """Mix `images` (n, 784) in place; return the share."""
        if rng.random() < self.cutmix:
            return cutmix(images, *random_square(rng))
        share = rng.beta(self.mixup, self.mixup) if self.mixup else 1.0
        mixup(images, share)
        return share
