"""Our MLPClassifier and scikit-learn's: `fit` on the 60,000 images with the same settings, one thread, in one run.

Both take every step that the other takes: Adam, scikit-learn's default penalty (its alpha is added to the sum over a
batch, our l2 to the mean), the same batch size, no early end. The images come as float64, which is what most people
have after dividing by 255, and as float32. Ours computes in float32 either way, and converts; scikit-learn's computes
in what it gets. So the rows of float32 compare the code alone, those of float64 what a user of either waits for.
"""

import os
import statistics
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.threads import THREADS
from mlp.data import load_fashion_mnist
from mlp.studies.estimators import estimators

EPOCHS, REPEATS = 3, 5
IMAGES, SIZES = ("float64", "float32"), ((100,), (128, 64))
CASES = [(dtype, sizes, batch) for dtype in IMAGES for sizes in SIZES for batch in (128, 200)]


def measure():
    """In a fresh process with one thread: for each case the processor's seconds of each fit, in turn."""
    warnings.simplefilter("ignore")  # three epochs do not converge
    train = load_fashion_mnist(validation=0, scaling="unit").train
    images = {dtype: train.images.astype(dtype) for dtype in IMAGES}
    rows = []
    for dtype, sizes, batch in CASES:
        times = {"ours": [], "theirs": []}
        for seed in range(REPEATS + 1):
            both = estimators(batch, EPOCHS, seed, sizes)
            for name in sorted(both, reverse=seed % 2 == 1):
                start = time.process_time()
                both[name].fit(images[dtype], train.labels)
                times[name].append(time.process_time() - start)
        rows.append((dtype, sizes, batch, {name: seconds[1:] for name, seconds in times.items()}))  # without a warm-up
    return rows


def main():
    print(f"MLPClassifier.fit, 60,000 x 784, Adam, {EPOCHS} epochs, one thread: median processor s of {REPEATS}")
    print(f"{'images':10}{'hidden sizes':>14}{'batch':>8}{'ours':>10}{'scikit-learn':>14}{'ratio':>8}  of {REPEATS}")
    os.environ.update(dict.fromkeys(THREADS, "1"))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        rows = fresh.submit(measure).result()
    for dtype, sizes, batch, times in rows:
        ours, theirs = (statistics.median(times[name]) for name in ("ours", "theirs"))
        ratios = [b / a for a, b in zip(times["ours"], times["theirs"])]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        sizes = "-".join(map(str, sizes))
        print(f"{dtype:10}{sizes:>14}{batch:8}{ours:10.2f}{theirs:14.2f}{statistics.median(ratios):8.2f}  {spread}")


if __name__ == "__main__":
    main()
