"""Any picture to 784 pixels: what each step does, which files are read, and what bad ones cost: a sentence."""

import base64
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mlp import load_fashion_mnist
from mlp.data.picture import MAX_BYTES, MAX_PIXELS, from_grey, read_picture
from mlp.studies.pretrained import load_pretrained
from tests.data import hostile_pictures

NAMES = ["as it is", "grey", "light on black", "cropped", "resized", "centred"]
LINUX = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="NOT RUN: needs /proc to measure memory")


def things(mode="RGB", paper="white", ink="black", size=(120, 80)):
    """A picture of a box of 60 x 30 pixels whose left top corner is cut off, not in the middle."""
    image = Image.new(mode, size, paper)
    ImageDraw.Draw(image).polygon([(40, 10), (79, 10), (79, 39), (20, 39), (20, 30)], fill=ink)
    return image


def file_of(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def read(image, kind="PNG", **options):
    return read_picture(file_of(image, kind, **options))


def difference(pixels, others):
    return np.abs(pixels.astype(int) - others.astype(int)).max()


def mean_difference(pixels, others):
    return np.abs(pixels.astype(int) - others.astype(int)).mean()


EXPECTED = read(things()).pixels


def test_the_steps_are_all_there_in_their_order():
    picture = read(things())
    assert [name for name, _ in picture.steps] == NAMES
    assert all(array.dtype == np.uint8 for _, array in picture.steps)
    shapes = [array.shape for _, array in picture.steps]
    assert shapes == [(80, 120, 3), (80, 120), (80, 120), (30, 60), (14, 28), (28, 28)]
    assert picture.pixels.shape == (784,)
    np.testing.assert_array_equal(picture.pixels, picture.steps[-1][1].ravel())
    assert repr(picture) == "Picture(as it is, grey, light on black, cropped, resized, centred)"


def test_a_box_lands_in_the_middle_light_on_black():
    image = read(things()).pixels.reshape(28, 28)
    assert not image[:7].any() and not image[21:].any()
    assert (image[7:21, 12:] == 255).all()
    assert image[7, 0] == 0  # the corner that is cut off
    assert image[20, 0] == 255


@pytest.mark.parametrize(
    ("paper", "ink"), [("black", "white"), ("#202020", "white"), ("#e0e0e0", "black"), ("#ffe0a0", "black")]
)
def test_the_background_becomes_black_whatever_it_is(paper, ink):
    np.testing.assert_array_equal(read(things(paper=paper, ink=ink)).pixels, EXPECTED)


def test_greys_keep_their_place_between_background_and_full_contrast():
    light, dark = (read(things(ink=ink)).pixels.max() for ink in ("#cccccc", "#333333"))
    assert (light, dark) == (51, 204)


def test_where_a_thing_lies_and_how_large_it_is_make_no_difference():
    moved = Image.new("RGB", (400, 300), "white")
    moved.paste(things().crop((20, 10, 80, 40)).resize((180, 90), Image.Resampling.NEAREST), (200, 190))
    assert read(moved).steps[3][1].shape == (63, 126)  # the first step is at most 280 pixels wide
    assert mean_difference(read(moved).pixels, EXPECTED) < 2


def test_faint_spots_are_no_content():
    spotted = things()
    ImageDraw.Draw(spotted).rectangle((100, 60, 110, 70), fill="#f0f0f0")
    np.testing.assert_array_equal(read(spotted).pixels, EXPECTED)


@pytest.mark.parametrize(("size", "shape"), [((2, 100), (28, 1)), ((100, 2), (1, 28)), ((100, 100), (28, 28))])
def test_the_longer_side_becomes_28_pixels(size, shape):
    image = Image.new("L", (120, 120), 255)
    image.paste(0, (10, 10, 10 + size[0], 10 + size[1]))
    assert read(image).steps[4][1].shape == shape


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP"])
def test_formats_without_loss_give_the_same_pixels(kind):
    np.testing.assert_array_equal(read(things(), kind).pixels, EXPECTED)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_formats_with_loss_give_nearly_the_same_pixels(kind):
    assert difference(read(things(), kind, quality=95).pixels, EXPECTED) < 40


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA"])
def test_every_kind_of_png_is_read(mode):
    np.testing.assert_array_equal(read(things().convert(mode)).pixels, EXPECTED)


def test_16_bits_are_read():
    wide = Image.fromarray(np.asarray(things("L", 255, 0)).astype(np.uint16) * 257)
    np.testing.assert_array_equal(read(wide).pixels, EXPECTED)
    np.testing.assert_array_equal(read(wide).steps[1][1], np.asarray(things("L", 255, 0)))


def test_cmyk_is_read():
    assert difference(read(things().convert("CMYK"), "JPEG", quality=95).pixels, EXPECTED) < 40


@pytest.mark.parametrize("hidden", [(0, 0, 0), (255, 0, 0)])
def test_where_it_is_transparent_white_shows_through(hidden):
    image = things("RGBA", (*hidden, 0), (0, 0, 0, 255))
    np.testing.assert_array_equal(read(image).pixels, EXPECTED)
    assert read(image).steps[0][1].shape == (80, 120, 4)


def test_a_transparent_colour_of_a_palette_is_white_too():
    palette = things("P", 0, 1)
    palette.putpalette([0, 0, 0, 0, 0, 0])
    np.testing.assert_array_equal(read(palette, transparency=0).pixels, EXPECTED)


def test_a_photo_that_was_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn it by 90 degrees to the right to see it"
    sideways = things().transpose(Image.Transpose.ROTATE_90)
    assert difference(read(sideways, "JPEG", quality=95, exif=exif).pixels, EXPECTED) < 40


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_of_an_animation_the_first_frame_counts(kind):
    options = {"lossless": True} if kind == "WEBP" else {}
    frames = read(things(), kind, save_all=True, append_images=[Image.new("RGB", (120, 80), "red")], **options)
    np.testing.assert_array_equal(frames.pixels, EXPECTED)


def test_a_large_photo_is_read():
    large = things().resize((4000, 2667), Image.Resampling.NEAREST)
    assert mean_difference(read(large, "JPEG").pixels, EXPECTED) < 4


def test_a_path_and_the_bytes_of_a_file_give_the_same(tmp_path):
    path = tmp_path / "box.png"
    path.write_bytes(file_of(things()))
    for source in (path, str(path), path.read_bytes(), bytearray(path.read_bytes()), memoryview(path.read_bytes())):
        np.testing.assert_array_equal(read_picture(source).pixels, EXPECTED)


def test_images_of_the_dataset_come_through_nearly_unharmed():
    data, network = load_fashion_mnist(), load_pretrained()
    images, labels = data.validation.images[:500], data.validation.labels[:500]
    pixels = np.rint(data.to_pixels(images)).astype(np.uint8).reshape(-1, 28, 28)
    photos = [np.pad(255 - np.kron(image, np.ones((5, 5), np.uint8)), 30, constant_values=255) for image in pixels]
    read_again = np.stack([read(Image.fromarray(photo)).pixels for photo in photos])
    before, after = (network.predict(x) == labels for x in (images, data.transform.apply(read_again)))
    assert before.mean() > 0.87
    assert after.mean() > before.mean() - 0.03  # the crop moves or enlarges some that did not fill their frame


GOOD = file_of(things())
BAD = {
    "no bytes": (b"", "the file is empty (0 bytes); expected a picture"),
    "a letter": (b"Dear reader", "not a picture that can be read; expected PNG, JPEG, GIF, BMP or WebP"),
    "another format": (file_of(things(), "TIFF"), "not a picture that can be read"),
    "cut short": (GOOD[: len(GOOD) // 2], "damaged or cut short; expected a whole one"),
    "header alone": (GOOD[:40], "not a picture that can be read"),
    "9 MB": (GOOD + bytes(MAX_BYTES), "the file has 9.0 MB; expected at most 9"),
    "1 x 1": (file_of(Image.new("L", (1, 1))), "has 1 x 1 pixels; expected at least 8 x 8"),
    "one colour": (file_of(Image.new("RGB", (90, 90), "red")), "of one colour, or nearly; expected something"),
    "all transparent": (file_of(Image.new("RGBA", (90, 90), (9, 9, 9, 0))), "of one colour"),
    "too faint": (file_of(things(ink="#f0f0f0")), "of one colour, or nearly"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_told_in_a_sentence(name):
    data, reason = BAD[name]
    with pytest.raises(ValueError) as raised:
        read_picture(data)
    assert reason in str(raised.value)
    assert len(str(raised.value)) < 160, "too long for a live line"
    assert ": " in str(raised.value), "it does not say what to do"


@pytest.mark.parametrize("place", range(10, len(GOOD), 7))
def test_a_damaged_byte_costs_an_error_in_words_at_most(place):
    damaged = bytearray(GOOD)
    damaged[place] ^= 0xFF
    try:
        assert read_picture(damaged).pixels.shape == (784,)
    except ValueError as error:
        assert "expected" in str(error)


@pytest.mark.parametrize("size", [(8, 299), (299, 8), (8, 3_000_000), (4_000, 9)])
def test_long_and_narrow_pictures_are_read(size):
    """The longer side is made 280 pixels at first, which leaves the other one fewer than a file must have."""
    strip = Image.new("L", size, 255)
    strip.paste(0, (size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2))
    picture = read(strip)
    assert picture.pixels.shape == (784,) and picture.pixels.max() > 0


def test_paths_that_lead_to_no_file_are_named(tmp_path):
    with pytest.raises(
        FileNotFoundError, match="there is no file .*bag.png; expected the path of one: look at its spell"
    ):
        read_picture(tmp_path / "bag.png")
    with pytest.raises(ValueError, match="is a folder; expected the path of a file"):
        read_picture(tmp_path)


def test_a_data_url_is_told_how_to_become_bytes():
    url = "data:image/png;base64," + base64.b64encode(file_of(things())).decode()
    with pytest.raises(ValueError, match="the picture is a data URL; expected a path or bytes") as raised:
        read_picture(url)
    code = str(raised.value).partition("then pass ")[2]
    np.testing.assert_array_equal(read_picture(eval(code, {"base64": base64, "url": url})).pixels, EXPECTED)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "https://example.org/bag.png",
            "is the address https://example.org/bag.png; expected a path or bytes: save it",
        ),
        ("file:///home/me/bag.png", "is the address file:///home/me/bag.png; expected a path"),
        ("iVBORw0KGgo" * 500, "picture is 'iVBORw0KGgo.*…': File name too long; expected the path of a file"),
        (things(), r"opened already; expected its path, or greys: from_grey\(picture.convert\('L'\)\)"),
        (
            np.asarray(things("L", 255, 0)),
            "is an array; expected a path or the bytes of a file: from_grey takes arrays",
        ),
        (io.BytesIO(b"GIF"), r"is an open file; expected its path or its bytes: pass file.read\(\)"),
        (None, "picture is None; expected a text or a Path"),
        ("", "picture is ''; expected a text or a Path"),
    ],
)
def test_what_is_taken_for_a_path_and_is_none_is_named(source, words):
    with pytest.raises(ValueError, match=words):
        read_picture(source)


def test_an_opened_picture_has_a_way_in():
    np.testing.assert_array_equal(from_grey(things().convert("L")).pixels, EXPECTED)


@pytest.mark.parametrize("grey", [np.zeros((28, 28)), np.zeros((9, 9, 3), np.uint8), np.zeros((7, 9), np.uint8)])
def test_a_grey_picture_of_another_kind_is_refused(grey):
    with pytest.raises(ValueError, match="expected uint8 of \\(height, width\\), 8 x 8 or more"):
        from_grey(grey)


def test_greys_as_floats_are_told_how_to_become_bytes():
    grey = np.asarray(things("L", 255, 0)).astype(float)
    with pytest.raises(ValueError) as raised:
        from_grey(grey)
    code = str(raised.value).partition(": use ")[2].partition(" where")[0]
    np.testing.assert_array_equal(from_grey(eval(code, {"np": np, "grey": grey})).pixels, EXPECTED)


MEASURE = """
import sys
from mlp.data.picture import read_picture
peak = lambda: int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024
for path in sys.argv[1:]:
    before = peak()
    try:
        read_picture(path)
        reason = "read"
    except ValueError as error:
        reason = str(error)
    print(round(peak() - before), reason, sep="|")
"""


def megabytes(tmp_path, files):
    """Read the files, name -> bytes, in a process of their own: name -> (megabytes that its peak grew by, reason)."""
    paths = [tmp_path / name for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    run = subprocess.run([sys.executable, "-c", MEASURE, *paths], capture_output=True, text=True, check=True)
    lines = [line.split("|") for line in run.stdout.splitlines()]
    return {name: (int(growth), reason) for name, (growth, reason) in zip(files, lines, strict=True)}


@LINUX
def test_giants_are_refused_before_they_are_decoded(tmp_path):
    for name, (growth, reason) in megabytes(tmp_path, hostile_pictures.giants()).items():
        assert "million" in reason and "expected at most 25 million" in reason, name
        assert growth < 30, f"{name} takes {growth} MB"


@LINUX
def test_bombs_take_little_memory(tmp_path):
    for name, (growth, reason) in megabytes(tmp_path, hostile_pictures.bombs()).items():
        assert "expected" in reason, name
        assert growth < 60, f"{name} takes {growth} MB"


@LINUX
def test_the_largest_picture_that_is_read_takes_bounded_memory(tmp_path):
    side = int(MAX_PIXELS**0.5)
    largest = hostile_pictures.png(side, side, colour=hostile_pictures.RGBA)
    ((growth, reason),) = megabytes(tmp_path, {"largest.png": largest}).values()
    assert "of one colour" in reason
    assert growth < 400
