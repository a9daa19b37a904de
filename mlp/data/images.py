"""Another data set in place of Fashion-MNIST, with the same parts and the same scalings.

    from mlp.data.images import load_images
    data = load_images("my_data")

A data set is one of these, and every pixel is a whole number from 0 to 255:

    IDX        a folder with MNIST's four files: train-images-idx3-ubyte and train-labels-idx1-ubyte, and the same with
               t10k- or test- for train-; gzip-compressed (.gz) or plain. Without the last two we choose the test images
    npz        an .npz file, or a folder with one: arrays x_train, y_train, x_test and y_test, as Keras keeps MNIST; or
               images and labels, of which we choose the test images
    pictures   a folder for each class, and in it pictures of one size, in colour or grey: cats/1.png, dogs/1.jpg. Or
               two such folders, train/ and test/. The names of the folders, sorted, are the names of the classes
"""

import re
import zipfile
from dataclasses import dataclass

import numpy as np
from PIL import Image, UnidentifiedImageError

from mlp.checks import check_choice, check_count, check_path
from mlp.data.fashion_mnist import FashionMNIST, Part, stratified_split
from mlp.data.idx import read_idx
from mlp.data.scaling import SCALINGS, fit_scaling

PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"}
IDX = re.compile(r"(?P<part>train|t10k|test)-(?P<what>images|labels)[.-]idx\d-ubyte(\.gz)?")
ARRAYS = (("x_train", "y_train", "x_test", "y_test"), ("images", "labels"))


@dataclass(frozen=True, eq=False, repr=False)
class ImageData(FashionMNIST):
    """A data set like `FashionMNIST`, for images of any size and classes of any names.

    class_names   a tuple of str: what label 0, 1, ... means
    shape         (height, width) of one image; a row of `images` has height * width numbers
    """

    class_names: tuple
    shape: tuple

    def __repr__(self):
        parts = super().__repr__().partition("(")[2][:-1]
        return f"ImageData({parts}, {len(self.class_names)} classes, {self.shape[0]} x {self.shape[1]})"


def load_images(path, validation=None, test=None, scaling="standardize", seed=0):
    """Load the data set at `path`, split it and scale it as `load_fashion_mnist` does; return an ImageData.

    path         a folder, or an .npz file: this module's first lines say what may be in it
    validation   how many training images to set aside, the same share of each class; by default one in ten
    test         how many images to test with where the data set does not say; by default one in five of all
    scaling      one of SCALINGS, learned from the training part alone
    seed         which images to set aside, a whole number from 0

    Raises ValueError, naming the file, for what is no such data set, FileNotFoundError where there is nothing.
    """
    path = check_path("path", path)
    check_choice("scaling", scaling, SCALINGS)
    if not path.exists():
        raise FileNotFoundError(f"there is nothing at {path.absolute()}; expected a folder, or an .npz file")
    parts, names = _read(path)
    pixels, labels = _checked(path, *parts["train"])
    if "test" in parts:
        test_pixels, test_labels = _checked(path, *parts["test"])
        if test_pixels.shape[1:] != pixels.shape[1:]:
            raise ValueError(
                f"{path}: {_size(test_pixels)} images to test with; expected {_size(pixels)}, as in training"
            )
    else:
        chosen = check_count("test", len(labels) // 5 if test is None else test, low=1)
        rest, chosen = stratified_split(labels, chosen, seed)
        test_pixels, test_labels, pixels, labels = pixels[chosen], labels[chosen], pixels[rest], labels[rest]
    names = names or tuple(str(label) for label in range(1 + int(max(labels.max(), test_labels.max()))))
    train, held_out = stratified_split(labels, len(labels) // 10 if validation is None else validation, seed)
    shape = pixels.shape[1:]
    pixels, test_pixels = (part.reshape(len(part), -1) for part in (pixels, test_pixels))
    transform = fit_scaling(scaling, pixels[train], width=pixels.shape[1])
    return ImageData(
        train=Part(transform.apply(pixels[train]), labels[train]),
        validation=Part(transform.apply(pixels[held_out]), labels[held_out]),
        test=Part(transform.apply(test_pixels), test_labels),
        transform=transform,
        class_names=names,
        shape=shape,
    )


def _read(path):
    """({"train": (images, labels), maybe "test": ...}, the names of the classes where the data set has them)."""
    if path.is_file():
        return _read_npz(path), ()
    files = sorted(entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith("."))
    idx = {(match["part"], match["what"]): file for file in files if (match := IDX.fullmatch(file.name))}
    if idx:
        return _read_idx_files(path, idx), ()
    archives = [file for file in files if file.suffix == ".npz"]
    if len(archives) == 1:
        return _read_npz(archives[0]), ()
    folders = {entry.name: entry for entry in path.iterdir() if entry.is_dir() and not entry.name.startswith(".")}
    if set(folders) == {"train", "test"}:
        names = _classes(folders["train"])
        if _classes(folders["test"]) != names:
            raise ValueError(f"{path}: train and test have different folders; expected one for each class in both")
        return {part: _read_pictures(folders[part], names) for part in folders}, names
    if folders:
        names = _classes(path)
        return {"train": _read_pictures(path, names)}, names
    raise ValueError(
        f"{path} holds no data set; expected MNIST's four files, one .npz file, or a folder for each class"
    )


def _read_idx_files(path, idx):
    found = {}
    for part, names in {"train": ("train",), "test": ("t10k", "test")}.items():
        files = {what: idx.get((name, what)) for name in names for what in ("images", "labels") if (name, what) in idx}
        if len(files) == 1:
            raise ValueError(f"{path} has {next(iter(files.values())).name} alone; expected images and labels")
        if files:
            found[part] = read_idx(files["images"]), read_idx(files["labels"])
    if "train" not in found:
        raise ValueError(f"{path} has no train-images-idx3-ubyte; expected the files to train with")
    return found


def _read_npz(path):
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (ValueError, OSError, zipfile.BadZipFile, AttributeError) as error:
        raise ValueError(
            f"{path} cannot be read ({error}); expected arrays of numbers, as np.savez writes them"
        ) from None
    names = next((names for names in ARRAYS if set(names) <= arrays.keys()), None)
    if names is None:
        raise ValueError(
            f"{path} holds {', '.join(arrays) or 'nothing'}; expected images and labels, or x_train, y_train, "
            "x_test and y_test"
        )
    pairs = [arrays[name] for name in names]
    return dict(zip(("train", "test"), zip(pairs[::2], pairs[1::2])))


def _classes(folder):
    names = tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith(".")))
    if len(names) < 2:
        raise ValueError(f"{folder} has {len(names)} folders; expected one for each class, at least two")
    return names


