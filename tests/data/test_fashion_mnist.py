"""The real files, the IDX reader on damaged ones, the split and the five scalings."""

import gzip
import struct
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mlp.data import CLASS_NAMES, SCALINGS, fit_scaling, load_fashion_mnist, read_idx, stratified_split
from mlp.data.download import COURSE_FOLDER
from tests.requirements import require

# A small IDX file of images, 2 x 3 x 2, and what it holds.
SMALL_ARRAY = np.arange(12, dtype=np.uint8).reshape(2, 3, 2)
SMALL_FILE = b"\x00\x00\x08\x03" + struct.pack(">3I", 2, 3, 2) + SMALL_ARRAY.tobytes()
SWAPPED_SIZES = SMALL_FILE[:4] + struct.pack("<3I", 2, 3, 2) + SMALL_ARRAY.tobytes()


@pytest.fixture(scope="module")
def raw():
    return load_fashion_mnist(scaling="raw")


@pytest.fixture(scope="module", params=SCALINGS)
def scaled(request):
    return load_fashion_mnist(scaling=request.param)


@pytest.fixture(scope="module")
def train_statistics(raw):
    """The mean image and the deviation around it of the training part alone, by hand, in float64, 0 to 1."""
    blocks = np.split(raw.train.images, 11)  # in float64 all of them at once would take 345 MB
    mean_image = sum((block / 255.0).sum(axis=0, dtype=np.float64) for block in blocks) / 55_000
    squares = sum(((block / 255.0 - mean_image) ** 2).sum() for block in blocks)
    return mean_image, np.sqrt(squares / (55_000 * 784))


# --- the IDX reader ---------------------------------------------------------------------------------------


def test_read_idx_reads_the_real_files():
    images = read_idx(COURSE_FOLDER / "t10k-images-idx3-ubyte.gz")
    labels = read_idx(str(COURSE_FOLDER / "t10k-labels-idx1-ubyte.gz"))
    assert images.shape == (10_000, 28, 28) and images.dtype == np.uint8
    assert labels.shape == (10_000,) and labels.dtype == np.uint8
    assert np.bincount(labels).tolist() == [1000] * 10
    assert CLASS_NAMES[labels[0]] == "Ankle boot"  # the first test image, as on the dataset's own page


@pytest.mark.parametrize("raw_bytes", [SMALL_FILE, gzip.compress(SMALL_FILE)], ids=["plain", "gzip"])
def test_read_idx_reads_plain_and_compressed(tmp_path, raw_bytes):
    path = tmp_path / "some-file"
    path.write_bytes(raw_bytes)
    array = read_idx(path)
    np.testing.assert_array_equal(array, SMALL_ARRAY)
    array[0, 0, 0] = 7  # the reader's own copy: a learner may write into it


def test_read_idx_sizes_are_big_endian(tmp_path):
    path = tmp_path / "labels"
    path.write_bytes(b"\x00\x00\x08\x01" + b"\x00\x00\x01\x02" + bytes(258))
    assert read_idx(path).shape == (258,)


@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_every_truncation_is_refused_by_name(tmp_path, compress):
    whole = compress(SMALL_FILE)
    path = tmp_path / "broken-images"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"broken-images .*; expected "):
            read_idx(path)


@given(position=st.integers(0, 15), value=st.integers(0, 255), compressed=st.booleans())
@settings(deadline=None)
def test_every_damaged_header_byte_is_refused_by_name(tmp_path_factory, position, value, compressed):
    assume(SMALL_FILE[position] != value)
    content = SMALL_FILE[:position] + bytes([value]) + SMALL_FILE[position + 1 :]
    path = tmp_path_factory.getbasetemp() / "broken-header"
    path.write_bytes(gzip.compress(content) if compressed else content)
    with pytest.raises(ValueError, match=r"broken-header .*; expected "):
        read_idx(path)


