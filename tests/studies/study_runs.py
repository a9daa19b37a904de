"""A study for the tests, here so that other processes can import it."""

import os
import time
from pathlib import Path

from mlp.studies.runner import run
from mlp.studies.study import Part, Study
from mlp.training.trainer import TrainingDiverged


def square(settings, seed):
    """number², plus the seed; diverges or fails where the settings say so, and notes that it was called."""
    Path(settings["notes"], f"{settings['number']} {seed} {time.monotonic_ns()} {os.getpid()}").touch()
    time.sleep(settings.get("seconds", 0))
    if settings.get("diverges"):
        raise TrainingDiverged("too wild", 3, type("History", (), {"rows": [], "FIELDS": ()})())
    if Path(settings["notes"], f"fail {settings['number']}").exists():
        raise OSError("no disk")
    return {"score": settings["number"] ** 2 + seed, "validation_accuracy": 0.5}


def several(settings, seed):
    """A run that is a whole search."""
    return {"rows": [{"settings": {"number": n}, "status": "done", "score": n + seed} for n in (1, 2)]}


def study(notes, numbers=(1, 2, 3), **more):
    """Numbers, two seeds each; the best of them once more; a search."""
    trials = [{"number": number, "notes": str(notes), **more} for number in numbers]

    def best(read):
        frame = read("numbers")
        return [{"number": int(frame.number[frame.score.idxmax()]), "notes": str(notes)}]

    parts = (Part("numbers", square, trials, (0, 1)), Part("best", square, best, (2, 3)), Part("search", several, [{}]))
    return Study("squares", "99", "how large is a square?", parts)


def slow(notes, folder, jobs):
    """The study that is killed."""
    return run(study(notes, range(6), seconds=0.1), jobs, folder, say=lambda line: None)
