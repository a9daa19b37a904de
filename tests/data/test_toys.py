"""The toy sets: what they promise of shapes, classes, noise and seeds, and that each lies where its name says."""

import numpy as np
import pytest

from mlp.data.toys import TOYS, make_toy


@pytest.mark.parametrize("name", TOYS)
@pytest.mark.parametrize("n", [2, 7, 300])
def test_shapes_dtypes_and_balance(name, n):
    points, labels = make_toy(name, n, noise=0.1, seed=3)
    assert points.shape == (n, 2) and points.dtype == np.float32
    assert labels.shape == (n,) and labels.dtype == np.int64
    assert np.bincount(labels, minlength=2).tolist() == [n - n // 2, n // 2]


@pytest.mark.parametrize("name", TOYS)
def test_the_seed_decides_and_the_order_is_random(name):
    points, labels = make_toy(name, 100, seed=5)
    again, same_labels = make_toy(name, 100, seed=5)
    other, _ = make_toy(name, 100, seed=6)
    assert np.array_equal(points, again) and np.array_equal(labels, same_labels)
    assert not np.array_equal(points, other)
    assert 20 < np.count_nonzero(np.diff(labels)) < 80  # neither sorted nor alternating


@pytest.mark.parametrize("name", TOYS)
def test_without_noise_the_points_lie_between_minus_one_and_one(name):
    points, _ = make_toy(name, 2000, noise=0, seed=1)
    assert 0.6 < np.abs(points).max() <= 1


@pytest.mark.parametrize("name", TOYS)
def test_noise_is_the_standard_deviation_of_the_shift(name):
    clean, _ = make_toy(name, 4000, noise=0, seed=2)
    noisy, _ = make_toy(name, 4000, noise=0.2, seed=2)
    shift = noisy - clean
    assert shift.std(axis=0) == pytest.approx([0.2, 0.2], rel=0.05)
    assert shift.mean(axis=0) == pytest.approx([0, 0], abs=0.02)


def test_rings_have_two_radii():
    points, labels = make_toy("rings", noise=0)
    assert np.hypot(*points.T) == pytest.approx(np.where(labels, 0.4, 1.0), abs=1e-6)


def test_xor_is_the_sign_of_the_product_with_a_gap_between_the_squares():
    points, labels = make_toy("xor", noise=0)
    assert np.array_equal(points.prod(axis=1) > 0, labels == 1)
    assert np.abs(points).min() >= 0.1
    assert len({tuple(signs) for signs in np.sign(points)}) == 4


def test_moons_are_half_circles_that_reach_into_each_other():
    points, labels = make_toy("moons", noise=0)
    upper, lower = points[labels == 0], points[labels == 1]
    assert np.hypot(*(upper + [1 / 3, 1 / 6]).T) == pytest.approx(np.full(len(upper), 2 / 3), abs=1e-6)
    assert np.hypot(*(lower - [1 / 3, 1 / 6]).T) == pytest.approx(np.full(len(lower), 2 / 3), abs=1e-6)
    assert upper[:, 1].min() < lower[:, 1].max() and upper[:, 0].max() > lower[:, 0].min()


def test_spirals_turn_one_and_a_half_times_and_are_each_others_half_turn():
    points, labels = make_toy("spirals", 1000, noise=0)
    radius = np.hypot(*points.T)
    along = (radius - 0.1) / 0.9
    angle = 3 * np.pi * along + np.pi * labels
    assert np.allclose(points, np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), atol=1e-4)
    assert along.min() < 0.1 and along.max() > 0.95


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("circle",), "name is 'circle'; expected one of 'moons', 'rings', 'spirals', 'xor'"),
        (("xor", 1), "n is 1; expected a whole number, 2 or more"),
        (("xor", 10, -0.1), "noise is -0.1; expected a finite number of at least 0"),
        (("xor", 10, 0.1, -1), "seed is -1; expected a whole number, 0 or more"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        make_toy(*arguments)
