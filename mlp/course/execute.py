"""Run a notebook from top to bottom in a fresh kernel of the Python that runs this."""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from mlp.course import CourseError
from mlp.exercises.progress import OFF

TIMEOUT = 120  # seconds for one cell
# What the outputs of a notebook must not depend on: the number of threads, and when a progress bar was drawn.
STEADY = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "TQDM_DISABLE": "1"}
QUIET = {OFF: "off"}  # what a build solves is not the maintainer's, or anybody's
STRICT = {"MLP_FIGURES_STRICT": "1"}  # a figure that is too large or hard to read is an error in a build only
NOT_FOR_THE_KERNEL = {"MLP_CHECK_STRICT", "NBGRADER_EXECUTION", "MPLBACKEND", "PYTHONWARNINGS"}


class BuildError(CourseError):
    """A chapter cannot be built: the message names the chapter, the cell and the reason."""


def execute(notebook, folder, chapter, guards=None):
    """Run every code cell of `notebook` in `folder` and store its outputs in it.

    guards   name of a cell -> source cells to run after it; they leave no trace in the notebook

    Raises BuildError for a cell or guard that raises, a cell tagged raises-exception that does not, one that takes
    longer than TIMEOUT, and for a kernel that dies.
    """
    running = []
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
        kernel_manager_class=_ThisPython,
        extra_arguments=["--log-level=ERROR"],
        on_cell_start=lambda cell, cell_index: running.append(cell.id),
    )
    with tempfile.TemporaryDirectory() as profile:
        try:
            with client.setup_kernel(env=_environment(profile)):
                for index, cell in enumerate(list(notebook.cells)):
                    client.execute_cell(cell, index)
                    for guard in (guards or {}).get(cell.id, []):
                        held = nbformat.v4.new_code_cell(guard.text, id=guard.name)
                        client.execute_cell(held, index, store_history=False)
                    notebook.cells[index] = cell  # where nbclient has put the guard
        except CellExecutionError as error:
            raise BuildError(f"chapter {chapter}, cell {running[-1]!r}: {error.ename}: {error.evalue}") from None
        except CellTimeoutError:
            raise BuildError(f"chapter {chapter}, cell {running[-1]!r}: still running after {TIMEOUT} s") from None
        except DeadKernelError:
            raise BuildError(f"chapter {chapter}, cell {running[-1]!r}: the kernel died (out of memory?)") from None
    for cell in notebook.cells:
        raised = any(output.output_type == "error" for output in cell.get("outputs", []))
        if "raises-exception" in cell.metadata.get("tags", []) and not raised:
            raise BuildError(f"chapter {chapter}, cell {cell.id!r}: tagged raises-exception, but it raised nothing")


class _ThisPython(AsyncKernelManager):
    """Starts `sys.executable`, whatever a user's own kernel specifications call python3."""

    def __init__(self, **options):
        super().__init__(**options | {"kernel_spec_manager": KernelSpecManager(kernel_dirs=[])})


def _environment(profile):
    """The kernel's environment: no user's IPython profile, and the above, so that outputs are alike everywhere."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_FOR_THE_KERNEL}
    path = os.pathsep.join([str(Path(sys.executable).parent), inherited.get("PATH", "")])
    return inherited | STEADY | QUIET | STRICT | {"IPYTHONDIR": profile, "PATH": path}
