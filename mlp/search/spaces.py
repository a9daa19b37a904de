"""Which settings to try: all of a grid, or random draws. A trial is a dict of plain data, such as

{"hidden_sizes": [128, 64], "learning_rate": 0.01, "l2": 0.001, "batch_size": 200}
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np

from mlp.checks import check_count, check_number


@dataclass(frozen=True)
class Uniform:
    """A number between `low` and `high`, all equally likely. For settings that add: a dropout rate, a momentum."""

    low: float
    high: float

    def __post_init__(self):
        check_number("high", self.high, low=check_number("low", self.low), low_open=True)

    def draw(self, rng):
        """One draw with the Generator `rng`, a float."""
        return float(rng.uniform(self.low, self.high))


@dataclass(frozen=True)
class LogUniform:
    """A number between `low` and `high`, both above 0, whose logarithm is uniform: each power of ten is equally likely.

    For settings that multiply: a learning rate, a penalty. Bergstra, Bengio 2012, section 4 ("exponentially").
    """

    low: float
    high: float

    def __post_init__(self):
        check_number("low", self.low, low=0, low_open=True)
        check_number("high", self.high, low=self.low, low_open=True)

    def draw(self, rng):
        """One draw with the Generator `rng`, a float."""
        drawn = math.exp(rng.uniform(math.log(self.low), math.log(self.high)))
        return min(max(drawn, self.low), self.high)  # exp(log(low)) may round to just below low


@dataclass(frozen=True)
class IntegerRange:
    """A whole number from `low` to `high`, both included, all equally likely."""

    low: int
    high: int

    def __post_init__(self):
        check_count("low", self.low, low=0)
        check_count("high", self.high, low=self.low)

    def draw(self, rng):
        """One draw with the Generator `rng`, an int."""
        return int(rng.integers(self.low, self.high, endpoint=True))


@dataclass(frozen=True)
class Choice:
    """One of `values`, a list, all equally likely."""

    values: list

    def __post_init__(self):
        _check_values("Choice", self.values)

    def draw(self, rng):
        """One draw with the Generator `rng`."""
        return self.values[rng.integers(len(self.values))]


def grid(space, **constants):
    """Every combination of the values in `space`, a list of dicts; the last setting changes fastest.

    space       name -> list of values, such as {"learning_rate": [0.01, 0.1], "hidden_sizes": [[128, 64], [64, 32]]}
    constants   what all trials have in common

    Raises ValueError for a setting without a list of values, or one that stands in both.
    """
    _check_names(space, constants)
    for name, values in space.items():
        _check_values(name, values)
    return [{**dict(zip(space, values)), **constants} for values in itertools.product(*space.values())]


def random_trials(space, n, seed=0, **constants):
    """`n` trials drawn at random, a list of dicts. With the same seed, the first ones are the same for every n.

    space       name -> Uniform, LogUniform, IntegerRange or Choice, such as {"learning_rate": LogUniform(1e-4, 1)}
    constants   what all trials have in common

    Raises ValueError for anything else in `space`, a setting that stands in both, n below 1 and a negative seed.
    """
    _check_names(space, constants)
    for name, values in space.items():
        if not isinstance(values, (Uniform, LogUniform, IntegerRange, Choice)):
            raise ValueError(
                f"{name} is {values!r}; expected Uniform, LogUniform, IntegerRange or Choice: "
                "write Choice([…]) for a list, and pass what is the same in all trials as a keyword"
            )
    rng = np.random.default_rng(check_count("seed", seed, low=0))
    return [
        {**{name: values.draw(rng) for name, values in space.items()}, **constants} for _ in range(check_count("n", n))
    ]


def _check_names(space, constants):
    if twice := sorted(space.keys() & constants):
        raise ValueError(f"{', '.join(twice)}: given both in space and as a constant; expected it in one of the two")


def _check_values(name, values):
    if not isinstance(values, (list, tuple, np.ndarray)) or len(values) == 0:
        raise ValueError(f"{name} is {values!r}; expected a list with at least one value")
