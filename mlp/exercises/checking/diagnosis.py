"""Find out what is wrong with a learner's answer, and say it in one sentence."""

import contextlib
import inspect
import io
import re

from mlp.exercises.checking.exercise import call
from mlp.exercises.checking.findings import find_form, find_values, right_value
from mlp.exercises.checking.trials import describe, run_trial, same_results, where_raised
from mlp.exercises.checking.verdict import Finding, Verdict


def diagnose(exercise, answer, rng):
    """Return the verdict on `answer`. Never raises for what `answer` is or does.

    The cases are drawn twice, so that a result which ignores the numbers in its inputs shows, and the first
    case is run once more at the end, so that a result which depends on an earlier call shows.
    """
    cases = [*exercise.cases(rng), *exercise.cases(rng)]
    finding = _wrong_object(exercise, answer, cases[0])
    if finding:
        return _not_yet(finding)
    first = run_trial(exercise, answer, cases[0])
    unstarted = _not_started(exercise, first)
    if unstarted:
        return Verdict(False, unstarted)
    with contextlib.redirect_stdout(io.StringIO()):  # what the answer prints is shown for the first case only
        trials = [first, *(run_trial(exercise, answer, case) for case in cases[1:])]
        rights = [run_trial(exercise, exercise.solution, case) for case in cases]
        again = run_trial(exercise, answer, cases[0])
        finding = _find(exercise, answer, trials, rights, again)
        sentence = _recognise(exercise, trials, cases) if finding else None
    if finding is None:
        return Verdict(True, f"Passed: {exercise.proves}")
    return _not_yet(Finding(finding.what, sentence or finding.why))


def _not_yet(finding):
    end = f": {finding.why}" if finding.why else ""
    message = f"Not yet: {finding.what}{end}"
    return Verdict(False, message if message[-1] in ".?!" else message + ".")


def _wrong_object(exercise, answer, inputs):
    """The answer is not a function (or class), or not one with the right parameters."""
    name = exercise.name
    kind = "class" if isinstance(exercise.solution, type) else "function"
    if not callable(answer):
        got = type(answer).__name__
        return Finding(
            f"the check takes the {kind} itself and got a result of type {got}", f"write check.{name}({name})"
        )
    if isinstance(answer, type) != (kind == "class"):
        return Finding(f"the check takes a {kind}, and got {getattr(answer, '__name__', 'something else')}")
    if exercise.run is not call:
        return None
    try:
        signature = inspect.signature(answer)
    except (ValueError, TypeError):  # some built-in functions and objects do not tell theirs
        return None
    try:
        signature.bind(*inputs)
    except TypeError:
        wanted = ", ".join(exercise.input_names)
        return Finding(f"your function takes {signature}, expected ({wanted})", "keep the line with `def` as it was")
    return None


def _not_started(exercise, trial):
    if isinstance(trial.error, NotImplementedError):
        return (
            "Not started yet: replace the line `raise NotImplementedError` with your own code, "
            "run that cell, then run this one again."
        )
    if trial.error is None and any(result is None or result is Ellipsis for result in trial.results):
        got = "None" if any(result is None for result in trial.results) else "..."
        return f"Not started yet: {exercise.name} returns {got}. If you have written it, is its `return` line missing?"
    return None


def _find(exercise, answer, trials, rights, again):
    """The first thing that is wrong, from the coarse to the fine."""
    for trial in trials:
        if trial.error is not None:
            return _raised(exercise, answer, trial)
    for trial, right in zip(trials, rights, strict=True):
        extra = [name for name in trial.changed if name not in right.changed]
        if extra:
            what = f"your code changed its input {extra[0]}, which whoever called it still needs"
            return Finding(what, "does a line like `x *= 2` or `x[...] = 0` write into it?")
    for trial, right in zip(trials, rights, strict=True):
        finding = find_form(exercise, trial, right)
        if finding:
            return _only_some(exercise, finding, trials, rights, trial)
    if not same_results(exercise, again, trials[0]):
        why = "does it keep something from one call to the next, or use random numbers of its own?"
        return Finding("the same inputs gave another result the second time", why)
    wrong = [i for i in range(len(trials)) if not _all_right(exercise, trials[i], rights[i])]
    if not wrong:
        return None
    if _ignores_inputs(exercise, trials, rights):
        what = "other numbers of the same shapes gave the same result"
        return Finding(what, "is the answer written down instead of computed from the inputs?")
    finding = find_values(exercise, trials, rights, wrong[0])
    explained = None if finding.why else _explained(exercise, trials[wrong[0]], rights[wrong[0]])
    if explained:
        return Finding(finding.what, explained)
    return _only_some(exercise, finding, trials, rights, trials[wrong[0]])


MATMUL = re.compile(r"matmul: .*core dimension.*\(size (?P<right>\d+) is different from (?P<left>\d+)\)")
DOT = re.compile(r"shapes \(.*\) and \(.*\) not aligned: (?P<left>\d+) \(dim \d\) != (?P<right>\d+) \(dim \d\)")


def _raised(exercise, answer, trial):
    """What was raised, where, and on which inputs. NumPy's words on a matrix product are put more plainly."""
    message, why = str(trial.error).strip().partition("\n")[0][:200].rstrip("."), ""
    sizes = MATMUL.match(message) or DOT.match(message)
    if sizes:
        message = f"the inner sizes of a matrix product are {sizes['left']} and {sizes['right']}, and must be the same"
        why = "is a transpose missing, or do the two stand the wrong way round?"
    what = f"your code raised {type(trial.error).__name__}{where_raised(answer, trial.error)}"
    inputs = describe(exercise, trial.inputs)
    return Finding(f"{what}, {message} (for {inputs})" if message else f"{what} (for {inputs})", why)


def _all_right(exercise, trial, right):
    return all(right_value(exercise, trial, right, i) for i in range(len(exercise.outputs)))


def _only_some(exercise, finding, trials, rights, trial):
    """Where the finding has no cause yet, and the first case came out right: that is the best clue."""
    first_is_right = find_form(exercise, trials[0], rights[0]) is None and _all_right(exercise, trials[0], rights[0])
    if finding.why or not first_is_right:
        return finding
    before = describe(exercise, trial.inputs), describe(exercise, trials[0].inputs)
    clue = f"it was right for {before[1]}, is a size written as a number?" if before[0] != before[1] else ""
    return Finding(finding.what, clue)


def _ignores_inputs(exercise, trials, rights):
    """Each case was drawn twice: the same result for both where two different ones are right."""
    half = len(trials) // 2
    pairs = [
        (same_results(exercise, trials[i], trials[i + half]), same_results(exercise, rights[i], rights[i + half]))
        for i in range(half)
    ]
    should_differ = [same for same, right_same in pairs if not right_same]
    return bool(should_differ) and all(should_differ)


def _explained(exercise, trial, right):
    if exercise.explain is None:
        return None
    single = len(exercise.outputs) == 1
    return exercise.explain(
        trial.inputs, trial.results[0] if single else trial.results, right.results[0] if single else right.results
    )


def _recognise(exercise, trials, cases):
    """The sentence of the first known mistake that does the same as the answer in every case."""
    for mistake in exercise.mistakes:
        wrong = (run_trial(exercise, mistake.wrong, case) for case in cases)
        if all(same_results(exercise, trial, other) for trial, other in zip(trials, wrong, strict=False)):
            return mistake.sentence
    return None
