"""What makes the difference after 800 steps, the optimiser, the learning rate or the schedule? Chapter 07.

784-128-64-10, standardised images, batches of 64: nearly one epoch. Four update rules, each with a constant rate and
with 50 steps of warm-up into half a cosine. A seed decides the fold, the start and the order (`mlp.studies.folds`).

rates   each of the eight arms at eight learning rates, 1, 2, 5 in each power of ten, four seeds. They choose
race    from eight other seeds, on other images, each rule four times: constant and with the schedule, at the rate that
        was best for it when constant ("rate of" constant), and at the one that was best with the schedule
"""

from mlp.studies.folds import fold_data
from mlp.studies.study import Part, Study
from mlp.studies.training import measure, train

STEPS, WARM_UP = 800, 50
CHOOSING, RACING = (0, 1, 2, 3), tuple(range(4, 12))
RULES = {  # name: its settings, and the learning rates that are tried
    "SGD": ({"optimizer": "sgd"}, [0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0]),
    "momentum": ({"optimizer": "sgd", "momentum": 0.9}, [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]),
    "RMSprop": ({"optimizer": "rmsprop"}, [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02]),
    "Adam": ({"optimizer": "adam"}, [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05]),
}
KINDS = {"constant": {}, "schedule": {"warm_up": WARM_UP, "schedule": ["cosine", STEPS]}}
COMMON = {"hidden_sizes": [128, 64], "batch_size": 64, "iterations": STEPS, "record_every": STEPS}


def trial(settings, seed):
    """Train on the seed's fold; its loss over all steps, and what it reaches on the 5,000 validation images."""
    names = ("rule", "kind", "rate_of")
    data = fold_data(seed)
    trainer = train({name: settings[name] for name in settings if name not in names}, data, seed)
    return {
        "loss": round(trainer.history.rows[-1]["loss"], 4),
        **measure(trainer.network, data.validation, "validation"),
    }


def best_rates(rates):
    """From the table of the part "rates": (rule, kind) -> the learning rate with the highest mean accuracy.

    A training that diverged counts as a guess, 10 %.
    """
    scores = rates.assign(score=rates.validation_accuracy.fillna(0.1))
    means = scores.groupby(["rule", "kind", "learning_rate"]).score.mean()
    return {(rule, kind): means[rule, kind].idxmax() for rule in RULES for kind in KINDS}


def _settings(rule, kind, learning_rate, **more):
    own, _ = RULES[rule]
    return {"rule": rule, "kind": kind, **more, "learning_rate": learning_rate, **own, **KINDS[kind], **COMMON}


def _race(read):
    best = best_rates(read("rates"))
    return [
        _settings(rule, kind, best[rule, rate_of], rate_of=rate_of)
        for rule in RULES
        for kind in KINDS
        for rate_of in KINDS
    ]


STUDY = Study(
    name="optimisers",
    chapters="07",
    asks="what makes the difference after 800 steps, the optimiser, the learning rate or the schedule?",
    parts=(
        Part(
            "rates",
            trial,
            [_settings(rule, kind, rate) for rule, (_, rates) in RULES.items() for kind in KINDS for rate in rates],
            CHOOSING,
        ),
        Part("race", trial, _race, RACING),
    ),
)
