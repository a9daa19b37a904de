"""Trained networks that come with the course, so that a chapter can look inside one without training it first.

`python -m mlp.studies.pretrained` makes data/pretrained/<name>.npz again, for each of NETWORKS whose file is not there.

128-64, 500-324          as the course trains: standardised, Kaiming's start, momentum 0.9, half a cosine
report_000, _002, _003   as that report trained, by its setting in `mlp.reports`: what the report says of its weights is
                         to be judged by these. 000's own trained on all 60,000 images; here 5,000 are set aside

None has learned from the 5,000 validation images of `load_fashion_mnist()`. The study of the same name stores what
their weights and biases are like, for the files (seed 0) and for networks from two other seeds.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from mlp.checks import check_choice
from mlp.checks.places import course_folder
from mlp.data import load_fashion_mnist
from mlp.evaluation import evaluate
from mlp.inside import linear_layers, product
from mlp.network import Network
from mlp.reports import report_000, report_002, report_003
from mlp.reports.training import fit
from mlp.studies.study import Part, Study
from mlp.studies.training import train
from mlp.training.schedules import Step

FOLDER = course_folder("data", "pretrained")
NEAR_ZERO = 0.05  # a bias


def _course(hidden_sizes, epochs, seed):
    """The network that the course trains: SGD with momentum, L2, half a cosine."""
    steps = epochs * -(-55_000 // 128)
    settings = {"hidden_sizes": hidden_sizes, "learning_rate": 0.05, "momentum": 0.9, "batch_size": 128, "l2": 5e-4}
    settings |= {"schedule": ["cosine", steps], "epochs": epochs}
    return train(settings, load_fashion_mnist(), seed).network


def _report(setting, seed):
    """The network of a report's setting."""
    return fit(setting, seed)[0].network


OF_000 = replace(report_000.FULL, validation=5000, watch="validation", record_every=10_000)
OF_002 = replace(report_002.OPTIMAL, keep="accuracy")
OF_003 = replace(report_003.BASE, schedule=Step(report_003.DROP, report_003.DECAY))  # its best row
NETWORKS = {  # name: (how its images are scaled, a function of the seed that trains it)
    "128-64": ("standardize", partial(_course, [128, 64], 30)),
    "500-324": ("standardize", partial(_course, [500, 324], 20)),
    "report_000": (OF_000.scaling, partial(_report, OF_000)),
    "report_002": (OF_002.scaling, partial(_report, OF_002)),
    "report_003": (OF_003.scaling, partial(_report, OF_003)),
}


def load_pretrained(name="128-64"):
    """The trained Network `name`, one of NETWORKS: 784 inputs, 10 classes, ReLU, float32.

    Its images must be scaled as its training images were, which `pretrained_data` does. Raises ValueError for another
    name, FileNotFoundError where the course is installed without its data.
    """
    return Network.load(FOLDER / f"{check_choice('name', name, NETWORKS)}.npz")


def pretrained_data(name="128-64", seed=0):
    """The data as that network takes them, a FashionMNIST whose validation and test images it has not learned from.

    seed   0 for the stored network; the reports' networks from another seed had other images set aside
    """
    scaling, _ = NETWORKS[check_choice("name", name, NETWORKS)]
    return load_fashion_mnist(scaling=scaling, seed=seed)


def describe(settings, seed):
    """What a network is like inside: lists with an entry for each layer, and three accuracies.

    weight_std, weight_mean_abs        of its weights
    bias_mean, bias_std, bias_skew     of its biases; the skew is the mean third power of (b - mean) / std
    bias_near_zero                     the share of its biases within ±0.05
    validation_accuracy, test_accuracy of the network; product_accuracy of W1 W2 W3 alone, without biases and ReLUs, on
                                       the validation images
    """
    name = settings["network"]
    network, data = load_pretrained(name) if seed == 0 else NETWORKS[name][1](seed), pretrained_data(name, seed)
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
        Part("networks", describe, [{"network": name} for name in NETWORKS]),
        Part("other_seeds", describe, [{"network": name} for name in ("report_000", "report_002")], (1, 2)),
    ),
)


def main():
    """Train every network of NETWORKS whose file is not there, and write it to data/pretrained/."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (_, make) in NETWORKS.items():
        if not (FOLDER / f"{name}.npz").exists():
            make(0).save(FOLDER / f"{name}.npz")
            print(f"{name} is trained", flush=True)


if __name__ == "__main__":
    main()
