"""Further calls of an answer, on inputs in which one thing is changed: what makes no difference, and should."""

import numpy as np

from mlp.exercises.checking.trials import right_trial, right_value, run_trial, same_results, same_value


def pairing_ignored(evidence):
    """The order of one of two paired inputs makes no difference to the answer, in any case."""
    for place, name in _arrays(evidence, kinds="iu"):
        partner = _partner(evidence, place)
        if partner and _makes_no_difference(evidence, place, lambda x: x[::-1]):
            return (
                f"{name} in another order gives the same result with yours: entry i of {name} belongs to entry i of "
                f"{partner}, and the two must be compared pair by pair"
            )
    return ""


def scale_ignored(evidence):
    """Twice the numbers of an input make no difference to the answer, in any case."""
    for place, name in _arrays(evidence, kinds="f"):
        if _makes_no_difference(evidence, place, lambda x: 2 * x):
            return (
                f"{name} twice as large gives the same result with yours, and must give another: is {name} divided by "
                "its largest number, its sum or its norm?"
            )
    return ""


def last_class_needed(evidence):
    """Wrong as it is, and right in every case once the last class occurs among the labels."""
    exercise = evidence.exercise
    for place, name in _arrays(evidence, kinds="iu"):
        for other, table in _arrays(evidence, kinds="f"):
            rights = wrongs = 0
            for case in evidence.cases:
                labels, scores = case.inputs[place], case.inputs[other]
                if labels.ndim != 1 or scores.ndim != 2 or len(labels) != len(scores):
                    return ""
                changed = labels.copy()
                changed[0] = scores.shape[1] - 1
                inputs = _with(case.inputs, place, changed)
                right = run_trial(exercise, exercise.solution, inputs)
                rights += right.error is None and right_trial(
                    exercise, run_trial(exercise, evidence.answer, inputs), right, dtypes=True
                )
                wrongs += 1
            if rights == wrongs > 0:
                return (
                    f"it is right only where the last class occurs in {name}: {table}.shape[1] tells how many classes "
                    f"there are, and not the largest of the {name}"
                )
    return ""


PREPARED = (
    (lambda x: _softmax(x), "a softmax"),
    (lambda x: (1 + np.tanh(x / 2)) / 2, "a sigmoid"),
    (lambda x: np.tanh(x), "tanh"),
    (lambda x: np.exp(x), "exp"),
    (lambda x: np.maximum(x, 0), "a ReLU"),
)


def prepared_twice(evidence):
    """The answer is the solution of an input that has gone through a function before, in every case."""
    for place, name in _arrays(evidence, kinds="f") if evidence.output is not None else ():
        for function, words in PREPARED:
            if all(_same_as_solution(evidence, i, place, function) for i in _wrong_first(evidence)):
                return (
                    f"it is what comes out when {name} goes through {words} first: is {words} taken once too often, "
                    "or in the wrong place?"
                )
    return ""


def _same_as_solution(evidence, i, place, function):
    exercise, k, trial = evidence.exercise, evidence.output, evidence.trials[i]
    if trial.error or len(trial.results) != len(exercise.outputs):
        return False
    with np.errstate(all="ignore"):
        changed = function(trial.inputs[place])
    run = run_trial(exercise, exercise.solution, _with(trial.inputs, place, changed))
    if run.error or len(run.results) != len(exercise.outputs):
        return False
    if i == evidence.wrong and right_value(exercise, run, evidence.rights[i], k):
        return False  # the function changes nothing there
    return same_value(exercise, trial, trial.results[k], run.results[k], dtypes=False)


def _softmax(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _wrong_first(evidence):
    return sorted(range(len(evidence.trials)), key=lambda i: i != evidence.wrong)


def _arrays(evidence, kinds):
    """(place, name) of the inputs that are arrays of more than one number, of these kinds."""
    inputs = evidence.cases[evidence.wrong].inputs
    names = zip(evidence.exercise.input_names, inputs, strict=False)
    return [
        (place, name)
        for place, (name, value) in enumerate(names)
        if isinstance(value, np.ndarray) and value.dtype.kind in kinds and value.size > 1
    ]


def _partner(evidence, place):
    """The name of another input with as many entries, or ""."""
    inputs = evidence.cases[evidence.wrong].inputs
    others = [(i, name) for i, name in _arrays(evidence, "iuf") if i != place]
    return next((name for i, name in others if len(inputs[i]) == len(inputs[place])), "")


def _makes_no_difference(evidence, place, change):
    """Whether a changed input gives the same as before in every case, though another result is right in most."""
    exercise, differs = evidence.exercise, 0
    for i in _wrong_first(evidence):
        trial = evidence.trials[i]
        inputs = _with(trial.inputs, place, change(trial.inputs[place]).copy())
        run = run_trial(exercise, evidence.answer, inputs)
        if trial.error or run.error or not same_results(exercise, run, trial):
            return False
        right = run_trial(exercise, exercise.solution, inputs)
        differs += right.error is None and not same_results(exercise, right, evidence.rights[i])
    return differs > len(evidence.trials) / 2


def _with(inputs, place, value):
    return (*inputs[:place], value, *inputs[place + 1 :])
