"""Find out what is wrong with a learner's answer, and say it: the cause first, then what came out.

A cause is named only where an experiment could have shown that it is another: a declared mistake that gives the same
results in every case, a change of the learner's own code that makes it right in every case, a change of the solution
that makes the same mistake in every case, an effect that holds in every case, a setting that alone makes the
difference. Where none of them speaks, the numbers stand alone.
"""

import contextlib
import inspect
import io
import time

import numpy as np

from mlp.exercises.checking.clipping import cut_off
from mlp.exercises.checking.edits.scope import AROUND, DTYPE, NAMES, PLAIN, WRITES
from mlp.exercises.checking.effects import find_effect
from mlp.exercises.checking.errors import explain_error, hard_coded, in_place_used
from mlp.exercises.checking.exercise import Told
from mlp.exercises.checking.experiments import (
    BUDGET,
    Evidence,
    forgotten,
    known_mistake,
    nearly,
    output_alone,
    outside_data,
    repair,
    setting_that_matters,
    slip,
)
from mlp.exercises.checking.findings import find_dtype, find_wrong
from mlp.exercises.checking.limit import OutOfTime, limited_memory
from mlp.exercises.checking.probes import last_class_needed, pairing_ignored, prepared_twice, scale_ignored
from mlp.exercises.checking.relations import find_relation
from mlp.exercises.checking.source import find_source, is_empty, returns_something
from mlp.exercises.checking.steps import compare_steps
from mlp.exercises.checking.trials import describe, is_numeric, right_trial, run_trial, same_results, where_raised
from mlp.exercises.checking.verdict import Finding, Verdict
from mlp.exercises.handed_out import handed_out

SHOWN = 0  # the seed of the cases that sentences speak of: the same mistake gets the same sentence at every check


def diagnose(exercise, answer, seed):
    """Return the verdict on `answer`. Never raises for what `answer` is or does.

    The cases are drawn twice: from a fixed seed, for the numbers in the sentence, and from `seed`, so that numbers
    which are written down do not pass. The first is run once more at the end, so that a result which depends on an
    earlier call shows.
    """
    own = handed_out().seed  # 0, unless an instructor has chosen another: then all numbers are others
    cases = [*exercise.draw(SHOWN, own), *exercise.draw(*seed, own)]
    finding = _wrong_object(exercise, answer)
    if finding:
        return _not_yet(finding.why, finding.what)
    with limited_memory():
        first = run_trial(exercise, answer, cases[0].inputs)
        with contextlib.redirect_stdout(io.StringIO()):  # what the answer prints is shown for the first case only
            early = _no_result(exercise, answer, first)
            return early if early is not None else _judge(exercise, answer, cases, first)


NOT_STARTED = (
    "Not started yet: replace the line `raise NotImplementedError` with your own code, run that cell, then run this "
    "one again."
)


def _judge(exercise, answer, cases, first):
    trials, endless = [first], isinstance(first.error, OutOfTime)
    for case in cases[1:] if not endless else ():
        trials.append(run_trial(exercise, answer, case.inputs))
        if isinstance(trials[-1].error, OutOfTime):
            endless = True
            break
    rights = [run_trial(exercise, exercise.solution, case.inputs) for case in cases[: len(trials)]]
    pairs = list(zip(trials, rights, strict=True))
    wrong = next((i for i, pair in enumerate(pairs) if not right_trial(exercise, *pair)), None)
    if endless or wrong is not None and trials[wrong].error:
        wrong = len(trials) - 1 if endless else wrong
        steps = "" if endless else compare_steps(exercise, answer, cases[wrong].inputs)
        return _not_yet(*_why_raised(exercise, answer, cases, trials, rights, wrong), steps)
    find = find_wrong
    if wrong is None:
        again = run_trial(exercise, answer, cases[0].inputs)
        if not same_results(exercise, again, first):
            return _not_yet(KEPT, AGAIN)
        find = find_dtype
        wrong = next((i for i, pair in enumerate(pairs) if not right_trial(exercise, *pair, dtypes=True)), None)
        if wrong is None:
            return Verdict(True, f"Passed: {exercise.proves}")
    changed = _changed_input(trials[wrong], rights[wrong])
    finding = changed or find(exercise, *pairs[wrong])
    evidence = Evidence(
        exercise,
        answer,
        cases,
        trials,
        rights,
        wrong,
        finding.output,
        time.process_time() + BUDGET,
        find_source(answer),
    )
    effect = find_effect(evidence) if find is find_wrong else ""
    cause = _cause(evidence, finding, effect, dtype=find is find_dtype)
    what = f"{effect}; {finding.what}" if effect and effect != cause else finding.what
    return _not_yet(cause, what, compare_steps(exercise, answer, cases[wrong].inputs))


