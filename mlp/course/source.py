"""Read a chapter's source (the format is shown in `mlp.course.build`) into cells, with one clear error for a slip."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from mlp.checks import check_path
from mlp.course import CourseError
from mlp.exercises import exercises

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
METADATA = {"name", "exercise", "check", "tags"}
TAGS = {"raises-exception", "trained"}

CELL_LINE = re.compile(r"# %%( \[(?P<kind>markdown|guard)\])?(?P<metadata>.*)")
ITEM = re.compile(r'\s+(?P<key>\w+)=(?P<value>"[^"]*"|\d+|\[[^\]]*\])')


class SourceError(CourseError):
    """A slip in a chapter's source: the message begins with the file and the line."""


@dataclass
class SourceCell:
    """One cell of a source: `line` is the line of its `# %%`, `lines` is what stands below it."""

    path: Path
    line: int
    kind: str  # "code", "markdown" or "guard"
    metadata: dict
    lines: list[str] = field(default_factory=list)

    @property
    def markdown(self):
        return self.kind == "markdown"

    @property
    def guard(self):
        return self.kind == "guard"

    @property
    def name(self):
        return self.metadata["name"]

    @property
    def text(self):
        return "\n".join(self.lines)

    def error(self, message, offset=0):
        """The error for this cell; `offset` counts lines from its `# %%` line."""
        return SourceError(f"{self.path}:{self.line + offset}: {message}")


def read_source(path):
    """Return the cells of the source file `path`. Raises SourceError when the source breaks a rule."""
    path = check_path("path", path)
    cells = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        match = CELL_LINE.fullmatch(line)
        if match:
            cells.append(SourceCell(path, number, match["kind"] or "code", {}))
            cells[-1].metadata = _read_metadata(cells[-1], match["metadata"])
        elif cells:
            cells[-1].lines.append(line)
        elif line.strip():
            raise SourceError(f'{path}:{number}: text before the first cell; start with: # %% [markdown] name="title"')
    if not cells:
        raise SourceError(f'{path}:1: no cells; a cell starts with a line: # %% name="..."')
    for cell in cells:
        _finish(cell)
    if cells[0].guard:
        raise cells[0].error("a guard stands below the cell that it holds")
    _check_names(cells)
    for cell in cells:
        _check_markers(cell)
    _check_exercises([cell for cell in cells if not cell.guard])
    return cells


def _read_metadata(cell, text):
    """Read ` name="a" points=2 tags=["b"]` into a dict; every value is written as in JSON."""
    text = text.rstrip()
    metadata, position = {}, 0
    while position < len(text):
        match = ITEM.match(text, position)
        if not match:
            raise cell.error(
                f'cannot read {text[position:].strip()!r}; expected key="value", key=number or key=["value"]'
            )
        if match["key"] in metadata:
            raise cell.error(f"{match['key']} is given twice")
        metadata[match["key"]] = json.loads(match["value"])
        position = match.end()
    if "name" not in metadata:
        raise cell.error('this cell has no name; add name="..."')
    unknown = sorted(metadata.keys() - METADATA)
    if unknown:
        raise cell.error(f"unknown metadata {', '.join(unknown)}; known are {', '.join(sorted(METADATA))}")
    unknown = sorted(set(metadata.get("tags", [])) - TAGS)
    if unknown:
        raise cell.error(f"unknown tag {', '.join(unknown)}; known are {', '.join(sorted(TAGS))}")
    return metadata


def _finish(cell):
    """Take the comment signs off a markdown cell and the blank lines off both ends of any cell."""
    if cell.markdown:
        for offset, line in enumerate(cell.lines, start=1):
            if line.strip() and line != "#" and not line.startswith("# "):
                raise cell.error(f"a line of a markdown cell starts with '# '; got {line!r}", offset)
        cell.lines = [line[2:] for line in cell.lines]
    while cell.lines and not cell.lines[-1].strip():
        cell.lines.pop()
    while cell.lines and not cell.lines[0].strip():
        cell.lines.pop(0)
        cell.line += 1
    if "exercise" in cell.metadata:
        _take_exercise(cell)
    if not cell.lines:
        raise cell.error("this cell is empty")


def _take_exercise(cell):
    """An exercise's code and points stand in its own module: the cell in the source only names it."""
    name = cell.metadata["exercise"]
    if cell.lines:
        raise cell.error(f"the code of exercise {name!r} stands in its module: leave the cell below this line empty", 1)
    if name not in exercises():
        raise cell.error(f"there is no exercise {name!r}; there are {', '.join(exercises())}")
    cell.lines = exercises()[name].code().splitlines()
    cell.metadata["points"] = exercises()[name].points


def _check_names(cells):
    """A name is also the cell's id in the notebook: unique, and made of letters, digits, - and _."""
    seen = {}
    for cell in cells:
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,50}", cell.name):
            raise cell.error(f"name {cell.name!r}: use 1 to 50 letters, digits, '-' and '_'")
        if cell.name in seen:
            raise cell.error(f"the name {cell.name!r} is taken by the cell in line {seen[cell.name]}")
        seen[cell.name] = cell.line


def _check_exercises(cells):
    """An exercise has a solution, and the next cell is its check; nothing else has any of these."""
    before = None
    for cell in [*cells, None]:
        wanted = before.metadata.get("exercise") if before else None
        got = cell.metadata.get("check") if cell else None
        if wanted and wanted != got:
            raise before.error(
                f'exercise {wanted!r}: the next cell must be its check: # %% name="..." check="{wanted}"'
            )
        if got and wanted != got:
            raise cell.error(f'check {got!r} does not follow a cell with exercise="{got}"')
        before = cell


def _check_markers(cell):
    exercise = "exercise" in cell.metadata
    if cell.kind != "code" and (exercise or "check" in cell.metadata):
        raise cell.error(f"a {cell.kind} cell cannot be an exercise or a check")
    opened = None
    for offset, line in enumerate(cell.lines, start=1):
        marker = line.strip()
        if marker == BEGIN:
            if not exercise:
                raise cell.error(f'{BEGIN} in a cell without exercise="..."', offset)
            if opened:
                raise cell.error(f"{BEGIN} before the solution above it has ended", offset)
            opened = offset
        elif marker == END:
            if not opened:
                raise cell.error(f"{END} without {BEGIN}", offset)
            opened = None
    if opened:
        raise cell.error(f"{BEGIN} is never ended: add {END}", opened)
    if exercise and BEGIN not in (line.strip() for line in cell.lines):
        raise cell.error(f"exercise {cell.metadata['exercise']!r} has no {BEGIN} ... {END}")
