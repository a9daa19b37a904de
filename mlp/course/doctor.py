"""`mlp-course doctor`: what is installed here, and a sentence for each thing that keeps the course from running."""

import platform
import socket
import sys
import tempfile
import webbrowser
from importlib import metadata
from pathlib import Path

from mlp.checks.places import PACKAGE, course_folder
from mlp.course.installation import DISTRIBUTION, declared, missing_data, missing_packages
from mlp.course.lab import opens_browser
from mlp.data.download import locate_files

GIGABYTE = 1e9
MEMORY = 1.5 * GIGABYTE  # what the largest chapter takes, and JupyterLab
PORTS = range(8888, 8939)  # JupyterLab takes the first that is free


def add_arguments(parser):
    """`mlp-course doctor` takes no arguments."""


def run(options):
    """Print a line for everything that was looked at, then one for each problem; 1 where there is any."""
    problems = []
    for name, look in LOOKS.items():
        found, wrong = look()
        print(f"{name:9} {found}")
        problems += wrong
    for problem in problems:
        print(f"Problem: {problem}")
    if not problems:
        print("All is well: mlp-course lab opens the chapters.")
    return 1 if problems else 0


def _python():
    return f"{platform.python_version()}, {sys.executable}, on {platform.platform(terse=True)}", []


def _course():
    chapters = sorted(course_folder("notebooks").glob("*.ipynb"))
    try:
        version = metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        version = "not installed"
    wrong = [] if chapters else [f"there are no chapters in {course_folder('notebooks')}: install the course again"]
    return f"{DISTRIBUTION} {version}, {len(chapters)} chapters, {PACKAGE}", wrong


def _packages():
    requirements = [*(declared() or []), *(declared(extra="lab") or [])]
    versions = []
    for requirement in requirements:
        name = requirement.partition(">=")[0]
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{name} missing")
    missing = missing_packages(requirements=requirements or None)
    wrong = [f"{line}: install the course again, with its extra `lab`" for line in missing]
    return ", ".join(versions) or "none", wrong


def _kernel():
    """The Python in which JupyterLab runs a chapter: another kernel of that name may come before ours."""
    try:
        from jupyter_client.kernelspec import KernelSpecManager

        program = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except (ImportError, LookupError, OSError) as error:  # NoSuchKernel is a LookupError
        return "none", [f"no kernel for the chapters ({error}): install the course again, with its extra `lab`"]
    if not Path(program).is_absolute() or Path(program) == Path(sys.executable):
        return "this Python", []
    return program, [
        f"a kernel called python3 runs {program} and not {sys.executable}: remove it (jupyter kernelspec list says "
        "where it is), or choose the right one in JupyterLab with Kernel, Change Kernel"
    ]


def _data():
    wrong = missing_data()
    if wrong:
        return "missing or damaged", wrong
    folders = sorted({str(path.parent) for path in locate_files().values()})
    return f"four files, with the right contents, in {' and '.join(folders)}", []


def _folder():
    here = Path.cwd()
    try:
        tempfile.TemporaryFile(dir=here).close()
    except OSError as error:
        return str(here), [f"nothing can be written to {here} ({error}): start the course in another folder"]
    return f"{here}, which can be written to", []


def _browser():
    if not opens_browser():
        return "none can be opened from here: mlp-course lab prints the address to open elsewhere", []
    try:
        return f"there is one ({webbrowser.get().name})", []
    except webbrowser.Error:
        return "none found", ["no browser was found: install one, such as Firefox, or open the address that is printed"]


def _memory():
    try:
        import psutil
    except ImportError:  # which the packages tell
        return "unknown", []
    free = psutil.virtual_memory().available
    found = f"{free / GIGABYTE:.1f} GB free"
    enough = free >= MEMORY
    return found, [] if enough else [f"only {found}, a chapter may take {MEMORY / GIGABYTE}: close other programs"]


def _port():
    for port in PORTS:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return f"{port} is free", []
            except OSError:
                continue
    return "none free", [f"the ports {PORTS[0]} to {PORTS[-1]} are all taken: mlp-course lab --port=9000 takes another"]


LOOKS = {
    "Python": _python,
    "course": _course,
    "packages": _packages,
    "kernel": _kernel,
    "data": _data,
    "folder": _folder,
    "browser": _browser,
    "memory": _memory,
    "port": _port,
}
