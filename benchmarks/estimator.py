"""Our MLPClassifier and scikit-learn's: `fit` on the 60,000 images with the same settings, one thread, in one run.

Both have one hidden layer of 100 units, as scikit-learn has by default, and take every step that the other takes: Adam,
no penalty, the same batch size, no early end. With two hidden layers of the course's sizes as well.
"""

import os
import statistics
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.threads import THREADS
from mlp.data import load_fashion_mnist

EPOCHS, REPEATS = 2, 3
CASES = [((100,), 128), ((100,), 200), ((128, 64), 128), ((128, 64), 200)]


def measure():
    """In a fresh process with one thread: for each case the seconds of each fit, ours and theirs in turn."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier as Theirs

    from mlp.estimator import MLPClassifier as Ours

    warnings.simplefilter("ignore", ConvergenceWarning)  # two epochs do not converge
    train = load_fashion_mnist(validation=0).train
    rows = []
    for sizes, batch in CASES:
        times = {"ours": [], "theirs": []}
        for seed in range(REPEATS):
            ours = Ours(sizes, batch_size=batch, epochs=EPOCHS, l2=0, patience=None, random_state=seed)
            theirs = Theirs(sizes, batch_size=batch, max_iter=EPOCHS, alpha=0, n_iter_no_change=99, random_state=seed)
            for name, classifier in (("ours", ours), ("theirs", theirs)):
                start = time.perf_counter()
                classifier.fit(train.images, train.labels)
                times[name].append(time.perf_counter() - start)
        rows.append((sizes, batch, times))
    return rows


def main():
    print(f"MLPClassifier.fit, 60,000 x 784, float32, Adam, {EPOCHS} epochs, one thread: median s of {REPEATS}")
    print(f"{'hidden sizes':16}{'batch':>8}{'ours':>10}{'scikit-learn':>14}{'ratio':>8}")
    os.environ.update(dict.fromkeys(THREADS, "1"))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        rows = fresh.submit(measure).result()
    for sizes, batch, times in rows:
        ours, theirs = (statistics.median(times[name]) for name in ("ours", "theirs"))
        ratio = statistics.median(b / a for a, b in zip(times["ours"], times["theirs"]))
        print(f"{'-'.join(map(str, sizes)):16}{batch:8}{ours:10.2f}{theirs:14.2f}{ratio:8.2f}")


if __name__ == "__main__":
    main()
