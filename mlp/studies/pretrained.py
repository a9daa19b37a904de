"""Trained networks that come with the course, so that a chapter can look inside one without training it first.

`python -m mlp.studies.pretrained` makes them again: data/pretrained/<name>.npz, one for each of RECIPES.
"""

from pathlib import Path

from mlp.checks import check_choice
from mlp.data import load_fashion_mnist
from mlp.network import Network, build_mlp
from mlp.training.optimizers import SGD
from mlp.training.schedules import Cosine
from mlp.training.trainer import Trainer

FOLDER = Path(__file__).parents[2] / "data" / "pretrained"
RECIPES = {  # name: hidden sizes, passes over the training images
    "128-64": ([128, 64], 30),  # report 000's network
    "500-324": ([500, 324], 20),  # report 003's network
}


def load_pretrained(name="128-64"):
    """The trained Network `name`, one of RECIPES: 784 inputs scaled by "standardize", 10 classes, ReLU, float32.

    It was trained on the 55,000 training images of `load_fashion_mnist()`, whose validation and test images it has not
    seen. Raises ValueError for another name, FileNotFoundError where the course is installed without its data.
    """
    return Network.load(FOLDER / f"{check_choice('name', name, RECIPES)}.npz")


def train(name, data, seed=0):
    """The network that `name` in RECIPES says, trained on `data.train`: SGD with momentum, L2, half a cosine."""
    hidden_sizes, epochs = RECIPES[name]
    network = build_mlp([784, *hidden_sizes, 10], seed=seed)
    steps = epochs * -(-len(data.train) // 128)
    optimizer, schedule = SGD(learning_rate=0.05, momentum=0.9), Cosine(steps)
    trainer = Trainer(network, optimizer, batch_size=128, l2=5e-4, schedule=schedule, seed=seed)
    history = trainer.fit(data.train, data.validation, epochs=epochs)
    print(f"{name}: validation accuracy {100 * history.validation_accuracy[-1]:.1f} % after {epochs} passes")
    return network


def main():
    """Train every network of RECIPES and write it to data/pretrained/: one or two minutes."""
    data = load_fashion_mnist()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in RECIPES:
        train(name, data).save(FOLDER / f"{name}.npz")


if __name__ == "__main__":
    main()
