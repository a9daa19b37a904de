"""The check of an exercise: a verdict on one answer, which never raises for a learner."""

import os
import zlib
from collections import Counter

import numpy as np

from mlp.exercises.checking.diagnosis import diagnose

STRICT_NBGRADER = {"autograde", "validate"}
CHECKS = Counter()  # exercise's name -> how often it was checked in this session


def judge(exercise, answer):
    """Say whether `answer` is right, and if not, why: a `Verdict`. Never raises for a learner, whatever `answer` does.

    The inputs are random and differ from call to call, in the same way after every restart. With
    MLP_CHECK_STRICT=1, or when nbgrader grades or validates, AssertionError is raised instead of a
    Verdict that has not passed.
    """
    CHECKS[exercise.name] += 1
    rng = np.random.default_rng([zlib.crc32(exercise.name.encode()), CHECKS[exercise.name]])
    verdict = diagnose(exercise, answer, rng)
    if not verdict and is_strict():
        raise AssertionError(verdict.message)
    return verdict


def is_strict():
    """Whether a check that does not pass must raise: asked for, or under nbgrader."""
    return os.environ.get("MLP_CHECK_STRICT") == "1" or os.environ.get("NBGRADER_EXECUTION") in STRICT_NBGRADER