AGAIN = "the same inputs gave another result the second time"
KEPT = "something is kept from one call to the next, or random numbers of its own are used"
IGNORES = "other numbers gave the same result: it does not depend on its inputs, as if it were written down"


def _cause(evidence, finding, effect, dtype):
    """The first cause that an experiment speaks for, or ""."""
    changed = finding.what.startswith(CHANGED)
    certain = finding.output is None and not changed  # the number of values
    experiments = (
        lambda: known_mistake(evidence),
        lambda: in_place_used(evidence.source) if _holds_none(evidence) else "",
        lambda: finding.why if certain else "",
        lambda: output_alone(evidence),
        lambda: cut_off(evidence),
        lambda: "" if dtype else find_relation(evidence),
        lambda: "" if dtype else prepared_twice(evidence),
        lambda: last_class_needed(evidence),
        lambda: _explained(evidence),
        lambda: repair(evidence, [WRITES]) or finding.why if changed else "",
        lambda: repair(evidence, PLAIN),
        lambda: repair(evidence, [WRITES]),
        lambda: repair(evidence, [DTYPE]) if dtype else "",
        lambda: forgotten(evidence),
        lambda: outside_data(evidence),
        lambda: IGNORES if _ignores_inputs(evidence) else "",
        lambda: pairing_ignored(evidence),
        lambda: finding.why or effect or scale_ignored(evidence),
        lambda: slip(evidence, PLAIN),
        lambda: repair(evidence, [AROUND]),
        lambda: slip(evidence, [AROUND]),
        lambda: repair(evidence, [NAMES]),
        lambda: slip(evidence, [NAMES]),
        lambda: KEPT if _kept(evidence) else "",
        lambda: nearly(evidence),
        lambda: setting_that_matters(evidence),
    )
    return next(filter(None, (experiment() for experiment in experiments)), "")


def _holds_none(evidence):
    """Whether None came back, or an array that holds it."""
    results = evidence.trials[evidence.wrong].results
    arrays = [result for result in results if isinstance(result, np.ndarray) and result.dtype == object]
    return any(part is None for part in (*results, *(part for array in arrays for part in array.ravel())))


def _not_yet(cause, what, steps=""):
    """The cause first, then what was seen, at the end and on the way."""
    what = f"What came out: {what}" if cause and what else what
    parts = [part if part[-1] in ".?!" else part + "." for part in (cause, what, steps) if part]
    return Verdict(False, "Not yet: " + " ".join(parts))


def _wrong_object(exercise, answer):
    """The answer is not a function (or class), or not one with the right parameters."""
    name = exercise.name
    kind = "class" if isinstance(exercise.solution, type) else "function"
    if not callable(answer):
        got = type(answer).__name__
        return Finding(
            "", f"the check takes the {kind} itself and got a result of type {got}: write check.{name}({name})"
        )
    if isinstance(answer, type) != (kind == "class"):
        return Finding("", f"the check takes a {kind}, and got {getattr(answer, '__name__', 'something else')}")
    if kind == "class":
        return None
    parameters = list(inspect.signature(exercise.solution).parameters)
    try:
        signature = inspect.signature(answer)
    except (ValueError, TypeError):  # some built-in functions and objects do not tell theirs
        return None
    try:
        signature.bind(*parameters)
    except TypeError:
        wanted = ", ".join(parameters)
        return Finding("", f"your function takes {signature}, expected ({wanted}): keep the line with `def` as it was")
    return None


def _no_result(exercise, answer, trial):
    """The verdict where nothing came back: the stub, nothing but `...` or `pass`, or no `return`; else None."""
    if isinstance(trial.error, NotImplementedError):
        return Verdict(False, NOT_STARTED)
    nothing = trial.error is None and any(result is None or result is Ellipsis for result in trial.results)
    if isinstance(trial.error, OutOfTime) or trial.error is None and not nothing:
        return None
    for name, mine, right in _methods(exercise, answer):
        if returns_something(right) and not returns_something(mine) and not is_empty(mine):
            printed = "print" in mine.__code__.co_names
            why = " (print shows a result, and gives it to nobody)" if printed else ""
            return _not_yet(f"{name} returns None{why}: is its `return` line missing?", "")
    dots = any(result is Ellipsis for result in trial.results)
    empty = any(is_empty(mine) and (dots or not returns_something(mine)) for _, mine, _ in _methods(exercise, answer))
    return Verdict(False, NOT_STARTED) if nothing and empty else None


