"""One training step (forward, backward, update) against its bare matrix products, PyTorch and scikit-learn.

And, by `benchmarks.threads`, with a competing load.
"""

import importlib.util
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from benchmarks import threads
from benchmarks.threads import RATE, THREADS
from benchmarks.timing import interleaved, milliseconds, ratio
from mlp import SGD, build_mlp

SHAPES = [
    ([784, 128, 64, 10], 64),
    ([784, 128, 64, 10], 128),
    ([784, 128, 64, 10], 256),
    ([784, 500, 324, 10], 512),
    ([784, 1024, 512, 10], 256),
]


def our_step(sizes, images, labels):
    """Our step as `Trainer` takes it."""
    network, optimizer = build_mlp(sizes), SGD(learning_rate=RATE)

    def step():
        network.loss_and_gradient(images, labels)
        optimizer.step(network.parameters, network.gradient)

    return step


def bare_products(sizes, images, labels):
    """The matrix products that no implementation can avoid, each into an array made beforehand."""
    rng = np.random.default_rng(0)
    shapes = list(zip(sizes, sizes[1:]))
    weights = [rng.normal(size=shape).astype("float32") for shape in shapes]
    inputs = [images, *(np.empty((len(images), size), "float32") for size in sizes[1:])]
    outputs = [rng.normal(size=(len(images), size)).astype("float32") for size in sizes]
    d_weights, d_inputs = [np.empty_like(w) for w in weights], [np.empty_like(x) for x in inputs]

    def products():
        for i, weight in enumerate(weights):
            np.matmul(inputs[i], weight, out=inputs[i + 1])
        for i in reversed(range(len(weights))):
            np.matmul(inputs[i].T, outputs[i + 1], out=d_weights[i])
            if i > 0:
                np.matmul(outputs[i + 1], weights[i].T, out=d_inputs[i])

    return products


def torch_step(sizes, images, labels):
    """PyTorch's step, eager mode on the CPU, with as many threads as it takes by default."""
    import torch

    layers = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(network.parameters(), lr=RATE)
    loss_function, x, y = torch.nn.CrossEntropyLoss(), torch.from_numpy(images), torch.from_numpy(labels)

    def step():
        optimizer.zero_grad()
        loss_function(network(x), y).backward()
        optimizer.step()

    return step


def sklearn_step(sizes, images, labels):
    """scikit-learn's step: `MLPClassifier.partial_fit` on one batch."""
    from sklearn.neural_network import MLPClassifier

    classifier = MLPClassifier(
        sizes[1:-1], solver="sgd", momentum=0, batch_size=len(images), alpha=0, learning_rate_init=RATE
    )
    classifier.partial_fit(images, labels, classes=np.arange(10))
    return lambda: classifier.partial_fit(images, labels)


PEERS = {  # name: how to make its step, and the module it needs
    "products": (bare_products, "numpy"),
    "PyTorch": (torch_step, "torch"),
    "scikit-learn": (sklearn_step, "sklearn"),
}


def compare(peer, sizes, batch):
    """Median ms of our step and the peer's, and the median of peer / ours, turn by turn."""
    rng = np.random.default_rng(0)
    images = rng.normal(size=(batch, sizes[0])).astype("float32")
    labels = rng.integers(0, 10, batch)
    make, _ = PEERS[peer]
    times = interleaved({"ours": our_step(sizes, images, labels), "peer": make(sizes, images, labels)})
    return milliseconds(times, "ours"), milliseconds(times, "peer"), ratio(times, "peer", "ours")


def main():
    """Print one row per network and batch size, with one thread and with as many as there are cores.

    Each comparison has a process of its own: a library's idle threads keep a core busy for a while after its turn.
    """
    found = [peer for peer, (_, module) in PEERS.items() if importlib.util.find_spec(module)]
    columns = "".join(f"{'ours':>12} {peer:>12} {'ratio':>6}" for peer in found)
    print("One training step, float32, SGD: median ms, and the median ratio of turns taken one after the other")
    print("ratio: ours / products, PyTorch / ours, scikit-learn / ours")
    for number in sorted({1, os.cpu_count()}):
        os.environ.update(dict.fromkeys(THREADS, str(number)))  # the fresh processes inherit it
        print(f"{number} thread{'s' if number > 1 else ' '}         batch{columns}")
        for sizes, batch in SHAPES:
            cells = "".join(_cells(peer, sizes, batch) for peer in found)
            print(f"{'-'.join(map(str, sizes)):16}{batch:8}{cells}", flush=True)
    print()
    threads.main()


def _cells(peer, sizes, batch):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        ours, theirs, quotient = fresh.submit(compare, peer, sizes, batch).result()
    return f"{ours:12.3f} {theirs:12.3f} {1 / quotient if peer == 'products' else quotient:6.2f}"


if __name__ == "__main__":
    main()
