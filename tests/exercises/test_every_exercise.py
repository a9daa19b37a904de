"""What holds for every exercise of the course, tested by what it declares itself.

The chapters' own tests, test_exercises_chapter_NN.py, add mistakes as a learner would write them.
"""

import numpy as np
import pytest

from mlp.exercises import exercises
from mlp.exercises.checking.judge import judge

MISTAKES = [(name, mistake) for name, exercise in exercises().items() for mistake in exercise.mistakes]


@pytest.mark.parametrize("name", exercises())
def test_solution_passes_and_no_answer_is_not_started(name):
    exercise = exercises()[name]
    assert len(exercise.mistakes) >= 6
    for _ in range(2):
        verdict = judge(exercise, exercise.solution)
        assert verdict.passed and verdict.message.startswith("Passed: "), verdict
    assert len(exercise.proves) > 10 and exercise.proves[-1] == "."
    assert not judge(exercise, None) and not judge(exercise, lambda: None)


@pytest.mark.parametrize("name", exercises())
def test_cases_differ_in_shape_or_dtype_and_from_draw_to_draw(name):
    exercise = exercises()[name]
    first, second = ([case.inputs for case in exercise.draw(seed)] for seed in (1, 2))
    assert len(first) == len(second) >= 2
    assert all(isinstance(case, tuple) for case in first)
    assert any(not _equal(a, b) for a, b in zip(first, second, strict=True))


def _equal(a, b):
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize(("name", "mistake"), MISTAKES, ids=[f"{n}-{m.wrong.__name__}" for n, m in MISTAKES])
def test_typical_mistake_is_refused_with_its_reason(name, mistake):
    verdict = judge(exercises()[name], mistake.wrong)
    assert not verdict and mistake.sentence in verdict.message, verdict
