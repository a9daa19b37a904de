"""Grading a class: everybody gets what their code deserves, and nobody costs another a mark."""

import copy
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from mlp.course.__main__ import main
from mlp.course.build import NOTEBOOKS
from mlp.course.grade import grade
from mlp.course.grading.chapters import chapters
from mlp.course.grading.confine import describe
from mlp.course.grading.referee import grade_content
from tests.course.thirty import EXERCISES, answer, as_bytes, make_class, solved

QUICK = {  # the nastiest kinds that take no time: the others are in benchmarks/grading.py
    "perfect",
    "memory-in-cell",
    "deletes-files",
    "overwrites-inside",
    "writes-a-verdict",
    "exits-in-function",
    "forks",
    "reads-solution-file",
    "not-json",
    "other-ids",
}


@pytest.fixture(scope="module")
def chapter():
    return nbformat.read(NOTEBOOKS / "02_the_linear_layer.ipynb", as_version=4)


@pytest.fixture(scope="module")
def graded(chapter, tmp_path_factory):
    """The quick kinds, graded once: folder, what was handed in, rows by student."""
    folder = tmp_path_factory.mktemp("class")
    home = folder / "home"
    home.mkdir()
    (home / "thesis.txt").write_text("four years of work")
    handed_in = [one for one in make_class(chapter, home, folder / "submissions") if one.name in QUICK]
    for one in handed_in:
        place = folder / "submissions" / one.name / "02_the_linear_layer.ipynb"
        place.parent.mkdir(parents=True)
        place.write_bytes(one.content)
    before = _everything(folder)
    rows = grade(folder / "submissions", folder / "grades.csv", seconds=20)
    after = {path: content for path, content in _everything(folder).items() if path in before}
    return {"folder": folder, "handed_in": handed_in, "rows": rows, "unchanged": before == after}


def _everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_everybody_gets_the_points_of_their_own_code(graded):
    got = {row["student"]: row["exercises"] for row in graded["rows"]}
    for one in graded["handed_in"]:
        out_of = (1, 3, 2, 2, 3)
        parts = [f"{name} {p}/{q}" for name, p, q in zip(EXERCISES.values(), one.points, out_of)]
        assert got[one.name] == "; ".join(parts), one.name


def test_nothing_outside_is_changed_and_nothing_stays_behind(graded):
    assert graded["unchanged"]
    assert left_behind() == []


def left_behind():
    """The processes of submissions, on Linux, whose folder is gone: their grading is over, and they are not."""
    lines = [_read(path).split(b"\0") for path in Path("/proc").glob("[0-9]*/cmdline")]
    return [words for words in lines if b"mlp.course.grading.worker" in words and not os.path.exists(words[-2])]


def _read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_the_page_of_a_student_says_what_is_wrong(graded):
    page = (graded["folder"] / "grades-feedback" / "exits-in-function.md").read_text()
    assert "**linear_forward**, 0 of 1: Not yet: the answer ended Python itself" in page
    assert "**linear_backward**, 3 of 3: Passed: " in page
    notes = {row["student"]: row["note"] for row in graded["rows"]}
    assert "please look at the code" in notes["overwrites-inside"] and "no JSON" in notes["not-json"]
    assert notes["perfect"] == ""


