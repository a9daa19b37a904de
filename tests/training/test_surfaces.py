"""Surfaces: the slopes are those of the heights, the lowest points are at 0, and paths are the optimisers' own."""

import numpy as np
import pytest

from mlp.training.optimizers import SGD, Adam
from mlp.training.schedules import Cosine
from mlp.training.surfaces import BOWL, RAVINE, ROSENBROCK, SADDLE, SURFACES, TILTED, descend, quadratic

each = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)


@each
def test_the_slope_is_the_heights(surface):
    x, y = np.random.default_rng(0).uniform(-2, 2, (2, 50))
    h = 1e-6
    numeric = [
        (surface.height(x + h, y) - surface.height(x - h, y)) / (2 * h),
        (surface.height(x, y + h) - surface.height(x, y - h)) / (2 * h),
    ]
    np.testing.assert_allclose(surface.slope(x, y), numeric, atol=1e-7)


@pytest.mark.parametrize("surface, lowest", [
    (RAVINE, [(0, 0)]), (TILTED, [(0, 0)]), (SADDLE, [(0, 1), (0, -1)]), (ROSENBROCK, [(1, 1)]), (BOWL, [(0, 0)]),
])  # fmt: skip
def test_the_lowest_points_have_height_0_and_nothing_lies_below(surface, lowest):
    for point in lowest:
        assert surface.height(*point) == 0 and np.allclose(surface.slope(*point), 0)
    x, y = np.meshgrid(np.linspace(-2, 2, 81), np.linspace(-2, 2, 81))
    assert surface.height(x, y).min() >= 0 and surface.height(*surface.start) > 0.1


def test_the_saddle_is_level_and_neither_top_nor_bottom():
    assert SADDLE.slope(0.0, 0.0) == (0, 0)
    assert SADDLE.height(0.1, 0) > SADDLE.height(0, 0) > SADDLE.height(0, 0.1)


def test_a_tilted_quadratic_is_the_straight_one_turned():
    straight, tilted = quadratic("a", 5.0, 0.5, (1, 1)), quadratic("b", 5.0, 0.5, (1, 1), tilt=0.3)
    assert tilted.height(2 * np.cos(0.3), 2 * np.sin(0.3)) == pytest.approx(straight.height(2, 0))


def test_the_tilted_ravine_is_the_ravine_turned_start_included():
    """Who follows the slope alone cannot tell them apart; who scales x and y apart can."""
    for optimizer, alike in ((lambda: SGD(0.05, momentum=0.9), True), (lambda: Adam(0.1), False)):
        heights = [surface.height(*descend(surface, optimizer(), 60).T) for surface in (RAVINE, TILTED)]
        assert np.allclose(*heights, rtol=0.01, atol=1e-4) == alike


def test_a_path_takes_the_optimizers_steps():
    """The ravine's two directions are multiplied by 1 - learning_rate · curvature in every step."""
    path = descend(RAVINE, SGD(0.05), steps=20, start=(1.0, -2.0))
    steps = np.arange(21)
    np.testing.assert_allclose(path, np.stack([0.99**steps, -2 * 0.5**steps], axis=1), rtol=1e-12)


def test_a_schedule_scales_each_step():
    path = descend(RAVINE, SGD(0.05), steps=2, start=(1.0, 1.0), schedule=lambda iteration, epoch: float(iteration))
    np.testing.assert_allclose(path, [[1, 1], [1, 1], [0.99, 0.5]])
    whole = descend(BOWL, SGD(0.1), steps=50, schedule=Cosine(50))
    assert np.linalg.norm(whole[-1] - whole[-2]) < 0.01


def test_the_noise_is_the_same_for_all_and_the_surfaces_own_unless_told():
    one, again = (descend(BOWL, SGD(0.1), steps=30) for _ in range(2))
    np.testing.assert_array_equal(one, again)
    quiet = descend(BOWL, SGD(0.1), steps=30, noise=0)
    other = descend(BOWL, SGD(0.1), steps=30, seed=1)
    assert not np.allclose(one, quiet) and not np.allclose(one, other)
    np.testing.assert_allclose(quiet, np.array(BOWL.start) * 0.8 ** np.arange(31)[:, None])
    first = (one - quiet)[1] / -0.1, (descend(BOWL, Adam(0.0), steps=1) - one[0])[1]
    assert np.abs(first[0]).max() > 0.01 and not first[1].any()


def test_who_leaves_the_map_is_not_followed():
    path = descend(RAVINE, SGD(1.0), steps=50)
    gone = np.isnan(path).any(axis=1)
    assert not gone[0] and gone[-1] and np.abs(path[~gone]).max() < 1e3
    assert gone.tolist() == sorted(gone.tolist()), "once gone, gone"


@pytest.mark.parametrize("settings, words", [
    ({"start": (1, 2, 3)}, "start is .1, 2, 3.; expected two finite numbers"),
    ({"start": (1, float("nan"))}, "expected two finite numbers"),
    ({"noise": -1}, "noise is -1"),
    ({"steps": 0}, "steps is 0"),
    ({"seed": -1}, "seed is -1"),
])  # fmt: skip
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        descend(RAVINE, SGD(), **{"steps": 5, **settings})
