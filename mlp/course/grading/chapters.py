"""What a chapter asks for, read from the notebook that is handed out: its exercises, and the imports above them."""

import ast
import functools
import re

import nbformat

from mlp.checks.places import course_folder
from mlp.course.grading.answers import Chapter, Task

CHECK = re.compile(r"^check\.(\w+)\(", re.MULTILINE)


@functools.cache
def chapters():
    """The chapters that have exercises, by name, in reading order: a dict."""
    found = [_read(path) for path in sorted(course_folder("notebooks").glob("[0-9][0-9]_*.ipynb"))]
    return {chapter.name: chapter for chapter in found if chapter.tasks}


def choose(text):
    """The chapters of "02", "02,05" or "02-05"; None stands for all. Raises ValueError where there is none."""
    numbers = {name[:2]: chapter for name, chapter in chapters().items()}
    if text is None:
        return list(chapters().values())
    wanted = []
    for part in text.split(","):
        match = re.fullmatch(r"(\d\d)(?:-(\d\d))?", part.strip())
        inside = [n for n in numbers if match and match[1] <= n <= (match[2] or match[1])]
        if not inside:
            raise ValueError(
                f"chapters {text!r}: expected numbers such as 02, 02,05 or 02-05; there are {', '.join(numbers)}"
            )
        wanted += [n for n in inside if n not in wanted]
    return [numbers[n] for n in sorted(wanted)]


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
