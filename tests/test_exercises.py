"""What holds for every exercise of the course: its solution passes, each mistake that it lists is told by its cause.

The chapters' own tests, test_exercises_chapter_NN.py, add mistakes as a learner would write them.
"""

import pytest

from mlp.exercises import check, exercises

each_exercise = pytest.mark.parametrize("name", exercises())


@each_exercise
def test_the_solution_passes_every_time(name):
    for _ in range(5):
        verdict = getattr(check, name)(exercises()[name].solution)
        assert verdict, verdict.message
        assert verdict.message.startswith("Passed: ")


@each_exercise
def test_the_listed_mistakes_are_refused_and_recognised(name):
    exercise = exercises()[name]
    assert len(exercise.mistakes) >= 6
    for mistake in exercise.mistakes:
        verdict = exercise.check(mistake.wrong)
        assert not verdict
        assert mistake.sentence in verdict.message
