"""Checkpoints: all that a training needs to go on as if it had never stopped, kept on disk."""

import warnings

import numpy as np

from mlp.archive import read_archive, write_archive
from mlp.checks import check_count, check_path

FORMAT = "mlp checkpoint 1"
ARRAY = "stands in array"  # the key that stands, with an array's name in the file, for the array in the description


class Checkpoints:
    """A folder with the newest states of one training.

    folder   made when it is not there; one training, one folder
    every    save after each so many steps, and at the end
    keep     how many files to keep, 2 or more: if the newest is damaged, the one before it is used

    `Trainer.fit(…, checkpoints=Checkpoints("run"))` saves there, and goes on from there when the same line runs again.
    Everything that tells one training from another is compared first: the numbers that the network starts with, all
    settings, the images and labels, and what functions and classes of yours do, see `mlp.training.identity`. Edit one
    of them, and it is another training, which needs another folder.
    """

    def __init__(self, folder, every=1000, keep=2):
        self.folder = check_path("folder", folder)
        self.every, self.keep = check_count("every", every), check_count("keep", keep, low=2)

    def save(self, iteration, state):
        """Write `state`, nested dicts and lists of numbers, texts, arrays, as that of `iteration`: all or nothing."""
        arrays = {}
        description = {"format": FORMAT, "state": _take_out(state, arrays)}
        path = self.folder / f"checkpoint-{iteration:09}.npz"
        write_archive(path, description, arrays)
        older = [other for other in self.paths() if other < path]  # a newer one is damaged, or it would have been used
        for old in older[self.keep - 1 :]:
            old.unlink(missing_ok=True)

    def newest(self):
        """The newest state that is whole, or None when there is none. A damaged file is passed over with a warning."""
        for path in self.paths():
            try:
                description, arrays = read_archive(path, FORMAT, "Checkpoints.save")
                return _put_back(description["state"], arrays)
            except FileNotFoundError:  # another process has just written newer ones, and removed this
                return self.newest()
            except ValueError as error:
                reason = str(error)
            except KeyError as missing:
                reason = f"{path} is damaged ({missing} is missing)"
            warnings.warn(f"{reason}. It is passed over: the checkpoint before it is used.", stacklevel=3)
        return None

    def paths(self):
        """The files, newest first."""
        return sorted(self.folder.glob("checkpoint-*.npz"), reverse=True)


def _take_out(state, arrays):
    """`state` with each array moved to `arrays`, and its name in its place."""
    if isinstance(state, (np.ndarray, np.generic)):
        name = f"array {len(arrays)}"
        arrays[name] = state
        return {ARRAY: name}
    if isinstance(state, dict):
        return {key: _take_out(value, arrays) for key, value in state.items()}
    if isinstance(state, (list, tuple)):
        return [_take_out(value, arrays) for value in state]
    return state


def _put_back(state, arrays):
    """The state that `_take_out` was given."""
    if isinstance(state, dict) and list(state) == [ARRAY]:
        return arrays[state[ARRAY]][()]  # [()] makes a NumPy number of an array without axes, which it was
    if isinstance(state, dict):
        return {key: _put_back(value, arrays) for key, value in state.items()}
    if isinstance(state, list):
        return [_put_back(value, arrays) for value in state]
    return state
