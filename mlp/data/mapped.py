"""The scaled images of the course's usual settings, in one file that all kernels of a machine share.

`load_fashion_mnist()` gives 70,000 images of 784 float32 numbers: 220 MB. Thirty kernels that each compute their own
need 6.6 GB. So the first one leaves its arrays in a file of the user's cache (or of the folder that the environment
variable MLP_CACHE names: one for a whole class), and the others map it into their memory. Pages that nobody changes are
there once; who writes into an array gets a copy of just the pages that are written, and neither the file nor another
kernel sees it. Where the file cannot be written, everybody computes as before.
"""

import contextlib
import hashlib
import io
import mmap
import os

import numpy as np

from mlp.archive import write_whole
from mlp.checks import check_path
from mlp.data.download import cache_folder

FORMAT = 1  # changes when what the file holds changes
HEADER = 2  # rows before the images: the scaling's offset, and its divisor


def mapped_file(paths, settings):
    """Where the arrays of `settings` (numbers and names) belong, made from the files `paths`: a path.

    The name tells settings, size and time of the files: another or a changed file is not taken for this one.
    """
    stamps = [f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in paths]
    own = hashlib.sha256(repr((FORMAT, settings, stamps)).encode()).hexdigest()[:12]
    folder = check_path("MLP_CACHE", os.environ["MLP_CACHE"]) if os.environ.get("MLP_CACHE") else cache_folder().parent
    return folder / "mapped" / f"{own}.npy"


def read_mapped(path, rows):
    """(divisor, offset (784,), images (rows, 784)) of the file at `path`; None where there is none, or not a whole one.

    All float32 but the divisor, a float. Writing into an array changes this process's copy of it and nothing else.
    """
    try:
        with open(path, "rb") as file:
            shape, _, dtype = np.lib.format.read_array_header_1_0(_past_magic(file))
            start = file.tell()
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    except (OSError, ValueError):
        return None
    if shape != (HEADER + rows, 784) or dtype != np.float32 or len(content) != start + 4 * 784 * shape[0]:
        return None
    # through a memoryview, so that joblib sees an ordinary array, and sends what it holds and not the file's name
    numbers = np.frombuffer(memoryview(content), np.float32, offset=start).reshape(shape)
    return float(numbers[1, :2].copy().view(np.float64)[0]), numbers[0], numbers[HEADER:]


def _past_magic(file):
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("not the format's first version")
    return file


def write_mapped(path, divisor, offset, images):
    """Leave the arrays at `path`, for others; files of other settings or sources go. Where that fails, nothing is said.

    divisor   a float;  offset   (784,) float32;  images   a list of (n, 784) float32 arrays
    """
    header = np.zeros((HEADER, 784), np.float32)
    header[0], header[1, :2] = offset, np.array([divisor]).view(np.float32)
    shape, start = (HEADER + sum(map(len, images)), 784), io.BytesIO()
    np.lib.format.write_array_header_1_0(start, {"descr": "<f4", "fortran_order": False, "shape": shape})
    with contextlib.suppress(OSError, ValueError):
        write_whole(path, [start.getbuffer(), header, *images])
        for other in path.parent.glob("*.npy"):
            if other != path:
                other.unlink()
