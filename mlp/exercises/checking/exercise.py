"""What an exercise is: data, and nothing that is done with it. How to declare one is shown in `mlp.exercises`."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from mlp.exercises.checking.source import text_of


def call(answer, *inputs):
    """The default `run`: call what the learner wrote with the inputs of the case."""
    return answer(*inputs)


@dataclass(frozen=True)
class Mistake:
    """A typical mistake: code that makes it, and the sentence for a learner whose results are the same.

    The sentence follows a colon, so it begins in lower case: "was the batch size divided out twice?"
    """

    wrong: Callable
    sentence: str


class Told(Exception):
    """Raised by a `run` that already knows what is wrong with the answer: its message is the sentence."""


class Case(NamedTuple):
    """The inputs of one run, and the one setting in which they differ from the base case ("" for the base itself)."""

    inputs: tuple
    setting: str = ""
    value: Any = None


@dataclass
class Exercise:
    """One exercise of the course.

    name      the name in `check.NAME` and `hint("NAME")`, and of the function or class that the learner writes
    points    what it counts when it is graded
    solution  a function or class that is right
    case      case(rng, n=5, dtype="float64") returns the inputs of one run, a tuple; its keywords are the settings
    vary      other values of the settings, {"n": (1, 8), "dtype": ("float32",)}: each is tried with all else the same
    because   a sentence for a setting or an output: {"n": "..."} for an answer that is right in the base case and wrong
              as soon as just n changes, {("n", 1): "..."} for one that is right with n = 1 only, and {"d_x": "..."} for
              one in which the output d_x is the first that is wrong
    cases     instead of `case` and `vary`: takes a numpy Generator and returns tuples of inputs
    hints     three, the last one short of the answer
    proves    one sentence after "Passed: "
    mistakes  typical mistakes with their sentences; the first that gives the learner's results is named
    outputs   the names of what `run` returns: one value, or a tuple of as many
    run       run(answer, *inputs) calls what the learner wrote; the default is answer(*inputs). It may raise Told
    tolerance largest difference that passes, relative to the largest expected number; by default 1e-4 where
              the expected numbers are float32 and 1e-8 where they are float64
    parts     what the learner writes, in order, where that is more than the solution: (OwnLinear, OwnReLU, own_layers)
    steps     names of values on the way to the result, in order: where an answer has variables of these names, the
              sentence says which of them are right, and what was expected of the first that is not
    explain   explain(inputs, got, expected) may return a sentence on one wrong output, or None; asked when no
              mistake in the list is recognised
    """

    name: str
    points: int
    solution: Callable
    cases: Callable[[np.random.Generator], Iterable[tuple]] | None = None
    hints: tuple[str, str, str] = ()
    proves: str = ""
    mistakes: tuple[Mistake, ...] = ()
    outputs: tuple[str, ...] = ("the result",)
    run: Callable = call
    tolerance: float | None = None
    explain: Callable | None = None
    parts: tuple[Callable, ...] = ()
    steps: tuple[str, ...] = ()
    case: Callable[..., tuple] | None = None
    vary: dict[str, tuple] = field(default_factory=dict)
    because: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        if not self.name.isidentifier():
            raise ValueError(f"exercise name {self.name!r}: expected a Python name, as in check.NAME")
        if len(self.hints) != 3 or isinstance(self.hints, str):
            raise ValueError(f"exercise {self.name!r} has {len(self.hints)} hints, expected a tuple of exactly 3")
        if not self.outputs or isinstance(self.outputs, str):
            raise ValueError(f"exercise {self.name!r}: outputs is {self.outputs!r}, expected a tuple of names")
        if self.points < 1:
            raise ValueError(f"exercise {self.name!r} has {self.points} points, expected at least 1")

        if (self.case is None) == (self.cases is None):
            raise ValueError(f"exercise {self.name!r}: expected either `case`, with `vary`, or `cases`")
        known = (*self.settings, *self.outputs)
        unknown = [name for name in self.vary if name not in self.settings]
        unknown += [key for key in self.because if (key[0] if isinstance(key, tuple) else key) not in known]
        if unknown:
            raise ValueError(f"exercise {self.name!r}: there is no {unknown[0]!r}, there are {', '.join(known)}")

    @property
    def settings(self):
        """The settings of `case` and their values in the base case, a dict."""
        parameters = inspect.signature(self.case).parameters if self.case else {}
        return {name: parameters[name].default for name in list(parameters)[1:]}

    def draw(self, *seed):
        """Draw the cases, the base first: a list of Case. Each begins with the same seed, so one thing differs."""
        if self.case is None:
            return [Case(inputs) for inputs in self.cases(np.random.default_rng(seed))]
        changes = [("", None), *((name, value) for name, values in self.vary.items() for value in values)]
        return [
            Case(self.case(np.random.default_rng(seed), **({name: value} if name else {})), name, value)
            for name, value in changes
        ]

    @property
    def input_names(self):
        """The names of a case's inputs: the parameters of the solution, or of `run` after the first."""
        if self.run is call:
            return list(inspect.signature(self.solution).parameters)
        return list(inspect.signature(self.run).parameters)[1:]

    def code(self):
        """What a learner writes, as text: the solution's source with its lines between the two markers."""
        return "\n\n\n".join(text_of(part).rstrip() for part in self.parts or (self.solution,))
