"""Mixing: blends and cuts by hand, draws as the papers have them, and bad settings refused."""

import numpy as np
import pytest

from mlp.data.augmentation import SIDE
from mlp.data.mixing import Mixing, cutmix, mixup, random_square


def batch(n, seed=0):
    return np.random.default_rng(seed).random((n, 784), dtype=np.float32)


@pytest.mark.parametrize("n", [1, 4, 5])
def test_a_blend_by_hand(n):
    images = batch(n)
    expected = [0.7 * images[row] + 0.3 * images[n - 1 - row] for row in range(n)]
    mixup(images, 0.7)
    np.testing.assert_allclose(images, expected, rtol=1e-6)
    assert images.dtype == np.float32


@pytest.mark.parametrize("box", [(3, 10, 20, 28), (0, 28, 0, 28), (5, 5, 1, 9)])
def test_a_cut_by_hand(box):
    images = batch(5)
    top, bottom, left, right = box
    expected = images.copy().reshape(5, SIDE, SIDE)
    for row in range(5):
        for y in range(top, bottom):
            for x in range(left, right):
                expected[row, y, x] = images[4 - row, y * SIDE + x]
    share = cutmix(images, *box)
    np.testing.assert_array_equal(images, expected.reshape(5, 784))
    assert share == pytest.approx(1 - (bottom - top) * (right - left) / 784)


def test_squares_have_uniform_areas_and_stay_inside():
    rng, insides = np.random.default_rng(0), []
    for _ in range(4000):
        top, bottom, left, right = random_square(rng)
        assert 0 <= top <= bottom <= SIDE and 0 <= left <= right <= SIDE
        if top > 0 and left > 0 and bottom < SIDE and right < SIDE:  # nothing was cut off
            assert abs((bottom - top) - (right - left)) <= 1
        insides.append((top + bottom) / 2)
    assert np.mean(insides) == pytest.approx(14, abs=0.7)
    rng = np.random.default_rng(1)
    areas = [(b - t) * (r - le) / 784 for t, b, le, r in (random_square(rng) for _ in range(4000))]
    expected = np.mean([_cut_off(np.random.default_rng(seed)) for seed in range(4000)])
    assert np.mean(areas) == pytest.approx(expected, abs=0.02)


def _cut_off(rng):
    """The area, as a share, of a square of uniform area around a uniform centre, as far as it lies inside: exactly."""
    half, centre = rng.random() ** 0.5 / 2, rng.random(2)
    return np.prod(np.minimum(centre + half, 1) - np.maximum(centre - half, 0))


def test_the_share_of_a_batch_is_what_is_left_of_its_images():
    """Images that are 1 in the first half of the batch and 0 in the second show it: their means are the shares."""
    rng, cut, blended = np.random.default_rng(3), [], []
    for kind, shares in ((Mixing(0.2, 1.0), cut), (Mixing(0.2, 0.0), blended)):
        for _ in range(300):
            images = np.repeat(np.array([1, 0], np.float32), 4)[:, None] * np.ones((1, 784), np.float32)
            shares.append(kind(images, rng))
            np.testing.assert_allclose(images[:4].mean(axis=1), shares[-1], rtol=1e-5)
            np.testing.assert_allclose(images[4:].mean(axis=1), 1 - shares[-1], rtol=1e-5, atol=1e-6)
    assert np.mean(blended) == pytest.approx(0.5, abs=0.1)
    assert np.var(blended) == pytest.approx(0.25 / 1.4, rel=0.15)  # of Beta(α, α): 1 / (4 (2 α + 1))
    assert 0.5 < np.mean(cut) < 0.8


def test_so_many_batches_are_cut_and_without_mixup_the_others_stay():
    mixing, rng = Mixing(mixup=0.0, cutmix=0.3), np.random.default_rng(5)
    untouched = 0
    for _ in range(1000):
        images = batch(4)
        share = mixing(images, rng)
        untouched += share == 1 and np.array_equal(images, batch(4))
    assert untouched == pytest.approx(700, abs=50)


@pytest.mark.parametrize("settings", [{"mixup": -0.1}, {"cutmix": 1.1}, {"cutmix": -0.1}, {"mixup": "a"}])
def test_bad_settings_are_named(settings):
    with pytest.raises(ValueError, match=f"{next(iter(settings))} is .*expected"):
        Mixing(**settings)


def test_a_cut_needs_images_of_784_pixels():
    with pytest.raises(ValueError, match="images have shape"):
        cutmix(np.zeros((4, 10), np.float32), 0, 3, 0, 3)
