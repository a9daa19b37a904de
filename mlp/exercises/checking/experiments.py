"""Experiments that find a cause: change one thing, run again, see whether just that makes the difference.

Each returns a sentence, or "" where no experiment spoke: a cause that was not tested is not named.
"""

import ast
import contextlib
import functools
import inspect
import re
import textwrap
import time
import warnings
from typing import Any, NamedTuple

import numpy as np

from mlp.exercises.checking.edits.edit import list_edits
from mlp.exercises.checking.edits.scope import DTYPE
from mlp.exercises.checking.limit import OutOfTime
from mlp.exercises.checking.source import Source, text_of
from mlp.exercises.checking.trials import (
    difference,
    is_numeric,
    right_trial,
    right_value,
    run_trial,
    same_results,
    same_value,
)

SECONDS = 0.1  # for one run of changed code, which may no longer end
ENDLESS = 3  # so many changes that do not end, and no more are tried
BUDGET = 1.7  # seconds of computing for all experiments of one check; nearly all take a tenth of it


class Evidence(NamedTuple):
    """All runs of one check: what the answer did in each case, what is right there, and the first that is wrong."""

    exercise: Any
    answer: Any
    cases: list
    trials: list
    rights: list
    wrong: int  # the number of the first case that is wrong
    output: int | None  # the number of the output that is wrong there; None where all are in question
    until: float  # the experiments end when time.process_time() is here
    source: Any  # the answer's Source, or None where its text is not to be had


def known_mistake(evidence):
    """The sentence of the first declared mistake that does what the answer does, in every case.

    Where none does the same in everything, one that gives the same wrong output will do.
    """
    exercise, partly = evidence.exercise, ""
    error = evidence.trials[evidence.wrong].error
    if error is not None and not re.search(r"\d", str(error)):
        return ""  # without a size in it, quite different mistakes raise the same
    for mistake in exercise.mistakes:
        runs = [run_trial(exercise, mistake.wrong, evidence.cases[evidence.wrong].inputs)]
        if not _same_output(evidence, runs[0], evidence.wrong):
            continue
        runs = [run_trial(exercise, mistake.wrong, case.inputs) for case in evidence.cases]
        if _all_same(evidence, runs):
            return mistake.sentence
        if not partly and _telling(evidence) and all(_same_output(evidence, run, i) for i, run in enumerate(runs)):
            partly = mistake.sentence
    return partly


def _telling(evidence):
    """Whether the wrong output is such that two mistakes do not have it in common by chance."""
    k = evidence.output
    right = evidence.rights[evidence.wrong].results[k] if k is not None else None
    return np.ndim(right) > 0 or isinstance(right, float)


def _all_same(evidence, runs):
    """Whether other runs did all that the answer did. dtypes count where nothing but them is wrong."""
    exercise, pairs = evidence.exercise, list(zip(evidence.trials, runs, strict=True))
    if all(same_results(exercise, trial, run) for trial, run in pairs):
        return True
    values_wrong = any(not right_trial(exercise, run, right) for run, right in zip(runs, evidence.rights, strict=True))
    return values_wrong and all(same_results(exercise, trial, run, dtypes=False) for trial, run in pairs)


def _same_output(evidence, run, i):
    """Whether another run gives the same outputs in case i, up to the wrong one; or raises the same."""
    trial, right, exercise, k = evidence.trials[i], evidence.rights[i], evidence.exercise, evidence.output
    if trial.error or run.error or k is None or not len(trial.results) == len(run.results) == len(exercise.outputs):
        return same_results(exercise, trial, run, dtypes=False)
    if trial.changed.keys() != run.changed.keys():
        return False
    if i == evidence.wrong and right_value(exercise, run, right, k) and right_value(exercise, trial, right, k):
        return same_value(exercise, trial, trial.results[k], run.results[k])  # the dtype alone
    pairs = list(zip(trial.results, run.results, strict=True))[: k + 1]
    return all(same_value(exercise, trial, mine, other, dtypes=False) for mine, other in pairs)


