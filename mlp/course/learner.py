"""Turn the cells of a source into the learner's notebook: stubs, checks, folded solutions, nbgrader's metadata."""

import nbformat

from mlp.course.source import BEGIN, END

STUB = ("# YOUR CODE HERE", "raise NotImplementedError")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def learner_notebook(cells):
    """Return the notebook, not yet executed: exercises without their solutions, which follow each check, folded.

    Guards are not in it: they hold what the text claims, and only the build runs them.
    """
    made, exercise = [], None
    for cell in cells:
        if cell.guard:
            continue
        if cell.markdown:
            made.append(nbformat.v4.new_markdown_cell(cell.text, id=cell.name))
            continue
        code = stub(cell) if "exercise" in cell.metadata else cell.text
        made.append(nbformat.v4.new_code_cell(code, id=cell.name, metadata=_metadata(cell, exercise)))
        if "check" in cell.metadata:
            made.append(nbformat.v4.new_markdown_cell(_folded(exercise), id=f"{exercise.name}-solution"))
        exercise = cell if "exercise" in cell.metadata else None
    return nbformat.v4.new_notebook(cells=made, metadata=nbformat.from_dict(NOTEBOOK_METADATA), nbformat_minor=5)


def stub(cell):
    """Return the exercise's code with the place of each solution marked and raising NotImplementedError."""
    lines, inside = [], False
    for line in cell.lines:
        if line.strip() == BEGIN:
            indentation = line[: len(line) - len(line.lstrip())]
            lines += [indentation + part for part in STUB]
        inside = (inside or line.strip() == BEGIN) and line.strip() != END
        if not inside and line.strip() != END:
            lines.append(line)
    return "\n".join(lines)


def solution(cell):
    """Return the exercise's code as its author wrote it, without the two markers."""
    return "\n".join(line for line in cell.lines if line.strip() not in (BEGIN, END))


def solution_lines(cell):
    """Return the lines between the markers, stripped: what no other cell may show."""
    hidden = set(stub(cell).splitlines())
    return [line.strip() for line in cell.lines if line not in hidden and line.strip() not in (BEGIN, END, "")]


def _folded(exercise):
    return (
        f"<details>\n<summary><b>Solution</b> of <code>{exercise.metadata['exercise']}</code></summary>\n\n"
        f"```python\n{solution(exercise)}\n```\n\n</details>"
    )


def _metadata(cell, exercise):
    """Tags, and what nbgrader needs: learners write exercise cells, check cells carry the points."""
    metadata = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
    is_exercise, is_check = "exercise" in cell.metadata, "check" in cell.metadata
    if is_exercise or is_check:
        nbgrader = {"grade": is_check, "grade_id": cell.name, "locked": is_check, "schema_version": 3}
        metadata["nbgrader"] = nbgrader | {"solution": is_exercise, "task": False}
    if is_check:
        metadata["nbgrader"]["points"] = exercise.metadata["points"]
    return metadata


def guards(cells):
    """The guards of a source: name of the code cell -> the cells to run after it, which the learner's copy lacks."""
    found, above = {}, None
    for cell in cells:
        if cell.guard:
            found.setdefault(above, []).append(cell)
        elif not cell.markdown:
            above = cell.name
    return found
