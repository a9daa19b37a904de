"""Trained networks that come with the course, so that a chapter can look inside one without training it first.

`python -m mlp.studies.pretrained` makes data/pretrained/<name>.npz again, for each of NETWORKS whose file is not there,
and beside it its card, <name>.json: what it is, how it was trained, how good it is.

128-64, 500-324          as the course trains: standardised, Kaiming's start, momentum 0.9, half a cosine
report_000, _002, _003   as that report trained, by its setting in `mlp.reports`: what the report says of its weights is
                         to be judged by these. 000's own trained on all 60,000 images; here 5,000 are set aside
report_004               that report's convolutional net, likewise; it stops and returns by the validation images. Its
                         file is not in the repository yet: the command takes five minutes to make it

None has learned from the 5,000 validation images of `load_fashion_mnist()`. The study of the same name stores what the
weights and biases of those without convolutions are like, for the files (seed 0) and for networks from two other seeds.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from mlp.archive import write_whole
from mlp.checks import check_choice
from mlp.checks.places import course_folder
from mlp.data import load_fashion_mnist
from mlp.evaluation import evaluate
from mlp.inside import linear_layers, product
from mlp.network import Network
from mlp.reports import convolutional, report_000, report_002, report_003, report_004
from mlp.reports.training import fit
from mlp.studies.study import Part, Study
from mlp.studies.training import train
from mlp.training.schedules import Step

FOLDER = course_folder("data", "pretrained")
NEAR_ZERO = 0.05  # a bias
LOST = 0.0002  # of the validation and of the test images: so much less may float16 get right


def _course(hidden_sizes, epochs, seed):
    """The network that the course trains: SGD with momentum, L2, half a cosine."""
    steps = epochs * -(-55_000 // 128)
    settings = {"hidden_sizes": hidden_sizes, "learning_rate": 0.05, "momentum": 0.9, "batch_size": 128, "l2": 5e-4}
    settings |= {"schedule": ["cosine", steps], "epochs": epochs}
    return train(settings, load_fashion_mnist(), seed).network


def _report(setting, seed):
    """The network of a report's setting."""
    return fit(setting, seed)[0].network


def _report_004(setting, seed):
    """Report 004's convolutional net, at the epoch to which the rule of its log returns."""
    network, epochs, _ = convolutional.fit_cnn(setting, seed)
    network.restore(epochs.kept["log"])
    return network


@dataclass(frozen=True)
class Recipe:
    """How a network of NETWORKS is made: how its images are scaled, in words how it was trained, and `train`(seed).

    half   whether its file has float16: where that costs less than LOST. Chapters print digits of the others' weights.
    """

    scaling: str
    words: str
    train: Callable
    half: bool = False


def _course_words(epochs):
    return f"SGD, momentum 0.9, learning rate 0.05, half a cosine, batches of 128, L2 5e-4, {epochs} epochs"


OF_000 = replace(report_000.FULL, validation=5000, watch="validation", record_every=10_000)
OF_002 = replace(report_002.OPTIMAL, keep="accuracy")
OF_003 = replace(report_003.BASE, schedule=Step(report_003.DROP, report_003.DECAY))  # its best row
OF_004 = replace(report_004.CNN, validation=5000, watch="validation")
NETWORKS = {
    "128-64": Recipe("standardize", _course_words(30), partial(_course, [128, 64], 30)),
    "500-324": Recipe("standardize", _course_words(20), partial(_course, [500, 324], 20)),
    "report_000": Recipe(OF_000.scaling, "as report 000's last training, 30,000 steps", partial(_report, OF_000)),
    "report_002": Recipe(OF_002.scaling, "as report 002's final net, its Table 2", partial(_report, OF_002)),
    "report_003": Recipe(OF_003.scaling, "as the best row of report 003's Table 2", partial(_report, OF_003)),
    "report_004": Recipe(
        OF_004.scaling,
        "as report 004's convolutional net, section 5.3: Adam, batches of 32, until 3 epochs did not lower the loss",
        partial(_report_004, OF_004),
        half=True,
    ),
}
DENSE = [name for name in NETWORKS if name != "report_004"]


def load_pretrained(name="128-64"):
    """The trained Network `name`, one of NETWORKS: 784 inputs, 10 classes, float32.

    Its images must be scaled as its training images were, which `pretrained_data` does. Raises ValueError for another
    name, FileNotFoundError where the course is installed without its data.
    """
    return Network.load(_file(name))