def repair(evidence, ranks):
    """Change one thing in the learner's own code: where that makes it right in every case, it was the cause."""
    source, exercise = evidence.source, evidence.exercise
    if source is None:
        return ""
    case, right = evidence.cases[evidence.wrong], evidence.rights[evidence.wrong]
    unchanged = _built(source)
    if not unchanged or not same_results(
        exercise, run_trial(exercise, unchanged, case.inputs), evidence.trials[evidence.wrong]
    ):
        return ""  # it needs something that its text does not tell
    endless, partly = 0, ""
    pairs = zip(evidence.trials, evidence.rights, strict=True)
    only_dtypes = all(right_trial(exercise, trial, expected) for trial, expected in pairs)
    for edit, changed in _variants(source, ranks, evidence.until):
        trial = run_trial(exercise, changed, case.inputs, SECONDS)
        endless += isinstance(trial.error, OutOfTime)
        if endless > ENDLESS:
            break
        if edit.found and right_trial(exercise, trial, right):
            runs = [run_trial(exercise, changed, case.inputs, SECONDS) for case in evidence.cases]
            pairs = list(zip(runs, evidence.rights, strict=False))
            if all(right_trial(exercise, run, right, dtypes=True) for run, right in pairs):
                return f"{edit.found}, in line {edit.line} of your cell; with this changed, your answer passes"
            if not (partly or only_dtypes or edit.rank == DTYPE) and all(
                right_trial(exercise, run, right) for run, right in pairs
            ):
                partly = f"{edit.found}, in line {edit.line} of your cell; with this changed, the numbers are right"
    return partly


def forgotten(evidence):
    """What an answer keeps from one call to the next: without it, the answer is right in every case.

    For each case the code is defined anew, with what it keeps in other names (global ones, lists, dictionaries) empty.
    """
    source = evidence.source
    if source is None:
        return ""
    names = {name for node in ast.walk(source.tree) if isinstance(node, ast.Global) for name in node.names}
    names |= {
        node.id
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name) and isinstance(source.space.get(node.id), (list, dict, set))
    }
    empty = {name: type(kept)() for name in names if isinstance(kept := source.space.get(name), (list, dict, set))}
    others = {name: value for name, value in source.space.items() if name not in names}
    for space in (others | empty, others | dict.fromkeys(names) | empty):
        if all(_right_anew(source._replace(space=space), evidence, i) for i in range(len(evidence.trials))):
            kept = f" in `{min(names)}`" if len(names) == 1 else ""
            return f"something is kept{kept} from one call to the next: each call must begin anew, from its own inputs"
    return ""


def _right_anew(source, evidence, i):
    """Whether the code, defined just before, is right in case i."""
    answer = _built(source)
    run = run_trial(evidence.exercise, answer, evidence.cases[i].inputs, SECONDS) if answer else None
    return run is not None and right_trial(evidence.exercise, run, evidence.rights[i], dtypes=True)


NEARLY = 1e-2  # relative: what is closer is no other formula


def nearly(evidence):
    """All numbers are close to what is right, in every case, and not equal in the base case."""
    exercise, k = evidence.exercise, evidence.output
    if k is None or any(trial.error or len(trial.results) != len(exercise.outputs) for trial in evidence.trials):
        return ""
    apart = []
    for trial, right in zip(evidence.trials, evidence.rights, strict=True):
        got, expected = trial.results[k], np.asarray(right.results[k])
        if not is_numeric(got) or np.shape(got) != expected.shape or expected.dtype.kind != "f" or not expected.size:
            return ""
        differences = difference(np.asarray(got), expected)
        scale = np.maximum(np.abs(expected), 1e-3 * np.abs(expected).max())
        apart.append(float((differences / np.where(scale > 0, scale, 1)).max()))
    if apart[0] < 1e-12:
        return ""  # nothing is off in the base case: something else is wrong in the others
    apart = max(apart)
    if not 0 < apart < NEARLY:
        return ""
    return (
        f"{exercise.outputs[k]} comes close and is not exact, it is off by up to {100 * apart:.2g} %: a small number "
        "that is added somewhere (an epsilon), or the step of a numeric derivative, does that"
    )


