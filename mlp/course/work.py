"""A learner's own copy of the chapters: without outputs, so that nothing stands under a "Predict" before it is run.

The chapters link to a few pages outside their folder, such as ../data/README.md. The copy has these pages as well, and
its links lead to them, so that it can stand anywhere.
"""

import re

import nbformat

from mlp.archive import write_whole
from mlp.checks import check_path
from mlp.course import CourseError

OUTSIDE = re.compile(r"\]\(\.\./(?P<page>[\w./-]+)\)")


def add_arguments(parser):
    """The arguments of `mlp-course work`."""
    parser.add_argument("folder", nargs="?", default="work", help="where to, ./work by default")


def run(options):
    """Copy what is missing, and say what came."""
    new = copy_chapters(options.notebooks, options.folder)
    for path in new:
        print(f"new: {path}")
    if not new:
        print(f"nothing new: {options.folder} has all chapters already, and they stay as they are")
    return 0


def copy_chapters(notebooks, work):
    """Copy the chapters of the folder `notebooks`, and the pages they link to, into `work`; return the new paths.

    What is in `work` already is never written over: those files are the learner's. Outputs and execution counts stay
    behind. `work` is made where it is missing. Raises CourseError where there are no chapters, or `work` does not take
    them.
    """
    notebooks, work = check_path("notebooks", notebooks), check_path("work", work)
    chapters = sorted(notebooks.glob("*.ipynb"))
    if not chapters:
        raise CourseError(f"there are no chapters in {notebooks}: install the course again")
    texts = {path.name: _text(path) for path in [*chapters, *sorted(notebooks.glob("*.md"))]}
    contents = with_linked_pages(texts, notebooks.parent)
    new = [name for name in contents if not (work / name).exists()]
    for name in new:
        try:
            write_whole(work / name, contents[name])
        except (OSError, ValueError) as error:
            raise CourseError(f"cannot write {work / name}: {error}; choose another folder") from error
    return [work / name for name in new]


def with_linked_pages(texts, course):
    """`texts`, name -> text, with links that lead to pages beside them, and these pages, from the folder `course`."""
    pages = sorted({match["page"] for text in texts.values() for match in OUTSIDE.finditer(text)})
    contents = {name: OUTSIDE.sub(r"](\g<page>)", text) for name, text in texts.items()}
    return contents | {page: (course / page).read_bytes() for page in pages}


def _text(path):
    if path.suffix == ".ipynb":
        return nbformat.writes(without_outputs(nbformat.read(path, as_version=4))) + "\n"
    return path.read_text(encoding="utf-8")


def without_outputs(notebook):
    """Take the outputs and execution counts off a notebook, and return it."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook
