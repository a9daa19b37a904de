"""What each regulariser does for 784-128-64-10, and a recipe for 784-512-256-10; chapter 09 shows both.

    OPENBLAS_NUM_THREADS=1 python -m mlp.studies.regularisation

writes data/reports/course_regularisation.json. Three parts, each of whole trainings on standardised images:

candidates   one training each of 784-512-256-10, without augmentation, on 50,000 images, judged by its accuracy on the
             other 10,000 (validation) at the end
recipe       the best candidate, unchanged, trained on all 60,000 images with three seeds, and measured on the test
             images: nothing else here looks at them, and nothing is chosen afterwards
comparison   784-128-64-10 with one regulariser at a time, with none and with all, three seeds each, on the same
             50,000 and 10,000 images

A run that is in the file is not made again: an interrupted command goes on, and to start from nothing, delete the file.
Another processor rounds differently, and a training makes more of that: accuracies then move by a tenth of a point.
"""

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from mlp import SGD, Network, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.data.augmentation import Augmentation
from mlp.layers import Dropout
from mlp.losses import SoftmaxCrossEntropy
from mlp.reports.store import environment
from mlp.training.callbacks import WeightAverage
from mlp.training.schedules import Cosine

REPORT = Path(__file__).parents[2] / "data" / "reports" / "course_regularisation.json"
LARGE, SMALL = (512, 256), (128, 64)  # hidden sizes
BATCH = 128
SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Recipe:
    """A training: SGD with momentum 0.9 in batches of 128, the learning rate on half a cosine down to 0."""

    hidden_sizes: tuple = SMALL
    epochs: int = 20
    learning_rate: float = 0.05
    l2: float = 0.0
    input_dropout: float = 0.0
    dropout: float = 0.0
    batch_norm: bool = False
    label_smoothing: float = 0.0
    weight_average: float = 0.0
    shift: int | None = None  # augmentation: shifts by up to so many pixels, and flips
    patience: int | None = None  # early stopping on the validation loss


CANDIDATES = {
    "L2": Recipe(LARGE, 20, l2=1e-4),
    "dropout": Recipe(LARGE, 20, l2=1e-4, dropout=0.3),
    "dropout, smoothing": Recipe(LARGE, 20, l2=1e-4, dropout=0.3, label_smoothing=0.1),
    "batch norm": Recipe(LARGE, 20, l2=1e-4, batch_norm=True),
    "batch norm, dropout": Recipe(LARGE, 20, l2=1e-4, batch_norm=True, dropout=0.3),
    "batch norm, dropout, smoothing": Recipe(LARGE, 20, l2=1e-4, batch_norm=True, dropout=0.3, label_smoothing=0.1),
    "batch norm, more L2": Recipe(LARGE, 20, l2=5e-4, batch_norm=True),
    "batch norm, more L2, smoothing": Recipe(LARGE, 20, l2=5e-4, batch_norm=True, label_smoothing=0.1),
    "batch norm, more L2, input dropout": Recipe(LARGE, 20, l2=5e-4, batch_norm=True, input_dropout=0.1, dropout=0.1),
    "batch norm, more L2, faster": Recipe(LARGE, 20, 0.2, l2=5e-4, batch_norm=True),
    "batch norm, more L2, input dropout, smoothing": Recipe(
        LARGE, 20, l2=5e-4, batch_norm=True, input_dropout=0.1, dropout=0.1, label_smoothing=0.1
    ),
    "batch norm, more L2, input dropout, smoothing, longer": Recipe(
        LARGE, 40, l2=5e-4, batch_norm=True, input_dropout=0.1, dropout=0.1, label_smoothing=0.1
    ),
}
COMPARISON = {
    "none": Recipe(),
    "L2": Recipe(l2=5e-4),
    "dropout": Recipe(dropout=0.2),
    "batch norm": Recipe(batch_norm=True),
    "label smoothing": Recipe(label_smoothing=0.1),
    "augmentation": Recipe(shift=1),
    "early stopping": Recipe(patience=3),
    "weight averaging": Recipe(weight_average=0.999),
    "all but augmentation": Recipe(l2=5e-4, dropout=0.1, batch_norm=True, label_smoothing=0.1),
    "all": Recipe(l2=5e-4, dropout=0.1, batch_norm=True, label_smoothing=0.1, shift=1),
}


