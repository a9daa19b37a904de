"""`mlp-course lab`: your own copy of the chapters, open in JupyterLab at the first one."""

import os
import sys
from urllib.parse import quote

from mlp.checks import check_path
from mlp.checks.threads import CHOICES
from mlp.course import CourseError
from mlp.course.work import copy_chapters

# One thread for the products that you write by hand as well; networks see to theirs (mlp/checks/threads.py). Two would
# wait for each other on a busy machine, and round differently than in the stored outputs.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def add_arguments(parser):
    """The arguments of `mlp-course lab`; what is not among them goes to JupyterLab."""
    parser.add_argument("--work", default="work", metavar="FOLDER", help="where your copy is, ./work by default")


def run(options):
    """Copy the chapters that are missing, then run JupyterLab until it is told to stop."""
    try:
        from jupyterlab.labapp import LabApp
    except ImportError as error:
        raise CourseError(
            f"JupyterLab is not installed ({error}): install the course with its extra `lab`, as the README shows"
        ) from error
    for path in copy_chapters(options.notebooks, options.work):
        print(f"new: {path}")
    if not any(os.environ.get(name) for name in CHOICES):
        os.environ.update(ONE_THREAD)  # for the kernels, which JupyterLab starts
    LabApp.launch_instance(jupyterlab_options(options.notebooks, options.work) + options.for_jupyterlab)
    return 0


def jupyterlab_options(notebooks, work):
    """The options with which JupyterLab shows the folder around `work`, and in it the first chapter."""
    work = check_path("work", work).resolve()
    first = min(path.name for path in notebooks.glob("*.ipynb"))
    options = ["--log-level=WARN", f"--ServerApp.root_dir={work.parent}"]
    options.append(f"--LabApp.default_url=/lab/tree/{quote(work.name)}/{quote(first)}")
    if not opens_browser():
        options.append("--no-browser")  # it prints its address instead
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")  # it wants to be told that root is meant
    return options


def opens_browser():
    """Whether a browser can be opened from here: there is a screen. In a container or over SSH there is none."""
    on_a_desktop = sys.platform in ("win32", "darwin")
    return on_a_desktop or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
