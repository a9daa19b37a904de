"""Grade a class, from perfect to hostile, by `mlp-course grade` and by nbgrader. Same marks? Anything broken?

    python -m benchmarks.grading            both ways, by the settings that `mlp-course nbgrader` writes
    python -m benchmarks.grading --plain    also what nbgrader by itself makes of those that harm nothing

nbgrader is taken from where it is installed, or fetched into a folder of its own.
"""

import argparse
import contextlib
import importlib.util
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from mlp.course.grade import grade
from mlp.course.grading.confine import describe
from mlp.course.nbgrader import write_tree
from tests.course.thirty import EXERCISES, make_class
from tests.packages import ROOT, pinned

CHAPTER = "02_the_linear_layer"
NBGRADER = ("nbgrader", "alembic", "mako", "notebook", "rapidfuzz", "sqlalchemy")  # the others come with JupyterLab
HARMLESS = {
    "perfect",
    "empty",
    "half-done",
    "wrong",
    "all-wrong",
    "syntax-error",
    "raises-in-cell",
    "moved",
    "own-helper",
    "magics",
    "edits-checks",
    "prints-verdicts",
    "overwrites-check",
    "overwrites-inside",
    "asks-for-solutions",
    "exits-in-cell",
}
BEYOND_NBGRADER = {
    "latin-1",
    "utf-8-mark",
    "other-ids",
}  # it cannot read the first two, nor find the cells of the third
MARKS = """
select a.student_id, c.name, g.auto_score
from grade g join base_cell c on g.cell_id = c.id join submitted_notebook n on g.notebook_id = n.id
join submitted_assignment a on n.assignment_id = a.id
"""


def nbgrader_packages(folder):
    """Where nbgrader is: nothing to add where it is installed, else `folder`, into which it is fetched."""
    if importlib.util.find_spec("nbgrader") is None and not (folder / "nbgrader").is_dir():
        versions = pinned((ROOT / "constraints.txt").read_text())
        wanted = [f"{name}=={versions[name]}" for name in NBGRADER]
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
        subprocess.run([*pip, *wanted], check=True)
    return folder