def _read_pictures(folder, names):
    """(n, height, width) uint8 and (n,) int64 of the pictures in `folder`/NAME."""
    images, labels, first = [], [], None
    for label, name in enumerate(names):
        files = sorted(file for file in (folder / name).iterdir() if file.suffix.lower() in PICTURES)
        if not files:
            raise ValueError(f"{folder / name} has no pictures; expected some, such as 1.png")
        for file in files:
            images.append(_read_picture(file))
            first = first or file
            if images[-1].shape != images[0].shape:
                raise ValueError(
                    f"{file} has {_size(images[-1][None])} pixels, {first} {_size(images[0][None])}; expected "
                    "one size: image.resize((28, 28)) of Pillow gives it"
                )
            labels.append(label)
    return np.stack(images), np.array(labels)


def _read_picture(file):
    try:
        with Image.open(file) as image:
            return np.asarray(image.convert("L"))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise ValueError(f"{file} is damaged or not a picture ({error})") from None


def _checked(path, images, labels):
    """The images as (n, height, width) uint8 and the labels as (n,) int64, or a ValueError."""
    images, labels = np.asarray(images), np.asarray(labels)
    if images.ndim != 3 or 0 in images.shape:
        raise ValueError(f"{path}: images of shape {images.shape}; expected (n, height, width), grey, n > 0")
    if labels.shape not in ((len(images),), (len(images), 1)):
        raise ValueError(f"{path}: labels of shape {labels.shape} for {len(images):,} images; expected one each")
    if images.dtype != np.uint8:
        whole = images.dtype.kind in "biuf" and np.isfinite(images).all() and np.array_equal(images, np.round(images))
        if not whole or images.min() < 0 or images.max() > 255:
            raise ValueError(
                f"{path}: images of {images.dtype}, from {images.min():g} to {images.max():g}; expected whole numbers "
                "from 0 to 255: multiply, round, and write them again as uint8"
            )
    if labels.dtype.kind not in "iu" or labels.min() < 0:
        raise ValueError(f"{path}: labels of {labels.dtype}; expected whole numbers, 0 for the first class")
    return images.astype(np.uint8), labels.reshape(-1).astype(np.int64)


def _size(images):
    return " x ".join(map(str, images.shape[1:]))
