"""`mlp-course grade submissions/ --csv grades.csv`: grade a class, and go on where a run was stopped."""

import hashlib
import json
import os
from pathlib import Path

from joblib import Parallel, delayed

import mlp.exercises
from mlp.archive import write_whole
from mlp.checks import check_count, check_path
from mlp.course import CourseError
from mlp.course.grading.chapters import chapters
from mlp.course.grading.confine import describe
from mlp.course.grading.referee import Mark, Unreadable, as_dicts, grade_content
from mlp.course.grading.submissions import find_submissions
from mlp.course.grading.table import as_csv, file_name, page_of, row_of
from mlp.exercises.handed_out import handed_out

SECONDS = 60


def add_arguments(parser):
    """The arguments of `mlp-course grade`."""
    parser.add_argument("submissions", help="the folder: notebooks, folders of students, zip files as they come")
    parser.add_argument("--csv", default="grades.csv", help="the table to write, ./grades.csv by default")
    parser.add_argument("--feedback", help="the folder of the students' pages; beside the table by default")
    parser.add_argument("--handed-out", metavar="FOLDER", help="the chapters as you handed them out; all by default")
    parser.add_argument("--jobs", type=int, help="notebooks at a time; as many as there are cores by default")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"for one exercise, {SECONDS} by default")


def run(options):
    """Grade the folder, and say what holds a submission here and what was passed over."""
    try:
        grade(
            options.submissions,
            options.csv,
            options.feedback,
            options.handed_out or options.notebooks,
            options.jobs,
            options.seconds,
            say=print,
        )
    except ValueError as error:
        raise CourseError(str(error)) from error
    return 0


def grade(submissions, csv, feedback=None, notebooks=None, jobs=None, seconds=SECONDS, say=lambda line: None):
    """Grade the folder `submissions`; write the table `csv` and a page for each student; return the rows.

    What is graded already is kept in `feedback`/.graded, one file for each notebook, and is not run again while neither
    the notebook nor the checks change: so a run that was stopped goes on, and ends with the same table.
    notebooks is the folder of the chapters as they were handed out, by default the course's own.
    Of several files of one student and chapter the latest counts. Raises ValueError for bad arguments.
    """
    table, folder = check_path("csv", csv), check_path("submissions", submissions)
    feedback = check_path("feedback", feedback) if feedback else table.with_name(f"{table.stem}-feedback")
    jobs = check_count("jobs", jobs if jobs is not None else os.cpu_count() or 1, low=1)
    check_count("seconds", seconds, low=1)
    known = chapters(notebooks if notebooks is None else check_path("notebooks", notebooks))
    if not known or not handed_out().solutions:
        raise ValueError("grading needs the whole course, with its solutions, and a folder of its chapters")
    found, passed_over = find_submissions(folder)
    say(describe())
    for line in passed_over:
        say(f"passed over: {line}")
    kept, version = feedback / ".graded", _version(known)
    hidden = [folder.resolve(), feedback.resolve()]
    tasks = (delayed(_graded)(one, known, kept, version, hidden, seconds) for one in found)
    results = list(Parallel(n_jobs=min(jobs, max(len(found), 1)))(tasks))
    graded = _latest([(row_of(one, result), result, one) for one, result in zip(found, results)])
    write_whole(table, as_csv([row for row, _, _ in graded]))
    _write_pages(feedback, graded)
    say(f"{len(graded)} notebooks: {table}, and a page for each student in {feedback}")
    return [row for row, _, _ in graded]


def _graded(submission, known, kept, version, hidden, seconds):
    """The result of one submission, from an earlier run where there is one: a dict for JSON."""
    try:
        content = submission.read()
    except (OSError, ValueError) as error:
        return {"chapter": "", "marks": [], "note": str(error)}
    key = hashlib.sha256(b"\0".join([version, submission.file.encode(), str(seconds).encode(), content])).hexdigest()
    place = kept / f"{key[:32]}.json"
    try:
        return json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        result = _judged(content, submission.file, known, hidden, seconds)
        write_whole(place, json.dumps(result, indent=1))
        return result


def _judged(content, file, known, hidden, seconds):
    """Grade a notebook for the first time. One that cannot be read gets no points in the chapter of its name."""
    try:
        chapter, marks = grade_content(content, list(known.values()), hidden, seconds)
    except Unreadable as error:
        named = next((chapter for name, chapter in known.items() if name[:3] in file), None)
        said = f"Not read: {error}."
        marks = [Mark(task.exercise, 0, task.points, said) for task in (named.tasks if named else ())]
        return {"chapter": named.name if named else "", "marks": as_dicts(marks), "note": str(error)}
    note = "" if chapter else "none of the course's exercises is in this notebook"
    return {"chapter": chapter.name if chapter else "", "marks": as_dicts(marks), "note": note}


def _latest(graded):
    """Of several files of one student and chapter, the latest, with a note."""
    chosen = {}
    for row, result, one in graded:
        key = (row["student"], row["chapter"]) if row["chapter"] else (row["student"], row["file"])
        chosen.setdefault(key, []).append((one.attempt, row["file"], row, result, one))
    rows = []
    for several in chosen.values():
        *others, (_, _, row, result, one) = sorted(several, key=lambda entry: entry[:2])
        if others:
            note = f"handed in {len(several)} times; this is the latest, not counted: {', '.join(e[1] for e in others)}"
            row = row | {"note": " | ".join(filter(None, [row["note"], note]))}
        rows.append((row, result, one))
    return rows


def _write_pages(feedback, graded):
    pages = {}
    for row, result, _ in graded:
        pages.setdefault(row["student"], []).append((row, result))
    names = {}
    for student in pages:
        name = file_name(student)
        while name.lower() in names:
            name += "_"
        names[name.lower()] = student
        write_whole(feedback / f"{name}.md", page_of(student, pages[student]))


def _version(known):
    """Changes when a check, an exercise, a chapter or the grading does: what was graded before is graded again."""
    folders = (Path(mlp.exercises.__file__).parent, Path(__file__).parent)
    files = sorted(path for folder in folders for path in folder.rglob("*.py"))
    parts = [path.read_bytes() for path in files] + [repr((known, handed_out())).encode()]
    return hashlib.sha256(b"\0".join(parts)).digest()
