"""What spreads the nine pairs of activations apart: the pixels, the starting weights, or the learning rate? Chapter 10.

784-128-64-10, 600 steps of batches of 128, SGD with a constant rate. Pixels raw or standardised, weights drawn with a
standard deviation of 0.01 or by Kaiming: four ways, so that one of the two can be changed alone.

rates       every pair, way and learning rate once, seed 0: it chooses the rates
confirmed   every pair and way from three other seeds, on other images: at the rate that was best for it ("chosen" is
            "own") and at 0.005, report 000's, which is the same for all ("same")
"""

import itertools

from mlp.studies.folds import fold_data
from mlp.studies.study import Part, Study
from mlp.studies.training import measure, train

ACTIVATIONS = ("relu", "tanh", "sigmoid")
PAIRS = [list(pair) for pair in itertools.product(ACTIVATIONS, repeat=2)]
WAYS = [(pixels, start) for pixels in ("raw", "standardize") for start in (0.01, "kaiming")]
RATES = [3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 5e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0, 3.0, 10.0]
SAME, STEPS = 5e-3, 600


def trial(settings, seed):
    """Train on the seed's fold, with the pixels that the settings say; what it reaches on the validation images."""
    data = fold_data(seed, settings["pixels"])
    own = {name: settings[name] for name in settings if name not in ("pixels", "chosen")}
    trainer = train(own, data, seed)
    on_the_way = [round(row["validation_accuracy"], 4) for row in trainer.history.rows]
    return {"after": [row["iteration"] for row in trainer.history.rows], "accuracies": on_the_way} | measure(
        trainer.network, data.validation, "validation"
    )


def best_rates(rates):
    """From the table of the part "rates": (pair, pixels, start) -> the best learning rate. Diverged counts as 10 %."""
    scores = rates.assign(score=rates.validation_accuracy.fillna(0.1))
    best = scores.loc[scores.groupby(["activation", "pixels", "initializer"]).score.idxmax()]
    return {(row.activation, row.pixels, row.initializer): row.learning_rate for row in best.itertuples()}


def _settings(pair, pixels, start, rate, **more):
    common = {"hidden_sizes": [128, 64], "batch_size": 128, "iterations": STEPS, "record_every": 200}
    return {"activation": pair, "pixels": pixels, "initializer": start, "learning_rate": rate, **more, **common}


def _confirmed(read):
    best = best_rates(read("rates"))
    return [
        _settings(pair, *way, rate, chosen=chosen)
        for way in WAYS
        for pair in PAIRS
        for chosen, rate in (("own", best[tuple(pair), *way]), ("same", SAME))
    ]


STUDY = Study(
    name="activation_pairs",
    chapters="10",
    asks="what spreads nine pairs of activations apart: the pixels, the starting weights, or the learning rate?",
    parts=(
        Part("rates", trial, [_settings(pair, *way, rate) for way in WAYS for pair in PAIRS for rate in RATES]),
        Part("confirmed", trial, _confirmed, (1, 2, 3)),
    ),
)
