"""Any picture, a photo or a drawing, brought to the 784 pixels that a network sees: `read_picture("bag.jpg")`.

The steps follow those by which Fashion-MNIST was made (H. Xiao, K. Rasul and R. Vollgraf, arXiv:1708.07747, section 2;
data/README.md lists them), with two differences: they leave pixels out and sharpen, we average; they trim the
background by its colour, we subtract it as a grey.
"""

import io
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from mlp.checks import check_file

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
MAX_BYTES = 9_000_000  # of a file; a message from a notebook's page to the kernel may have 10 MB
MAX_PIXELS = 25_000_000  # more than most cameras have; while it is decoded, such a picture takes up to 400 MB
MIN_SIDE = 8  # pixels
WORKING_SIDE = 280  # the longer side, in pixels, of what the steps begin with: ten for each pixel of the result
FAINT = 25  # of 255: cropping ignores what stands out from the background by less than this
ANOTHER = "choose another picture"


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture on its way to a network.

    steps   a list of (name, array) in the order of the work, for showing. Arrays are uint8: (height, width), 0 to 255,
            or, for a colour picture as it is, (height, width, 3 or 4) red, green, blue and opacity. The last one is
            28 x 28, light on black
    """

    steps: list

    @property
    def pixels(self):
        """(784,) uint8, 0 (background) to 255, like Fashion-MNIST's; a network takes `data.transform.apply(pixels)`."""
        return self.steps[-1][1].reshape(784)

    def __repr__(self):
        return f"Picture({', '.join(name for name, _ in self.steps)})"


def read_picture(source):
    """Read a picture and return a Picture, whose `pixels` are what a network trained on Fashion-MNIST expects.

    source   the path of a PNG, JPEG, GIF, BMP or WebP file (of an animation the first frame counts), or its bytes

        picture = read_picture("my_bag.jpg")
        network.predict_proba(data.transform.apply(picture.pixels)[None])

    Raises FileNotFoundError when there is no such file, and ValueError with what to do when it is not a picture in one
    of the five formats, is damaged, larger than 9 MB or 25 million pixels, smaller than 8 x 8, or of one colour all
    over. A file gives its picture's size at the start, so one that is too large is refused before it is decoded.
    """
    image = _decode(_read_bytes(source))
    grey = _on_white(image)
    return Picture([("as it is", np.asarray(image)), *_steps(np.asarray(grey))])


def from_grey(grey):
    """Return the Picture of a grey picture, (height, width) uint8 from 0 (black) to 255 (white), at least 8 x 8.

    Raises ValueError for another shape or dtype, and for a picture of one colour.
    """
    grey = np.asarray(grey)
    if grey.ndim != 2 or grey.dtype != np.uint8 or min(grey.shape) < MIN_SIDE:
        advice = ": use np.uint8(np.rint(grey)) where it goes from 0 to 255" if grey.dtype.kind == "f" else ""
        raise ValueError(
            f"the grey picture is {grey.dtype} of shape {grey.shape}; expected uint8 of (height, width), "
            f"8 x 8 or more{advice}"
        )
    return Picture(_steps(grey))


def _steps(grey):
    """The (name, array) of each step from a grey picture to 28 x 28 pixels; one side of it may be a single pixel."""
    ink = _light_on_black(grey)
    cropped = _crop(ink)
    resized = _resize(cropped)
    names = ("grey", "light on black", "cropped", "resized", "centred")
    return list(zip(names, (grey, ink, cropped, resized, _centre(resized)), strict=True))


def _light_on_black(grey):
    """How much each pixel stands out from the background, from 0 (as the background) to 255 (black, or white).

    The background is the median of the frame of outermost pixels. Fashion-MNIST has light things on black: where the
    background is light, this is the negative.
    """
    frame = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    background = float(np.median(frame))
    if background > 127:
        contrast = (background - grey) / background
    else:
        contrast = (grey - background) / (255 - background)
    return np.uint8(np.rint(255 * contrast.clip(0, 1)))


