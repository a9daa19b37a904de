"""What a release (`mlp-course release`) holds back, and which numbers its checks draw. A clone holds nothing back."""

import json
import os
from functools import cache
from typing import NamedTuple

from mlp.checks.places import course_folder

FILE = "release.json"
SEED = "MLP_CHECK_SEED"  # in the environment: who grades may take other numbers than those that were handed out


class HandedOut(NamedTuple):
    """The choices of a release: how many hints there are, whether solutions are shown, the seed of the checks."""

    hints: int = 3
    solutions: bool = True
    seed: int = 0


@cache
def handed_out():
    """The choices of the course that is installed here. ValueError where the environment has no number as SEED."""
    path, seed = course_folder(FILE), os.environ.get(SEED)
    choices = HandedOut(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else HandedOut()
    if seed is None:
        return choices
    if not seed.isdecimal():
        raise ValueError(f"{SEED} is {seed!r}; expected a whole number, 0 or more")
    return choices._replace(seed=int(seed))
