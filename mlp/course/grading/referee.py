"""Grade one notebook: ask workers, hold their numbers against the solutions', decide; run nothing of it here."""

import contextlib
import hashlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from mlp.checks.places import course_folder
from mlp.course import CourseError
from mlp.course.grading.answers import Unreadable
from mlp.course.grading.confine import environment, namespaces
from mlp.course.grading.messages import LONGEST, from_line
from mlp.exercises import exercises
from mlp.exercises.checking.trials import Trial, right_trial, run_trial, same_results

START_SECONDS = 120  # until a worker has read the notebook: a busy machine takes its time
MEMORY = 4 * 2**30  # bytes of address space, more than twice what is in use at once


@dataclass(frozen=True)
class Mark:
    """What an exercise got: points of so many, the sentence for the learner, and a note for the teacher."""

    exercise: str
    points: int
    out_of: int
    said: str
    note: str = ""


def grade_content(content, chapters, hidden=(), seconds=60):
    """Grade one notebook, given as bytes: the Chapter that it is of, one of `chapters`, and its Marks in order.

    hidden    folders that a submission must not read, beside the course's notebooks and the home of whoever grades
    seconds   for one exercise, by the clock

    The chapter is None, and there are no marks, where the notebook has none of the exercises.
    Raises Unreadable where the file is no notebook.
    """
    limits = {"memory": MEMORY, "processor_seconds": seconds * max(len(chapter.tasks) for chapter in chapters)}
    job = limits | {"hidden": [str(place) for place in (course_folder("notebooks"), Path.home(), *hidden)]}
    seeds = {task.exercise: seeds_of(task.exercise, content) for chapter in chapters for task in chapter.tasks}
    chapter, words = ask("words", job | {"seeds": seeds}, chapters, content, seconds)
    if chapter is None:
        return None, []
    passed = chapter._replace(tasks=[task for task in chapter.tasks if words[task.exercise].get("passed") is True])
    numbers = ask("numbers", job | {"seeds": seeds}, [passed], content, seconds)[1] if passed.tasks else {}
    return chapter, [_mark(task, words[task.exercise], numbers.get(task.exercise), seeds) for task in chapter.tasks]


def seeds_of(name, content):
    """The seeds of an exercise's inputs: those of a notebook's first check, those of its sentences, and one that
    nobody can know before the file is as it is: it depends on every byte of it."""
    secret = int.from_bytes(hashlib.sha256(name.encode() + b"\0" + content).digest()[:8], "big")
    return [[zlib.crc32(name.encode()), 1], [0], [secret]]


def _mark(task, words, numbers, seeds):
    """Put together what the two workers said of one exercise."""
    if words.get("passed") is not True:
        return Mark(task.exercise, 0, task.points, _sentence(words.get("said", "Not yet")))
    exercise = exercises()[task.exercise]
    try:
        reason = _wrong(exercise, numbers["trials"], seeds[task.exercise]) if "trials" in numbers else numbers["said"]
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, MemoryError) as error:
        reason = f"it sent what cannot be read ({error})"
    if not reason:
        return Mark(task.exercise, task.points, task.points, f"Passed: {exercise.proves}")
    why = reason.removeprefix("Not yet: ")
    said = _sentence(f"Not accepted: the check was passed; asked for its numbers without the check: {why}")
    return Mark(
        task.exercise, 0, task.points, said, "its check said Passed, its numbers did not: please look at the code"
    )


def _wrong(exercise, told, seeds):
    """What is wrong with the numbers that a worker sent, as a sentence; "" where all are right."""
    cases = [case for seed in seeds for case in exercise.draw(*seed)]
    if len(told) != len(cases) + 1:
        return f"{len(told)} results came for {len(cases) + 1} inputs"
    trials = [_trial(case, one) for case, one in zip([*cases, cases[0]], told)]
    for case, trial in zip(cases, trials):
        if trial.error is not None:
            return f"it raised {trial.error}"
        if not right_trial(exercise, trial, run_trial(exercise, exercise.solution, case.inputs), dtypes=True):
            return "it gave wrong ones"
    if not same_results(exercise, trials[-1], trials[0]):
        return "it gave others for the same inputs the second time"
    return ""


