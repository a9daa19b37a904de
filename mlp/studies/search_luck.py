"""What a search's winner is worth where neither its seed nor its images have chosen it. Chapter 10.

Each training has 1,000 steps of batches of 128 (`nested`: 600, `wide`: 300), on standardised images.

confirmation   the finalists of `search_study` from ten new seeds, each judged on 5,000 images of its own, none of which
               is among the 10,000 that chose them
nested         the whole procedure, twelve times: twelve random draws are trained on 50,000 images, 5,000 others choose
               the best of them, and 5,000 that had no part in it, another twelfth of the data each time, judge it
wide           96 draws from a box so wide that in much of it nothing is learned
"""

import math

import numpy as np

from mlp.data import Part as Images
from mlp.data import stratified_split
from mlp.evaluation import evaluate
from mlp.search import LogUniform, Uniform, random_trials
from mlp.search.sharing import SearchData
from mlp.studies.folds import FOLDS, everything, fold_data, folds, scaled
from mlp.studies.search_study import ITERATIONS, SPACE, VALIDATION, winners
from mlp.studies.study import Part, Study
from mlp.studies.training import measure, train
from mlp.training.trainer import TrainingDiverged

DRAWS, STEPS = 12, 600
WIDE = SPACE | {"learning_rate": LogUniform(1e-4, 10.0), "momentum": Uniform(0.0, 0.99)}


def confirm(settings, seed):
    """Train on all but 5,000 of the 50,000 images that did not choose; those 5,000 judge. The seed deals them out."""
    _, labels = everything()
    others, _ = stratified_split(labels, VALIDATION, 0)  # of `search_study`, which loads its data with seed 0
    judges = others[folds(labels[others], count=10) == seed % 10]
    data = scaled(np.setdiff1d(np.arange(len(labels)), judges), judges)
    return measure(train(settings, data, seed).network, data.validation, "validation")


def search(settings, seed):
    """One random search on the seed's fold: what each draw reaches on the images that choose, and on those that judge.

    Returns {"rows": [{"settings", "status", "chooses", "judges"}, …]}: accuracies, NaN where the training diverged.
    """
    outer = fold_data(seed)
    inner, chooses = stratified_split(outer.train.labels, 5000, seed)
    parts = [Images(outer.train.images[rows], outer.train.labels[rows]) for rows in (inner, chooses)]
    draws = random_trials(SPACE, settings["draws"], seed, batch_size=128)
    return {"rows": [_draw(draw, SearchData(*parts, outer.transform), outer.validation, seed) for draw in draws]}


def _draw(draw, data, judges, seed):
    row = {"settings": draw, "status": "done", "chooses": math.nan, "judges": math.nan}
    try:
        network = train(draw | {"iterations": STEPS, "record_every": STEPS}, data, seed).network
    except TrainingDiverged:
        return row | {"status": "diverged"}
    scores = [evaluate(network, part).accuracy for part in (data.validation, judges)]
    return row | dict(zip(("chooses", "judges"), np.round(scores, 4).tolist()))


def wide_trial(settings, seed):
    """A short training; what it reaches on the fold's validation images."""
    data = fold_data(seed)
    return measure(train(settings, data, seed).network, data.validation, "validation")


def _finalists(read):
    found = winners(lambda part: read(part, "search_study"))
    return [trial | {"iterations": ITERATIONS, "record_every": ITERATIONS} for trial in found]


STUDY = Study(
    name="search_luck",
    chapters="10",
    asks="what is a search's winner worth where neither its seed nor its images have chosen it?",
    parts=(
        Part("confirmation", confirm, _finalists, tuple(range(1, 11))),
        Part("nested", search, [{"draws": DRAWS}], tuple(range(FOLDS))),
        Part("wide", wide_trial, random_trials(WIDE, 96, batch_size=128, iterations=300, record_every=300)),
    ),
)
