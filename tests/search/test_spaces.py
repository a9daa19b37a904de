"""Grids and random draws: every combination once, and draws where they should lie."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp.search import Choice, IntegerRange, LogUniform, Uniform, grid, random_trials


def test_a_grid_is_every_combination_with_the_last_setting_changing_fastest():
    assert grid({"learning_rate": [0.1, 1.0], "hidden_sizes": [[8], [4, 4]]}, batch_size=20) == [
        {"learning_rate": 0.1, "hidden_sizes": [8], "batch_size": 20},
        {"learning_rate": 0.1, "hidden_sizes": [4, 4], "batch_size": 20},
        {"learning_rate": 1.0, "hidden_sizes": [8], "batch_size": 20},
        {"learning_rate": 1.0, "hidden_sizes": [4, 4], "batch_size": 20},
    ]


@given(st.dictionaries(st.sampled_from("abcd"), st.lists(st.integers(), min_size=1, max_size=4, unique=True)))
def test_a_grid_has_each_combination_once(space):
    trials = grid(space)
    assert len(trials) == math.prod(map(len, space.values()))
    assert len({tuple(trial.items()) for trial in trials}) == len(trials)
    assert all(trial[name] in values for trial in trials for name, values in space.items())


numbers = st.floats(1e-12, 1e12)


@given(st.lists(numbers, min_size=2, max_size=2, unique=True), st.integers(0, 2**32))
def test_draws_lie_between_the_ends(ends, seed):
    low, high = sorted(ends)
    for space in (LogUniform(low, high), Uniform(low, high)):
        drawn = space.draw(np.random.default_rng(seed))
        assert type(drawn) is float and low <= drawn <= high


def test_each_power_of_ten_is_as_likely_as_the_others():
    trials = random_trials({"x": LogUniform(1e-4, 1)}, n=4000)
    counts = np.histogram([math.log10(trial["x"]) for trial in trials], bins=[-4, -3, -2, -1, 0])[0]
    assert np.all(np.abs(counts - 1000) < 4 * math.sqrt(4000 * 0.25 * 0.75))


def test_uniform_draws_are_spread_evenly():
    counts = np.histogram([trial["x"] for trial in random_trials({"x": Uniform(2, 6)}, n=4000)], bins=[2, 3, 4, 5, 6])[
        0
    ]
    assert np.all(np.abs(counts - 1000) < 4 * math.sqrt(4000 * 0.25 * 0.75))


def test_whole_numbers_and_choices_reach_every_value():
    trials = random_trials({"n": IntegerRange(3, 5), "sizes": Choice([[8], [4, 4]])}, n=60)
    assert {trial["n"] for trial in trials} == {3, 4, 5} and all(type(trial["n"]) is int for trial in trials)
    assert {tuple(trial["sizes"]) for trial in trials} == {(8,), (4, 4)}


def test_a_seed_gives_the_same_draws_and_more_of_them_begin_alike():
    space = {"learning_rate": LogUniform(1e-4, 1), "n": IntegerRange(0, 100)}
    few, many, other = random_trials(space, 5, seed=3), random_trials(space, 9, seed=3), random_trials(space, 5, seed=4)
    assert few == many[:5] != other
    assert random_trials(space, 2, l2=0.5)[1]["l2"] == 0.5


@pytest.mark.parametrize("make, words", [
    (lambda: grid({"a": []}), "a is \\[\\]; expected a list with at least one value"),
    (lambda: grid({"activation": "relu"}), "activation is 'relu'; expected a list"),
    (lambda: grid({"a": [1]}, a=2), "a: given both in space and as a constant"),
    (lambda: random_trials({"a": [1, 2]}, 3), "a is \\[1, 2\\]; expected Uniform, LogUniform.*write Choice"),
    (lambda: random_trials({"a": Uniform(0, 1)}, 3, a=1), "a: given both"),
    (lambda: random_trials({"a": Uniform(0, 1)}, 0), "n is 0"),
    (lambda: random_trials({"a": Uniform(0, 1)}, 1, seed=-1), "seed is -1"),
    (lambda: Uniform(1, 1), "high is 1; expected a finite number above 1"),
    (lambda: LogUniform(0, 1), "low is 0; expected a finite number above 0"),
    (lambda: IntegerRange(3, 2), "high is 2; expected a whole number, 3 or more"),
    (lambda: Choice([]), "Choice is \\[\\]; expected a list"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()
