"""Images, labels and other arrays: taken in the shape that is needed, or refused with the code that makes it."""

import math
import os

import numpy as np


def check_images(images, width, dtype):
    """Return `images` as a C-contiguous (n, width) array of `dtype`, or raise ValueError.

    Refused: anything that is not a two-dimensional numeric array, no rows at all, another width,
    and pixels that are NaN or infinite.
    """
    return check_rows("images", images, width, dtype=dtype, expects="this network's first layer expects")


def check_image(image, width, dtype):
    """Return one image, of any shape with `width` numbers in all, as (width,) of `dtype`, or raise ValueError."""
    image = as_array("image", image)
    if image.size != width:
        advice = ": pass one of them, such as images[0]" if image.ndim == 2 and image.shape[1] == width else ""
        raise ValueError(
            f"image has {image.size} numbers (shape {image.shape}); this network's first layer expects {width}{advice}"
        )
    return check_images(image.reshape(1, width), width, dtype)[0]


def check_rows(name, rows, width=None, dtype=None, expects="expected"):
    """Return `rows` as an array (n, width) of finite numbers, n > 0, or raise ValueError naming them `name`.

    width    how many numbers each row must have; None: any
    dtype    what to convert them to, C-contiguous; None: they stay as they are
    expects  the error's words before the width that is wanted
    """
    given, rows = rows, as_array(name, rows)
    if rows.dtype.kind not in "buif":
        reason = _no_number(name, given, rows)
        raise ValueError(f"{name} have dtype {rows.dtype}; expected numbers, such as float32: {reason}")
    if rows.ndim > 0 and len(rows) == 0:
        raise ValueError(f"got zero {name} (shape {rows.shape}); expected at least one row")
    if rows.ndim != 2:
        advice = how_to_reshape(name, given, rows.shape, width)
        raise ValueError(f"{name} have shape {rows.shape}; expected (n, {width or 'd'}), one image per row{advice}")
    if width is not None and rows.shape[1] != width:
        advice = how_to_reshape(name, given, rows.shape, width)
        raise ValueError(f"{name} have {rows.shape[1]} numbers each (shape {rows.shape}); {expects} {width}{advice}")
    rows = rows if dtype is None else np.ascontiguousarray(rows, dtype=dtype)
    # One dot product sees every NaN and infinity, and costs a hundredth of looking at each number.
    flat = rows.reshape(-1)
    with np.errstate(over="ignore"):
        total = flat @ flat
    if not math.isfinite(total) and not np.isfinite(rows).all():
        bad = f"{np.count_nonzero(~np.isfinite(rows).all(axis=1))} of {len(rows)}"
        if name != "images":
            raise ValueError(f"{name} hold NaN or infinite numbers in {bad} rows; expected finite ones")
        raise ValueError(
            f"{bad} images hold NaN or infinite pixels; expected finite numbers: check the scaling that made them"
        )
    return rows


def check_labels(labels, classes=None, count=None, name="labels"):
    """Return `labels` as an (n,) array of integers in 0 … classes-1, or raise ValueError naming them `name`.

    classes   how many classes there are; None: not known, so that every integer from 0 will do
    count     how many images the labels belong to; None: not known

    True and False count as 1 and 0.
    """
    given, labels = labels, as_array(name, labels)
    wanted = f"from 0 to {classes - 1}" if classes else "from 0 on"
    if labels.ndim != 1:
        raise ValueError(
            f"{name} have shape {labels.shape}; expected one class number per image, shape (n,)"
            f"{_flat(name, given, labels, classes)}"
        )
    if labels.dtype.kind == "b" or len(labels) == 0:
        labels = labels.astype(np.int64)
    if labels.dtype.kind not in "iu":
        raise ValueError(f"{name} {_no_integers(name, given, labels, wanted)}")
    if count is not None and len(labels) != count:
        raise ValueError(f"got {len(labels)} {name} for {count} images; expected one for each image")
    if len(labels) and (labels.min() < 0 or (classes and labels.max() >= classes)):
        low, high = labels.min(), labels.max()
        advice = f": they seem to count from 1, so use {_code(name, given)} - 1" if (low, high) == (1, classes) else ""
        raise ValueError(f"{name} hold {low if low < 0 else high}; expected class numbers {wanted}{advice}")
    return labels


def check_part(name, part, *surplus):
    """Return `part` if it has images and their labels, as `data.train` has, or raise ValueError naming it `name`.

    surplus   what else was given, such as the labels beside the images: nothing is expected
    """
    if hasattr(part, "images") and hasattr(part, "labels") and not surplus:
        return part
    if hasattr(getattr(part, "train", None), "images"):
        raise ValueError(f"{name} is a whole dataset; expected one part of it, such as data.train or data.validation")
    shape = f" and shape {part.shape}" if hasattr(part, "shape") else ""
    more = f", with {len(surplus)} argument{'s' * (len(surplus) > 1)} too many after it" if surplus else ""
    raise ValueError(
        f"{name} is of type {type(part).__name__}{shape}{more}; expected images and their labels in one object: "
        "pass Part(images, labels), after `from mlp.data import Part`"
    )


