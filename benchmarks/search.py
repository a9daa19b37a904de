"""A search of 32 short trials by one process and by two: how much faster, how much more memory, and whether it matters.

Memory is that of the whole tree of processes, from Linux's /proc/<pid>/smaps_rollup, where what several processes share
is counted once. Own memory (Pss_Anon + Pss_Shmem) is gone for others until it is given back; mapped memory (Pss_File),
the shared copy of the data among it, is what the system can drop at any time and read from the file again.
"""

import contextlib
import os
import statistics
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from joblib.externals.loky import get_reusable_executor

from mlp import load_fashion_mnist
from mlp.search import grid, run_trials

MB = 1e6
TRIALS = grid(
    {"learning_rate": [0.003, 0.01, 0.03, 0.1], "l2": [0, 1e-4, 1e-3, 1e-2], "hidden_sizes": [[128, 64], [64, 48]]},
    momentum=0.9,
    batch_size=128,
)
OWN, MAPPED = ("Pss_Anon", "Pss_Shmem"), ("Pss_File",)


def family(pid):
    """The process `pid` and all its descendants that live, a list of pids. Linux only."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = [pid]
    for parent in found:  # grows while it is gone through
        found += [child for child, its_parent in parents.items() if its_parent == parent]
    return found


def memory(pid, fields):
    """The memory of the process `pid` and its descendants in bytes: the sum of these fields of smaps_rollup."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
                name, _, rest = line.partition(":")
                total += 1024 * int(rest.split()[0]) if name in fields else 0
    return total


@contextlib.contextmanager
def peaks(interval=0.1):
    """A dict that afterwards holds the highest "own" and "mapped" memory of this process and its descendants, bytes."""
    highest, over = {"own": 0, "mapped": 0}, threading.Event()

    def watch():
        while not over.wait(interval):
            for name, fields in (("own", OWN), ("mapped", MAPPED)):
                highest[name] = max(highest[name], memory(os.getpid(), fields))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield highest
    finally:
        over.set()
        watcher.join()


def search(jobs, trials, iterations):
    """One search in this process, best a fresh one: the table without seconds, seconds, peaks, bytes of data."""
    data = load_fashion_mnist(seed=1)  # its images are in no file that processes share
    with peaks() as highest:
        start = time.perf_counter()
        table = run_trials(trials, data, jobs=jobs, iterations=iterations, progress=False)
        seconds = time.perf_counter() - start
    get_reusable_executor().shutdown()  # else this process waits at its end until the idle workers give up
    return table.drop(columns="seconds"), seconds, highest, data.train.images.nbytes


def in_fresh_process(*arguments):
    """`search` with these arguments in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(search, *arguments).result()


def main(repeats=3, iterations=500):
    """Print the seconds of one and of two processes, their ratio, and the memory that the second way takes more."""
    print(f"A search of {len(TRIALS)} trials, {iterations} steps each, by one process and by two: starting them counts")
    ratios, growths, mapped = [], [], []
    for _ in range(repeats):
        (table, one, before, size), (other, two, after, _) = (
            in_fresh_process(jobs, TRIALS, iterations) for jobs in (1, 2)
        )
        if not table.equals(other):
            raise AssertionError("the two tables differ; expected them to be identical")
        ratios.append(one / two)
        growths.append((after["own"] - before["own"]) / MB)
        mapped.append((after["mapped"] - before["mapped"]) / MB)
        print(
            f"one {one:.1f} s, two {two:.1f} s: {ratios[-1]:.2f} times as fast, {growths[-1]:.0f} MB more of their own"
        )
    print(f"median: {statistics.median(ratios):.2f} times as fast, with identical tables")
    print(f"median: {statistics.median(growths):.0f} MB more of their own, with training images of {size / MB:.0f} MB; "
          f"{statistics.median(mapped):.0f} MB more of files mapped, which the system can drop")  # fmt: skip


if __name__ == "__main__":
    main()
