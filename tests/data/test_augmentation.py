"""Augmentation: shifts and flips by hand, black as the scaling has it, and nothing lost or left to chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp.data import SCALINGS, FashionMNIST, Part, fit_scaling
from mlp.data.augmentation import SIDE, Augmentation, flip_images, shift_images

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(1, 256, (40, 784)).astype(np.uint8)  # no black pixel, so that what comes in shows


def dataset(scaling):
    transform = fit_scaling(scaling, PIXELS)
    part = Part(transform.apply(PIXELS), np.zeros(len(PIXELS), int))
    return FashionMNIST(train=part, validation=part, test=part, transform=transform)


def shifted_by_hand(image, down, right):
    """Pixel by pixel: what stood at (row - down, column - right), else 0."""
    square, result = image.reshape(SIDE, SIDE), np.zeros((SIDE, SIDE), image.dtype)
    for row in range(SIDE):
        for column in range(SIDE):
            from_row, from_column = row - down, column - right
            if 0 <= from_row < SIDE and 0 <= from_column < SIDE:
                result[row, column] = square[from_row, from_column]
    return result.ravel()


def test_every_shift_of_up_to_three_pixels_goes_where_it_should():
    shifts = np.array([(down, right) for down in range(-3, 4) for right in range(-3, 4)])  # 49, each of another image
    images = RNG.integers(1, 256, (49, 784)).astype("float32")
    expected = [shifted_by_hand(image, *shift) for image, shift in zip(images, shifts, strict=True)]
    shift_images(images, *shifts.T)
    np.testing.assert_array_equal(images, expected)


@pytest.mark.parametrize("down, right", [(28, 0), (0, -28), (40, 40)])
def test_who_is_pushed_out_of_the_picture_leaves_it_black(down, right):
    images = np.ones((1, 784), "float32")
    shift_images(images, [down], [right])
    assert not images.any()


def test_no_image_is_no_problem():
    images = np.zeros((0, 784), "float32")
    shift_images(images, np.zeros(0, int), np.zeros(0, int))
    flip_images(images, np.zeros(0, bool))
    assert images.shape == (0, 784)


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_flipping_swaps_left_and_right_of_the_named_images_and_twice_is_nothing(which):
    which = np.array(which)
    images = PIXELS[: len(which)].astype("float32")
    before = images.copy()
    flip_images(images, which)
    squares = before.reshape(-1, SIDE, SIDE)
    expected = np.where(which[:, None, None], squares[:, :, ::-1], squares)
    np.testing.assert_array_equal(images, expected.reshape(before.shape))
    flip_images(images, which)
    np.testing.assert_array_equal(images, before)


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("flip", [False, True])
def test_augmenting_scaled_images_is_scaling_augmented_pixels(scaling, flip):
    data = dataset(scaling)
    images, pixels = data.train.images.copy(), PIXELS.astype("float32")
    Augmentation.fitting(data, shift=3, flip=flip)(images, np.random.default_rng(1))
    Augmentation(shift=3, flip=flip)(pixels, np.random.default_rng(1))
    expected = data.transform.apply(pixels)
    np.testing.assert_allclose(images, expected, atol=3e-6 * np.abs(expected).max())
    assert (pixels == 0).any() and images.dtype == np.float32


def test_black_is_not_zero_once_images_are_standardised():
    black = Augmentation.fitting(dataset("standardize")).black
    assert black.shape == (784,) and np.all(black < 0) and np.ptp(black) > 0.1
    assert np.all(Augmentation.fitting(dataset("symmetric")).black == -1)
    assert np.all(Augmentation.fitting(dataset("unit")).black == 0)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_it_changes_the_batch_in_place_and_keeps_its_dtype(dtype):
    images = PIXELS.astype(dtype)
    address, before = images.ctypes.data, images.copy()
    black = np.full(784, -2, dtype)
    assert Augmentation(black=black)(images, np.random.default_rng(0)) is None
    assert images.ctypes.data == address and images.dtype == dtype
    assert not np.array_equal(images, before) and np.all(black == -2)


def test_the_generator_decides_and_nothing_else_does():
    one, same, other = (PIXELS.astype("float32") for _ in range(3))
    augmentation = Augmentation()
    for images, seed in ((one, 5), (same, 5), (other, 6)):
        augmentation(images, np.random.default_rng(seed))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_all_shifts_come_equally_often_and_half_of_the_images_are_flipped():
    images = np.zeros((5000, 784), "float32")
    images.reshape(-1, SIDE, SIDE)[:, 10, 5] = 1  # flipped, it stands on the right, in column 22
    Augmentation(shift=1)(images, np.random.default_rng(0))
    _, rows, columns = np.nonzero(images.reshape(-1, SIDE, SIDE))
    assert len(rows) == 5000
    flipped = columns > 14
    assert flipped.mean() == pytest.approx(0.5, abs=0.03)
    for places in (rows, np.where(flipped, columns - 22, columns - 5)):
        values, counts = np.unique(places, return_counts=True)
        assert len(values) == 3 and counts / 5000 == pytest.approx(1 / 3, abs=0.03)


def test_without_shift_and_flip_nothing_changes_but_for_rounding():
    images = dataset("standardize").train.images.copy()
    before = images.copy()
    Augmentation(shift=0, flip=False, black=np.float32(-1.3))(images, np.random.default_rng(0))
    np.testing.assert_allclose(images, before, atol=1e-6)


@pytest.mark.parametrize("images", [
    np.zeros(784, "float32"),
    np.zeros((2, 783), "float32"),
    np.zeros((2, 28, 28), "float32"),
    np.zeros((784, 2), "float32").T,
    np.zeros((4, 784), "float32")[:, ::-1],
])  # fmt: skip
def test_images_of_another_shape_or_order_are_refused(images):
    for change in (lambda: shift_images(images, [0, 0], [0, 0]), lambda: flip_images(images, [True, False])):
        with pytest.raises(ValueError, match=r"expected \(n, 784\), one 28 x 28 image per row, C-contiguous"):
            change()


@pytest.mark.parametrize("wrong", [1, [1], [1, 2, 3], [[1, 2]], [1.0, 2.0], [True, False], ["a", "b"]])
def test_shifts_of_another_shape_or_kind_are_refused(wrong):
    for name, shifts in (("down", (wrong, [0, 0])), ("right", ([0, 0], wrong))):
        with pytest.raises(ValueError, match=rf"{name} is .*; expected whole numbers of shape \(2,\)"):
            shift_images(np.zeros((2, 784)), *shifts)


@pytest.mark.parametrize("wrong", [True, [True], [True, False, True], [0, 1]])
def test_who_is_to_be_flipped_is_said_with_booleans_one_for_each(wrong):
    with pytest.raises(ValueError, match=r"which is .*; expected booleans of shape \(2,\)"):
        flip_images(np.zeros((2, 784)), wrong)


@pytest.mark.parametrize("shift", [-1, 1.5, "2", None, True])
def test_a_wrong_shift_is_refused(shift):
    with pytest.raises(ValueError, match="shift is"):
        Augmentation(shift=shift)
