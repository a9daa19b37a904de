"""Take one exercise's answer out of a learner's notebook: its cell, and what that needs from the other cells.

The answer is the last cell before the check that defines the exercise's name, as a run from top to bottom would find
it, wherever the learner has moved it. A cell that defines nothing of that name counts when its id is the exercise's, so
that its error can be told. Of all other cells only those statements are taken that define a name which the answer uses,
or which these use in turn; imports of the chapter itself stand before them. Nothing else of the notebook is run.
"""

import ast
import contextlib
import json
import re
import symtable
from typing import NamedTuple

LARGEST = 128 * 2**20  # bytes of a notebook
NOT_PYTHON = re.compile(r"^\s*[%!?].*$|^.*\?\s*$", re.MULTILINE)  # IPython's own lines: %timeit, !ls, function?


class Unreadable(ValueError):
    """What was handed in is no notebook: the message says why."""


class Task(NamedTuple):
    """One exercise of a chapter: its name, the id of its cell, its points, and the cell as it is handed out."""

    exercise: str
    cell: str
    points: int
    stub: str


class Chapter(NamedTuple):
    """A chapter with exercises: the name of its file without ending, its Tasks in order, and its lines of imports."""

    name: str
    tasks: tuple
    imports: tuple

    @property
    def points(self):
        return sum(task.points for task in self.tasks)


class Cell:
    """One code cell: its id, the one that nbgrader keeps, its text, and its syntax tree or the error in it."""

    def __init__(self, name, grade_name, text):
        self.name, self.grade_name, self.text = name, grade_name, text
        self.tree, self.error = _parsed(text)

    def is_called(self, name):
        return name in (self.name, self.grade_name)


class Part(NamedTuple):
    """One statement to run, and the text of the cell in which it stands."""

    node: ast.stmt
    title: str
    text: str
    own: bool  # of the answer's own cell: an exception there is the answer's


class Answer(NamedTuple):
    """What to run for an exercise, or why there is nothing to run (a sentence)."""

    parts: tuple = ()
    missing: str = ""


def read_cells(content):
    """The code cells of a notebook, given as bytes. Raises Unreadable for anything else."""
    if len(content) > LARGEST:
        raise Unreadable(f"the file has {len(content) / 2**20:.0f} MB, more than {LARGEST // 2**20} are not read")
    try:
        notebook = json.loads(_text(content))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the file is not a notebook: it is no JSON ({error})") from None
    sheets = notebook.get("worksheets") if isinstance(notebook, dict) else None
    holder = sheets[0] if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict) else notebook
    cells = holder.get("cells") if isinstance(holder, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("the file is not a notebook: it has no cells")
    return [_cell(cell) for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"]


def _text(content):
    """Notebooks are UTF-8; an editor may have stored another: then Latin-1, in which every byte means something."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16", errors="replace")
        return content.decode("latin-1")


def _cell(cell):
    source = cell.get("source", cell.get("input", ""))
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_name = str(nbgrader.get("grade_id", "")) if isinstance(nbgrader, dict) else ""
    return Cell(str(cell.get("id", "")), grade_name, text)


def _parsed(text):
    """(tree, None) or (None, error)."""
    error = None
    for attempt in (text, NOT_PYTHON.sub("pass", text)):
        try:
            return ast.parse(attempt), None
        except SyntaxError as found:
            error = error or found
        except (ValueError, RecursionError, MemoryError) as found:
            error = error or SyntaxError(str(found))
    return None, error


def find_answer(cells, task, imports=()):
    """The Answer to a Task among `cells`. imports: lines of the chapter's own imports."""
    name = task.exercise
    checked = re.compile(rf"\bcheck\s*\.\s*{name}\b")
    end = next((i for i, cell in enumerate(cells) if _is_check(cell, task, checked)), len(cells))
    defining = [i for i, cell in enumerate(cells) if cell.tree and i != end and name in _bound(cell.tree.body)]
    written = [i for i in defining if not _same_code(cells[i].text, task.stub)] or defining
    own = next((i for i, cell in enumerate(cells) if cell.is_called(task.cell)), None)
    if own is not None and cells[own].error and own not in written:
        return Answer(missing=_syntax(cells[own].error))
    if not written:
        where = (
            f"its cell is there, and defines another name: was {name} renamed?" if own is not None else "is it lost?"
        )
        return Answer(missing=f"no cell defines {name}: {where}")
    place = next((i for i in reversed(written) if i < end), written[-1])
    answer = [Part(node, task.cell, cells[place].text, True) for node in cells[place].tree.body]
    return Answer(parts=(*_needed(cells, place, imports), *answer))


def chapter_of(cells, chapters):
    """The Chapter most of whose exercises the cells have, by cell or by name, since files are often called otherwise.

    The only one, where there is one; None where the cells have none of them.
    """
    if len(chapters) == 1:
        return chapters[0]
    names = {name for cell in cells for name in (cell.name, cell.grade_name)}
    defined = {name for cell in cells if cell.tree for name in _bound(cell.tree.body)}
    counts = [sum((task.cell in names) + (task.exercise in defined) for task in chapter.tasks) for chapter in chapters]
    return chapters[counts.index(max(counts))] if any(counts) else None


def _is_check(cell, task, checked):
    return cell.is_called(f"{task.cell}-check") or bool(
        cell.tree and checked.search(cell.text) and "def " not in cell.text
    )


def _same_code(text, stub):
    """Whether a cell is as it was handed out, apart from comments and layout; nbgrader's stub calls the exception."""
    try:
        return ast.dump(ast.parse(text.replace("NotImplementedError()", "NotImplementedError"))) == ast.dump(
            ast.parse(stub)
        )
    except (SyntaxError, ValueError, RecursionError):
        return False


def _syntax(error):
    line = f" in line {error.lineno}" if error.lineno else ""
    return f"the cell is not Python, so none of it runs: {error.msg or 'invalid syntax'}{line}"


def _needed(cells, place, imports):
    """The statements of other cells, in order, that define what the answer uses; and what those use in turn."""
    pool = [(-1, Part(node, "imports", "\n".join(imports), False)) for node in ast.parse("\n".join(imports)).body]
    for i, cell in enumerate(cells):
        if i != place and cell.tree:
            pool += [(i, Part(node, f"cell {i + 1}", cell.text, False)) for node in cell.tree.body]
    bound = [_bound([part.node]) for _, part in pool]
    wanted, seen, taken = _used(cells[place].tree.body), set(), set()
    while wanted:
        name = wanted.pop()
        seen.add(name)
        defining = [k for k, names in enumerate(bound) if name in names]
        for k in [k for k in defining if pool[k][0] < place] or defining:
            if k not in taken:
                taken.add(k)
                wanted |= _used([pool[k][1].node]) - seen
    return [pool[k][1] for k in sorted(taken)]


def _bound(nodes):
    """The names that statements define at the top of a cell, also inside an `if`, a loop or a `try`."""
    names = set()
    for node in nodes:
        with contextlib.suppress(SyntaxError, ValueError, RecursionError):
            table = symtable.symtable(ast.unparse(node), "cell", "exec")
            names |= {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    return names


def _used(nodes):
    """The names that statements take from outside themselves."""
    names = set()
    for node in nodes:
        with contextlib.suppress(SyntaxError, ValueError, RecursionError):
            tables = [symtable.symtable(ast.unparse(node), "cell", "exec")]
            while tables:
                table = tables.pop()
                top = table.get_type() == "module"
                names |= {s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global())}
                tables += table.get_children()
    return names
