"""The stored searches of chapter 10: they are what the study declares, and they show what the chapter says."""

import math

import pytest

from mlp.search import grid, random_trials
from mlp.studies.search_study import (
    GRID,
    ITERATIONS,
    RUNGS,
    SETTINGS,
    SPACE,
    VALIDATION,
    best_settings,
    halving_cost,
    read_study,
)


def settings_of(table):
    return [
        {name: list(row[name]) if name == "hidden_sizes" else row[name] for name in SETTINGS}
        for row in table.to_dict("records")
    ]


def test_the_grid_and_the_draws_are_those_that_are_declared():
    assert settings_of(read_study("grid")) == grid(GRID)
    assert settings_of(read_study("random")) == random_trials(SPACE, 72)
    assert settings_of(read_study("halving_random"))[:288] == random_trials(SPACE, 288)


@pytest.mark.parametrize(("part", "sizes"), [("halving_grid", [72, 24, 8]), ("halving_random", [288, 96, 32])])
def test_a_third_goes_on_from_each_rung_and_it_is_the_better_one(part, sizes):
    table = read_study(part)
    rungs = [table[table.iterations == steps] for steps in RUNGS]
    assert [len(rung) for rung in rungs] == sizes
    for rung, after in zip(rungs, rungs[1:]):
        scores = rung.set_index(SETTINGS).validation_accuracy
        went_on = after.set_index(SETTINGS).index
        assert scores[went_on].min() >= scores.drop(went_on).max()


def test_a_training_that_went_on_ended_where_the_one_without_a_stop_did():
    whole = read_study("grid").set_index(SETTINGS).validation_accuracy
    stopped = read_study("halving_grid")
    last = stopped[stopped.iterations == ITERATIONS].set_index(SETTINGS).validation_accuracy
    assert len(last) == 8 and (last == whole[last.index]).all()


def test_halving_at_a_quarter_of_the_grids_cost_is_within_one_standard_error_of_its_best():
    best = read_study("grid").validation_accuracy.max()
    table = read_study("halving_grid")
    assert halving_cost(table) == 72 * 100 + 24 * 200 + 8 * 700
    assert halving_cost(table) <= len(read_study("grid")) * ITERATIONS / 4
    assert halving_cost(read_study("halving_random")) <= len(read_study("grid")) * ITERATIONS
    error = math.sqrt(best * (1 - best) / VALIDATION)
    assert best - table[table.iterations == ITERATIONS].validation_accuracy.max() <= error


def test_halving_has_stopped_the_grids_best_after_its_second_rung_as_the_chapter_says():
    (best,) = best_settings(read_study("grid"))
    table = read_study("halving_grid")
    assert table.iterations[(table[SETTINGS] == [best[name] for name in SETTINGS]).all(axis=1)].tolist() == [100, 300]


def test_the_finalists_are_the_winners_with_three_seeds_that_no_search_has_seen():
    table = read_study("finalists")
    for trial in best_settings(read_study("grid"), 10):
        same = (table[SETTINGS] == [trial[name] for name in SETTINGS]).all(axis=1)
        assert sorted(table.seed[same]) == [1, 2, 3]


def test_the_seeds_are_a_hundred_and_the_shapes_nine():
    assert sorted(read_study("seeds").seed) == list(range(100))
    assert read_study("topologies").groupby("hidden_sizes").seed.nunique().tolist() == [3] * 9


def test_another_part_is_refused():
    with pytest.raises(ValueError, match="part is 'gird'; the study search_study has grid, random, halving_grid"):
        read_study("gird")