def train(recipe, data, seed):
    """Train a network by `recipe` on data.train. Returns it and what is kept of the run, a dict for JSON."""
    network = _network(recipe, seed)
    network.loss = SoftmaxCrossEntropy(recipe.label_smoothing)
    steps = recipe.epochs * -(-len(data.train) // BATCH)
    trainer = Trainer(
        network,
        SGD(recipe.learning_rate, momentum=0.9),
        BATCH,
        l2=recipe.l2,
        schedule=Cosine(steps),
        patience=recipe.patience,
        augmentation=None if recipe.shift is None else Augmentation.fitting(data, recipe.shift),
        callbacks=[WeightAverage(recipe.weight_average)] if recipe.weight_average else [],
        seed=seed,
        progress=False,
    )
    start = time.perf_counter()
    history = trainer.fit(data.train, data.validation, epochs=recipe.epochs)
    if trainer.interrupted:
        raise KeyboardInterrupt
    return network, {
        "recipe": _plain(recipe),
        "seed": seed,
        "training_images": len(data.train),
        "seconds": round(time.perf_counter() - start, 1),
        "train_accuracy": [round(accuracy, 4) for accuracy in history.train_accuracy.tolist()],
    }


def _network(recipe, seed):
    network = build_mlp(
        [784, *recipe.hidden_sizes, 10], dropout=recipe.dropout, batch_norm=recipe.batch_norm, seed=seed
    )
    if recipe.input_dropout:
        network = Network([Dropout(recipe.input_dropout), *network.layers], seed=seed)
    return network


def _plain(recipe):
    return {**asdict(recipe), "hidden_sizes": list(recipe.hidden_sizes)}


def measure(network, part, name):
    """Accuracy and plain cross-entropy, without smoothing, on one part of the data, under names that tell which."""
    network.loss = SoftmaxCrossEntropy()
    result = evaluate(network, part)
    return {f"{name}_accuracy": round(result.accuracy, 4), f"{name}_loss": round(result.loss, 4)}


class Report:
    """The JSON file: what was run, and on what."""

    def __init__(self, path):
        self.path = path
        self.content = json.loads(path.read_text()) if path.exists() else {"runs": {}}
        self.content["command"] = "OPENBLAS_NUM_THREADS=1 python -m mlp.studies.regularisation"
        self.content["machine"] = {**environment(), "threads": os.environ.get("OPENBLAS_NUM_THREADS", "default")}

    def run(self, part, name, recipe, seed, data, measured):
        """Make the run unless it is there: train, then measure on data.<measured>."""
        key = f"{part}/{name}/{seed}"
        if key in self.content["runs"] and self.content["runs"][key]["recipe"] == _plain(recipe):
            return
        network, row = train(recipe, data, seed)
        row |= measure(network, getattr(data, measured), measured)
        self.content["runs"][key] = row
        self.save()
        print(f"{key}: {row[f'{measured}_accuracy']:.4f} on {measured}, {row['seconds']:.0f} s", flush=True)

    def save(self):
        """Write the file whole or not at all."""
        part = self.path.with_name(self.path.name + ".part")
        part.write_text(json.dumps(self.content, indent=1) + "\n")
        os.replace(part, self.path)


def main():
    """Make every run that is not in the file yet, and print each as it ends."""
    report, data = Report(REPORT), load_fashion_mnist(validation=10_000)
    for name, recipe in CANDIDATES.items():
        report.run("candidates", name, recipe, 0, data, "validation")
    runs = report.content["runs"]
    chosen = max(CANDIDATES, key=lambda name: runs[f"candidates/{name}/0"]["validation_accuracy"])
    report.content["chosen"] = chosen
    everything = load_fashion_mnist(validation=0)
    for seed in SEEDS:
        report.run("recipe", chosen, CANDIDATES[chosen], seed, everything, "test")
    for name, recipe in COMPARISON.items():
        for seed in SEEDS:
            report.run("comparison", name, recipe, seed, data, "validation")
    report.save()
    test = [100 * runs[f"recipe/{chosen}/{seed}"]["test_accuracy"] for seed in SEEDS]
    print(f"{chosen}: {np.mean(test):.2f} ± {np.std(test, ddof=1):.2f} % of the test images, seeds {SEEDS}")


if __name__ == "__main__":
    main()
