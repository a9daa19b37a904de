"""Which training labels look wrong, and what happens without them. Chapter 11.

Every training is of 784-128-64-10, on the 55,000 training images of `load_fashion_mnist()` or some of them; the test
images have no part in any of it. "labels" says whether they are "as they are", or "planted": a tenth was made wrong on
purpose, so that one knows which they are.

ranking   the images by their loss, each judged by two networks that were not trained on it; how many labels are wrong
removal   validation accuracy after leaving out the most suspicious images, or as many at random; a seed decides the
          start, the order, and which ones "at random" are
"""

from functools import lru_cache

import numpy as np

from mlp.data import Part as Images
from mlp.data import load_fashion_mnist, stratified_split
from mlp.evaluation import evaluate
from mlp.evaluation.label_errors import confident_joint, estimated_label_errors
from mlp.search.sharing import SearchData
from mlp.studies.store import read
from mlp.studies.study import Part, Study
from mlp.studies.training import train as train_settings

FOLDS, JUDGES = 5, (0, 1)  # how many folds, and the seeds of the two rounds of judging
JUDGE_EPOCHS, EPOCHS = 5, 10  # passes of a network that judges, and of one that is trained without the suspicious
SEEDS = tuple(range(12))
SHARES = (0.01, 0.02, 0.05)  # of the training images, that are left out
PLANTED = 0.1  # of the training labels, that are made wrong
KEPT = 200
EDGES = np.arange(0, 16.5, 0.5)  # of the histogram of losses
# Images that are reported as mislabelled, by their place among the 60,000: Müller, Markert 2019, figure 2, and
# https://github.com/zalandoresearch/fashion-mnist/issues/166
REPORTED = (16691, 28264, 33982, 40513, 42018, 45592)


NAMES = ("as they are", "planted")


