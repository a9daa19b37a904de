"""Fashion-MNIST in three parts, train, validation and test, that share no image."""

from dataclasses import dataclass

import numpy as np

from mlp.checks import check_choice, check_count, check_labels
from mlp.data.download import locate_files, read_checked
from mlp.data.mapped import mapped_file, read_mapped, write_mapped
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
USUAL = (5000, "standardize", 0)  # the settings of nearly all chapters: validation, scaling, seed
TEST = 10_000
AT_ONCE = 5000  # images


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
    for; their content is checked whenever they are read. With the default arguments the scaled images are read once and
    then shared by all kernels of the machine, see `mlp.data.mapped`; what you write into them is yours alone.

    Raises ValueError for an argument out of range and for a file that is damaged or not Fashion-MNIST's,
    ConnectionError when the files have to be downloaded and cannot be, and OSError when they cannot be written.
    """
    check_choice("scaling", scaling, SCALINGS)
    paths = locate_files()
    labels, test_labels = (_read_labels(f"{name}-labels-idx1-ubyte", paths) for name in ("train", "t10k"))
    train, held_out = stratified_split(labels, validation, seed)
    transform, images = _scaled_images(paths, train, held_out, (validation, scaling, seed))
    all_labels = labels[train], labels[held_out], test_labels
    return FashionMNIST(*map(Part, images, all_labels), transform)


def _scaled_images(paths, train, held_out, settings):
    """The Scaling, and the images of the three parts: those of `USUAL` settings in memory that all kernels share."""
    files = [paths[f"{name}-images-idx3-ubyte"] for name in ("train", "t10k")]
    file = mapped_file(files, settings) if settings == USUAL else None
    mapped = read_mapped(file, len(train) + len(held_out) + TEST) if file else None
    if mapped:
        divisor, offset, images = mapped
        return Scaling(settings[1], divisor, offset), np.split(images, [len(train), len(train) + len(held_out)])
    pixels = _read_pixels("train-images-idx3-ubyte", paths)
    transform = fit_scaling(settings[1], pixels[train])
    images = [_scaled(transform, pixels, rows) for rows in (train, held_out)]
    del pixels  # before the next are read: where many kernels share a machine, each peak counts
    test = _read_pixels("t10k-images-idx3-ubyte", paths)
    images.append(_scaled(transform, test, np.arange(len(test))))
    if file:
        write_mapped(file, transform.divisor, transform.offset, images)
    return transform, images


def _scaled(transform, pixels, rows):
    """The images of these rows, (len(rows), 784) float32, scaled a part at a time: no copy of all pixels is made."""
    images = np.empty((len(rows), pixels.shape[1]), np.float32)
    for i in range(0, len(rows), AT_ONCE):
        images[i : i + AT_ONCE] = transform.apply(pixels[rows[i : i + AT_ONCE]])
    return images


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