def test_what_is_graded_is_not_graded_again_and_the_table_is_the_same(graded, monkeypatch):
    folder = graded["folder"]
    table = (folder / "grades.csv").read_bytes()
    kept = sorted((folder / "grades-feedback" / ".graded").glob("*.json"))
    kept[0].unlink()
    (folder / "grades.csv").unlink()
    times = {path: path.stat().st_mtime_ns for path in kept[1:]}
    grade(folder / "submissions", folder / "grades.csv", seconds=20, jobs=1)
    assert (folder / "grades.csv").read_bytes() == table and kept[0].exists()
    assert times == {path: path.stat().st_mtime_ns for path in kept[1:]}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_killed_in_the_middle_and_started_again_gives_the_same_table(graded, chapter, tmp_path):
    content = nbformat.writes(chapter).encode()
    for number, student in enumerate("abc"):
        (tmp_path / "in" / student).mkdir(parents=True)
        (tmp_path / "in" / student / "02.ipynb").write_bytes(content + b" " * number)  # all differ, none is solved
    arguments = [sys.executable, "-m", "mlp.course", "grade", str(tmp_path / "in"), "--jobs", "1", "--csv"]
    killed = subprocess.Popen([*arguments, str(tmp_path / "grades.csv")], stdout=subprocess.DEVNULL)
    kept = tmp_path / "grades-feedback" / ".graded"
    while len(list(kept.glob("*.json"))) < 2 and killed.poll() is None:
        time.sleep(0.02)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    assert not (tmp_path / "grades.csv").exists(), "it was done before it could be killed"
    first = {path: path.stat().st_mtime_ns for path in kept.glob("*.json")}
    rows = grade(tmp_path / "in", tmp_path / "grades.csv", jobs=1)
    assert [row["points"] for row in rows] == [0, 0, 0] and [row["student"] for row in rows] == list("abc")
    assert all(path.stat().st_mtime_ns == then for path, then in first.items())
    table = (tmp_path / "grades.csv").read_bytes()
    for path in kept.glob("*.json"):
        path.unlink()
    grade(tmp_path / "in", tmp_path / "grades.csv", jobs=2)
    assert (tmp_path / "grades.csv").read_bytes() == table


def test_the_command_says_what_is_wrong(tmp_path, capsys):
    assert main(["grade", str(tmp_path / "nowhere")]) == 1
    assert "expected one with notebooks" in capsys.readouterr().err
    assert main(["grade", str(tmp_path), "--csv", str(tmp_path / "grades.csv"), "--jobs", "0"]) == 1
    assert "jobs" in capsys.readouterr().err and not (tmp_path / "grades.csv").exists()


@pytest.mark.parametrize("name", ["deletes-files", "forks", "reads-solution-file"])
def test_where_the_system_has_no_walls_python_refuses(name, chapter, tmp_path, monkeypatch):
    monkeypatch.setattr("mlp.course.grading.referee.namespaces", lambda: ())
    monkeypatch.setattr("mlp.course.grading.confine.namespaces", lambda: ())
    (tmp_path / "thesis.txt").write_text("four years of work")
    (one,) = [one for one in make_class(chapter, tmp_path, tmp_path) if one.name == name]
    _, marks = grade_content(one.content, list(chapters().values()))
    assert tuple(mark.points for mark in marks) == one.points
    assert (tmp_path / "thesis.txt").read_text() == "four years of work"
    assert left_behind() == []
    assert "refused by Python alone" in describe()


def test_only_what_was_handed_out_counts(graded, chapter, tmp_path):
    """Of a release with the core alone, exercises of side paths are not missed."""
    handed_out = copy.deepcopy(chapter)
    handed_out.cells = [cell for cell in handed_out.cells if not cell.id.startswith("linear-layer")]
    (tmp_path / "chapters").mkdir()
    nbformat.write(handed_out, tmp_path / "chapters" / "02_the_linear_layer.ipynb")
    (tmp_path / "in" / "anna").mkdir(parents=True)
    nbformat.write(handed_out, tmp_path / "in" / "anna" / "02_the_linear_layer.ipynb")
    (row,) = grade(tmp_path / "in", tmp_path / "grades.csv", notebooks=tmp_path / "chapters", jobs=1)
    assert (row["points"], row["out_of"]) == (0, 8)


@pytest.mark.parametrize("walls", [True, False])
def test_nobody_reads_the_files_of_whoever_grades(walls, chapter, tmp_path, monkeypatch):
    """What an exception says comes into the student's page: it must not be what stands in the teacher's files."""
    if not walls:
        monkeypatch.setattr("mlp.course.grading.referee.namespaces", lambda: ())
        monkeypatch.setattr("mlp.course.grading.confine.namespaces", lambda: ())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "key").write_text("the teacher's secret")
    spy = answer(f"text = open({str(tmp_path / 'key')!r}).read()", "if text:", "    raise ValueError(text)", "return x")
    content = as_bytes(solved(chapter, first=spy, count=0))
    _, marks = grade_content(content, list(chapters().values()))
    assert "nor other people's files" in marks[0].said and "secret" not in marks[0].said
