"""What each regulariser does for 784-128-64-10, and a recipe for 784-512-256-10. Chapter 09.

The first four parts change one thing against "none", with the same seeds; a seed decides the fold, the start and the
order (`mlp.studies.folds`), so that differences are paired. None of the settings was tuned. Half a cosine to 0 in all.

few            2,000 training images of the fold, drawn by the seed; 15 and 60 epochs
full           all 55,000 training images; 20 epochs
long           the same for 60 epochs, fewer arms, eight seeds
confirmation   for few and full, the arm with the highest mean and "none" once more, from six other seeds
candidates     twelve recipes, one training each on 50,000 images, judged by their accuracy on the other 10,000
recipe         the best of them, unchanged, on all 60,000 images, three seeds: the only ones that meet the test images
"""

import math

import numpy as np

from mlp.data import Part as Images
from mlp.data import load_fashion_mnist
from mlp.search.sharing import SearchData
from mlp.studies.folds import FOLDS, fold_data
from mlp.studies.study import Part, Study
from mlp.studies.training import measure, train

SEEDS, FEWER_SEEDS, OTHER_SEEDS = tuple(range(FOLDS)), tuple(range(8)), tuple(range(FOLDS, FOLDS + 6))
FEW = 2000
SGD = {"learning_rate": 0.05, "momentum": 0.9}
ARMS_FEW = {
    "none": {},
    "L2": {"l2": 3e-3},
    "dropout": {"dropout": 0.3},
    "batch norm": {"batch_norm": True},
    "label smoothing": {"label_smoothing": 0.1},
    "augmentation": {"shift": 1},
    "weight averaging": {"weight_average": 0.99},
    "all but augmentation": {"l2": 1e-3, "dropout": 0.3, "batch_norm": True, "label_smoothing": 0.1},
    "all": {"l2": 1e-3, "dropout": 0.3, "batch_norm": True, "label_smoothing": 0.1, "shift": 1},
}
ARMS_FULL = {
    "none": {},
    "L2": {"l2": 5e-4},
    "dropout": {"dropout": 0.2},
    "batch norm": {"batch_norm": True},
    "label smoothing": {"label_smoothing": 0.1},
    "augmentation": {"shift": 1},
    "early stopping": {"patience": 3},
    "weight averaging": {"weight_average": 0.999},
    "all but augmentation": {"l2": 5e-4, "dropout": 0.1, "batch_norm": True, "label_smoothing": 0.1},
    "all": {"l2": 5e-4, "dropout": 0.1, "batch_norm": True, "label_smoothing": 0.1, "shift": 1},
}
LONG = ("none", "L2", "augmentation")

MORE_L2 = {"l2": 5e-4, "batch_norm": True}
INPUT_DROPOUT = MORE_L2 | {"input_dropout": 0.1, "dropout": 0.1}
CANDIDATES = {
    "L2": {"l2": 1e-4},
    "dropout": {"l2": 1e-4, "dropout": 0.3},
    "dropout, smoothing": {"l2": 1e-4, "dropout": 0.3, "label_smoothing": 0.1},
    "batch norm": {"l2": 1e-4, "batch_norm": True},
    "batch norm, dropout": {"l2": 1e-4, "batch_norm": True, "dropout": 0.3},
    "batch norm, dropout, smoothing": {"l2": 1e-4, "batch_norm": True, "dropout": 0.3, "label_smoothing": 0.1},
    "batch norm, more L2": MORE_L2,
    "batch norm, more L2, smoothing": MORE_L2 | {"label_smoothing": 0.1},
    "batch norm, more L2, input dropout": INPUT_DROPOUT,
    "batch norm, more L2, faster": MORE_L2 | {"learning_rate": 0.2},
    "batch norm, more L2, input dropout, smoothing": INPUT_DROPOUT | {"label_smoothing": 0.1},
    "batch norm, more L2, input dropout, smoothing, longer": INPUT_DROPOUT | {"label_smoothing": 0.1, "epochs": 40},
}


def few_trial(settings, seed):
    """Train on 2,000 of the fold's training images, which the seed draws; measured on its 5,000 validation images."""
    data = fold_data(seed)
    rows = np.random.default_rng(seed).permutation(len(data.train))[:FEW]
    few = Images(data.train.images[rows], data.train.labels[rows])
    return _trial(settings, SearchData(few, data.validation, data.transform), seed)


