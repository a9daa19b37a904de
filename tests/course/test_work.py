"""The learner's copy of the chapters: new ones come, none is written over, and none gives an answer away."""

import nbformat

from mlp.course.__main__ import main
from mlp.course.build import NOTEBOOKS
from mlp.course.work import copy_chapters


def test_chapters_come_without_outputs_and_are_never_written_over(tmp_path):
    new = copy_chapters(NOTEBOOKS, tmp_path / "my work")
    chapters = [path for path in new if path.suffix == ".ipynb"]
    assert [path.name for path in chapters] == sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    assert (tmp_path / "my work" / "symbols.md").read_text() == (NOTEBOOKS / "symbols.md").read_text()
    for path in chapters:
        copy, stored = (nbformat.read(place, as_version=4) for place in (path, NOTEBOOKS / path.name))
        assert [cell.source for cell in copy.cells] == [cell.source for cell in stored.cells]
        code = [cell for cell in copy.cells if cell.cell_type == "code"]
        assert not any(cell.outputs or cell.execution_count for cell in code)
    mine, gone = chapters[0], chapters[1]
    mine.write_text("mine")
    gone.unlink()
    assert copy_chapters(NOTEBOOKS, tmp_path / "my work") == [gone]
    assert mine.read_text() == "mine"


def test_command(tmp_path, capsys):
    assert main(["work", str(tmp_path / "work")]) == 0
    assert (tmp_path / "work" / "00_start_here.ipynb").exists()
    assert "new in" in capsys.readouterr().out
    assert main(["work", str(tmp_path / "work")]) == 0
    assert capsys.readouterr().out == ""
