"""Training with one thread for matrix products, and with a thread for each core, as their library takes by itself.

Once as the machine is, and once with a competing load: a program on each core that never rests. The last column says
how many a plain `python` takes (`mlp.checks.threads`); where that is one, "one" is measured in such a python.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from mlp import SGD, Trainer, build_mlp
from mlp.checks.threads import LARGE
from mlp.data import Part

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# So small that thousands of steps on one batch do not fit it: the gradients of a fitted batch are subnormal numbers,
# on which every implementation is several times slower than on those of real training.
RATE = 1e-6
SHAPES = [
    ([784, 128, 64, 10], 128),
    ([784, 500, 324, 10], 512),
    ([784, 1024, 512, 10], 256),
    ([784, 1024, 1024, 10], 512),
]
SECONDS = 1.0  # of training that is timed, at least: a thread that waits for another waits for long, and seldom


def milliseconds_per_step(sizes, batch):
    """The mean time of a step of `Trainer.fit`, to be called in a fresh process."""
    rng = np.random.default_rng(0)
    part = Part(rng.normal(size=(4 * batch, sizes[0])).astype("float32"), rng.integers(0, sizes[-1], 4 * batch))
    settings = {"batch_size": batch, "record_every": 10**6, "progress": False}
    trainer, steps, seconds = Trainer(build_mlp(sizes), SGD(RATE), **settings), 1, 0.0
    trainer.fit(part, iterations=2)
    while seconds < SECONDS:
        steps *= 2
        start = time.perf_counter()
        trainer.fit(part, iterations=steps)
        seconds = time.perf_counter() - start
    return 1000 * seconds / steps


def plain(sizes, batch, number=None):
    """The same in a fresh process where nobody has chosen a number of threads, or somebody `number`."""
    for name in THREADS:
        os.environ.pop(name, None)
    os.environ.update({} if number is None else dict.fromkeys(THREADS, str(number)))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(milliseconds_per_step, sizes, batch).result()


@contextlib.contextmanager
def competing_load(programs):
    """While it lasts, so many programs are busy with nothing."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(programs)]
    try:
        yield
    finally:
        for program in busy:
            program.kill()
            program.wait()


def main(repeats=3):
    """Print, for each network, the median time of a step both ways, and the median ratio of turns taken in turn."""
    cores = os.cpu_count()
    print(f"A step of Trainer.fit on {cores} cores, float32, SGD: median ms of {repeats} turns, and of all / one")
    print(f"{'':24}{'as the machine is':>32}{'a program on each core':>32}")
    print(f"{'':16}{'batch':>8}" + 2 * f"{'all cores':>12}{'one':>12}{'ratio':>8}" + f"{'taken':>8}")
    for sizes, batch in SHAPES:
        cells, taken = [], "one" if build_mlp(sizes).largest_matrix < LARGE else "all"
        for load in (0, cores):
            with competing_load(load):
                turns = [
                    (plain(sizes, batch, cores), plain(sizes, batch, None if taken == "one" else 1))
                    for _ in range(repeats)
                ]
            every, one = (statistics.median(times) for times in zip(*turns))
            ratio = statistics.median(slow / fast for slow, fast in turns)
            cells.append(f"{every:12.2f}{one:12.2f}{ratio:8.2f}")
        print(f"{'-'.join(map(str, sizes)):16}{batch:8}{''.join(cells)}{taken:>8}", flush=True)


if __name__ == "__main__":
    main()
