"""The tree for nbgrader, what its settings make of a submission, and one assignment from source to gradebook."""

import importlib.util
import os

import nbformat
import pytest

from benchmarks.grading import CHAPTER, autograde, collect, nbgrader_packages, release
from mlp.course.__main__ import main
from mlp.course.grading.chapters import chapters
from mlp.course.grading.in_nbgrader import judge
from mlp.course.nbgrader import source_notebook, write_tree
from mlp.exercises import check, exercises
from tests.course.thirty import make_class
from tests.requirements import require


def test_each_chapter_is_an_assignment_with_its_points():
    for chapter in chapters().values():
        notebook = source_notebook(chapter)
        graded = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
        assert [cell.metadata.nbgrader.points for cell in graded] == [task.points for task in chapter.tasks]
        assert all(cell.metadata.nbgrader.locked and not cell.metadata.nbgrader.solution for cell in graded)
        for task in chapter.tasks:
            (cell,) = [cell for cell in notebook.cells if cell.id == task.cell]
            assert cell.source.count("# BEGIN SOLUTION") == cell.source.count("# END SOLUTION") > 0
        others = [cell.source for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("solution")]
        assert not any("<summary><b>Solution</b>" in source for source in others)
    assert sum(chapter.points for chapter in chapters().values()) == sum(one.points for one in exercises().values())


def test_nothing_that_is_there_is_written_over(tmp_path, capsys):
    assert main(["nbgrader", str(tmp_path), "--chapters", "02"]) == 0
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert len(files) == 4
    assert main(["nbgrader", str(tmp_path), "--chapters", "02"]) == 0
    assert files == {path: path.stat().st_mtime_ns for path in files}
    mine = tmp_path / "source" / CHAPTER / f"{CHAPTER}.ipynb"
    mine.write_text("my own version")
    capsys.readouterr()
    assert main(["nbgrader", str(tmp_path), "--chapters", "02-03"]) == 1
    assert str(mine) in capsys.readouterr().err
    assert mine.read_text() == "my own version" and not (tmp_path / "source" / "03_activations").exists()


def test_a_passed_check_prints_under_nbgrader_and_gives_nothing_back(monkeypatch, capsys):
    verdict = check.accuracy(exercises()["accuracy"].solution)
    with pytest.raises(NotImplementedError):  # so that a notebook shows it as ever
        verdict._ipython_display_()
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    verdict._ipython_display_()
    assert capsys.readouterr().out.startswith("Passed: ")


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    notebook = source_notebook(chapters()[CHAPTER])
    learners = nbformat.from_dict(notebook)
    for task in chapters()[CHAPTER].tasks:
        next(cell for cell in learners.cells if cell.id == task.cell).source = task.stub
    return {one.name: one for one in make_class(learners, folder, folder)}


def test_the_referee_writes_what_nbgrader_reads(handed_in):
    notebook, _ = judge(nbformat.reads(handed_in["half-done"].content.decode(), as_version=4), {})
    outputs = {cell.metadata.nbgrader.grade_id: cell.outputs for cell in notebook.cells if _is_check(cell)}
    kinds = [[output.output_type for output in found] for found in outputs.values()]
    assert kinds == [["stream"], ["stream"], ["error"], ["error"], ["error"]]
    assert outputs["linear-forward-check"][0].text.startswith("Passed: ")
    assert outputs["linear-layer-check"][0].evalue.startswith("Not started yet")
    assert nbformat.validate(notebook) is None


def _is_check(cell):
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def test_from_source_to_gradebook(tmp_path, handed_in):
    """nbgrader's own generate_assignment, collect and autograde; the whole class is in benchmarks/grading.py."""
    if os.environ.get("CI") != "true" and importlib.util.find_spec("nbgrader") is None:
        require("nbgrader", "generates, collects and grades an assignment")
    packages = nbgrader_packages(tmp_path / "nbgrader")
    course = tmp_path / "course"
    write_tree(course, "02")
    released = release(course, packages)
    (cell,) = [cell for cell in released.cells if cell.id == "linear-forward"]
    assert "# YOUR CODE HERE" in cell.source and "x @ weight" not in cell.source
    some = [one for one in make_class(released, tmp_path, tmp_path) if one.name in ("perfect", "overwrites-inside")]
    collect(course, packages, some)
    points, said = autograde(course, packages)
    assert points == {one.name: one.points for one in some}
    assert "converted to" not in said and "WARNING" not in said, said


def test_a_graded_cell_of_your_own_is_left_to_you(handed_in):
    notebook = nbformat.reads(handed_in["empty"].content.decode(), as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("assert 1 == 1"))
    notebook.cells[-1].metadata["nbgrader"] = nbformat.from_dict({"grade": True, "grade_id": "own"})
    judged, _ = judge(notebook, {})
    assert "grade it by hand" in judged.cells[-1].outputs[0].evalue
