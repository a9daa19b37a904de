"""What is solved is remembered where the learner has asked for it: their own answers, and nothing else."""

import json
import os
from datetime import datetime, timedelta

import pytest

from mlp.course.build import build_text
from mlp.course.execute import _environment
from mlp.exercises import check, exercises, remember_progress, show_progress
from mlp.exercises.overview import chapters_with_exercises
from mlp.exercises.progress import FILE, OFF, passed_in

SOLVED = "def accuracy(labels, predictions):\n    return (labels == predictions).mean()\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of chapters, in which the kernel runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(OFF, raising=False)
    return tmp_path


def own_accuracy():
    """A right answer, as it stands in a notebook."""
    space = {"__name__": "__main__"}
    exec(SOLVED, space)
    return space["accuracy"]


def test_nothing_is_remembered_unasked(folder, capsys):
    assert check.accuracy(own_accuracy())
    assert list(folder.iterdir()) == [] and passed_in(folder) is None
    show_progress()
    assert "you have not asked for it: remember_progress() does" in capsys.readouterr().out


def test_a_passed_check_is_remembered_once_with_the_time_at_which_it_passed_first(folder):
    remember_progress()
    assert not check.accuracy(lambda labels, predictions: 0.5) and passed_in(folder) == {}
    check.accuracy(own_accuracy())
    (first,) = passed_in(folder).values()
    assert abs(first - datetime.now().astimezone()) < timedelta(minutes=1)
    content = (folder / FILE).read_bytes()
    check.accuracy(own_accuracy())
    remember_progress()
    assert (folder / FILE).read_bytes() == content


def test_the_course_s_own_answer_is_nobody_s_progress(folder):
    """A check that passes because it was given the reference has been solved by nobody."""
    remember_progress()
    for exercise in exercises().values():
        assert getattr(check, exercise.name)(exercise.solution)
    assert passed_in(folder) == {}


def test_building_the_course_marks_nothing_as_done(folder, monkeypatch):
    """Neither in the folder of the notebooks, in which a maintainer may have tried it, nor by an answer of its own."""
    notebooks = folder / "notebooks"
    (notebooks / "source").mkdir(parents=True)
    (notebooks / FILE).touch()
    source = notebooks / "source" / "01_x.py"
    code = "from mlp.exercises import check, show_progress"
    source.write_text(f'# %% name="a"\n{code}\n{SOLVED}\nprint(check.accuracy(accuracy))\nshow_progress()\n')
    text = build_text(source)
    assert "Passed: " in text and "Nothing is remembered" in text
    assert (notebooks / FILE).read_text() == ""


def test_the_environment_of_a_build_says_so(tmp_path):
    assert _environment(str(tmp_path))[OFF] == "off"


@pytest.mark.parametrize("chapters", range(len(chapters_with_exercises())))
def test_chapter_00_shows_what_is_done_and_what_comes_next(folder, capsys, chapters):
    everything = chapters_with_exercises()
    done = [exercise.name for _, _, exercises in everything[:chapters] for exercise in exercises]
    lines = [json.dumps({"exercise": name, "passed": "2026-12-01T10:00:00+01:00"}) for name in done]
    (folder / FILE).write_text("\n".join(["not JSON", '{"exercise": 3}', *lines, ""]))
    show_progress()
    *rows, following = capsys.readouterr().out.splitlines()
    number, _, exercises = everything[chapters]
    assert following == f"Next: {exercises[0].name}, in chapter {number}."
    assert len(rows) == len(everything) and rows[chapters].startswith(number)
    assert rows[chapters].endswith(f"0 of {len(exercises)} solved")


def test_a_folder_that_cannot_be_written_to_costs_no_verdict(folder, monkeypatch, capsys):
    remember_progress()

    def refuse(*arguments, **options):
        raise PermissionError("read-only")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    monkeypatch.setattr("mlp.exercises.progress.passed_in", lambda folder: {})
    assert check.accuracy(own_accuracy())
    assert "could not be remembered" in capsys.readouterr().out


def test_a_chapter_s_core_has_fewer_exercises_and_other_chapters_none(tmp_path, monkeypatch):
    monkeypatch.setattr("mlp.exercises.overview.course_folder", lambda name: tmp_path)
    (tmp_path / "04_softmax_and_cross_entropy.ipynb").write_text('"check.softmax(softmax)", "check.cross_entropy("')
    ((number, title, found),) = chapters_with_exercises()
    assert (number, title) == ("04", "Softmax and cross entropy")
    assert {exercise.name for exercise in found} == {"softmax", "cross_entropy"}


def test_every_exercise_of_every_chapter_is_listed():
    listed = [exercise.name for _, _, exercises in chapters_with_exercises() for exercise in exercises]
    assert listed == list(exercises())
    assert os.environ.get(OFF) is None, "so the other tests would see nothing"
