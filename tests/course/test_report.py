"""`mlp-course report`: a page of what was solved, made from what was remembered, and never over somebody's own file."""

import json
import re

import pytest

from mlp.course.__main__ import main
from mlp.course.report import PAGE
from mlp.exercises import exercises
from mlp.exercises.progress import FILE


@pytest.fixture
def work(tmp_path):
    """A folder of chapters in which two checks have passed."""
    lines = [("accuracy", "2026-12-01T10:05:00+01:00"), ("linear_forward", "2026-12-03T21:00:00+01:00")]
    folder = tmp_path / "mein Kurs"
    folder.mkdir()
    noted = [json.dumps({"exercise": name, "passed": when}) for name, when in lines]
    (folder / FILE).write_text("\n".join([*noted, '{"exercise": "<of another version>", "passed": "2026-12-03"}']))
    return folder


def test_the_page_tells_what_was_solved_and_when(work, capsys):
    assert main(["report", str(work)]) == 0
    assert PAGE in capsys.readouterr().out
    page = (work / PAGE).read_text(encoding="utf-8")
    points = sum(exercises()[name].points for name in ("accuracy", "linear_forward"))
    assert f"2 of {len(exercises())} exercises, {points} of " in page
    rows = dict(re.findall(r"<code>(\w+)</code></th><td>\d+</td><td>(.*?)</td>", page))
    assert list(rows) == list(exercises())
    assert {name: when for name, when in rows.items() if when != "not yet"} == {
        "accuracy": "2026-12-01 10:05",
        "linear_forward": "2026-12-03 21:00",
    }
    assert "http" not in page and '<html lang="en">' in page and "of another version" not in page


def test_it_is_made_anew_and_never_over_a_file_of_one_s_own(work, capsys):
    assert main(["report", str(work)]) == main(["report", str(work)]) == 0
    (work / PAGE).write_text("mine")
    assert main(["report", str(work)]) == 1
    assert "is not a page of this command" in capsys.readouterr().err
    assert (work / PAGE).read_text() == "mine"


def test_without_anything_remembered_it_says_how_and_writes_nothing(tmp_path, capsys):
    assert main(["report", str(tmp_path)]) == 1
    assert "run remember_progress() in a chapter there" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