@given(position=st.integers(0), bit=st.integers(0, 7))
@settings(deadline=None)
def test_one_flipped_bit_in_gzip_is_refused_or_harmless(tmp_path_factory, position, bit):
    content = bytearray(gzip.compress(SMALL_FILE, mtime=0))
    content[position % len(content)] ^= 1 << bit
    path = tmp_path_factory.getbasetemp() / "flipped-bit"
    path.write_bytes(content)
    try:
        array = read_idx(path)
    except ValueError as error:
        assert "flipped-bit" in str(error) and "; expected " in str(error)
    else:  # gzip's header has bytes that mean nothing to us, such as the time and the system
        np.testing.assert_array_equal(array, SMALL_ARRAY)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (SMALL_FILE + b"\x00", r"too long: it holds 29 bytes; expected 28 for the shape \(2, 3, 2\)"),
        (SMALL_FILE[:-1], r"cut short: it holds 27 bytes; expected 28 for the shape \(2, 3, 2\)"),
        (SMALL_FILE[:9], r"cut short: it holds 9 bytes; expected 16 for its header"),
        (b"", "cut short: it holds 0 bytes; expected a whole file"),
        (b"<!DOCTYPE html>", r"starts with the bytes '3c 21 44 4f'; expected '00 00 08'.*: it is a web page"),
        (b"PK\x03\x04" + bytes(30), "expected '00 00 08'.*: it is a zip archive: unpack it first"),
        (
            b"version https://git-lfs.github.com/spec/v1",
            "expected '00 00 08'.*: it is a Git LFS pointer: `git lfs pull`",
        ),
        (b"GIF89a" + bytes(30), "expected '00 00 08'.*: it is not an IDX file of images or labels"),
        (b"\x03\x07\x00\x00" + bytes(30), "expected '00 00 08'.*: it is not an IDX file of images or labels"),
        (b"\x03\x08\x01\x00" + bytes(30), "expected '00 00 08'.*: it is not an IDX file of images or labels"),
        (
            b"\x00\x00\x08\x04" + bytes(30),
            "starts with the bytes '00 00 08 04'; expected '00 00 08'.*, the number of dim",
        ),
        (b"\x00\x00\x0d\x01" + bytes(8), r"is an IDX file of 32-bit floats \(type 0d\); expected unsigned bytes"),
        (b"\x00\x00\x0c\x03" + SMALL_FILE[4:], r"is an IDX file of 32-bit integers .*: .*array.astype\(np.uint8\)"),
        (
            b"\x03\x08\x00\x00" + SMALL_FILE[4:],
            "'03 08 00 00', the least significant one first; expected '00 00 08 03'",
        ),
        (
            b"\x01\x0c\x00\x00" + SMALL_FILE[4:],
            "'01 0c 00 00', the least significant one first; expected '00 00 0c 01'",
        ),
        (SWAPPED_SIZES, r"gives its shape \(2, 3, 2\) with the least significant byte of each size first; expected"),
        (b"\x00\x00\x08\x01" + bytes(4), r"has the shape \(0,\) in its header; expected at least one number"),
        (gzip.compress(SMALL_FILE, mtime=0)[:-3], r"cut short: its \d+ bytes stop before the end of the gzip data"),
        (gzip.compress(SMALL_FILE, mtime=0) + b"more", r"damaged: Not a gzipped file"),
    ],
)
def test_read_idx_says_what_it_found(tmp_path, content, reason):
    path = tmp_path / "odd-file"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"odd-file.*{reason}"):
        read_idx(path)


def test_a_numpy_file_is_told_how_to_read_it(tmp_path):
    np.save(tmp_path / "labels.npy", np.arange(9))
    with pytest.raises(ValueError, match="labels.npy starts with .*: it is a NumPy file: np.load reads it"):
        read_idx(tmp_path / "labels.npy")


def test_what_is_said_of_swapped_bytes_mends_the_file(tmp_path):
    path = tmp_path / "images"
    path.write_bytes(SWAPPED_SIZES)
    with pytest.raises(ValueError) as raised:
        read_idx(path)
    code = str(raised.value).partition("write the header with ")[2]
    header = eval(code, {"struct": struct, "shape": (2, 3, 2)})
    path.write_bytes(SMALL_FILE[:4] + header + SWAPPED_SIZES[16:])
    np.testing.assert_array_equal(read_idx(path), SMALL_ARRAY)


def test_read_idx_names_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_idx(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="is a folder; expected the path of a file"):
        read_idx(tmp_path)


# --- the parts --------------------------------------------------------------------------------------------