def full_trial(settings, seed):
    """Train on the 55,000 training images of the seed's fold; measured on its 5,000 validation images."""
    return _trial(settings, fold_data(seed), seed)


def confirm(settings, seed):
    """`few_trial` or `full_trial`, as the setting "experiment" says."""
    trial = few_trial if settings["experiment"].startswith("few") else full_trial
    return trial({name: value for name, value in settings.items() if name != "experiment"}, seed)


def candidate(settings, seed):
    """Train on 50,000 images, measure on the other 10,000."""
    data = load_fashion_mnist(validation=10_000)
    return measure(train(settings, data, seed).network, data.validation, "validation")


def recipe(settings, seed):
    """Train on all 60,000 images, measure on the test images."""
    data = load_fashion_mnist(validation=0)
    return measure(train(settings, data, seed).network, data.test, "test")


def _trial(settings, data, seed):
    trainer = train(settings, data, seed)
    last = trainer.history.rows[-1]
    found = measure(trainer.network, data.validation, "validation")
    return {"epochs_taken": last["epoch"], **found, "train_accuracy": round(last["train_accuracy"], 4)}


def _arms(arms, epochs, images, batch_size):
    """The settings of each arm: its own, and what all have in common."""
    length = _length(epochs, images, batch_size)
    same = {"hidden_sizes": [128, 64], "batch_size": batch_size, **SGD, **length}
    return [{"arm": arm, **same, **_record(own), **own} for arm, own in arms.items()]


def _length(epochs, images, batch_size):
    steps = epochs * math.ceil(images / batch_size)
    return {"epochs": epochs, "schedule": ["cosine", steps]}


def _record(own):
    """Early stopping looks at the validation images after each epoch; the others are measured at their end."""
    return {} if "patience" in own else {"record_every": 10**9}


def _experiments():
    """What is confirmed: name -> (part, epochs, its settings)."""
    return {
        "few, 15 epochs": ("few", 15, _arms(ARMS_FEW, 15, FEW, 64)),
        "few, 60 epochs": ("few", 60, _arms(ARMS_FEW, 60, FEW, 64)),
        "full, 20 epochs": ("full", 20, _arms(ARMS_FULL, 20, 55_000, 128)),
    }


def _best_and_none(read):
    """For each experiment, the arm with the highest mean accuracy, and none."""
    chosen = []
    for experiment, (part, epochs, trials) in _experiments().items():
        frame = read(part)
        means = frame[frame.epochs == epochs].groupby("arm").validation_accuracy.mean()
        chosen += [{"experiment": experiment} | trial for trial in trials if trial["arm"] in ("none", means.idxmax())]
    return chosen


def _candidates():
    same = {"hidden_sizes": [512, 256], "batch_size": 128, **SGD, "epochs": 20, "record_every": 10**9}
    trials = [{"arm": arm, **same, **own} for arm, own in CANDIDATES.items()]
    return [trial | _length(trial["epochs"], 50_000, 128) for trial in trials]


def _recipe(read):
    """The best candidate."""
    frame = read("candidates")
    best = frame.arm[frame.validation_accuracy.idxmax()]
    (trial,) = [trial for trial in _candidates() if trial["arm"] == best]
    return [trial | _length(trial["epochs"], 60_000, 128)]


STUDY = Study(
    name="regularisation",
    chapters="09",
    asks="what is each regulariser worth, on few and on many images, after a short and a long training?",
    parts=(
        Part("few", few_trial, _arms(ARMS_FEW, 15, FEW, 64) + _arms(ARMS_FEW, 60, FEW, 64), SEEDS),
        Part("full", full_trial, _arms(ARMS_FULL, 20, 55_000, 128), SEEDS),
        Part("long", full_trial, _arms({arm: ARMS_FULL[arm] for arm in LONG}, 60, 55_000, 128), FEWER_SEEDS),
        Part("confirmation", confirm, _best_and_none, OTHER_SEEDS),
        Part("candidates", candidate, _candidates()),
        Part("recipe", recipe, _recipe, (0, 1, 2)),
    ),
)
