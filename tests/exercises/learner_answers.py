"""Answers to the exercises as a learner would write them, for the tests of their checks."""

import inspect
import math

import numpy as np
import pytest

from mlp.exercises import check, exercises


def written(name, body, **known):
    """The learner's function `name` with `body`, whose first line is not indented and the others by one space.

    It has the parameters of the exercise's solution, and may use `np`, `math` and what is in `known`.
    """
    space = {"np": np, "math": math, **known}
    parameters = ", ".join(inspect.signature(exercises()[name].solution).parameters)
    exec(f"def {name}({parameters}):\n {body}", space)
    return space[name]


def each_mistake(tables):
    """Parameters ("name", "body", "cause") for pytest. tables: exercise's name -> {mistake's name: (body, cause)}."""
    return pytest.mark.parametrize(
        ("name", "body", "cause"),
        [
            pytest.param(name, body, cause, id=f"{name}-{mistake}")
            for name, table in tables.items()
            for mistake, (body, cause) in table.items()
        ],
    )


def assert_refused(name, answer, cause):
    """The check of the exercise `name` refuses `answer`, and names its cause: twice, as its random inputs go on."""
    for _ in range(2):
        verdict = getattr(check, name)(answer)
        assert not verdict
        assert cause in verdict.message, verdict.message
