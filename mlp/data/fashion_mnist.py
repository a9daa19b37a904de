"""Fashion-MNIST in three parts, train, validation and test, that share no image."""

from dataclasses import dataclass

import numpy as np

from mlp.checks import check_choice, check_count, check_labels
from mlp.data.download import locate_files, read_checked
from mlp.data.scaling import SCALINGS, Scaling, fit_scaling

CLASS_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """Images and their labels, in the same order.

    images   (n, 784) float32, C-contiguous: one scaled 28 x 28 image per row, its lines one after the other
    labels   (n,) int64: 0 to 9, an index into CLASS_NAMES
    """

    images: np.ndarray
    labels: np.ndarray

    def __len__(self):
        return len(self.labels)

    def __repr__(self):
        return f"Part({len(self):,} images)"


@dataclass(frozen=True, eq=False, repr=False)
class FashionMNIST:
    """The dataset, scaled, in three parts that share no image.

    train, validation, test   each a Part
    transform                 the Scaling, learned from the training part, that was applied to all three
    """

    train: Part
    validation: Part
    test: Part
    transform: Scaling

    @property
    def scaling(self):
        """The name of the scaling, one of SCALINGS."""
        return self.transform.name

    def to_pixels(self, images):
        """Undo the scaling, to show images: floats from 0 to 255 up to rounding, (784,) or (n, 784)."""
        return self.transform.invert(images)

    def __repr__(self):
        sizes = f"train={len(self.train):,}, validation={len(self.validation):,}, test={len(self.test):,}"
        return f"FashionMNIST({sizes}, scaling={self.scaling!r})"


def load_fashion_mnist(validation=5000, scaling="standardize", seed=0):
    """Load Fashion-MNIST, split it and scale it; return a FashionMNIST.

    validation   how many of the 60,000 training images to set aside, 0 to 59,999: the same share per class
    scaling      what to do to each pixel x, from 0 to 255:
                 "raw"          x, from 0 to 255
                 "unit"         x / 255, from 0 to 1
                 "symmetric"    x / 127.5 - 1, from -1 to 1
                 "center"       unit, minus the mean image of the training part
                 "standardize"  center, divided by its one standard deviation over all training pixels
    seed         which images to set aside, a whole number from 0: the same seed, the same images

    The 10,000 test images come as they are. `mlp.data.download.locate_files` says where the files are looked
    for; their content is checked on every load.

    Raises ValueError for an argument out of range and for a file that is damaged or not Fashion-MNIST's,
    ConnectionError when the files have to be downloaded and cannot be, and OSError when they cannot be written.
    """
    check_choice("scaling", scaling, SCALINGS)
    paths = locate_files()
    labels = _read_labels("train-labels-idx1-ubyte", paths)
    train, held_out = stratified_split(labels, validation, seed)

    pixels = _read_pixels("train-images-idx3-ubyte", paths)
    train_pixels = pixels[train]
    transform = fit_scaling(scaling, train_pixels)
    return FashionMNIST(
        train=Part(transform.apply(train_pixels), labels[train]),
        validation=Part(transform.apply(pixels[held_out]), labels[held_out]),
        test=Part(
            transform.apply(_read_pixels("t10k-images-idx3-ubyte", paths)),
            _read_labels("t10k-labels-idx1-ubyte", paths),
        ),
        transform=transform,
    )


def stratified_split(labels, validation, seed):
    """Choose `validation` of the images at random, the same share of each class; the others are for training.

    labels       (n,) integers, the class of each image
    validation   how many to choose, 0 to n - 1
    seed         a whole number from 0

    Returns two int64 arrays of row numbers in rising order: (n - validation,) for training, and (validation,).
    A class whose exact share is 16.7 images gives 16 or 17, such that the sum is right.
    Raises ValueError when an argument is out of range.
    """
    labels, validation = check_labels(labels), check_count("validation", validation, low=0)
    seed = check_count("seed", seed, low=0)
    if validation >= len(labels):
        raise ValueError(
            f"validation is {validation:,} of {len(labels):,} images; expected at most {len(labels) - 1:,}, "
            "so that some are left for training"
        )
    classes, counts = np.unique(labels, return_counts=True)
    shares, remainders = np.divmod(counts * validation, len(labels))
    still_missing = validation - shares.sum()
    shares[np.argsort(-remainders, kind="stable")[:still_missing]] += 1  # the largest remainders round up

    rng = np.random.default_rng(seed)
    in_validation = np.zeros(len(labels), dtype=bool)
    for label, share in zip(classes, shares, strict=True):
        rows = np.flatnonzero(labels == label)
        in_validation[rng.permutation(rows)[:share]] = True
    return np.flatnonzero(~in_validation), np.flatnonzero(in_validation)


def _read_labels(name, paths):
    """Return the labels in the file `name`, (n,) int64."""
    return read_checked(name, paths[name]).astype(np.int64)


def _read_pixels(name, paths):
    """Return the images in the file `name`, one per row, (n, 784) uint8."""
    images = read_checked(name, paths[name])
    return images.reshape(len(images), -1)
