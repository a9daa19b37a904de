"""Judge a notebook where nbgrader would run it: the settings that `mlp-course nbgrader` writes name `judge`."""

from pathlib import Path

import nbformat

from mlp.course.grading.chapters import chapters
from mlp.course.grading.referee import grade_content

FOLDERS = ("source", "release", "submitted", "autograded", "feedback")  # nbgrader's, in the folder of the course
MISSING = "This exercise is not in the notebook."
BY_HAND = "This cell is not one of the course's checks, and was not run: grade it by hand."


def judge(notebook, resources):
    """Write what the referee says into the outputs of the checks, as nbgrader reads them; a step of its autograde.

    A check that passed prints its sentence: nbgrader takes a printed line for full points, and would take a value that
    the cell gives back for points. One that did not pass has an error. The outputs of all other cells are taken off.
    """
    hidden = [Path.cwd() / name for name in FOLDERS]
    _, marks = grade_content(nbformat.writes(notebook).encode(), list(chapters().values()), hidden)
    tasks = [task for chapter in chapters().values() for task in chapter.tasks]
    cells = {task.exercise: f"{task.cell}-check" for task in tasks}
    said = {name: (False, MISSING) for name in cells.values()}
    said |= {cells[mark.exercise]: (mark.points == mark.out_of, mark.said) for mark in marks}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.outputs = [_output(*said.get(cell.metadata.nbgrader.grade_id, (False, BY_HAND)))]
    return notebook, resources


def _output(passed, words):
    if passed:
        return nbformat.v4.new_output("stream", name="stdout", text=words + "\n")
    return nbformat.v4.new_output("error", ename="AssertionError", evalue=words, traceback=[words])
