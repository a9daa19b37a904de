"""How far can a network of three linear layers go? 784-1024-512-10, one forward pass, no other data. Chapter 15.

candidates    one training each on 50,000 images, judged by the other 10,000, which are the same for all: how much
              CutMix, how long; the last weights or one of two averages of them; and whether the statistics of batch
              normalisation are measured anew at the end
bare          the same for networks that see the images as they are: no shifts, no flips, no mixing
ladder        from the plain network upwards, one change at a time, 40 epochs, six seeds; a seed decides the start, the
              order, and which sixth of the 60,000 images judges, so that differences are paired and each image judges
              once
long          the last rung for 300 epochs, three of the six seeds
final         the best candidate, unchanged, on all 60,000 images, three seeds
bare_final    the best of the bare ones, likewise. These two alone meet the test images, once a seed

Batches of 256. Each history has about 30 entries, because measuring 20,000 images takes as long as 25 steps.

A training here takes up to an hour, so each keeps checkpoints, 65 MB, in the folder that MLP_CHECKPOINTS names, or in
the user's cache: stopped or killed, it goes on from there. `python -m mlp.studies.record --jobs 2` runs what is
missing; `python -m mlp.studies` tells what that is.
"""

import hashlib
import json
import os
import sys
import time
from functools import lru_cache

import numpy as np

from mlp.checks import check_path
from mlp.data import load_fashion_mnist
from mlp.data.download import cache_folder
from mlp.studies.__main__ import main
from mlp.studies.folds import everything, folds, scaled
from mlp.studies.study import Part, Study
from mlp.studies.training import measure, train
from mlp.training.callbacks import AverageBeside, Callback
from mlp.training.checkpoints import Checkpoints
from mlp.training.statistics import renew_statistics

ENTRIES, EVERY = 30, 2000  # of the history; steps between two checkpoints
FOLDS, SEEDS = 6, (0, 1, 2)  # sixths of the 60,000 images; the seeds of long trainings
OWN = "own"  # the last weights, as against averages
BATCHES = {"hidden_sizes": [1024, 512], "batch_size": 256}
ADAM = {"batch_norm": True, "optimizer": "adamw", "learning_rate": 3e-3}
AVERAGES = {"averages_beside": [0.999, 0.9999]}
MIXED = BATCHES | ADAM | {"weight_decay": 0.05, "shift": 1, "mixup": 0.2}

CANDIDATES = [
    {"arm": "CutMix 0.3", "epochs": 300, **MIXED, "cutmix": 0.3, **AVERAGES},
    {"arm": "CutMix 0.6", "epochs": 300, **MIXED, "cutmix": 0.6, **AVERAGES},
    {"arm": "CutMix 1", "epochs": 300, **MIXED, "cutmix": 1.0, **AVERAGES},
    {"arm": "CutMix 0.6, longer", "epochs": 500, **MIXED, "cutmix": 0.6, **AVERAGES},
    {"arm": "no CutMix", "epochs": 300, **MIXED, **AVERAGES},
]

DECAYED = BATCHES | ADAM | {"epochs": 60, "weight_decay": 0.05, **AVERAGES}
BARE = [
    {"arm": "decay", **DECAYED},
    {"arm": "little dropout", **DECAYED, "dropout": 0.1},
    {"arm": "dropout", **DECAYED, "dropout": 0.3},
    {"arm": "more dropout", **DECAYED, "dropout": 0.5},
    {"arm": "dropout, smoothing", **DECAYED, "dropout": 0.3, "label_smoothing": 0.1},
    {"arm": "dropout, more decay", **DECAYED, "dropout": 0.3, "weight_decay": 0.2},
]

RUNGS = {  # what each rung changes in the one below it
    "plain": {"optimizer": "sgd", "learning_rate": 0.05, "momentum": 0.9, "schedule": "cosine"},
    "batch normalisation": {"batch_norm": True},
    "Adam, one cycle": {"optimizer": "adamw", "learning_rate": 3e-3, "weight_decay": 0.0, "schedule": "one_cycle"},
    "shifts and flips": {"shift": 1},
    "mixup": {"mixup": 0.2},
    "decay": {"weight_decay": 0.05},
    "CutMix": {"cutmix": 0.3},
}


def candidate(settings, seed):
    """Train on 50,000 images; see `_result`, on the other 10,000."""
    data = _data(10_000)
    return _result(_train("candidate", settings, data, seed), data.validation)


def rung(settings, seed):
    """Train on 50,000 images; see `_result`, on the sixth of all that is the seed's."""
    data = _sixth(seed % FOLDS)
    return _result(_train("rung", settings, data, seed), data.validation)


def final(settings, seed):
    """Train on all 60,000 images, then test_accuracy and test_loss of the weights that settings["weights"] names.

    The network stays beside the checkpoints, as <their folder>.npz.
    """
    data, chosen_by = _data(0), ("weights", "renewed")
    recipe = {name: value for name, value in settings.items() if name not in chosen_by}
    trainer = _train("final", recipe, data, seed)
    network = trainer.network
    network.restore(_weights(trainer)[settings["weights"]])
    if settings["renewed"]:
        _renew(trainer)
    found = measure(network, data.test, "test")
    network.save(f"{checkpoint_folder('final', recipe, seed)}.npz")
    return {**found, **_spent(trainer), **_columns(trainer.history.rows, ("epoch", "loss", "train_accuracy"))}


