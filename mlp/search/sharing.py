"""One copy of the images for all processes that train on them."""

import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mlp.data import Part

# A program that waits until its input ends, because the process that started it closes it or dies, and then removes a
# folder. joblib has one as well, which takes no folder with an umlaut in its name.
REMOVER = """
import shutil, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.stdin.buffer.read()
shutil.rmtree(sys.argv[1], ignore_errors=True)
"""
NAMES = ("train_images", "train_labels", "validation_images", "validation_labels")


@dataclass(frozen=True, eq=False)
class SearchData:
    """What a trial sees: two Parts, in arrays that cannot be written to, and their Scaling (None where data had none).

    The test part is not in it.
    """

    train: Part
    validation: Part
    transform: Any


class SharedData:
    """The data of a search, which other processes get without copying it.

    In the process that makes it, `open()` gives views of the caller's arrays. When it is first sent to another process,
    the arrays are written to a folder, once; what is sent is the folder's name, and `open()` there maps the files into
    memory, so that all processes read the same bytes. The system can drop such memory and read it again when needed.

    The folder lies where Python keeps temporary files: TMPDIR changes that, and for a cluster of several machines it
    must be a folder that all of them see. It is removed when the `with` block ends, and when the process is killed.
    """

    def __init__(self, data):
        arrays = (data.train.images, data.train.labels, data.validation.images, data.validation.labels)
        self._arrays = [np.ascontiguousarray(array).view() for array in arrays]
        for array in self._arrays:
            array.flags.writeable = False
        self._transform = getattr(data, "transform", None)
        self._folder, self._is_written, self._lock, self._remover = None, False, threading.Lock(), None

    def open(self):
        """The data, a SearchData."""
        return _assemble(self._arrays, self._transform)

    def __reduce__(self):
        with self._lock:  # several threads send
            if not self._is_written:
                self._write()
        return SentData, (self._folder, self._transform)

    def _write(self):
        self._folder = tempfile.mkdtemp(prefix="mlp-search-")
        command = [sys.executable, "-c", REMOVER, self._folder]
        self._remover = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        for name, array in zip(NAMES, self._arrays):
            np.save(Path(self._folder, name), array)
        self._is_written = True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self._remover is not None:
            self._remover.communicate()


@dataclass(frozen=True)
class SentData:
    """A SharedData that has arrived in another process."""

    folder: str
    transform: Any

    def open(self):
        """The data, a SearchData, mapped from the files. Raises FileNotFoundError where their folder cannot be seen."""
        if not Path(self.folder).is_dir():
            raise FileNotFoundError(
                f"this worker does not see {self.folder}, where the search has put its data; where workers run on "
                "other machines, set TMPDIR to a folder that all of them share, before Python starts"
            )
        arrays = [np.load(Path(self.folder, f"{name}.npy"), mmap_mode="r") for name in NAMES]
        return _assemble(arrays, self.transform)


def _assemble(arrays, transform):
    train_images, train_labels, images, labels = arrays
    return SearchData(Part(train_images, train_labels), Part(images, labels), transform)
