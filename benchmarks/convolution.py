"""A training step of report 004's convolutional net, and of its two layers that see images, against PyTorch's.

The net pools before the ReLU, which gives the same numbers for a quarter of the work; `as printed` has it behind each
convolution, as the report has it. PyTorch's has the report's order, in its usual layout and with channels last.
"""

import os
import resource
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from benchmarks.threads import RATE, THREADS
from benchmarks.timing import interleaved, milliseconds, ratio
from mlp import SGD, Network
from mlp.convolution import Conv2D, Flatten, MaxPool2D
from mlp.layers import Linear, ReLU

BATCH = 128


def cnn(pool_first=True):
    """784 pixels - 64 filters of 2 x 2 - pool - 16 of 2 x 2 - pool - 128 - 10: report 004, section 5.3."""
    layers, shape = [], (28, 28, 1)
    for filters in (64, 16):
        layers.append(Conv2D(shape, filters, 2, padding="same"))
        pool = MaxPool2D(layers[-1].output_shape)
        layers += [pool, ReLU()] if pool_first else [ReLU(), pool]
        shape = pool.output_shape
    return Network([*layers, Flatten(shape), Linear(784, 128), ReLU(), Linear(128, 10)])


def our_step(images, labels, pool_first=True):
    """Our step as `Trainer` takes it."""
    network, optimizer = cnn(pool_first), SGD(RATE)

    def step():
        network.loss_and_gradient(images, labels)
        optimizer.step(network.parameters, network.gradient)

    return step


def torch_step(images, labels, channels_last):
    """PyTorch's, eager mode on the CPU."""
    import torch
    from torch import nn

    layers, channels = [], 1
    for filters in (64, 16):
        pad = nn.ZeroPad2d((0, 1, 0, 1))  # as Keras pads for "same": on the right and below
        layers += [pad, nn.Conv2d(channels, filters, 2), nn.ReLU(), nn.MaxPool2d(2)]
        channels = filters
    network = nn.Sequential(*layers, nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    x, y = torch.from_numpy(images.reshape(-1, 1, 28, 28)), torch.from_numpy(labels)
    if channels_last:
        network, x = network.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    optimizer, loss = torch.optim.SGD(network.parameters(), RATE), nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        loss(network(x), y).backward()
        optimizer.step()

    return step


def measure():
    """In a fresh process, whose number of threads is set: {name: times of a step}."""
    rng = np.random.default_rng(0)
    images, labels = rng.normal(size=(BATCH, 784)).astype("float32"), rng.integers(0, 10, BATCH)
    return interleaved(
        {
            "ours": our_step(images, labels),
            "as printed": our_step(images, labels, pool_first=False),
            "PyTorch": torch_step(images, labels, channels_last=False),
            "PyTorch, channels last": torch_step(images, labels, channels_last=True),
        },
        repeats=11,
    )


def peak_of_our_step(steps=3):
    """The memory of a fresh process that takes some steps, at its largest, in GB."""
    rng = np.random.default_rng(0)
    step = our_step(rng.normal(size=(BATCH, 784)).astype("float32"), rng.integers(0, 10, BATCH))
    for _ in range(steps):
        step()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main():
    print(f"A training step of report 004's CNN, batch {BATCH}, float32, SGD: median ms, and the ratio ours / this one")
    for threads in dict.fromkeys((1, os.cpu_count())):
        os.environ.update(dict.fromkeys(THREADS, str(threads)))
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
            times = fresh.submit(measure).result()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
            peak = fresh.submit(peak_of_our_step).result()
        print(f"{threads} thread{'s' * (threads > 1)}, peak memory of our process {peak:.2f} GB")
        for name in times:
            print(f"  {name:24}{milliseconds(times, name):9.1f}{ratio(times, 'ours', name):8.2f}", flush=True)


if __name__ == "__main__":
    main()