def chosen(candidates):
    """What has the highest accuracy on the validation images in the table of candidates.

    Returns its "arm"; its weights, "own" or the decay of an average; and whether their statistics were renewed.
    """
    options = [(weights, renewed) for weights in (OWN, *AVERAGES["averages_beside"]) for renewed in (False, True)]
    scores = candidates[[f"{_named(*option)}_accuracy" for option in options]].to_numpy()
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return candidates.arm.iloc[row], *options[column]


def checkpoint_folder(function, settings, seed):
    """Where one training keeps its checkpoints, a path: its name tells what it is, and its end is one of its own."""
    root = os.environ.get("MLP_CHECKPOINTS") or cache_folder().parent / "checkpoints"
    own = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:8]
    name = f"{function}, {settings['arm']}, {settings['epochs']} epochs, seed {seed}, {own}"
    return check_path("MLP_CHECKPOINTS", root) / "record" / name


class Stopwatch(Callback):
    """How long the processor was busy with a training, in seconds, before and after a stop."""

    def begin(self, trainer):
        """Start, or go on."""
        self.state, self._last = {"cpu_seconds": 0.0}, time.process_time()

    def after_step(self, trainer):
        """Add what has passed since the last step."""
        now = time.process_time()
        self.state["cpu_seconds"] += now - self._last
        self._last = now


def _train(function, settings, data, seed):
    """The `Trainer` at its end. "schedule" is a name here, "one_cycle" unless given; it lasts for the training."""
    steps = settings["epochs"] * -(-len(data.train) // settings["batch_size"])
    length = {"schedule": [settings.get("schedule", "one_cycle"), steps], "record_every": -(-steps // ENTRIES)}
    checkpoints = Checkpoints(checkpoint_folder(function, settings, seed), EVERY)
    return train(settings | length, data, seed, checkpoints, [Stopwatch()])


def _result(trainer, part):
    """Accuracy and loss on `part` of the last weights and of each average, the history of all, and cpu_seconds.

    Of each also with the statistics of batch normalisation renewed, on training images that are shifted and flipped as
    in training, but not mixed.
    """
    names = ("epoch", "loss", "train_accuracy", "validation_accuracy", "validation_loss")
    columns = _columns(trainer.history.rows, names)
    for average in _averages(trainer):
        for name in ("accuracy", "loss"):
            columns[f"history_average_{average.decay}_{name}"] = [round(value, 4) for value in average.state[name]]
    found = {}
    for weights, numbers in _weights(trainer).items():
        trainer.network.restore(numbers)
        found |= measure(trainer.network, part, _named(weights, False))
        _renew(trainer)
        found |= measure(trainer.network, part, _named(weights, True))
    return {**found, **_spent(trainer), **columns}


def _named(weights, renewed):
    """How the columns of these weights begin."""
    return ("validation" if weights == OWN else f"average_{weights}") + "_renewed" * renewed


def _weights(trainer):
    """Name -> what `network.restore` takes: the network's own numbers, and each average by its decay."""
    return {OWN: trainer.network.snapshot()} | {each.decay: each.averaged() for each in _averages(trainer)}


def _renew(trainer):
    renew_statistics(trainer.network, trainer.batches.images, augmentation=trainer.augmentation)


def _averages(trainer):
    return [callback for callback in trainer.callbacks if isinstance(callback, AverageBeside)]


def _spent(trainer):
    (watch,) = [callback for callback in trainer.callbacks if isinstance(callback, Stopwatch)]
    return {"cpu_seconds": round(watch.state["cpu_seconds"], 2)}


def _columns(rows, names):
    return {f"history_{name}": [round(row[name], 4) for row in rows] for name in names}


@lru_cache(maxsize=1)
def _data(validation):
    return load_fashion_mnist(validation)


@lru_cache(maxsize=1)
def _sixth(fold):
    """50,000 images to train on, and the others, which have the number `fold` of `FOLDS`."""
    away = folds(everything()[1], FOLDS) == fold
    return scaled(~away, away)


def _ladder():
    """The settings of each rung: its own, and those of all rungs below it."""
    trials, settings = [], BATCHES | {"epochs": 40}
    for arm, own in RUNGS.items():
        settings = settings | own
        if settings["optimizer"] != "sgd":
            settings = {name: settings[name] for name in settings if name != "momentum"}
        trials.append({"arm": arm, **settings})
    return trials


def _best_of(part, candidates):
    """A function (read) -> the settings of the best of `candidates`, whose results are those of the part `part`."""

    def best(read):
        arm, weights, renewed = chosen(read(part))
        return [trial | {"weights": weights, "renewed": renewed} for trial in candidates if trial["arm"] == arm]

    return best


STUDY = Study(
    name="record",
    chapters="15",
    asks="how far can three linear layers go, and what is each step on the way worth?",
    parts=(
        Part("candidates", candidate, CANDIDATES),
        Part("bare", candidate, BARE),
        Part("ladder", rung, _ladder(), tuple(range(FOLDS))),
        Part("long", rung, [_ladder()[-1] | {"arm": "long", "epochs": 300} | AVERAGES], SEEDS),
        Part("final", final, _best_of("candidates", CANDIDATES), SEEDS),
        Part("bare_final", final, _best_of("bare", BARE), SEEDS),
    ),
)

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main(["record", *sys.argv[1:]])