def test_parts_have_the_promised_shapes_and_dtypes(raw):
    for part, size in [(raw.train, 55_000), (raw.validation, 5_000), (raw.test, 10_000)]:
        assert len(part) == size
        assert part.images.shape == (size, 784) and part.images.dtype == np.float32
        assert part.images.flags.c_contiguous and part.images.flags.writeable
        assert part.labels.shape == (size,) and part.labels.dtype == np.int64
        assert np.bincount(part.labels).tolist() == [size // 10] * 10


def test_train_and_validation_are_the_training_files_and_test_the_test_files(raw):
    labels = read_idx(COURSE_FOLDER / "train-labels-idx1-ubyte.gz")
    train, held_out = stratified_split(labels, 5000, seed=0)
    pixels = read_idx(COURSE_FOLDER / "train-images-idx3-ubyte.gz").reshape(-1, 784)
    assert np.array_equal(raw.train.images, pixels[train])
    assert np.array_equal(raw.validation.images, pixels[held_out])
    assert np.array_equal(raw.train.labels, labels[train])
    assert np.array_equal(raw.validation.labels, labels[held_out])
    pixels = read_idx(COURSE_FOLDER / "t10k-images-idx3-ubyte.gz").reshape(-1, 784)
    assert np.array_equal(raw.test.images, pixels)
    assert np.array_equal(raw.test.labels, read_idx(COURSE_FOLDER / "t10k-labels-idx1-ubyte.gz"))


def test_no_image_is_in_two_parts(raw):
    parts = [{image.tobytes() for image in part.images} for part in (raw.train, raw.validation, raw.test)]
    assert len(set.union(*parts)) == 70_000  # no two images of the files are the same, so this is exact


def test_without_validation_all_images_are_for_training():
    data = load_fashion_mnist(validation=0, scaling="unit")
    assert (len(data.train), len(data.validation), len(data.test)) == (60_000, 0, 10_000)
    assert data.validation.images.shape == (0, 784) and data.validation.images.dtype == np.float32


def test_the_seed_decides_the_split(raw):
    other = load_fashion_mnist(scaling="raw", seed=1)
    assert not np.array_equal(other.train.labels, raw.train.labels)
    assert not np.array_equal(other.validation.images, raw.validation.images)


def test_repr_tells_sizes_and_scaling_and_not_the_pixels(raw):
    assert repr(raw) == "FashionMNIST(train=55,000, validation=5,000, test=10,000, scaling='raw')"
    assert repr(raw.train) == "Part(55,000 images)"


# --- the split --------------------------------------------------------------------------------------------


@given(
    labels=st.lists(st.integers(0, 9), min_size=1, max_size=80).map(np.array),
    share=st.floats(0, 1, exclude_max=True),
    seed=st.integers(0, 2**32),
)
@settings(deadline=None)
def test_split_is_disjoint_complete_exact_and_proportional(labels, share, seed):
    validation = int(share * len(labels))
    train, held_out = stratified_split(labels, validation, seed)
    assert len(held_out) == validation
    np.testing.assert_array_equal(np.sort(np.concatenate([train, held_out])), np.arange(len(labels)))
    assert (np.diff(train) > 0).all() and (np.diff(held_out) > 0).all()
    for label in np.unique(labels):
        exact = np.count_nonzero(labels == label) * validation / len(labels)
        assert abs(np.count_nonzero(labels[held_out] == label) - exact) < 1


@pytest.mark.parametrize("validation", [1, 7, 4999, 5001, 59_999])
def test_split_has_the_exact_size_where_ten_does_not_divide_it(validation):
    labels = np.repeat(np.arange(10), 6000)
    _, held_out = stratified_split(labels, validation, seed=0)
    counts = np.bincount(labels[held_out], minlength=10)
    assert counts.sum() == validation and counts.max() - counts.min() <= 1


def test_split_depends_on_its_seed_alone():
    labels = np.arange(1000) % 10
    first, second, other = (stratified_split(labels, 100, seed)[1] for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


def test_split_takes_a_list_and_refuses_what_is_no_row_of_labels():
    """A list is never equal to a number: compared with one, it would leave validation empty and say nothing."""
    labels = [0, 1, 1, 0] * 5
    for ours, expected in zip(stratified_split(labels, 6, 0), stratified_split(np.array(labels), 6, 0), strict=True):
        np.testing.assert_array_equal(ours, expected)
    with pytest.raises(ValueError, match=r"labels have shape \(20, 1\); .*: use np.ravel\(labels\)"):
        stratified_split(np.array(labels)[:, None], 6, 0)


# --- the scalings -----------------------------------------------------------------------------------------


def test_scalings_use_statistics_of_the_training_part_alone(raw, scaled, train_statistics):
    mean_image, deviation = train_statistics
    formula = {
        "raw": lambda x: x,
        "unit": lambda x: x / 255.0,
        "symmetric": lambda x: x / 127.5 - 1.0,
        "center": lambda x: x / 255.0 - mean_image,
        "standardize": lambda x: (x / 255.0 - mean_image) / deviation,
    }[scaled.scaling]
    for part, pixels in [(scaled.train, raw.train), (scaled.validation, raw.validation), (scaled.test, raw.test)]:
        expected = formula(pixels.images[:2000].astype(np.float64))
        np.testing.assert_allclose(part.images[:2000], expected, rtol=2e-6, atol=2e-6)


def test_the_same_seed_gives_the_same_split_whatever_the_scaling(raw, scaled):
    assert np.array_equal(scaled.train.labels, raw.train.labels)
    assert np.array_equal(scaled.validation.labels, raw.validation.labels)
    assert scaled.scaling != "raw" or np.array_equal(scaled.train.images, raw.train.images)


def test_scaled_training_images_have_the_promised_range_or_mean(scaled):
    images = scaled.train.images
    assert images.dtype == np.float32 and images.flags.c_contiguous
    ranges = {"raw": (0, 255), "unit": (0, 1), "symmetric": (-1, 1)}
    if scaled.scaling in ranges:
        assert (images.min(), images.max()) == ranges[scaled.scaling]  # exactly
    else:
        assert np.abs(images.mean(axis=0, dtype=np.float64)).max() < 1e-5
    if scaled.scaling == "standardize":
        mean_square = np.einsum("np,np->", images, images, dtype=np.float64) / images.size
        assert abs(mean_square - 1) < 1e-6


def test_to_pixels_undoes_every_scaling(raw, scaled):
    images = scaled.test.images[:2000]
    pixels = scaled.to_pixels(images)
    np.testing.assert_allclose(pixels, raw.test.images[:2000], atol=1e-3)
    assert np.array_equal(scaled.to_pixels(images[3]), pixels[3])  # a single image too
    with pytest.raises(ValueError, match=r"expected \(784,\) or \(n, 784\): use images.reshape\(5, 784\)"):
        scaled.to_pixels(np.zeros((5, 28, 28)))
    with pytest.raises(ValueError, match=r"use np.asarray\(images\).reshape\(1, 784\)"):
        scaled.transform.apply(np.zeros((28, 28)).tolist())
    with pytest.raises(ValueError, match="images are 'bag.png'; expected an array of numbers: read_picture"):
        scaled.transform.apply("bag.png")


def test_other_images_outside_the_training_part_change_no_statistic(raw):
    pixels = raw.train.images[:1000].astype(np.uint8)
    before = fit_scaling("standardize", pixels[:800])
    pixels[800:] = 255 - pixels[800:]
    after = fit_scaling("standardize", pixels[:800])
    leaking = fit_scaling("standardize", pixels)
    assert before.divisor == after.divisor != leaking.divisor
    np.testing.assert_array_equal(before.offset, after.offset)


def test_fit_scaling_refuses_what_it_cannot_learn_from():
    same = np.full((5, 784), 9, dtype=np.uint8)
    with pytest.raises(ValueError, match="5 training images that are all the same"):
        fit_scaling("standardize", same)
    for wrong in (same / 255, same[:0], same[0], same.reshape(5, 28, 28)):
        with pytest.raises(ValueError, match="expected"):
            fit_scaling("center", wrong)


# --- arguments --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"validation": 0.1}, "validation is 0.1; expected a whole number, 0 or more"),
        ({"validation": "5000"}, "validation is '5000'; expected a whole number"),
        ({"validation": True}, "validation is True; expected a whole number"),
        ({"validation": -1}, "validation is -1; expected a whole number, 0 or more"),
        ({"validation": 60_000}, "validation is 60,000 of 60,000 images; expected at most 59,999"),
        ({"scaling": "normalise"}, "'normalise'; expected one of 'raw', 'unit', 'symmetric', 'center', 'standardize'"),
        ({"scaling": None}, "scaling is None; expected one of 'raw'"),
        ({"seed": -3}, "seed is -3; expected a whole number, 0 or more"),
        ({"seed": 1.5}, "seed is 1.5; expected a whole number"),
        ({"seed": None}, "seed is None; expected a whole number"),
    ],
)
def test_arguments_are_checked_at_the_door(arguments, message):
    with pytest.raises(ValueError, match=message):
        load_fashion_mnist(**arguments)


def test_whole_numbers_of_numpy_are_whole_numbers():
    _, held_out = stratified_split(np.arange(100) % 10, np.int64(10), np.uint8(2))
    assert len(held_out) == 10


# --- memory -----------------------------------------------------------------------------------------------

PRINT_PEAK_MEMORY = """
import resource, sys
from mlp.data import load_fashion_mnist
data = load_fashion_mnist(scaling="unit")
if sys.platform == "linux":  # getrusage would also count what the test's own process held when it started us
    peak = next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(data.train), peak / 1e6)
"""


def test_loading_everything_stays_under_700_megabytes():
    require("resource", "peak memory of a process")
    command = [sys.executable, "-c", PRINT_PEAK_MEMORY]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert printed[0] == "55000"
    assert 220 < float(printed[1]) < 700  # the images alone are 220 MB: less would be no measurement
