"""Write an executed notebook so that the same content gives the same bytes."""

import re

import nbformat

from mlp.course.execute import BuildError
from mlp.course.learner import NOTEBOOK_METADATA

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
CELL_METADATA = {"tags", "nbgrader"}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def normalized(notebook, chapter):
    """Return the text of the .ipynb file.

    Left out: kernel versions, widget state and views, and all metadata that no reader or program of the
    course uses. Raises BuildError when cells were not run 1, 2, ..., n or wrote to standard error.
    """
    count = 0
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key in CELL_METADATA}
        if cell.cell_type != "code":
            continue
        count += 1
        if cell.execution_count != count:
            raise BuildError(
                f"chapter {chapter}, cell {cell.id!r}: execution count {cell.execution_count}, expected {count}"
            )
        cell.outputs = _joined([_output(output, chapter, cell.id) for output in cell.outputs])
    notebook.metadata = NOTEBOOK_METADATA
    return nbformat.writes(nbformat.from_dict(notebook)) + "\n"


def _output(output, chapter, name):
    """Return one output with only what means something."""
    if output["output_type"] == "stream" and output["name"] == "stderr":
        raise BuildError(
            f"chapter {chapter}, cell {name!r} wrote to standard error; a notebook stores no warnings and no progress "
            f"bars, so remove the cause: {output['text'].strip()[:500]}"
        )
    output = dict(output)
    if "metadata" in output:
        output["metadata"] = {}
    if "data" in output:
        output["data"] = {kind: data for kind, data in output["data"].items() if kind != WIDGET_VIEW}
    if output["output_type"] == "error":
        output["traceback"] = [part for part in output["traceback"] if not _is_package_frame(part)]
    return output


def _is_package_frame(part):
    """A frame outside the notebook shows a path of this machine; the learner's own lines say enough."""
    return COLOUR.sub("", part).startswith("File ")


def _joined(outputs):
    """Join neighbouring pieces of one stream: how printed text is cut into pieces depends on timing."""
    joined = []
    for output in outputs:
        if output["output_type"] == "stream" and joined and joined[-1]["output_type"] == "stream":
            joined[-1] = joined[-1] | {"text": joined[-1]["text"] + output["text"]}
        else:
            joined.append(output)
    return joined
