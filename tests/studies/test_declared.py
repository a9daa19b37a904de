"""What the studies declare: one thing differs between two arms, no best rate lies at an edge, choosers do not judge."""

import pytest

from mlp.data import stratified_split
from mlp.studies import activation_pairs, optimisers, read, regularisation
from mlp.studies.folds import everything, fold_data, folds
from mlp.studies.registry import study_of
from mlp.studies.search_study import VALIDATION


@pytest.mark.parametrize("part", ["few", "full", "long"])
def test_a_regularised_arm_is_none_and_its_own_regulariser(part):
    """Early stopping looks after each epoch, the others at the end: a look changes nothing in the training."""
    arms = regularisation.ARMS_FEW if part == "few" else regularisation.ARMS_FULL
    trials = study_of("regularisation").part(part).settings
    for trial in trials:
        (none,) = [other for other in trials if other["arm"] == "none" and other["epochs"] == trial["epochs"]]
        own = {name: value for name, value in trial.items() if name not in none or none[name] != value}
        own.pop("arm", None), own.pop("record_every", None)
        assert own == arms[trial["arm"]]
        assert set(none) - set(trial) <= {"record_every"}


def test_what_an_optimiser_is_told_is_its_rule_its_kind_and_its_rate():
    trials = study_of("optimisers").part("rates").settings
    assert len(trials) == 8 * 8
    of_rule = {rule: set(own) for rule, (own, _) in optimisers.RULES.items()}
    for trial in trials:
        rest = set(trial) - {"rule", "kind", "learning_rate", "schedule", "warm_up", *optimisers.COMMON}
        assert rest == of_rule[trial["rule"]]
        assert ("schedule" in trial) == ("warm_up" in trial) == (trial["kind"] == "schedule")


def test_no_best_rate_lies_at_the_edge_of_those_that_were_tried():
    best = optimisers.best_rates(read("optimisers", "rates"))
    assert len(best) == 8
    for (rule, _), rate in best.items():
        _, rates = optimisers.RULES[rule]
        assert rates[0] < rate < rates[-1], (rule, rate)


def test_the_race_is_run_by_seeds_that_chose_no_rate():
    rates, race = read("optimisers", "rates"), read("optimisers", "race")
    assert not {seed % 12 for seed in rates.seed} & {seed % 12 for seed in race.seed}
    best = optimisers.best_rates(rates)
    for row in race.itertuples():
        assert row.learning_rate == best[row.rule, row.rate_of]


def test_the_images_that_judge_the_finalists_are_none_of_those_that_chose_them():
    _, labels = everything()
    others, chose = stratified_split(labels, VALIDATION, 0)
    judged = [set(others[folds(labels[others], count=10) == seed % 10]) for seed in range(1, 11)]
    assert all(len(judges) == 5000 and not judges & set(chose) for judges in judged)
    assert len(set().union(*judged)) == 50_000


def test_the_fold_that_judges_a_nested_search_neither_trains_nor_chooses():
    outer = fold_data(4)
    inner, chooses = stratified_split(outer.train.labels, 5000, 4)
    assert len(inner) == 50_000 and not set(inner) & set(chooses)
    seen = {image.tobytes() for image in outer.train.images[::50]}
    assert not seen & {image.tobytes() for image in outer.validation.images}


def test_pairs_of_activations_differ_in_one_thing_at_a_time():
    trials = study_of("activation_pairs").part("rates").settings
    assert len(trials) == 9 * 4 * len(activation_pairs.RATES)
    varied = {"activation", "pixels", "initializer", "learning_rate"}
    assert len({str({k: v for k, v in trial.items() if k not in varied}) for trial in trials}) == 1


def test_no_pairs_best_rate_lies_at_an_edge():
    best = activation_pairs.best_rates(read("activation_pairs", "rates"))
    assert len(best) == 9 * 4
    rates = activation_pairs.RATES
    assert all(rates[0] < rate < rates[-1] for rate in best.values()), best


def test_the_confirmed_pairs_were_judged_on_images_that_chose_no_rate():
    rates, confirmed = read("activation_pairs", "rates"), read("activation_pairs", "confirmed")
    assert not set(rates.seed) & set(confirmed.seed) and confirmed.seed.max() < 12
    best = activation_pairs.best_rates(rates)
    own = confirmed[confirmed.chosen == "own"]
    assert len(own) == 3 * 36
    for row in own.itertuples():
        assert row.learning_rate == best[row.activation, row.pixels, row.initializer]
