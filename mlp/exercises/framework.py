"""What an exercise is, and what its check answers. How to declare one is shown in `mlp.exercises`."""

import inspect
import os
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

STRICT_NBGRADER = {"autograde", "validate"}


def call(answer, *inputs):
    """The default `run`: call what the learner wrote with the inputs of the case."""
    return answer(*inputs)


@dataclass(frozen=True)
class Verdict:
    """What a check answers: shown as its sentence, and true when the answer passed."""

    passed: bool
    message: str

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return self.message


class Finding(NamedTuple):
    """What a check saw that is wrong, and a guess at the cause (or "")."""

    what: str
    why: str = ""


@dataclass(frozen=True)
class Mistake:
    """A typical mistake: code that makes it, and the sentence for a learner whose results are the same.

    The sentence follows a colon, so it begins in lower case: "was the batch size divided out twice?"
    """

    wrong: Callable
    sentence: str


@dataclass
class Exercise:
    """One exercise of the course.

    name      the name in `check.NAME` and `hint("NAME")`, and of the function or class that the learner writes
    points    what it counts when it is graded
    solution  a function or class that is right
    cases     takes a numpy Generator and returns tuples of inputs: several shapes and dtypes
    hints     three, the last one short of the answer
    proves    one sentence after "Passed: "
    mistakes  typical mistakes with their sentences; the first that gives the learner's results is named
    outputs   the names of what `run` returns: one value, or a tuple of as many
    run       run(answer, *inputs) calls what the learner wrote; the default is answer(*inputs)
    tolerance largest difference that passes, relative to the largest expected number; by default 1e-4 where
              the expected numbers are float32 and 1e-8 where they are float64
    explain   explain(inputs, got, expected) may return a sentence on one wrong output, or None; asked when no
              mistake in the list is recognised
    """

    name: str
    points: int
    solution: Callable
    cases: Callable[[np.random.Generator], Iterable[tuple]]
    hints: tuple[str, str, str]
    proves: str
    mistakes: tuple[Mistake, ...] = ()
    outputs: tuple[str, ...] = ("the result",)
    run: Callable = call
    tolerance: float | None = None
    explain: Callable | None = None
    _checks: int = field(default=0, init=False, repr=False)

    def __post_init__(self):
        if not self.name.isidentifier():
            raise ValueError(f"exercise name {self.name!r}: expected a Python name, as in check.NAME")
        if len(self.hints) != 3 or isinstance(self.hints, str):
            raise ValueError(f"exercise {self.name!r} has {len(self.hints)} hints, expected a tuple of exactly 3")
        if not self.outputs or isinstance(self.outputs, str):
            raise ValueError(f"exercise {self.name!r}: outputs is {self.outputs!r}, expected a tuple of names")
        if self.points < 1:
            raise ValueError(f"exercise {self.name!r} has {self.points} points, expected at least 1")

    @property
    def input_names(self) -> list[str]:
        """The names of a case's inputs: the parameters of the solution, or of `run` after the first."""
        if self.run is call:
            return list(inspect.signature(self.solution).parameters)
        return list(inspect.signature(self.run).parameters)[1:]

    def check(self, answer) -> Verdict:
        """Say whether `answer` is right, and if not, why. Never raises for a learner, whatever `answer` does.

        The inputs are random and differ from call to call, in the same way after every restart. With
        MLP_CHECK_STRICT=1, or when nbgrader grades or validates, AssertionError is raised instead of a
        Verdict that has not passed.
        """
        from .diagnosis import diagnose

        self._checks += 1
        rng = np.random.default_rng([zlib.crc32(self.name.encode()), self._checks])
        verdict = diagnose(self, answer, rng)
        if not verdict and is_strict():
            raise AssertionError(verdict.message)
        return verdict


def is_strict() -> bool:
    """Whether a check that does not pass must raise: asked for, or under nbgrader."""
    return os.environ.get("MLP_CHECK_STRICT") == "1" or os.environ.get("NBGRADER_EXECUTION") in STRICT_NBGRADER