def check_data(data):
    """Return `data` if it has the parts train and validation, as what `load_fashion_mnist` returns, or ValueError."""
    if not hasattr(data, "train") or not hasattr(data, "validation"):
        raise ValueError(
            f"data is of type {type(data).__name__}; expected .train and .validation, as load_fashion_mnist gives them"
        )
    check_part("data.train", data.train)
    check_part("data.validation", data.validation)
    return data


def as_array(name, values):
    """Return np.asarray(values), or raise ValueError naming them `name` where that makes no array."""
    if isinstance(values, np.ndarray) and values.ndim:
        return values
    if isinstance(values, (str, os.PathLike)):
        advice = ": read_picture of mlp.data.picture reads the file of a picture" if name == "images" else ""
        raise ValueError(f"{name} are {str(values)!r}; expected an array of numbers{advice}")
    try:
        array = np.asarray(values)
    except Exception as error:  # arrays of other libraries may raise anything, such as those on a graphics card
        ragged = "are lists of different lengths; expected one length for all"
        reason = ragged if "inhomogeneous" in str(error) else f"cannot be made an array: {error}"
        raise ValueError(f"{name} {reason}") from None
    if array.ndim == 0 and array.dtype == object:
        advice = f": use its .{name}" if hasattr(values, name) else ""
        raise ValueError(f"{name} are of type {type(values).__name__}; expected an array of numbers{advice}")
    return array


def how_to_reshape(name, given, shape, width):
    """Advice: the code that makes rows of `width` numbers of an array of this shape, if there is one."""
    array, size = _code(name, given), math.prod(shape)
    if width is None and len(shape) > 2:
        width = math.prod(shape[1:])
    if size == width:
        return f": for a single image use {array}.reshape(1, {width})"
    if math.prod(shape[1:]) == width:
        return f": use {array}.reshape({shape[0]}, {width})"
    if math.prod(shape[:-1]) == width:
        return f": here each column is an image, so use {array}.reshape({width}, {shape[-1]}).T"
    return ""


def _code(name, given):
    """How to write the array in advice: a list has no `reshape` or `astype`."""
    return name if isinstance(given, np.ndarray) else f"np.asarray({name})"


def _flat(name, given, labels, classes):
    """Advice: the code that makes class numbers (n,) of labels of another shape, if there is one."""
    if labels.ndim == 0:
        return f": for a single image use [{name}]"
    if labels.size == max(labels.shape):
        return f": use np.ravel({name})"
    if labels.ndim == 2 and labels.shape[1] == (classes or labels.shape[1]) and labels.dtype.kind in "buif":
        what = "one-hot" if np.isin(labels, (0, 1)).all() else "like a score for each class"
        return f": this looks {what}, so use {_code(name, given)}.argmax(axis=1)"
    return ""


def _no_number(name, given, array):
    """What is not a number in an array of another kind, or the code that makes it one of numbers."""
    for value in array.flat:
        try:
            float(_plain(value))
        except (TypeError, ValueError):
            return f"{_short(value)} is not a number"
    return f"use {_code(name, given)}.astype(np.float32)"


def _no_integers(name, given, labels, wanted):
    """What labels are that are no integers, and what to do about it."""
    for value in labels:
        try:
            number = float(_plain(value))
        except (TypeError, ValueError):
            if not isinstance(value, (str, bytes)):
                return f"hold {_short(value)}; expected integers {wanted}, for each image the number of its class"
            return (
                f"are names, such as {_short(value)}; expected integers {wanted}: for Fashion-MNIST use "
                f"[CLASS_NAMES.index(name) for name in {name}], else np.unique({name}, return_inverse=True)[1]"
            )
        if not number.is_integer():
            return f"hold {_short(value)}; expected integers {wanted}, for each image the number of its class"
    convert = "astype(int)" if labels.dtype.kind == "f" else "astype(float).astype(int)"  # int("3.0") is an error
    return f"have dtype {labels.dtype}; expected integers {wanted}: use {_code(name, given)}.{convert}"


def _short(value):
    text = repr(_plain(value))
    return text if len(text) <= 40 else f"{text[:37]}..."


def _plain(value):
    """NumPy's numbers and strings as Python's own."""
    return value.item() if isinstance(value, np.generic) else value


def write_into(view, values, name):
    """Write `values` into the array `view`; ValueError, with `name`, when they have another shape."""
    if values is view:  # `array += …` has written already
        return
    if np.shape(values) != view.shape:
        raise ValueError(f"{name} is set to an array of shape {np.shape(values)}; expected {view.shape}")
    view[...] = values
