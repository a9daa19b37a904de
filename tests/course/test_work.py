"""The learner's copy of the chapters: new ones come, none is written over, and none gives an answer away."""

import re

import nbformat
import pytest

from mlp.course import CourseError
from mlp.course.__main__ import main
from mlp.course.build import NOTEBOOKS
from mlp.course.work import copy_chapters


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """(The folder of a fresh copy, its files in the order in which they came.)"""
    work = tmp_path_factory.mktemp("Prüf raum") / "my work"
    return work, copy_chapters(NOTEBOOKS, work)


def test_the_copy_has_everything_but_outputs_and_its_links_lead_into_it(copied):
    work, new = copied
    chapters = [path for path in new if path.suffix == ".ipynb"]
    assert [path.name for path in chapters] == sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    assert (work / "symbols.md").read_text() == (NOTEBOOKS / "symbols.md").read_text()
    for path in chapters:
        copy, stored = (nbformat.read(place, as_version=4) for place in (path, NOTEBOOKS / path.name))
        expected = [cell.source.replace("](../data/", "](data/") for cell in stored.cells]
        assert [cell.source for cell in copy.cells] == expected
        code = [cell for cell in copy.cells if cell.cell_type == "code"]
        assert not any(cell.outputs or cell.execution_count for cell in code)
        for link in re.findall(r"\]\(([\w./-]+\.(?:ipynb|md|txt))\b", "\n".join(cell.source for cell in copy.cells)):
            assert (work / link).is_file(), f"{path.name} links to {link}"
    assert (work / "data/README.md").read_bytes() == (NOTEBOOKS.parent / "data/README.md").read_bytes()


def test_chapters_are_never_written_over_not_even_by_newer_ones(copied):
    """Also where the published chapter is newer than the learner's file, which was no reason to take it away."""
    work, new = copied
    mine, gone = new[0], new[1]
    mine.write_text("mine")
    gone.unlink()
    assert copy_chapters(NOTEBOOKS, work) == [gone]
    assert mine.read_text() == "mine"


def test_command(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["work"], NOTEBOOKS) == 0
    assert (tmp_path / "work" / "00_start_here.ipynb").exists()
    assert "new: work" in capsys.readouterr().out
    assert main(["work"]) == 0
    assert capsys.readouterr().out.startswith("nothing new: work has all chapters already")


@pytest.mark.parametrize("command", ["work", "lab"])
def test_a_start_with_nothing_to_copy_fails_with_a_sentence(tmp_path, capsys, monkeypatch, command):
    """A command that says that all is well, and has written no chapter, sends a class into an empty folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notebooks").mkdir()
    assert main([command], tmp_path / "notebooks") == 1
    said = capsys.readouterr()
    assert "there are no chapters in" in said.err and said.out == ""
    assert not (tmp_path / "work").exists()


def test_a_folder_that_takes_no_files_is_told(tmp_path):
    (tmp_path / "work").write_text("a file, where the folder should be")
    with pytest.raises(CourseError, match="cannot write .*work.*: .*; choose another folder"):
        copy_chapters(NOTEBOOKS, tmp_path / "work")
