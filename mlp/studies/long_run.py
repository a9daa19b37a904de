"""Report 000's last training, 784-128-64-10 for 30,000 steps, with the scaling that the course teaches. Chapter 08.

Standardised images, Kaiming's start, momentum 0.9, batches of 128, half a cosine; the history has an entry for every
1,000 steps.

candidates   five recipes, trained on 55,000 images and judged by their accuracy on the other 5,000, which are the same
             for all seeds: a seed decides the start and the order
final        the best of them, unchanged, on all 60,000 images; then, once, the accuracy on the test images

Another processor rounds differently, and training amplifies that: accuracies move by about a tenth of a point.
"""

from functools import lru_cache

from mlp.data import load_fashion_mnist
from mlp.studies.study import Part, Study
from mlp.studies.training import measure, train

STEPS = 30_000
CANDIDATES = [
    {"learning_rate": 0.05, "l2": 1e-4},
    {"learning_rate": 0.05, "l2": 5e-4},
    {"learning_rate": 0.05, "l2": 2e-3},
    {"learning_rate": 0.05, "l2": 3e-3},
    {"learning_rate": 0.1, "l2": 2e-3},
]
COMMON = {
    "hidden_sizes": [128, 64],
    "momentum": 0.9,
    "batch_size": 128,
    "schedule": ["cosine", STEPS],
    "iterations": STEPS,
    "record_every": 1000,
}
SEEDS = (0, 1, 2, 3, 4, 5)


def candidate(settings, seed):
    """Train on 55,000 images: the history's columns as lists, and validation_accuracy at the end."""
    history = train(settings, _data(5000), seed).history
    names = ("loss", "train_accuracy", "validation_accuracy", "validation_loss")
    return {"validation_accuracy": round(history.rows[-1]["validation_accuracy"], 4), **_columns(history, names)}


def final(settings, seed):
    """Train on all 60,000 images: the history's columns as lists, and test_accuracy."""
    data = _data(0)
    trainer = train(settings, data, seed)
    columns = _columns(trainer.history, ("loss", "train_accuracy"))
    return {"test_accuracy": measure(trainer.network, data.test, "test")["test_accuracy"], **columns}


def chosen(candidates):
    """The learning rate and penalty with the highest mean accuracy, from the table of the part "candidates": a dict."""
    means = candidates.groupby(["learning_rate", "l2"]).validation_accuracy.mean()
    return dict(zip(("learning_rate", "l2"), means.idxmax()))


@lru_cache(maxsize=1)
def _data(validation):
    return load_fashion_mnist(validation)


def _columns(history, names):
    rounded = {f"history_{name}": [round(row[name], 4) for row in history.rows] for name in names}
    return {"history_iteration": [row["iteration"] for row in history.rows]} | rounded


STUDY = Study(
    name="long_run",
    chapters="08",
    asks="how good does report 000's network become in its 30,000 steps, trained as the course teaches?",
    parts=(
        Part("candidates", candidate, [recipe | COMMON for recipe in CANDIDATES], SEEDS),
        Part("final", final, lambda read: [chosen(read("candidates")) | COMMON], (0, 1, 2)),
    ),
)
