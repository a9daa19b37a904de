"""Learning rate with momentum, and with the batch size: what is one setting in two, and what is not. Chapter 10.

784-128-64-10, standardised images, SGD with a constant rate. A seed decides the fold, the start and the order.

momentum     six effective rates η / (1 - β) with each of three momenta β, 1,000 steps of batches of 128, five seeds
batch_size   five batch sizes with each of eight rates, two seeds: how many steps, and how many images, until 85 % of
             the validation images are classified correctly, at most four epochs
"""

import time

from mlp.evaluation import evaluate
from mlp.search.training import make_trainer
from mlp.studies.folds import fold_data
from mlp.studies.study import Part, Study
from mlp.studies.training import measure, train

EFFECTIVE = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
MOMENTA = [0.0, 0.5, 0.9]
BATCH_SIZES = [8, 32, 128, 512, 2048]
RATES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0]
GOAL, EPOCHS, LOOK = 0.85, 4, 4096  # images between two looks at the validation accuracy


def momentum_trial(settings, seed):
    """Train at the rate that gives the effective rate with this momentum."""
    settings, data = dict(settings), fold_data(seed)
    settings["learning_rate"] = settings.pop("effective_rate") * (1 - settings["momentum"])
    return measure(train(settings, data, seed).network, data.validation, "validation")


def until_the_goal(settings, seed):
    """Train until the goal is reached, looking every 4,096 images, or for four epochs.

    Returns reached, steps, images, the accuracy at the last look, and step_seconds, the processor's time for one step.
    """
    data = fold_data(seed)
    trainer, accuracy, busy = make_trainer(settings, data, seed, record_every=10**9), 0.0, 0.0
    trainer.begin(data.train, epochs=EPOCHS)
    look = max(1, LOOK // settings["batch_size"])
    while not trainer.done and accuracy < GOAL:
        start = time.process_time()
        for _ in range(min(look, trainer.total - trainer.iteration)):
            trainer.advance()
        busy += time.process_time() - start
        accuracy = evaluate(trainer.network, data.validation).accuracy
    return {
        "reached": bool(accuracy >= GOAL),
        "steps": trainer.iteration,
        "images": round(trainer.batches.epoch * len(data.train)),
        "validation_accuracy": round(float(accuracy), 4),
        "step_seconds": float(f"{busy / trainer.iteration:.3g}"),
    }


def _momentum():
    common = {"hidden_sizes": [128, 64], "batch_size": 128, "iterations": 1000, "record_every": 1000}
    return [{"effective_rate": rate, "momentum": momentum, **common} for momentum in MOMENTA for rate in EFFECTIVE]


def _batch_sizes():
    return [
        {"batch_size": size, "learning_rate": rate, "hidden_sizes": [128, 64]} for size in BATCH_SIZES for rate in RATES
    ]


STUDY = Study(
    name="effective_rates",
    chapters="10",
    asks="what do learning rate, momentum and batch size have to do with each other?",
    parts=(
        Part("momentum", momentum_trial, _momentum(), (0, 1, 2, 3, 4)),
        Part("batch_size", until_the_goal, _batch_sizes(), (0, 1)),
    ),
)
