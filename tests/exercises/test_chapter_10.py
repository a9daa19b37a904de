"""The checks of chapter 10: typical mistakes are named for what they are, and other ways to write the answer pass.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import numpy as np
import pytest

from mlp.data import FashionMNIST, Part
from mlp.exercises import check, exercises
from mlp.search import LogUniform, halving
from mlp.training.history import History
from mlp.training.trainer import TrainingDiverged
from tests.exercises.learner_answers import assert_refused, each_mistake, written

LOG_UNIFORM = {
    "uniform": ("return low + u * (high - low)", "is that the uniform draw?"),
    "exponents": ("return np.log10(low) + u * np.log10(high / low)", "are those the exponents?"),
    "logarithms": ("return np.log(low) * (1 - u) + np.log(high) * u", "np.exp of them"),
    "wrong_undo": ("return np.exp(np.log10(low) + u * (np.log10(high) - np.log10(low)))", "np.exp undoes np.log"),
    "other_wrong_undo": ("return 10 ** (np.log(low) + u * np.log(high / low))", "10 ** ... undoes np.log10"),
    "turned": ("return np.exp(np.log(high) + u * np.log(low / high))", "have the ends changed places?"),
    "high_alone": ("return low * high ** u", "which power of which ratio"),
    "sum": ("return low + (high / low) ** u", "a sum where a product should stand"),
    "ends_as_exponents": ("return 10 ** (low + u * (high - low))", "used as exponents"),
    "log_of_uniform": ("return np.log(low + u * (high - low))", "the logarithm of a uniform draw?"),
    "own_draws": ("return low * (high / low) ** np.random.rand(len(u))", "random numbers of its own"),
    "a_list": ("return [low * (high / low) ** one for one in u]", "turn it into an array"),
    "in_place": ("u *= np.log(high / low)\n return low * np.exp(u)", "write into it?"),
}
BEST = "order = np.argsort(-scores)[:math.ceil(keep * len(scores))]\n "
ALIVE = "order = np.sort(order[~np.isnan(scores[order])])\n "
HALVING = {
    "nan_first": (
        "o = np.sort(np.argsort(scores)[::-1][:math.ceil(keep * len(scores))])\n return o, len(o) * (after - before)",
        "[::-1] puts it first",
    ),
    "nan_last": (BEST + "return np.sort(order), len(order) * (after - before)", "because places were left?"),
    "worst": (
        "o = np.sort(np.argsort(scores)[:math.ceil(keep * len(scores))])\n return o, len(o) * (after - before)",
        "are those the worst?",
    ),
    "down": (
        BEST.replace("math.ceil", "int") + ALIVE + "return order, len(order) * (after - before)",
        "is the number of places rounded down?",
    ),
    "share_of_the_living": (
        BEST.replace("len(scores)", "np.sum(~np.isnan(scores))")
        + ALIVE
        + "return order, len(order) * (after - before)",
        "keep is a share of all that ran",
    ),
    "dropped": (
        BEST.replace("keep *", "(1 - keep) *") + ALIVE + "return order, len(order) * (after - before)",
        "the share that is dropped?",
    ),
    "by_rank": (
        BEST + "order = order[np.isfinite(scores[order])]\n return order, len(order) * (after - before)",
        "in rising order",
    ),
    "scores": (BEST + ALIVE + "return scores[order], len(order) * (after - before)", "are those the scores"),
    "mask": (
        BEST + ALIVE + "m = np.zeros(len(scores), bool)\n m[order] = True\n return m, len(order) * (after - before)",
        "one True or False per trial?",
    ),
    "paid_twice": (BEST + ALIVE + "return order, after * len(order)", "are the first steps paid twice?"),
    "all_go_on": (BEST + ALIVE + "return order, len(scores) * (after - before)", "the trials that were dropped, too?"),
    "everything": (
        BEST + ALIVE + "return order, len(scores) * before + len(order) * (after - before)",
        "the cost of everything up to here?",
    ),
    "one": (BEST + ALIVE + "return order, after - before", "the cost of one trial only?"),
    "no_cost": (BEST + ALIVE + "return order", "expected 2: chosen, cost"),
    "in_place": (
        "scores[np.isnan(scores)] = 0\n " + BEST + ALIVE + "return order, len(order) * (after - before)",
        "write into it?",
    ),
}
ERROR = "b = accuracies.max()\n e = np.sqrt(b * (1 - b) / images)\n "
TIES = {
    "no_root": (ERROR.replace("np.sqrt", "") + "return e, b - accuracies <= e", "is the root missing?"),
    "half_a_root": (
        ERROR.replace(" / images)", ") / images") + "return e, b - accuracies <= e",
        "is only the upper part under the root?",
    ),
    "no_images": (ERROR.replace(" / images", "") + "return e, b - accuracies <= e", "number of images missing?"),
    "by_settings": (
        ERROR.replace("images", "len(accuracies)") + "return e, b - accuracies <= e",
        "the number of settings, not of images?",
    ),
    "no_other_share": (ERROR.replace(" * (1 - b)", "") + "return e, b - accuracies <= e", "factor 1 - best missing?"),
    "of_the_mean": (
        "m = accuracies.mean()\n e = np.sqrt(m * (1 - m) / images)\n return e, accuracies.max() - accuracies <= e",
        "the error of the mean accuracy?",
    ),
    "one_each": (
        "e = np.sqrt(accuracies * (1 - accuracies) / images)\n return e, accuracies.max() - accuracies <= e",
        "one error per setting?",
    ),
    "spread": ("e = accuracies.std()\n return e, accuracies.max() - accuracies <= e", "how much the settings differ?"),
    "spread_1": ("e = accuracies.std(ddof=1)\n return e, accuracies.max() - accuracies <= e", "how much the settings"),
    "two": (ERROR + "return 2 * e, b - accuracies <= 2 * e", "two standard errors?"),
    "numbers": (ERROR + "return e, np.where(b - accuracies <= e)[0]", "True or False for each"),
    "turned": (ERROR + "return e, b - accuracies > e", "the wrong way round?"),
    "best_only": (ERROR + "return e, accuracies == b", "is only the best one marked?"),
    "best_left_out": (
        ERROR + "return e, (b - accuracies <= e) & (accuracies != b)",
        "is the best one itself left out?",
    ),
    "around_the_mean": (ERROR + "return e, abs(accuracies - accuracies.mean()) <= e", "the distance from the mean?"),
    "a_list": (ERROR + "return e, [b - a <= e for a in accuracies]", "turn it into an array"),
}
TABLES = {"log_uniform": LOG_UNIFORM, "halving_round": HALVING, "tied_with_best": TIES}


@each_mistake(TABLES)
def test_a_typical_mistake_is_refused_with_its_cause(name, body, cause):
    assert_refused(name, written(name, body), cause)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("log_uniform", "return 10 ** (np.log10(low) + u * (np.log10(high) - np.log10(low)))"),
        ("log_uniform", "return low ** (1 - u) * high ** u"),
        (
            "halving_round",
            "filled = np.where(np.isnan(scores), -1, scores)\n"
            " order = [i for i in sorted(range(len(scores)), key=lambda i: -filled[i]) if filled[i] >= 0]\n"
            " chosen = sorted(order[:math.ceil(keep * len(scores))])\n"
            " return np.array(chosen), (after - before) * len(chosen)",
        ),
        ("tied_with_best", ERROR + "return float(e), accuracies >= b - e"),
        ("tied_with_best", ERROR + "return e, np.array([b - a <= e for a in accuracies])"),
    ],
)
def test_another_way_to_write_it_passes(name, body):
    verdict = getattr(check, name)(written(name, body))
    assert verdict, verdict.message


def test_the_draws_are_those_of_the_package():
    rng, same = np.random.default_rng(3), np.random.default_rng(3)
    draws = exercises()["log_uniform"].solution(1e-4, 1.0, rng.random(50))
    assert draws == pytest.approx([LogUniform(1e-4, 1.0).draw(same) for _ in range(50)], rel=1e-9)


def scored(settings, data, seed, iterations, folder=None):
    """A training that is over at once, with the score in its settings; without one it has diverged."""
    if settings["score"] is None:
        raise TrainingDiverged("it is told to", 5, History())
    return {"validation_accuracy": settings["score"]}


@pytest.mark.parametrize("keep", [0.25, 0.5, 0.9])
def test_the_chosen_ones_and_their_cost_are_those_of_the_package(keep):
    scores = [0.7, None, 0.8, 0.6, 0.9, 0.75, None, 0.65]
    part = Part(np.zeros((2, 3), np.float32), np.zeros(2, np.int64))
    data = FashionMNIST(train=part, validation=part, test=part, transform=None)
    table = halving([{"score": score} for score in scores], data, (100, 300), keep, function=scored, progress=False)
    second = table[table.rung == 1]
    chosen, cost = exercises()["halving_round"].solution(np.array(scores, float), keep, 100, 300)
    assert chosen.tolist() == second.trial.tolist()
    assert cost == second.cost.sum()
