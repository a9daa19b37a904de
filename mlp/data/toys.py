"""Toy data: four sets of points in the plane, small enough to watch a network learn them."""

import numpy as np

from mlp.checks import check_choice, check_count, check_number


def make_toy(name, n=300, noise=0.1, seed=0):
    """`n` points of two classes in the plane, in random order: points (n, 2) float32, labels (n,) int64, 0 or 1.

    name   "moons"    two half circles that reach into each other
           "rings"    a ring around a smaller ring
           "spirals"  two arms that wind around each other, one and a half turns each
           "xor"      four squares like a chessboard's: label 1 where the two coordinates have the same sign
    noise  standard deviation of the normal random shift of each coordinate, 0 or more; without noise the points
           lie between -1 and 1
    seed   of the generator that draws the points

    Half of the points have label 1; of an odd n, one point less than half. Raises ValueError for an unknown name,
    fewer than two points, and a negative noise.
    """
    draw = TOYS[check_choice("name", name, TOYS)]
    labels = (np.arange(check_count("n", n, low=2)) % 2).astype(np.int64)
    noise = check_number("noise", noise, low=0)
    rng = np.random.default_rng(check_count("seed", seed, low=0))
    rng.shuffle(labels)
    points = draw(labels, rng) + noise * rng.standard_normal((n, 2))
    return points.astype(np.float32), labels


def _moons(labels, rng):
    angle = np.pi * (rng.random(len(labels)) + labels)  # label 0: the upper half of a circle, 1: the lower
    right = np.where(labels, 1 / 3, -1 / 3)
    up = np.where(labels, 1 / 6, -1 / 6)
    return np.stack([right + 2 / 3 * np.cos(angle), up + 2 / 3 * np.sin(angle)], axis=1)


def _rings(labels, rng):
    radius = np.where(labels, 0.4, 1.0)
    return _polar(radius, 2 * np.pi * rng.random(len(labels)))


def _spirals(labels, rng):
    along = np.sqrt(rng.random(len(labels)))  # the root spreads the points evenly along the widening arm
    return _polar(0.1 + 0.9 * along, 3 * np.pi * along + np.pi * labels)


def _xor(labels, rng):
    signs = rng.choice([-1, 1], len(labels))
    signs = np.stack([signs, np.where(labels, signs, -signs)], axis=1)
    return signs * rng.uniform(0.1, 1, (len(labels), 2))


def _polar(radius, angle):
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


TOYS = {"moons": _moons, "rings": _rings, "spirals": _spirals, "xor": _xor}
