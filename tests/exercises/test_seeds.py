"""Other random inputs give the same verdict and the same sentence: for solutions, and for typical mistakes.

A few seeds and mistakes of each exercise are tried here. All mistakes under 32 seeds take about half an hour:

    SEEDS=32 python -m pytest tests/exercises/test_seeds.py
"""

import os

import pytest

from mlp.exercises import exercises
from mlp.exercises.checking.diagnosis import diagnose

SEEDS = int(os.environ.get("SEEDS", 0))  # 0: two seeds, and two mistakes of each exercise
FEW = 2


def answers(exercise):
    """The exercise's solution and its mistakes: all of them, or a few from over the whole list."""
    wrong = [mistake.wrong for mistake in exercise.mistakes]
    return [exercise.solution, *(wrong if SEEDS else wrong[1 :: len(wrong) // FEW][:FEW])]


@pytest.mark.parametrize("name", exercises())
def test_other_inputs_give_the_same_verdict_and_the_same_sentence(name):
    exercise = exercises()[name]
    for answer in answers(exercise):
        said = {diagnose(exercise, answer, [7, seed]) for seed in range(SEEDS or 2)}
        assert len(said) == 1, said
