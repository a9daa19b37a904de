"""Judge a notebook where nbgrader would run it: the settings that `mlp-course nbgrader` writes name `judge`."""

from pathlib import Path

import nbformat

from mlp.course.grading.chapters import chapters
from mlp.course.grading.referee import grade_content

FOLDERS = ("source", "release", "submitted", "autograded", "feedback")  # nbgrader's, in the folder of the course


def judge(notebook, resources):
    """Write what the referee says into the outputs of the checks, as nbgrader reads them; a step of its autograde.

    A check that passed prints its sentence: nbgrader takes a printed line for full points, and would take a value that
    the cell gives back for points. One that did not pass has an error. The outputs of all other cells are taken off.
    """
    hidden = [Path.cwd() / name for name in FOLDERS]
    _, marks = grade_content(nbformat.writes(notebook).encode(), list(chapters().values()), hidden)
    cells = {task.exercise: task.cell for chapter in chapters().values() for task in chapter.tasks}
    said = {f"{cells[mark.exercise]}-check": mark for mark in marks}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            graded = cell.metadata.get("nbgrader", {})
            if graded.get("grade"):
                cell.outputs = [_output(said.get(graded["grade_id"]))]
    return notebook, resources


def _output(mark):
    if mark is not None and mark.points == mark.out_of:
        return nbformat.v4.new_output("stream", name="stdout", text=mark.said + "\n")
    words = mark.said if mark is not None else "This exercise is not in the notebook."
    return nbformat.v4.new_output("error", ename="AssertionError", evalue=words, traceback=[words])
