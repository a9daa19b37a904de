"""How long a learner waits for a verdict: CPU seconds of one check of each answer, right and wrong.

    python -m benchmarks.verdicts [chapter_07.py ...]

The answers are those that the exercises declare: solutions and typical mistakes; or those of modules with an exam's
answers (`@answer("softmax", "nothing subtracted", right=False, cause=...)` above each function).
"""

import contextlib
import importlib.util
import io
import sys
import time
import types
from pathlib import Path

import numpy as np

from mlp.exercises import exercises
from mlp.exercises.checking.judge import CHECKS, judge

SLOWEST = 12


def declared():
    """(name of the exercise, name of the answer, the answer) for each solution and declared mistake."""
    for name, exercise in exercises().items():
        yield name, "solution", exercise.solution
        yield from ((name, mistake.wrong.__name__, mistake.wrong) for mistake in exercise.mistakes)


def written(files):
    """The same for each answer of some modules."""
    found = []

    def answer(exercise, label, right, cause=None):
        return lambda code: found.append((exercise, label, code)) or code

    sys.modules["exam"] = types.SimpleNamespace(answer=answer)
    for file in map(Path, files):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return found


def seconds_of(name, answer):
    """CPU seconds of a learner's first check of an answer."""
    CHECKS[name] = 0
    start = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        judge(exercises()[name], answer)
    return time.process_time() - start


def main(files):
    """Print the median, the share above half a second, and the slowest verdicts."""
    answers = list(written(files) if files else declared())
    rows = [(seconds_of(name, answer), name, label) for name, label, answer in answers]
    seconds = np.array([row[0] for row in rows])
    median, most = 1000 * np.median(seconds), np.quantile(seconds, 0.95)
    print(
        f"{len(rows)} verdicts: median {median:.0f} ms, 95 % within {most:.2f} s, {np.sum(seconds > 0.5)} above 0.5 s"
    )
    print("the slowest, in CPU seconds:")
    for spent, name, label in sorted(rows, reverse=True)[:SLOWEST]:
        print(f"{spent:6.2f}   {name}: {label}")


if __name__ == "__main__":
    main(sys.argv[1:])