def slip(evidence, ranks):
    """Change one thing in the solution: where that gives the learner's results in every case, it is the mistake."""
    exercise, partly = evidence.exercise, ""
    inputs = evidence.cases[evidence.wrong].inputs
    for edit, changed in _variants(_solution(exercise.solution), ranks, evidence.until):
        if not edit.lacking or not _same_output(
            evidence, run_trial(exercise, changed, inputs, SECONDS), evidence.wrong
        ):
            continue
        runs = [run_trial(exercise, changed, case.inputs, SECONDS) for case in evidence.cases]
        if _all_same(evidence, runs):
            return edit.lacking
        if not partly and edit.kind != "order" and all(_same_output(evidence, run, i) for i, run in enumerate(runs)):
            partly = edit.lacking
    return partly


@functools.cache
def _solution(solution):
    tree = ast.parse(textwrap.dedent(text_of(solution))).body[0]
    return Source(tree, vars(inspect.getmodule(solution)))


def _variants(source, ranks, until):
    """(edit, what the code is after it) for every edit whose rank is wanted and after which it is still Python."""
    for edit in _edits(source.tree):
        if edit.rank not in ranks:
            continue
        if time.process_time() > until:
            return
        with edit.made():
            changed = _built(source)
        if changed is not None:
            yield edit, changed


@functools.lru_cache(maxsize=2)  # of the answer and of the solution; experiments of several kinds go through them
def _edits(tree):
    return list_edits(tree)


def _built(source):
    """The function or class, or None: not every change makes code that can be compiled, or a class that can be made."""
    with contextlib.suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of code that no learner wrote
        return source.build()
    return None


def setting_that_matters(evidence):
    """The one setting whose value decides what is right and what is wrong, all else being the same."""
    exercise = evidence.exercise
    pairs = zip(evidence.trials, evidence.rights, strict=True)
    right = [right_trial(exercise, trial, expected, dtypes=True) for trial, expected in pairs]
    cases = evidence.cases[: len(right)]
    for name in exercise.vary:
        values = [case.value if case.setting == name else exercise.settings[name] for case in cases]
        good = [value for value, passed in zip(values, right, strict=True) if passed]
        bad = [value for value, passed in zip(values, right, strict=True) if not passed]
        if not good or not bad or any(value in bad for value in good):
            continue
        if exercise.settings[name] in bad:  # so it is right with this one value, and with no other
            return exercise.because.get((name, good[0]), f"it is right with {name} = {good[0]} only, all else the same")
        return exercise.because.get(
            name, f"it is right with {name} = {good[0]} and wrong with {name} = {bad[0]}, all else the same"
        )
    return ""


def output_alone(evidence):
    """What the exercise says of an output, where everything before it is right in every case."""
    exercise, k = evidence.exercise, evidence.output
    sentence = exercise.because.get(exercise.outputs[k]) if k is not None else None
    pairs = zip(evidence.trials, evidence.rights, strict=True)
    if sentence and all(
        trial.error is None and all(right_value(exercise, trial, right, i) for i in range(k)) for trial, right in pairs
    ):
        return sentence
    return ""


def outside_data(evidence):
    """Arrays of another cell that the answer reads: with others in their place, another result comes."""
    source, exercise = evidence.source, evidence.exercise
    if source is None:
        return ""
    inputs = evidence.cases[evidence.wrong].inputs
    for name in dict.fromkeys(node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)):
        data = source.space.get(name)
        if isinstance(data, (list, np.ndarray)) and len(data) > 1:
            other = data[: len(data) // 2][::-1]
            changed = _built(Source(source.tree, source.space | {name: other}))
            if changed and not same_results(
                exercise, run_trial(exercise, changed, inputs, SECONDS), evidence.trials[evidence.wrong]
            ):
                return f"it reads `{name}`, a variable of another cell, and not (only) its own inputs"
    return ""
