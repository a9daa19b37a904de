"""Twelve folds: each seed of a study has another twelfth of the 60,000 training images as its validation images.

A difference between two settings that is averaged over seeds 0 to 11 has then met other starting weights, other orders
of the images, other training images and other validation images, all at once, so that the spread over seeds has all of
these in it; and all 60,000 images are judged, each once. (Any two of the twelve still share ten elevenths of their
training images. That part of the luck no resampling shows: Bengio, Grandvalet 2004.)
"""

from functools import lru_cache

import numpy as np

from mlp.data import Part, fit_scaling, load_fashion_mnist
from mlp.search.sharing import SearchData

FOLDS = 12


@lru_cache(maxsize=2)
def fold_data(seed, scaling="standardize"):
    """The data of a seed: 55,000 training and 5,000 validation images, the same share of each class, and their Scaling.

    Seed s has fold s % 12. The test images have no part in it.
    """
    _, labels = everything()
    away = folds(labels) == seed % FOLDS
    return scaled(~away, away, scaling)


def folds(labels, count=FOLDS, seed=0):
    """To which of `count` folds each image belongs, (n,) int64: the same share of each class in each of them."""
    rng, fold = np.random.default_rng(seed), np.empty(len(labels), np.int64)
    for label in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == label))
        fold[rows] = np.arange(len(rows)) % count
    return fold


def scaled(train, validation, scaling="standardize"):
    """The rows `train` and `validation` of the 60,000 images, a SearchData; its scaling is learned from the first."""
    pixels, labels = everything()
    transform = fit_scaling(scaling, pixels[train])
    parts = (Part(transform.apply(pixels[rows]), labels[rows]) for rows in (train, validation))
    return SearchData(*parts, transform)


@lru_cache(maxsize=1)
def everything():
    """The 60,000 training images, (60000, 784) uint8, and their labels."""
    train = load_fashion_mnist(validation=0, scaling="raw").train
    return train.images.astype(np.uint8), train.labels