def _methods(exercise, answer):
    """(name, the learner's, the solution's) of the function, or of each method."""
    if not isinstance(exercise.solution, type):
        pairs = [(f"the function {exercise.name}", answer, exercise.solution)]
    else:
        own = vars(answer)
        pairs = [(f"the method {name}", own.get(name), part) for name, part in vars(exercise.solution).items()]
    return [
        (name, mine, right) for name, mine, right in pairs if hasattr(mine, "__code__") and hasattr(right, "__code__")
    ]


CHANGED = "your code changed its input"


def _changed_input(trial, right):
    extra = [name for name in trial.changed if name not in right.changed]
    if not extra:
        return None
    what = f"{CHANGED} {extra[0]}"
    why = "which whoever called it still needs: does a line like `x *= 2` or `x[...] = 0` write into it?"
    return Finding(what, f"{what}, {why}")


def _why_raised(exercise, answer, cases, trials, rights, wrong):
    """(cause, what) for an exception: what it was, where, and on which inputs."""
    error = trials[wrong].error
    if isinstance(error, Told):
        return str(error), ""
    message = str(error).strip().partition("\n")[0][:200].rstrip(".")
    what = f"your code raised {type(error).__name__}{where_raised(answer, error)}"
    inputs = describe(exercise, trials[wrong].inputs)
    said = explain_error(answer, error)
    message = said.what or message
    what = f"{what}, {message} (for {inputs})" if message else f"{what} (for {inputs})"
    if isinstance(error, (OutOfTime, RecursionError, MemoryError)):
        return said.why, what if not isinstance(error, OutOfTime) else ""
    evidence = Evidence(
        exercise, answer, cases, trials, rights, wrong, None, time.process_time() + BUDGET, find_source(answer)
    )
    structure = repair(evidence, PLAIN)
    experiments = (
        lambda: (not structure and repair(evidence, [NAMES])) or known_mistake(evidence) or structure,
        lambda: last_class_needed(evidence),
        lambda: forgotten(evidence),
        lambda: outside_data(evidence),
        lambda: hard_coded(evidence),
        lambda: said.why,
        lambda: setting_that_matters(evidence),
        lambda: repair(evidence, [AROUND]),
    )
    return next(filter(None, (experiment() for experiment in experiments)), ""), what


def _kept(evidence):
    """Whether the first case gives another result the second time."""
    again = run_trial(evidence.exercise, evidence.answer, evidence.cases[0].inputs)
    return not same_results(evidence.exercise, again, evidence.trials[0])


def _ignores_inputs(evidence):
    """The same result in every case, or for both draws of each case, where different ones are right."""
    exercise, trials, rights = evidence.exercise, evidence.trials, evidence.rights
    if not all(is_numeric(result) for result in trials[evidence.wrong].results):
        return False
    half, n = len(trials) // 2, len(trials)
    for others in ([(i, i + half) for i in range(half)], [(0, i) for i in range(1, n)]):
        telling = [(i, j) for i, j in others if not same_results(exercise, rights[i], rights[j], dtypes=False)]
        if telling and all(same_results(exercise, trials[i], trials[j], dtypes=False) for i, j in telling):
            return True
    return False


def _explained(evidence):
    """What the exercise itself has to say of the wrong output."""
    exercise = evidence.exercise
    if exercise.explain is None or evidence.output is None:
        return ""
    single = len(exercise.outputs) == 1
    trial, right = evidence.trials[evidence.wrong], evidence.rights[evidence.wrong]
    if not all(_same_form(got, expected) for got, expected in zip(trial.results, right.results, strict=True)):
        return ""
    return exercise.explain(
        trial.inputs, trial.results[0] if single else trial.results, right.results[0] if single else right.results
    )


def _same_form(got, expected):
    if not is_numeric(expected):
        return type(got) is type(expected)
    return is_numeric(got) and np.shape(got) == np.shape(expected)
