"""Surfaces over the plane, to race optimisers on: two parameters, a height to lower, and a slope known by formula."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlp.checks import check_count, check_number

FAR = 1e3  # an optimiser that is farther from the middle than this has left the map, and its path ends


@dataclass(frozen=True)
class Surface:
    """A height h(x, y) of at least 0, which is 0 at the lowest points.

    height   (x, y) -> h;  slope  (x, y) -> (dh/dx, dh/dy): for numbers or arrays of one shape
    start    (x, y): where a race begins by default
    noise    the standard deviation of the noise that is added to each slope by default
    """

    name: str
    height: Callable
    slope: Callable
    start: tuple[float, float]
    noise: float = 0.0


def quadratic(name, steep, flat, start, tilt=0.0):
    """½ (flat · u² + steep · v²): u runs along the x axis turned by `tilt` (radians, anticlockwise), v across.

    steep, flat   the two curvatures: the largest and the smallest eigenvalue of the matrix of second derivatives
    """
    cos, sin = np.cos(tilt), np.sin(tilt)

    def height(x, y):
        u, v = cos * x + sin * y, cos * y - sin * x
        return (flat * u**2 + steep * v**2) / 2

    def slope(x, y):
        u, v = cos * x + sin * y, cos * y - sin * x
        return cos * flat * u - sin * steep * v, sin * flat * u + cos * steep * v

    return Surface(name, height, slope, start)


def _saddle_height(x, y):
    return x**2 + (1 - y**2) ** 2 / 2


def _saddle_slope(x, y):
    return 2 * x, -2 * y * (1 - y**2)


def _rosenbrock_height(x, y):
    return (1 - x) ** 2 / 10 + (y - x**2) ** 2


def _rosenbrock_slope(x, y):
    return (x - 1) / 5 - 4 * x * (y - x**2), 2 * (y - x**2)


def _bowl_height(x, y):
    return x**2 + y**2


def _bowl_slope(x, y):
    return 2 * x, 2 * y


RAVINE = quadratic("Ravine", steep=10.0, flat=0.2, start=(-1.8, 0.9))
TILTED = quadratic("Tilted ravine", steep=10.0, flat=0.2, start=(-1.9092, -0.6364), tilt=np.pi / 4)  # RAVINE, turned
SADDLE = Surface("Saddle", _saddle_height, _saddle_slope, start=(-1.5, 0.01))  # at (0, 0), between two lowest points
# Rosenbrock 1960 has 100 where this has 10, and is ten times as high: a bent valley whose floor hardly falls.
ROSENBROCK = Surface("Rosenbrock", _rosenbrock_height, _rosenbrock_slope, start=(-1.2, 1.0))
BOWL = Surface("Noisy bowl", _bowl_height, _bowl_slope, start=(-1.5, 1.0), noise=1.0)
SURFACES = {surface.name: surface for surface in (RAVINE, TILTED, SADDLE, ROSENBROCK, BOWL)}


def descend(surface, optimizer, steps, start=None, noise=None, schedule=None, seed=0):
    """The path of `optimizer` down `surface`: (steps + 1, 2) float64, the start first.

    optimizer    a new one, such as SGD(learning_rate=0.1)
    start        (x, y), or None for the surface's own;  noise  0 or more, the standard deviation of normal numbers
                 that are added to each slope, or None for the surface's own
    schedule     a function (iteration, epoch) -> factor on the learning rate, or None: each step counts as an iteration
    seed         of the noise: one seed, one noise, whatever the optimiser

    Where it has left the map (farther than 1,000 from the middle), NaN stands from then on. Raises ValueError for a
    start that is not two finite numbers, a negative noise, and fewer than one step.
    """
    place = np.array(surface.start if start is None else start, dtype=np.float64)
    if place.shape != (2,) or not np.isfinite(place).all():
        raise ValueError(f"start is {start!r}; expected two finite numbers (x, y)")
    noise = check_number("noise", surface.noise if noise is None else noise, low=0)
    path = np.full((check_count("steps", steps) + 1, 2), np.nan)
    path[0] = place
    added = noise * np.random.default_rng(check_count("seed", seed, low=0)).standard_normal((steps, 2))
    for step in range(steps):
        factor = 1.0 if schedule is None else schedule(step, 0)
        optimizer.step(place, np.array(surface.slope(*place)) + added[step], factor)
        if not np.abs(place).max() < FAR:
            break
        path[step + 1] = place
    return path
