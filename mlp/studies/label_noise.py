"""Which training labels look wrong, and what happens without them: the trainings of chapter 11, run once and stored.

    OPENBLAS_NUM_THREADS=1 python -m mlp.studies.label_noise

writes data/reports/course_label_noise.json, in about six minutes of one core. Every training is of 784-128-64-10, on
the 55,000 training images of `load_fashion_mnist()` or some of them; the test images have no part in any of it.

suspicious   the 200 training images with the largest loss, each judged by networks that were not trained on it
removal      validation accuracy after leaving out the most suspicious images, or as many at random; five seeds
planted      the same where a tenth of the training labels was made wrong on purpose, so that one knows which they are
"""

import json
from pathlib import Path

import numpy as np

from mlp.data import Part, load_fashion_mnist, stratified_split
from mlp.evaluation import evaluate
from mlp.network import build_mlp
from mlp.training.optimizers import SGD
from mlp.training.schedules import Cosine
from mlp.training.trainer import Trainer

FILE = Path(__file__).parents[2] / "data" / "reports" / "course_label_noise.json"
FOLDS, JUDGES = 5, (0, 1)  # how many folds, and the seeds of the two rounds of judging
JUDGE_EPOCHS, EPOCHS = 5, 10  # passes of a network that judges, and of one that is trained without the suspicious
SEEDS = (0, 1, 2, 3, 4)
SHARES = (0.01, 0.02, 0.05)  # of the training images, that are left out
PLANTED = 0.1  # of the training labels, that are made wrong
KEPT = 200
EDGES = np.arange(0, 16.5, 0.5)  # of the histogram of losses
# Images that are reported as mislabelled, by their place among the 60,000: Müller, Markert 2019, figure 2, and
# https://github.com/zalandoresearch/fashion-mnist/issues/166
REPORTED = (16691, 28264, 33982, 40513, 42018, 45592)