def _trial(case, told):
    name, said = told["error"] or ("", "")
    error = RuntimeError(f"{name}: {said}") if told["error"] else None
    results, changed = tuple(told["results"]), dict(told["changed"])
    return Trial(case.inputs, results, error=error, message=f"{name}: {said}", changed=changed)


def _sentence(text):
    text = _plain(text)
    return text if text[-1:] in (".", "?", "!") else f"{text}."


def _plain(text):
    """Text of a worker as one line that can be shown anywhere."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)[:2000]).split())


def ask(kind, job, chapters, content, seconds):
    """The chapter, and what a worker said: exercise -> reply. After one that dies or does not end, another goes on.

    Raises Unreadable where the file is no notebook, CourseError where no worker can be started.
    """
    chapter, replies, left = None, {}, None
    while left is None or left:
        candidates = chapters if left is None else [chapter._replace(tasks=left)]
        said = "the answer ended Python itself, as os._exit does, or a crash"
        try:
            for reply in _conversation(kind, job | {"chapters": candidates}, content, seconds):
                if left is None:
                    chapter = next((one for one in chapters if one.name == reply.get("chapter")), None)
                    left = list(chapter.tasks) if chapter else []
                elif left and reply.get("exercise") == left[0].exercise:
                    replies[left.pop(0).exercise] = reply
                if not left:
                    break
        except TimeoutError:
            said = f"the answer did not end within {seconds} seconds: is there a loop that never stops?"
        if left:
            replies[left.pop(0).exercise] = {"passed": False, "said": f"Not yet: {said}"}
    return chapter, replies


def _conversation(kind, job, content, seconds):
    """Start a worker; yield what it says, as far as it says it in time. All of its processes are ended afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="mlp-grade-", ignore_cleanup_errors=True) as name,
        _worker(kind, Path(name), job, content) as (lines, errors),
    ):
        message = _next(lines, START_SECONDS)
        if message is None:
            raise CourseError(f"no submission can be run here: {errors().strip() or 'the worker ended at once'}")
        with contextlib.suppress(TimeoutError):
            message = _next(lines, START_SECONDS)
        if message is None or "chapter" not in message:
            raise Unreadable(_plain((message or {}).get("unreadable", "whoever reads it is stopped by it")))
        while message is not None:
            yield message
            message = _next(lines, seconds)


@contextlib.contextmanager
def _worker(kind, folder, job, content):
    """Run a worker in `folder`; gives the queue of its lines, and a function that returns what it wrote as an error."""
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    (folder / "submission").write_bytes(content)
    command = [*namespaces(), sys.executable, "-P", "-s", "-m", "mlp.course.grading.worker", kind, str(folder)]
    (folder / "home").mkdir()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment(folder),
            cwd=folder,
            start_new_session=True,
        )
        lines = queue.Queue(maxsize=4)
        reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True)
        reader.start()
        try:
            yield lines, lambda: (errors.seek(0), errors.read().decode(errors="replace")[-2000:])[1]
        finally:
            _end(process)
            while reader.is_alive():  # it may wait for room for a line
                with contextlib.suppress(queue.Empty):
                    lines.get(timeout=0.02)
            process.stdout.close()


def _end(process):
    """End a worker and all that it has started, as far as the system tells who that is."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _read(stream, lines):
    """Put each line into the queue, None at the end: or after a line that is too long."""
    with contextlib.suppress(OSError, ValueError):
        while line := stream.readline(LONGEST):
            lines.put(line)
            if not line.endswith(b"\n"):
                break
    lines.put(None)


def _next(lines, seconds):
    """The next message, or None at the end. Raises TimeoutError when none comes; what is no message is passed over."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            line = lines.get(timeout=left)
        except queue.Empty:
            break
        if line is None:
            return None
        with contextlib.suppress(ValueError):
            return from_line(line)
    raise TimeoutError


def as_dicts(marks):
    """Marks as plain dicts, for JSON."""
    return [asdict(mark) for mark in marks]
