"""Whether an input was cut off (clipped) at a number beyond which the right result still changes."""

import ast

import numpy as np

from mlp.exercises.checking.trials import right_value, run_trial, same_value

USUAL = (1, 5, 6, 10, 15, 20, 30, 50, 80, 88, 100, 500, 700)


def cut_off(evidence):
    """The sentence where the solution, on inputs that are cut off, gives the learner's output in every case; or ""."""
    exercise, k = evidence.exercise, evidence.output
    if k is None or any(trial.error or len(trial.results) != len(exercise.outputs) for trial in evidence.trials):
        return ""
    inputs = evidence.cases[evidence.wrong].inputs
    for place, name in enumerate(exercise.input_names[: len(inputs)]):
        if not isinstance(inputs[place], np.ndarray) or inputs[place].dtype.kind != "f":
            continue
        for limit in _limits(evidence.source):
            for low, high in ((None, limit), (-limit, None), (-limit, limit)):
                if _does_the_same(evidence, place, low, high):
                    words = " and ".join(f"{end:g}" for end in (low, high) if end is not None)
                    return f"{name} is cut off (clipped) at {words}, too early: what lies beyond gives other results"
    return ""


def _limits(source):
    """Numbers at which a learner may cut off: those in the code, then usual ones."""
    nodes = ast.walk(source.tree) if source else ()
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return dict.fromkeys([*(v for v in values if type(v) in (int, float) and v > 0), *USUAL])


def _does_the_same(evidence, place, low, high):
    """Whether it does in every case, and something is cut off where the answer is wrong."""
    order = [evidence.wrong, *(i for i in range(len(evidence.trials)) if i != evidence.wrong)]
    return all(_same(evidence, i, place, low, high) for i in order)


def _same(evidence, i, place, low, high):
    exercise, k, inputs = evidence.exercise, evidence.output, list(evidence.cases[i].inputs)
    inputs[place] = np.clip(inputs[place], low, high)
    run = run_trial(exercise, exercise.solution, tuple(inputs))
    if run.error or len(run.results) != len(exercise.outputs):
        return False
    if i == evidence.wrong and right_value(exercise, run, evidence.rights[i], k):
        return False
    return same_value(exercise, evidence.trials[i], evidence.trials[i].results[k], run.results[k], dtypes=False)
