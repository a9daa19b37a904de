"""Schedules: how the learning rate changes while a network trains.

A schedule is a function (iteration, epoch) -> factor. The iterations (steps) and the epochs (passes over the data) are
counted from 0, and the optimiser's learning rate is multiplied by the factor. A lambda will do; these are the usual
ones. The `repr` of each tells its settings, which a checkpoint compares when a training goes on.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from mlp.checks import check_count, check_number


@dataclass(frozen=True)
class Constant:
    """1, always."""

    def __call__(self, iteration, epoch):
        """The factor, a float."""
        return 1.0


@dataclass(frozen=True)
class Exponential:
    """decay^epoch, with decay in (0, 1]: after each pass the learning rate is multiplied by it. Report 000: 0.9."""

    decay: float = 0.9

    def __post_init__(self):
        check_number("decay", self.decay, low=0, low_open=True, high=1)

    def __call__(self, iteration, epoch):
        """The factor, a float in (0, 1]."""
        return self.decay**epoch


@dataclass(frozen=True)
class InverseTime:
    """1 / (1 + decay · iteration), with decay of at least 0: report 002's equation for learning rate decay.

    Robbins, Monro 1951: such steps become small enough to settle, while their sum stays large enough to arrive.
    """

    decay: float = 0.001

    def __post_init__(self):
        check_number("decay", self.decay, low=0)

    def __call__(self, iteration, epoch):
        """The factor, a float in (0, 1]."""
        return 1 / (1 + self.decay * iteration)


@dataclass(frozen=True)
class Step:
    """factor^⌊epoch / every⌋: a drop after each `every` passes. He et al. 2016 divide by 10 at plateaus: factor 0.1."""

    every: int = 30
    factor: float = 0.1

    def __post_init__(self):
        check_count("every", self.every)
        check_number("factor", self.factor, low=0, low_open=True, high=1)

    def __call__(self, iteration, epoch):
        """The factor, a float in (0, 1]."""
        return self.factor ** (epoch // self.every)


@dataclass(frozen=True)
class Cosine:
    """Half a cosine from 1 down to `final`, over `iterations` steps; then it stays. Loshchilov, Hutter 2017, eq. 5.

    iterations   1 or more: the length of the training;  final   in [0, 1]
    """

    iterations: int
    final: float = 0.0

    def __post_init__(self):
        check_count("iterations", self.iterations)
        check_number("final", self.final, low=0, high=1)

    def __call__(self, iteration, epoch):
        """The factor, a float from 1 to `final`."""
        return _half_cosine(1.0, self.final, iteration / self.iterations)


@dataclass(frozen=True)
class OneCycle:
    """Half a cosine up from `start` to 1, then a longer one down to `final`. Smith, Topin 2018.

    iterations   1 or more: the length of the training, after which it stays at `final`
    warm_up      in (0, 1): the share of them on the way up
    start, final in [0, 1]; the defaults, like warm_up's, are those of PyTorch's OneCycleLR: 1/25 and 1/250,000

    The paper lets the momentum go down while the learning rate goes up; this changes the learning rate alone.
    """

    iterations: int
    warm_up: float = 0.3
    start: float = 0.04
    final: float = 4e-6

    def __post_init__(self):
        check_count("iterations", self.iterations)
        check_number("warm_up", self.warm_up, low=0, low_open=True, high=1, high_open=True)
        check_number("start", self.start, low=0, high=1)
        check_number("final", self.final, low=0, high=1)

    def __call__(self, iteration, epoch):
        """The factor, a float in [0, 1]."""
        done = iteration / self.iterations
        if done < self.warm_up:
            return _half_cosine(self.start, 1.0, done / self.warm_up)
        return _half_cosine(1.0, self.final, (done - self.warm_up) / (1 - self.warm_up))


@dataclass(frozen=True)
class WarmUp:
    """min(1, (iteration + 1) / iterations) times the schedule `then`: small steps at first. Goyal et al. 2017, 2.2."""

    iterations: int
    then: Callable = field(default_factory=Constant)

    def __post_init__(self):
        check_count("iterations", self.iterations)
        check_schedule("then", self.then)

    def __call__(self, iteration, epoch):
        """The factor, a float."""
        return min(1.0, (iteration + 1) / self.iterations) * self.then(iteration, epoch)


def check_schedule(name, schedule):
    """Return `schedule` if it can be called, or raise ValueError with what was expected."""
    if not callable(schedule):
        raise ValueError(
            f"{name} is {schedule!r}; expected a function (iteration, epoch) -> factor, such as Cosine(iterations=2000)"
        )
    return schedule


def _half_cosine(first, last, done):
    """From `first` (done = 0) to `last` (done = 1 and beyond), flat at both ends."""
    return last + (first - last) * (1 + math.cos(math.pi * min(done, 1.0))) / 2
