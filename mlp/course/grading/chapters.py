"""What a chapter asks for, read from the notebook that is handed out: its exercises, and the imports above them."""

import ast
import functools
import re

import nbformat

from mlp.checks.places import course_folder
from mlp.course.grading.answers import Chapter, Task

CHECK = re.compile(r"^check\.(\w+)\(", re.MULTILINE)


def chapters(notebooks=None):
    """The chapters with exercises, by name, in reading order: a dict. notebooks: their folder, or the course's own."""
    return _chapters(course_folder("notebooks") if notebooks is None else notebooks)


@functools.cache
def _chapters(notebooks):
    found = [_read(path) for path in sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))]
    return {chapter.name: chapter for chapter in found if chapter.tasks}


def _read(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    tasks = []
    for exercise, check in zip(cells, cells[1:]):
        graded = check.metadata.get("nbgrader", {})
        if graded.get("grade"):
            tasks.append(Task(CHECK.search(check.source)[1], exercise.id, graded["points"], exercise.source))
    statements = [node for cell in cells for node in _tree(cell.source).body]
    imports = [ast.unparse(node) for node in statements if isinstance(node, (ast.Import, ast.ImportFrom))]
    return Chapter(path.stem, tuple(tasks), tuple(imports))


def _tree(source):
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])