def train(part, epochs=EPOCHS, seed=0):
    """784-128-64-10 after `epochs` passes over `part`, standardised images, by SGD on half a cosine."""
    settings = {"hidden_sizes": [128, 64], "learning_rate": 0.05, "momentum": 0.9, "l2": 5e-4, "batch_size": 128}
    steps = epochs * -(-len(part) // 128)
    settings |= {"schedule": ["cosine", steps], "iterations": steps, "record_every": steps}
    return train_settings(settings, SearchData(part, _rows(part, slice(0, 0)), None), seed).network


def out_of_fold_probabilities(part, folds=FOLDS, epochs=JUDGE_EPOCHS, seed=0):
    """Judge every image of `part` by a network that was trained on the other folds only: probabilities (n, 10).

    The images are dealt to `folds` folds at random, from `seed`; for each fold, one network is trained on the others.
    """
    fold = np.random.default_rng(seed).permutation(len(part)) % folds
    probabilities = np.empty((len(part), 10), np.float32)
    for number in range(folds):
        away = fold == number
        network = train(_rows(part, ~away), epochs=epochs, seed=seed)
        probabilities[away] = evaluate(network, _rows(part, away)).probabilities
    return probabilities


def losses_of(labels, probabilities):
    """The cross-entropy of each image's label, (n,) float64."""
    of_label = probabilities[np.arange(len(labels)), labels]
    return -np.log(np.maximum(of_label, np.finfo(of_label.dtype).tiny)).astype(float)


def plant_errors(labels, share, seed=0):
    """Make a `share` of the labels (n,) wrong: each becomes one of the other nine classes, all equally likely.

    Returns the new labels (n,) int64 and which ones are wrong, (n,) bool.
    """
    rng = np.random.default_rng(seed)
    wrong = np.zeros(len(labels), bool)
    wrong[rng.permutation(len(labels))[: round(share * len(labels))]] = True
    return np.where(wrong, (labels + rng.integers(1, 10, len(labels))) % 10, labels), wrong


def ranking(settings, seed):
    """What is stored of the ranking; where errors were planted, also how many of them are found how far up."""
    part, wrong, probabilities, losses = _judged(settings["labels"])
    ranked = np.argsort(-losses, kind="stable")
    predictions = probabilities.argmax(axis=2).T  # (n, rounds)
    mean = probabilities.mean(axis=0)
    found = {
        "out_of_fold_accuracy": round(float((predictions == part.labels[:, None]).mean()), 4),
        "edges": EDGES.tolist(),
        "histogram": np.histogram(np.minimum(losses, EDGES[-1]), EDGES)[0].tolist(),
        "confident_joint": confident_joint(part.labels, mean).tolist(),
        "estimated_errors": round(estimated_label_errors(part.labels, mean)),
    }
    if settings["labels"] == "planted":
        looked_at = np.arange(0.01, 0.205, 0.01)
        shares = [float(wrong[ranked[: round(share * len(wrong))]].sum() / wrong.sum()) for share in looked_at]
        return found | {"looked_at": looked_at.round(2).tolist(), "found": np.round(shares, 4).tolist()}
    first = {f"{share:g}": ranked[: round(share * len(ranked))] for share in SHARES}
    counts = {share: np.bincount(part.labels[rows], minlength=10).tolist() for share, rows in first.items()}
    suspicious = [
        {
            "row": int(row),
            "label": int(part.labels[row]),
            "loss": round(float(losses[row]), 2),
            "predictions": predictions[row].tolist(),
        }
        for row in ranked[:KEPT]
    ]
    return found | {
        "suspicious": suspicious,
        "classes_of_the_first": counts,
        "ranks_of_reported": _ranks_of_reported(ranked),
    }


def removal(settings, seed):
    """Train without a share of the images; what is reached on the validation images."""
    part, _, _, losses = _judged(settings["labels"])
    kept = np.sort(order_of(settings["left_out"], losses, seed)[round(settings["share"] * len(part)) :])
    result = evaluate(train(_rows(part, kept), seed=seed), _data().validation)
    return {"validation_accuracy": round(float(result.accuracy), 4)}


def order_of(left_out, losses, seed):
    """The rows in the order in which they are left out: "most suspicious" by falling loss, "at random" by the seed."""
    if left_out == "at random":
        return np.random.default_rng(seed).permutation(len(losses))
    return np.argsort(-losses, kind="stable")


def read_label_noise():
    """Both parts as one dict: the ranking's entries, "removal", name -> accuracies, and the same under "planted"."""
    rankings, removals = read("label_noise", "ranking"), read("label_noise", "removal")
    found = {}
    for labels in NAMES:
        row = rankings[rankings.labels == labels].iloc[0].dropna().to_dict()
        by_arm = removals[removals.labels == labels].groupby("arm", sort=False).validation_accuracy
        found[labels] = row | {"removal": by_arm.apply(list).to_dict()}
    return found["as they are"] | {"planted": found["planted"] | {"share": PLANTED}}


@lru_cache(maxsize=1)
def _data():
    return load_fashion_mnist()


@lru_cache(maxsize=2)
def _judged(labels):
    """The training images with these labels, which are wrong, (n,) bool, their probabilities (rounds, n, 10), and the
    mean losses (n,) of the rounds, one for each seed in JUDGES."""
    part, wrong = _data().train, np.zeros(len(_data().train), bool)
    if labels == "planted":
        noisy, wrong = plant_errors(part.labels, PLANTED)
        part = Images(part.images, noisy)
    probabilities = np.stack([out_of_fold_probabilities(part, seed=seed) for seed in JUDGES])
    return part, wrong, probabilities, np.mean([losses_of(part.labels, one) for one in probabilities], axis=0)


def _ranks_of_reported(ranked):
    labels = load_fashion_mnist(validation=0, scaling="raw").train.labels
    places, _ = stratified_split(labels, len(_data().validation), 0)  # of the rows of data.train, among the 60,000
    rank = {int(places[row]): number for number, row in enumerate(ranked, start=1)}
    return {str(place): rank[place] for place in REPORTED if place in rank}


def _rows(part, rows):
    return Images(part.images[rows], part.labels[rows])


def _removals():
    arms = [("as they are", 0.0, "nothing"), ("planted", 0.0, "nothing")]
    arms += [("as they are", share, how) for share in SHARES for how in ("most suspicious", "at random")]
    arms += [("planted", PLANTED, how) for how in ("most suspicious", "at random")]
    return [
        {"labels": labels, "arm": f"{100 * share:g} % {how}" if share else how, "share": share, "left_out": how}
        for labels, share, how in arms
    ]


STUDY = Study(
    name="label_noise",
    chapters="11",
    asks="which training labels look wrong, and does it pay to leave them out?",
    parts=(
        Part("ranking", ranking, [{"labels": labels} for labels in NAMES]),
        Part("removal", removal, _removals(), SEEDS),
    ),
)
