"""A learner's own copy of the chapters: without outputs, so that nothing stands under a "Predict" before it is run."""

import nbformat

from mlp.archive import write_whole
from mlp.checks import check_path


def copy_chapters(notebooks, work):
    """Copy the chapters of the folder `notebooks`, and the pages they link to, into `work`; return the new paths.

    What is in `work` already is never written over: those files are the learner's. Outputs and execution counts stay
    behind. `work` is made where it is missing.
    """
    notebooks, work, new = check_path("notebooks", notebooks), check_path("work", work), []
    work.mkdir(parents=True, exist_ok=True)
    for source in sorted([*notebooks.glob("*.ipynb"), *notebooks.glob("*.md")]):
        path = work / source.name
        if path.exists():
            continue
        if source.suffix == ".ipynb":
            write_whole(path, nbformat.writes(without_outputs(nbformat.read(source, as_version=4))) + "\n")
        else:
            write_whole(path, source.read_bytes())
        new.append(path)
    return new


def without_outputs(notebook):
    """Take the outputs and execution counts off a notebook, and return it."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook
