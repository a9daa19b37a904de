"""How many threads make matrix products: one, where the network is small and nobody has chosen another number.

The libraries for matrix products (BLAS) deal out even small products to all cores. The threads then wait for each
other, and where another program needs a core, they wait for it as well: `python -m benchmarks.threads` shows how long.

The number depends on the network alone, never on what else the machine does at the moment: it decides in which order
sums are added, and so how they are rounded, and a training that goes on from a checkpoint must end bitwise the same.
"""

import contextlib
import os
import threading

from threadpoolctl import ThreadpoolController

LARGE = 2**20  # numbers in a matrix, such as 1024 x 1024: below that, all cores lost most on a busy machine
CHOICES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


def few_threads(largest):
    """A context in which one thread makes products, for a network whose `largest` matrix has fewer than LARGE numbers.

    Afterwards there are as many as before. Who has chosen a number, by one of CHOICES in the environment before Python
    started or with threadpoolctl, keeps it. The context may be entered again inside itself, and by several threads.
    """
    return _ONE if largest < LARGE else contextlib.nullcontext()


class OneThread:
    """The context. `libraries`: those of threadpoolctl that it limits.

    The number belongs to the whole process. So the first one who enters sets it, and the last one who leaves sets it
    back.
    """

    def __init__(self, libraries):
        self._libraries = [(library, library.get_num_threads()) for library in libraries]
        self._lock, self._inside, self._limited = threading.Lock(), 0, []

    def __enter__(self):
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._limited = [each for each in self._libraries if each[0].get_num_threads() == each[1] > 1]
                for library, _ in self._limited:
                    library.set_num_threads(1)

    def __exit__(self, *error):
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                for library, number in self._limited:
                    library.set_num_threads(number)


def _libraries():
    """The libraries of matrix products that NumPy has loaded, unless their number of threads was chosen."""
    if any(os.environ.get(name) for name in CHOICES):
        return []
    return ThreadpoolController().select(user_api="blas").lib_controllers


_ONE = OneThread(_libraries())
