"""The process that runs a submission: `python -m mlp.course.grading.worker words|numbers FOLDER`.

It reads its job from FOLDER/job.json and the notebook from FOLDER/submission, confines itself, and then writes a line
for each exercise to its standard output: what the check says of the answer ("words"), or what the answer makes of
inputs ("numbers"). Nobody believes its words: see `mlp.course.grading`.
"""

import ast
import dataclasses
import gc
import importlib.abc
import inspect
import json
import linecache
import os
import sys
from pathlib import Path

import mlp
from mlp.checks import check_path
from mlp.course.grading.answers import Chapter, Part, Task, Unreadable, chapter_of, find_answer, read_cells
from mlp.course.grading.confine import PACKAGE, SECRET, confine
from mlp.course.grading.messages import to_line
from mlp.exercises import exercises
from mlp.exercises.checking.diagnosis import diagnose
from mlp.exercises.checking.exercise import Exercise
from mlp.exercises.checking.limit import OutOfTime, call_within
from mlp.exercises.checking.trials import run_trial

CELL_SECONDS = 10  # for the statements of a cell, which define functions


def main(kind, folder):
    """Answer the job in `folder`: say which chapter the notebook is of, then answer exercise by exercise."""
    folder = check_path("folder", folder)
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    content, say = (folder / "submission").read_bytes(), _mouth()
    candidates = [Chapter(name, [Task(*task) for task in tasks], imports) for name, tasks, imports in job["chapters"]]
    known = {task.exercise: exercises()[task.exercise] for chapter in candidates for task in chapter.tasks}
    hidden = [Path(place) for place in job["hidden"]]
    if kind == "numbers":
        known = without_solutions(known)
        hidden = [*hidden, PACKAGE / "exercises"]
        forget_solutions()
    confine(folder, hidden, job["processor_seconds"], job["memory"])
    say({"ready": True})
    try:
        cells = read_cells(content)
        chapter = chapter_of(cells, candidates)
    except (Unreadable, MemoryError) as error:
        say({"unreadable": str(error) or "it is too large for the memory that may be used"})
        return
    say({"chapter": chapter.name if chapter else None})
    for task in chapter.tasks if chapter else ():
        answer = find_answer(cells, task, chapter.imports)
        say({"exercise": task.exercise} | _reply(kind, known[task.exercise], answer, job["seeds"][task.exercise]))


def _reply(kind, exercise, answer, seeds):
    """What is said of one exercise."""
    if answer.missing:
        return {"passed": False, "said": f"Not yet: {answer.missing}"}
    space, error = run_cells(answer.parts)
    if exercise.name not in space:
        return {"passed": False, "said": f"Not yet: the cell ended before {exercise.name} was defined: {error}"}
    if kind == "words":
        verdict = diagnose(exercise, space[exercise.name], seeds[0])
        return {"passed": bool(verdict), "said": str(verdict)[:4000]}
    if _is_ours(space[exercise.name]):
        return {"passed": False, "said": f"{exercise.name} is the course's own code: write yours"}
    cases = [case for seed in seeds for case in exercise.draw(*seed)]
    trials = [run_trial(exercise, space[exercise.name], case.inputs) for case in [*cases, cases[0]]]
    return {"trials": [_told(trial) for trial in trials]}


def _is_ours(answer):
    """Whether an answer is a function or class of the package, or a class that has all from one and writes nothing."""
    if getattr(answer, "__module__", "").startswith("mlp."):
        return True
    return isinstance(answer, type) and not any(inspect.isfunction(part) for part in vars(answer).values())


