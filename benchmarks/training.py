"""A whole training: 784-128-64-10 on 55,000 standardised images, ten passes, three seeds."""

import time

import numpy as np

from mlp import SGD, Trainer, build_mlp, evaluate, load_fashion_mnist

SEEDS = (0, 1, 2)


def train(data, seed):
    """The trained network and the seconds that it took. The recipe was chosen on the validation images."""
    network = build_mlp([784, 128, 64, 10], activation="relu", initializer="kaiming", seed=seed)
    optimizer = SGD(learning_rate=0.05, momentum=0.9)
    trainer = Trainer(
        network,
        optimizer,
        batch_size=128,
        l2=1e-4,
        schedule=lambda iteration, epoch: 0.7**epoch,
        seed=seed,
        progress=False,
    )
    start = time.perf_counter()
    trainer.fit(data.train, data.validation, epochs=10)
    return network, time.perf_counter() - start


def main():
    """Print accuracy on validation and test images, mean and standard deviation over seeds, and the seconds."""
    data = load_fashion_mnist(validation=5000, scaling="standardize", seed=0)
    networks, seconds = zip(*(train(data, seed) for seed in SEEDS))
    print(f"784-128-64-10, ten passes over 55,000 images, seeds {SEEDS}: mean ± standard deviation")
    for name in ("validation", "test"):
        accuracies = [100 * evaluate(network, getattr(data, name)).accuracy for network in networks]
        print(f"{name:10} accuracy {np.mean(accuracies):.2f} ± {np.std(accuracies, ddof=1):.2f} %")
    print(f"training took {np.median(seconds):.1f} s (median)")


if __name__ == "__main__":
    main()
