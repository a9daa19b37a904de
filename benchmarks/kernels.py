"""Many kernels on one machine: what each chapter needs, and how thirty kernels get on with each other.

    python -m benchmarks.kernels              a table: seconds and the most memory of each chapter
    python -m benchmarks.kernels 01 12        of these chapters only
    python -m benchmarks.kernels --thirty     30 kernels with a panel, while 10 others train: does a slider answer?

Resident: the most that was in memory at a time, shared pages included. Own: the same without mapped files, such
as the images that all kernels share (mlp/data/mapped.py); looked at twenty times a second, on Linux alone.
"""

import contextlib
import os
import statistics
import sys
import tempfile
import threading
import time

import nbformat
from jupyter_client.manager import start_new_kernel

from mlp.checks.places import course_folder
from mlp.course.execute import STEADY

IDLE, TRAINING, MOVES = 30, 10, 3
LIMIT = 700  # MB, for a chapter
PATIENCE = 600  # seconds

IDLE_CODE = """
from mlp import load_fashion_mnist
from mlp.widgets import OneNeuron
panel = OneNeuron(load_fashion_mnist())
"""
MOVE_CODE = "panel.w1.value = [-0.5, 0.5][{turn} % 2]"
PEAK = """
import resource, sys
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))
"""
PID = "import os\nprint(os.getpid())"
TRAINING_CODE = """
from mlp import load_fashion_mnist
from mlp.widgets import TrainingDashboard
dashboard = TrainingDashboard(load_fashion_mnist())
dashboard.start.click()
"""


def main(arguments):
    """Print what the arguments ask for."""
    if "--thirty" in arguments:
        thirty()
        return
    chapters = sorted(course_folder("notebooks").glob("[0-9][0-9]_*.ipynb"))
    print("| chapter | seconds | resident, MB | own, MB |\n|---|---|---|---|")
    for path in chapters:
        if not arguments or path.name[:2] in arguments:
            seconds, resident, own = chapter(path)
            print(
                f"| {path.name[:2]} | {seconds:.0f} | {resident:.0f} | {own:.0f}{' (!)' * (own > LIMIT)} |", flush=True
            )


def chapter(path):
    """Run a chapter's cells in a kernel of its own: (seconds, most resident memory in MB, most own memory in MB)."""
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    with kernel(path.parent) as client, watched(client) as seen:
        start = time.perf_counter()
        for source in cells:
            run(client, source, may_fail=True)
        return time.perf_counter() - start, float(run(client, PEAK)), max(seen)


@contextlib.contextmanager
def watched(client):
    """A list to which the kernel's own memory is added twenty times a second."""
    pid, seen, done = int(run(client, PID)), [], threading.Event()

    def watch():
        while not done.wait(0.05):
            seen.append(own_memory(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def own_memory(pid):
    """MB of a process that are in no file: a number; NaN where the system does not tell."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Anonymous")) / 2**10
    except OSError:
        return float("nan")


def thirty():
    """Print how long a slider takes in kernels that are idle, while others train, and what memory all of them need."""
    with contextlib.ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        idle = [stack.enter_context(kernel(folder)) for _ in range(IDLE)]
        for client in idle:
            run(client, IDLE_CODE)
        quiet = answers(idle)
        training = [stack.enter_context(kernel(folder)) for _ in range(TRAINING)]
        for client in training:
            run(client, TRAINING_CODE)
        busy = answers(idle)
        dashboards = answers(training, "dashboard.l2.value = [0, 1e-3][{turn} % 2]")
        own = [own_memory(int(run(client, PID))) for client in (*idle, *training)]
    print(f"{IDLE} kernels with the data and a panel; a slider of each is moved {MOVES} times. Seconds, in the kernel:")
    for name, seconds in [("nothing trains", quiet), (f"{TRAINING} train", busy), ("of those that train", dashboards)]:
        print(f"  {name:20} median {statistics.median(seconds):.2f}   slowest {max(seconds):.2f}")
    print(f"own memory: median {statistics.median(own):.0f} MB a kernel, {sum(own):,.0f} MB for all {len(own)}")


def answers(clients, code=MOVE_CODE):
    """How many seconds each kernel takes to redraw after a move of its slider, from the request to its end."""
    seconds = []
    for turn in range(MOVES):
        for client in clients:
            start = time.perf_counter()
            run(client, code.format(turn=turn))
            seconds.append(time.perf_counter() - start)
    return seconds


@contextlib.contextmanager
def kernel(folder):
    """A client of a new kernel of this Python, in `folder`; the kernel ends with the block."""
    with tempfile.TemporaryDirectory() as profile:
        environment = os.environ | STEADY | {"IPYTHONDIR": profile}
        manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder), env=environment)
        try:
            yield client
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def run(client, source, may_fail=False):
    """Run `source` and return what it printed. RuntimeError where it raises, unless it may: an exercise's stub does."""
    printed = []

    def hear(message):
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    reply = client.execute_interactive(source, timeout=PATIENCE, output_hook=hear, store_history=False)
    if reply["content"]["status"] == "error" and not may_fail:
        raise RuntimeError(f"{reply['content']['ename']}: {reply['content']['evalue']}")
    return "".join(printed)


if __name__ == "__main__":
    main(sys.argv[1:])