def _mouth():
    """The function that says a message. What a submission prints goes nowhere."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)

    def say(message):
        line = to_line(message)
        while line:
            line = line[out.write(line) :]

    return say


def _told(trial):
    error = trial.error if trial.error is None else [type(trial.error).__name__, str(trial.error)[:500]]
    return {"results": trial.results, "error": error, "changed": trial.changed}


def run_cells(parts):
    """Run the statements of an answer; return the names that they define and, in words, what the answer's cell raised.

    A statement of another cell that raises is passed over, as in a notebook that is run to its end.
    """
    space, error = {"__name__": "__main__", "__builtins__": __builtins__}, "nothing was raised"
    for part in parts:
        linecache.cache[part.title] = (len(part.text), None, part.text.splitlines(keepends=True), part.title)
        try:
            call_within(CELL_SECONDS, lambda part=part: _run(part, space))
        except (Exception, SystemExit, KeyboardInterrupt, OutOfTime) as raised:
            if part.own:
                said = str(raised)[:300].strip().rstrip(".")
                name = (
                    type(raised).__name__ if not isinstance(raised, OutOfTime) else f"not done after {CELL_SECONDS} s"
                )
                error = f"{name}{': ' if said else ''}{said} (line {part.node.lineno})"
                break
    return space, error


def _run(part: Part, space):
    exec(compile(ast.Module([part.node], []), part.title, "exec"), space)


def without_solutions(known):
    """The exercises as somebody needs them who only runs answers: how inputs are drawn, and what is done with them."""
    secret, needed = set(), {}
    for exercise in known.values():
        for function in filter(None, (exercise.run, exercise.case, exercise.cases)):
            needed.setdefault(getattr(function, "__module__", ""), set()).update(reached(function))
        secret |= {exercise.solution, *exercise.parts, *(mistake.wrong for mistake in exercise.mistakes)}
    for module, names in needed.items():
        space = vars(sys.modules[module]) if module.startswith("mlp.exercises.chapter_") else {}
        for name, value in list(space.items()):
            if name not in names and (isinstance(value, Exercise) or _gives_away(value, secret)):
                del space[name]
    return {name: _without_solution(exercise) for name, exercise in known.items()}


def _gives_away(value, secret):
    """Whether a value is a solution or a mistake, or a class made from one."""
    return any(part in secret for part in (value.__mro__ if isinstance(value, type) else [value]) if callable(part))


def _without_solution(exercise):
    def missing(*inputs):
        raise PermissionError(SECRET)

    missing.__signature__ = inspect.signature(exercise.solution)
    return dataclasses.replace(exercise, solution=missing, mistakes=(), parts=(), explain=None, steps=())


def reached(function):
    """The global names that a function uses, and those that these use, within its own module."""
    space, found, todo = getattr(function, "__globals__", {}), set(), [function]
    while todo:
        for code in _codes(todo.pop()):
            for name in set(code.co_names) & space.keys() - found:
                found.add(name)
                if getattr(space[name], "__module__", None) == space["__name__"]:
                    todo.append(space[name])
    return found


def _codes(thing):
    """The code objects of a function or class, and those inside them."""
    members = vars(thing).values() if isinstance(thing, type) else [thing]
    todo = [member.__code__ for member in members if hasattr(member, "__code__")]
    while todo:
        code = todo.pop()
        yield code
        todo += [constant for constant in code.co_consts if hasattr(constant, "co_names")]


class _Closed(importlib.abc.MetaPathFinder):
    """Refuses to import the exercises again."""

    def find_spec(self, name, path, target=None):
        if name == "mlp.exercises" or name.startswith("mlp.exercises."):
            raise PermissionError(SECRET)


def forget_solutions():
    """Drop every module of exercises that this process has loaded, and refuse to load them again."""
    exercises.cache_clear()
    for name in [*sys.modules]:
        if name.startswith("mlp.exercises.chapter_") or name in ("mlp.exercises", "mlp.exercises.registry"):
            module = sys.modules.pop(name)
            for part in ("EXERCISES", "exercises", "check"):
                vars(module).pop(part, None)
    vars(mlp).pop("exercises", None)
    globals().pop("exercises", None)
    gc.collect()
    sys.meta_path.insert(0, _Closed())


if __name__ == "__main__":
    main(*sys.argv[1:])
