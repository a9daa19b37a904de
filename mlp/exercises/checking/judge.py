"""The check of an exercise: a verdict on one answer, which never raises for a learner."""

import os
import zlib
from collections import Counter

from mlp.exercises.checking.diagnosis import diagnose

STRICT_NBGRADER = {"autograde", "validate"}
CHECKS = Counter()  # exercise's name -> how often it was checked in this session


def judge(exercise, answer):
    """Say whether `answer` is right, and if not, why: a `Verdict`. Never raises for a learner, whatever `answer` does.

    Half of the inputs differ from call to call, in the same way after every restart; the sentence speaks of the other
    half, so that it stays. With MLP_CHECK_STRICT=1, or when nbgrader grades or validates, AssertionError is raised
    instead of a Verdict that has not passed.
    """
    CHECKS[exercise.name] += 1
    verdict = diagnose(exercise, answer, [zlib.crc32(exercise.name.encode()), CHECKS[exercise.name]])
    if not verdict and is_strict():
        raise AssertionError(verdict.message)
    return verdict


def is_strict():
    """Whether a check that does not pass must raise: asked for, or under nbgrader."""
    return os.environ.get("MLP_CHECK_STRICT") == "1" or os.environ.get("NBGRADER_EXECUTION") in STRICT_NBGRADER