def run_nbgrader(course, packages, *arguments):
    """Run an nbgrader command in the folder `course`; return what it said."""
    path = os.pathsep.join([str(packages), str(ROOT), os.environ.get("PYTHONPATH", "")])
    programs = os.pathsep.join([str(packages / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PYTHONPATH": path, "PATH": programs, "JUPYTER_CONFIG_DIR": str(course / "jupyter")}
    exchange = f"--Exchange.root={course / 'exchange'}"
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments, exchange],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout + run.stderr


def release(course, packages):
    """Let nbgrader generate and release the assignment in `course`; return the notebook that learners get."""
    (course / "exchange").mkdir()
    (course / "exchange").chmod(0o777)  # nbgrader asks for it
    said = run_nbgrader(course, packages, "generate_assignment", CHAPTER)
    said += run_nbgrader(course, packages, "release_assignment", CHAPTER)
    path = course / "exchange" / "mlp-course" / "outbound" / CHAPTER / f"{CHAPTER}.ipynb"
    if not path.exists():
        raise RuntimeError(f"nbgrader released nothing:\n{said}")
    return nbformat.read(path, as_version=4)


def collect(course, packages, handed_in):
    """Put what learners hand in where `nbgrader submit` would, and let nbgrader collect it."""
    for one in handed_in:
        name = f"{one.name}+{CHAPTER}+2026-12-01 12:00:00 UTC"
        place = course / "exchange" / "mlp-course" / "inbound" / name
        place.mkdir(parents=True)
        (place / f"{CHAPTER}.ipynb").write_bytes(one.content)
        (place / "timestamp.txt").write_text("2026-12-01 12:00:00 UTC")
    run_nbgrader(course, packages, "collect", CHAPTER)


def autograde(course, packages):
    """Let nbgrader grade what it has collected. Returns student -> points of the five exercises, and what it said."""
    said = run_nbgrader(course, packages, "autograde", CHAPTER)
    order = [f"{name}-check" for name in EXERCISES]
    points = {}
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        for student, cell, score in gradebook.execute(MARKS):
            points.setdefault(student, [0] * len(order))[order.index(cell)] = int(score or 0)
    return {student: tuple(row) for student, row in points.items()}, said


def ours(folder, handed_in):
    """Grade the same files with `mlp-course grade`; student -> points of the five exercises."""
    for one in handed_in:
        place = folder / "submissions" / one.name / f"{CHAPTER}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_bytes(one.content)
    rows = grade(folder / "submissions", folder / "grades.csv", seconds=20)
    parts = {
        row["student"]: [part.split()[-1].partition("/")[0] for part in row["exercises"].split("; ")] for row in rows
    }
    return {student: tuple(map(int, part)) for student, part in parts.items()}


def main(arguments=None):
    """Print a line for each of the class: what it must get, and what each way gives; then times and damage.

    The exit status is 0 where all is as it must be.
    """
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--plain", action="store_true", help="also nbgrader by itself, without the course's settings")
    plain = parser.parse_args(arguments).plain
    with tempfile.TemporaryDirectory(prefix="mlp-class-") as name:
        folder = Path(name)
        home = folder / "home"
        home.mkdir()
        (home / "thesis.txt").write_text("four years of work")
        packages = nbgrader_packages(folder / "nbgrader")
        course = folder / "course"
        write_tree(course, "02")
        handed_in = make_class(release(course, packages), home, folder / "submissions")
        print(describe())
        results, seconds = {}, {}
        with _clock(seconds, "grade"):
            results["grade"] = ours(folder, handed_in)
        with _clock(seconds, "nbgrader"):
            collect(course, packages, handed_in)
            results["nbgrader"], said = autograde(course, packages)
        if plain:
            with _clock(seconds, "plain"):
                results["plain"] = _plain(folder, packages, handed_in)
        _print(handed_in, results)
        print("; ".join(f"{way}: {time:.0f} s" for way, time in seconds.items()))
        kept = (home / "thesis.txt").read_text() == "four years of work"
        files = all(
            (folder / "submissions" / one.name / f"{CHAPTER}.ipynb").read_bytes() == one.content for one in handed_in
        )
        print(f"outside their folder {'nothing was changed' if kept and files else 'SOMETHING WAS CHANGED'}")
        print(f"nbgrader warned of a float: {'yes' if 'converted to' in said else 'no'}")
    wrong = {way: {one.name for one in handed_in if results[way].get(one.name) != one.points} for way in results}
    return 0 if kept and files and not wrong["grade"] and wrong["nbgrader"] == BEYOND_NBGRADER else 1


def _plain(folder, packages, handed_in):
    course = folder / "plain"
    write_tree(course, "02")
    settings = course / "nbgrader_config.py"
    settings.write_text(settings.read_text().partition("# Answers")[0])
    release(course, packages)
    collect(course, packages, [one for one in handed_in if one.name in HARMLESS])
    return autograde(course, packages)[0]


@contextlib.contextmanager
def _clock(seconds, way):
    start = time.monotonic()
    yield
    seconds[way] = time.monotonic() - start


def _print(handed_in, results):
    """A line for each; (!) marks points that are not those which it must get."""
    print(f"{'handed in':<24}{'must get':<18}" + "".join(f"{way:<18}" for way in results))
    for one in handed_in:
        cells = []
        for way in results:
            points = results[way].get(one.name)
            text = " ".join(map(str, points)) if points else "not run" if way == "plain" else "no mark"
            cells.append(text + ("" if points == one.points or text == "not run" else "  (!)"))
        print(f"{one.name:<24}{' '.join(map(str, one.points)):<18}" + "".join(f"{cell:<18}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
