"""Checks at the door: each says what it got, what it expected and what to do."""

import math
import os
from pathlib import Path

import numpy as np


def check_images(images, width, dtype):
    """Return `images` as a C-contiguous (n, width) array of `dtype`, or raise ValueError.

    Refused: anything that is not a two-dimensional numeric array, no rows at all, another width,
    and pixels that are NaN or infinite.
    """
    images = np.asarray(images)
    if images.dtype.kind not in "buif":
        raise ValueError(f"images have dtype {images.dtype}; expected numbers, such as float32")
    if images.ndim != 2:
        raise ValueError(
            f"images have shape {images.shape}; expected (n, {width}), one image per row: "
            f"for a single image use image.reshape(1, {width})"
        )
    if images.shape[0] == 0:
        raise ValueError(f"got zero images (shape {images.shape}); expected at least one row")
    if images.shape[1] != width:
        raise ValueError(
            f"images have {images.shape[1]} numbers each (shape {images.shape}); "
            f"this network's first layer expects {width}"
        )
    images = np.ascontiguousarray(images, dtype=dtype)
    # One dot product sees every NaN and infinity, and costs a hundredth of looking at each pixel.
    flat = images.reshape(-1)
    if not math.isfinite(flat @ flat) and not np.isfinite(images).all():
        bad = int(np.count_nonzero(~np.isfinite(images).all(axis=1)))
        raise ValueError(
            f"{bad} of {len(images)} images hold NaN or infinite pixels; "
            "expected finite numbers: check the scaling that made them"
        )
    return images


def check_labels(labels, classes, count=None):
    """Return `labels` as an (n,) array of integers in 0 … classes-1, or raise ValueError.

    `count`, when given, is the number of images that the labels belong to.
    """
    labels = np.asarray(labels)
    if labels.ndim == 2 and labels.shape[1] == classes:
        raise ValueError(
            f"labels have shape {labels.shape}, which looks one-hot; expected class numbers of shape (n,): "
            "use labels.argmax(axis=1)"
        )
    if labels.ndim != 1:
        raise ValueError(f"labels have shape {labels.shape}; expected one class number per image, shape (n,)")
    if labels.dtype.kind not in "iu":
        raise ValueError(
            f"labels have dtype {labels.dtype}; expected integers 0 to {classes - 1}: use labels.astype(int)"
        )
    if count is not None and len(labels) != count:
        raise ValueError(f"got {len(labels)} labels for {count} images; expected one label per image")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        wrong = labels.min() if labels.min() < 0 else labels.max()
        raise ValueError(f"labels hold {wrong}; expected class numbers from 0 to {classes - 1}")
    return labels


def check_number(name, value, low=None, high=None, low_open=False, high_open=False):
    """Return `value` as a float within the bounds, or raise ValueError naming `name`, the value and the bounds."""
    words = _bounds(low, high, low_open, high_open)
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise ValueError(f"{name} is {value!r}; expected a number{words}")
    number = float(value)
    too_low = low is not None and (number <= low if low_open else number < low)
    too_high = high is not None and (number >= high if high_open else number > high)
    if not math.isfinite(number) or too_low or too_high:
        raise ValueError(f"{name} is {value!r}; expected a finite number{words}")
    return number


def check_count(name, value, low=1):
    """Return `value` as an int of at least `low`, or raise ValueError naming `name` and what it was."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < low:
        raise ValueError(f"{name} is {value!r}; expected a whole number, {low} or more")
    return int(value)


def check_dtype(dtype):
    """Return `dtype` as np.dtype if it is float32 or float64, or raise ValueError."""
    name = dtype if isinstance(dtype, str) else getattr(dtype, "__name__", str(dtype))
    return np.dtype(check_choice("dtype", name, ("float32", "float64")))


def check_path(name, path):
    """Return `path`, a text or a Path, as a Path in which a leading ~ is the user's home folder; else ValueError.

    Refused: an empty text, bytes (whose encoding would have to be guessed), a ~name that nobody has, anything else.
    """
    if not isinstance(path, (str, os.PathLike)) or isinstance(os.fspath(path), bytes) or not os.fspath(path):
        raise ValueError(f"{name} is {path!r}; expected a text or a Path, such as 'run' or '~/run'")
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise ValueError(
            f"{name} is {str(path)!r}; expected a home folder that exists: is it '~/…' or './~…'?"
        ) from None


def check_choice(name, value, choices):
    """Return `value` if it is one of `choices`, or raise ValueError that names them all."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(map(repr, choices))}")
    return value


def _bounds(low, high, low_open, high_open):
    parts = []
    if low is not None:
        parts.append(f"{'above' if low_open else 'of at least'} {low:g}")
    if high is not None:
        parts.append(f"{'below' if high_open else 'at most'} {high:g}")
    return " " + " and ".join(parts) if parts else ""
