"""What Adam, batch normalisation and augmentation add to a step, beside the same in PyTorch."""

import importlib.util
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from benchmarks.threads import RATE, THREADS
from benchmarks.timing import interleaved, milliseconds, ratio
from mlp import SGD, Adam, build_mlp
from mlp.data.augmentation import Augmentation

SIZES, BATCHES, SHIFT = [784, 128, 64, 10], (64, 128, 256), 2
VARIANTS = ("SGD", "momentum", "Adam", "batch norm", "augmentation", "all three")


def our_step(variant, images, labels):
    """One step of ours, SGD on plain layers but for what `variant` names."""
    network = build_mlp(SIZES, batch_norm=variant in ("batch norm", "all three"))
    optimizer = SGD(RATE, momentum=0.9 if variant == "momentum" else 0)
    if variant in ("Adam", "all three"):
        optimizer = Adam(RATE)
    augment, rng, batch = Augmentation(SHIFT), np.random.default_rng(0), images.copy()

    def step():
        if variant in ("augmentation", "all three"):
            batch[...] = images
            augment(batch, rng)
        network.loss_and_gradient(batch, labels)
        optimizer.step(network.parameters, network.gradient)

    return step


def torch_step(variant, images, labels):
    """The same step in PyTorch, eager mode on the CPU."""
    import torch

    layers = []
    for n_in, n_out in zip(SIZES, SIZES[1:]):
        norm = [torch.nn.BatchNorm1d(n_out)] if variant in ("batch norm", "all three") and n_out > 10 else []
        layers += [torch.nn.Linear(n_in, n_out), *norm, torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(network.parameters(), lr=RATE, momentum=0.9 if variant == "momentum" else 0)
    if variant in ("Adam", "all three"):
        optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    loss_function, x, y = torch.nn.CrossEntropyLoss(), torch.from_numpy(images), torch.from_numpy(labels)

    def step():
        batch = torch_augmented(x) if variant in ("augmentation", "all three") else x
        optimizer.zero_grad()
        loss_function(network(batch), y).backward()
        optimizer.step()

    return step


def torch_augmented(images):
    """Shifts and flips, each image by a draw of its own, with PyTorch's pad, unfold and flip."""
    import torch

    count = len(images)
    padded = torch.nn.functional.pad(images.view(count, 28, 28), 4 * [SHIFT])
    windows = padded.unfold(1, 28, 1).unfold(2, 28, 1)
    down, right = torch.randint(0, 2 * SHIFT + 1, (2, count))
    shifted = windows[torch.arange(count), down, right]
    flipped = torch.where(torch.rand(count, 1, 1) < 0.5, shifted.flip(2), shifted)
    return flipped.reshape(count, -1)


def compare(variant, batch):
    """Median ms of our plain step, of our step and of PyTorch's step with `variant`, and PyTorch's / ours."""
    rng = np.random.default_rng(0)
    images = rng.normal(size=(batch, SIZES[0])).astype("float32")
    labels = rng.integers(0, 10, batch)
    steps = {"plain": our_step("SGD", images, labels), "ours": our_step(variant, images, labels)}
    if importlib.util.find_spec("torch"):
        steps["PyTorch"] = torch_step(variant, images, labels)
    times = interleaved(steps)
    cells = [f"{milliseconds(times, name):10.3f}" for name in steps] + [f"{ratio(times, 'ours', 'plain'):12.2f}"]
    return "".join(cells + ([f"{ratio(times, 'PyTorch', 'ours'):15.2f}"] if "PyTorch" in steps else []))


def main():
    """Print one row per variant and batch size, with one thread and with as many as there are cores."""
    print("One step of 784-128-64-10, float32: median ms of ours without and with the variant, of PyTorch's with it")
    for threads in sorted({1, os.cpu_count()}):
        os.environ.update(dict.fromkeys(THREADS, str(threads)))  # the fresh processes inherit it
        columns = "".join(f"{name:>10}" for name in ("plain", "ours", "PyTorch"))
        print(f"{threads} thread{'s' if threads > 1 else ' '}         batch{columns}  ours/plain   PyTorch/ours")
        for variant in VARIANTS:
            for batch in BATCHES:
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
                    print(f"{variant:14}{batch:8}{fresh.submit(compare, variant, batch).result()}", flush=True)


if __name__ == "__main__":
    main()