def pretrained_card(name="128-64"):
    """What is known of that network, a dict: name, recipe (in words), scaling, seed, layers (their names), parameters
    (how many), stored_as (of the file's numbers), validation_accuracy, test_accuracy, and the command that made it.
    """
    return json.loads(_file(name, "json").read_text(encoding="utf-8"))


def pretrained_data(name="128-64", seed=0):
    """The data as that network takes them, a FashionMNIST whose validation and test images it has not learned from.

    seed   0 for the stored network; the reports' networks from another seed had other images set aside
    """
    return load_fashion_mnist(scaling=NETWORKS[check_choice("name", name, NETWORKS)].scaling, seed=seed)


def _file(name, ending="npz"):
    return FOLDER / f"{check_choice('name', name, NETWORKS)}.{ending}"


def describe(settings, seed):
    """What a network is like inside: lists with an entry for each layer, and three accuracies.

    weight_std, weight_mean_abs        of its weights
    bias_mean, bias_std, bias_skew     of its biases; the skew is the mean third power of (b - mean) / std
    bias_near_zero                     the share of its biases within ±0.05
    validation_accuracy, test_accuracy of the network; product_accuracy of W1 W2 W3 alone, without biases and ReLUs, on
                                       the validation images
    """
    name = settings["network"]
    network, data = load_pretrained(name) if seed == 0 else NETWORKS[name].train(seed), pretrained_data(name, seed)
    right = (data.validation.images @ product(network)).argmax(axis=1) == data.validation.labels
    layers = linear_layers(network)
    return {
        "validation_accuracy": round(float(evaluate(network, data.validation).accuracy), 4),
        "test_accuracy": round(float(evaluate(network, data.test).accuracy), 4),
        "product_accuracy": round(float(right.mean()), 4),
        **{name: [float(f"{measure(layer):.4g}") for layer in layers] for name, measure in OF_A_LAYER.items()},
    }


def _skew(numbers):
    return np.mean(((numbers - numbers.mean()) / numbers.std()) ** 3)


OF_A_LAYER = {
    "weight_std": lambda layer: layer.weight.std(),
    "weight_mean_abs": lambda layer: np.abs(layer.weight).mean(),
    "bias_mean": lambda layer: layer.bias.mean(),
    "bias_std": lambda layer: layer.bias.std(),
    "bias_skew": lambda layer: _skew(layer.bias.astype(float)),
    "bias_near_zero": lambda layer: np.mean(np.abs(layer.bias) <= NEAR_ZERO),
}
STUDY = Study(
    name="pretrained",
    chapters="11, 12, 13",
    asks="what are the weights and biases of the stored networks like, and are they so from other seeds?",
    parts=(
        Part("networks", describe, [{"network": name} for name in DENSE]),
        Part("other_seeds", describe, [{"network": name} for name in ("report_000", "report_002")], (1, 2)),
    ),
)


def store(name, network):
    """Write a trained network to its file, in float16 if its recipe allows that and it costs less than LOST."""
    network.save(_file(name))
    if NETWORKS[name].half:
        data, whole = pretrained_data(name), load_pretrained(name)
        network.save(_file(name), half=True)
        parts = (data.validation, data.test)
        lost = [evaluate(whole, part).accuracy - evaluate(load_pretrained(name), part).accuracy for part in parts]
        if max(lost) >= LOST:
            network.save(_file(name))


def write_card(name):
    """Measure the stored network, and write its card."""
    network, data = load_pretrained(name), pretrained_data(name)
    with np.load(_file(name)) as numbers:
        stored_as = str(numbers["parameters"].dtype)
    card = {
        "name": name,
        "recipe": NETWORKS[name].words,
        "scaling": NETWORKS[name].scaling,
        "seed": 0,
        "layers": [type(layer).__name__ for layer in network.layers],
        "parameters": len(network.parameters),
        "stored_as": stored_as,
        "validation_accuracy": round(float(evaluate(network, data.validation).accuracy), 4),
        "test_accuracy": round(float(evaluate(network, data.test).accuracy), 4),
        "command": "python -m mlp.studies.pretrained",
    }
    write_whole(_file(name, "json"), json.dumps(card, indent=2) + "\n")


def main():
    """Train every network of NETWORKS whose file is not there, and write it, and each card that is missing."""
    for name, recipe in NETWORKS.items():
        if not _file(name).exists():
            store(name, recipe.train(0))
            _file(name, "json").unlink(missing_ok=True)
            print(f"{name} is trained", flush=True)
        if not _file(name, "json").exists():
            write_card(name)


if __name__ == "__main__":
    main()