def train(part, epochs=EPOCHS, seed=0):
    """784-128-64-10 after `epochs` passes over `part`, a Part of standardised images, by SGD on half a cosine."""
    network = build_mlp([784, 128, 64, 10], seed=seed)
    schedule = Cosine(epochs * -(-len(part) // 128))
    optimizer = SGD(learning_rate=0.05, momentum=0.9)
    trainer = Trainer(network, optimizer, 128, l2=5e-4, schedule=schedule, seed=seed, progress=False)
    trainer.fit(part, epochs=epochs)
    if trainer.interrupted:
        raise KeyboardInterrupt
    return network


def out_of_fold(part, folds=FOLDS, epochs=JUDGE_EPOCHS, seed=0):
    """Judge every image of `part` by a network that was trained on the other folds only.

    The images are dealt to `folds` folds at random, from `seed`; for each fold, one network is trained on the others.
    Returns losses (n,) float64, the cross-entropy of each image's own label, and predictions (n,) int64.
    """
    fold = np.random.default_rng(seed).permutation(len(part)) % folds
    losses, predictions = np.empty(len(part)), np.empty(len(part), np.int64)
    for number in range(folds):
        away = fold == number
        network = train(_rows(part, ~away), epochs=epochs, seed=seed)
        result = evaluate(network, _rows(part, away))
        of_label = result.probabilities[np.arange(away.sum()), part.labels[away]]
        losses[away] = -np.log(np.maximum(of_label, np.finfo(of_label.dtype).tiny))
        predictions[away] = result.predictions
    return losses, predictions


def plant_errors(labels, share, seed=0):
    """Make a `share` of the labels (n,) wrong: each becomes one of the other nine classes, all equally likely.

    Returns the new labels (n,) int64 and which ones are wrong, (n,) bool.
    """
    rng = np.random.default_rng(seed)
    wrong = np.zeros(len(labels), bool)
    wrong[rng.permutation(len(labels))[: round(share * len(labels))]] = True
    return np.where(wrong, (labels + rng.integers(1, 10, len(labels))) % 10, labels), wrong


def removal(part, validation, losses, shares):
    """What leaving out images does: a dict, such as "1 % at random" -> validation accuracies, one for each of SEEDS.

    part, validation   Parts: the images to train on, with their losses (n,), and those to judge by
    """
    ranked = np.argsort(-losses, kind="stable")
    orders = {
        "most suspicious": [ranked] * len(SEEDS),
        "at random": [np.random.default_rng(seed).permutation(len(part)) for seed in SEEDS],
    }
    accuracies = {"nothing": [_accuracy(part, validation, seed) for seed in SEEDS]}
    for share in shares:
        for how, order in orders.items():
            kept = [_rows(part, np.sort(rows[round(share * len(part)) :])) for rows in order]
            found = [_accuracy(images, validation, seed) for images, seed in zip(kept, SEEDS)]
            accuracies[f"{100 * share:g} % {how}"] = found
    return accuracies


def read_label_noise():
    """What the command has stored, a dict; FileNotFoundError where the course is installed without its data."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def _rows(part, rows):
    return Part(part.images[rows], part.labels[rows])


def _accuracy(part, validation, seed):
    return round(evaluate(train(part, seed=seed), validation).accuracy, 4)


def _judged(part):
    """Mean losses (n,) and predictions (n, rounds) over the rounds of `out_of_fold`, one for each seed in JUDGES."""
    losses, predictions = zip(*(out_of_fold(part, seed=seed) for seed in JUDGES))
    return np.mean(losses, axis=0), np.stack(predictions, axis=1)


def _suspicious(data, losses, predictions):
    """What is stored of the ranking: its first KEPT rows, the histogram, and the ranks of REPORTED."""
    labels = load_fashion_mnist(validation=0, scaling="raw").train.labels
    places, _ = stratified_split(labels, len(data.validation), 0)  # of the rows of data.train, among the 60,000
    ranked = np.argsort(-losses, kind="stable")
    rank = {int(places[row]): number for number, row in enumerate(ranked, start=1)}
    return {
        "suspicious": [
            {
                "row": int(row),
                "label": int(data.train.labels[row]),
                "loss": round(float(losses[row]), 2),
                "predictions": predictions[row].tolist(),
            }
            for row in ranked[:KEPT]
        ],
        "classes_of_the_first": {
            f"{share:g}": np.bincount(data.train.labels[ranked[: round(share * len(ranked))]], minlength=10).tolist()
            for share in SHARES
        },
        "edges": EDGES.tolist(),
        "histogram": np.histogram(np.minimum(losses, EDGES[-1]), EDGES)[0].tolist(),
        "out_of_fold_accuracy": round(float((predictions == data.train.labels[:, None]).mean()), 4),
        "ranks_of_reported": {str(place): rank[place] for place in REPORTED if place in rank},
    }


def _planted(data):
    """The same search and removal where we know which labels are wrong, because we made them so."""
    labels, wrong = plant_errors(data.train.labels, PLANTED)
    part = Part(data.train.images, labels)
    losses, _ = _judged(part)
    ranked = np.argsort(-losses, kind="stable")
    looked_at = np.arange(0.01, 0.205, 0.01)
    return {
        "share": PLANTED,
        "looked_at": looked_at.round(2).tolist(),
        "found": [round(float(wrong[ranked[: round(s * len(wrong))]].sum() / wrong.sum()), 4) for s in looked_at],
        "removal": removal(part, data.validation, losses, (PLANTED,)),
    }


def main():
    """Run all of it and write the file."""
    data = load_fashion_mnist()
    losses, predictions = _judged(data.train)
    settings = {"folds": FOLDS, "judges": JUDGES, "judge_epochs": JUDGE_EPOCHS, "epochs": EPOCHS}
    settings |= {"seeds": SEEDS, "shares": SHARES, "planted": PLANTED, "images": len(data.train)}
    results = {
        "settings": settings,
        **_suspicious(data, losses, predictions),
        "removal": removal(data.train, data.validation, losses, SHARES),
        "planted": _planted(data),
    }
    lines = (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in results.items())
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