def _crop(ink):
    """The smallest rectangle that holds all that is not faint."""
    rows, columns = np.flatnonzero((ink >= FAINT).any(axis=1)), np.flatnonzero((ink >= FAINT).any(axis=0))
    if len(rows) == 0:
        raise ValueError(
            "the picture is of one colour, or nearly; expected something that stands out from its background: "
            "choose one with more contrast"
        )
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _resize(ink):
    """The same with its longer side 28 pixels; each new pixel is the mean of those that it covers."""
    height, width = ink.shape
    scale = 28 / max(height, width)
    size = max(1, round(scale * width)), max(1, round(scale * height))
    return np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX))


def _centre(ink):
    """The same in the middle of 28 x 28 black pixels."""
    height, width = ink.shape
    top, left = (28 - height) // 2, (28 - width) // 2
    pixels = np.zeros((28, 28), np.uint8)
    pixels[top : top + height, left : left + width] = ink
    return pixels


def _read_bytes(source):
    """The bytes of the file, or `source` itself when it is bytes."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        size, read = len(source), lambda: source
    else:
        path = check_file("picture", _check_source(source))
        size, read = path.stat().st_size, path.read_bytes
    check_bytes(size)
    return read()


def _check_source(source):
    """Return `source` unless it is something other than a path that people take for one; else raise ValueError."""
    if isinstance(source, str) and source.startswith("data:"):
        raise ValueError(
            "the picture is a data URL; expected a path or bytes: import base64, then pass "
            "base64.b64decode(url.partition(',')[2])"
        )
    if isinstance(source, str) and "://" in source:
        raise ValueError(f"the picture is the address {source}; expected a path or bytes: save it as a file first")
    if isinstance(source, Image.Image):
        raise ValueError("the picture is opened already; expected its path, or greys: from_grey(picture.convert('L'))")
    if isinstance(source, np.ndarray):
        raise ValueError("the picture is an array; expected a path or the bytes of a file: from_grey takes arrays")
    if hasattr(source, "read"):
        raise ValueError(
            "the picture is an open file; expected its path or its bytes: pass file.read(), opened with 'rb'"
        )
    return source


def check_bytes(size):
    """Raise ValueError when a file of `size` bytes is empty or too large."""
    if size == 0:
        raise ValueError(f"the file is empty (0 bytes); expected a picture: {ANOTHER}, or save it again")
    if size > MAX_BYTES:
        raise ValueError(
            f"the file has {size / 1e6:.1f} MB; expected at most {MAX_BYTES // 1_000_000}: "
            "make the picture smaller, or save it as JPEG"
        )


def _decode(data):
    """The first frame of the picture, upright, as an RGB or RGBA image of at most 280 x 280 pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of pictures that are too large; below, they raise an error
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise ValueError(_too_many("hundreds of millions of")) from None
    except Exception:  # a hostile file may raise anything
        raise ValueError(
            f"the file is not a picture that can be read; expected PNG, JPEG, GIF, BMP or WebP: {ANOTHER}, "
            "or save it as PNG or JPEG"
        ) from None
    with image:
        _check_size(*image.size)
        try:
            return _upright_and_small(image)
        except Exception:
            raise ValueError(
                f"the picture is damaged or cut short; expected a whole one: {ANOTHER}, or save it again"
            ) from None


def _check_size(width, height):
    if width * height > MAX_PIXELS:
        raise ValueError(_too_many(f"{width * height / 1e6:.0f} million"))
    if min(width, height) < MIN_SIDE:
        raise ValueError(
            f"the picture has {width} x {height} pixels; expected at least {MIN_SIDE} x {MIN_SIDE}: "
            "choose a larger picture"
        )


def _too_many(count):
    return (
        f"the picture has {count} pixels; expected at most {MAX_PIXELS // 1_000_000} million: "
        "make it smaller, 1000 x 1000 are plenty"
    )


def _upright_and_small(image):
    image.draft(None, (2 * WORKING_SIDE, 2 * WORKING_SIDE))  # a JPEG can be decoded at an eighth of its size
    if image.mode.startswith("I"):  # 16-bit grey
        image = Image.fromarray(np.uint8(np.asarray(image) // 257))
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode != mode:
        image = image.convert(mode)
    image.thumbnail((WORKING_SIDE, WORKING_SIDE), reducing_gap=2)
    return ImageOps.exif_transpose(image)


def _on_white(image):
    """The image in greys; where it is transparent, white shows through."""
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image)
        image = white
    return image.convert("L")
