"""Say whether everything that the chapters need is installed: chapter 00 asks it before it starts."""

import re
import sys
from importlib import metadata

from mlp.data.download import locate_files, read_checked

DISTRIBUTION = "mlp-course"
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)\s*>=\s*(?P<version>[\d.]+)$")
HOW = "Install the course again, with the command of the README that you took the first time, then run this cell again."


def installation_report():
    """Return "Everything is in place: ..." or one line for each thing that is missing and what to do about it.

    Looks at the Python version, the packages that the course declares, and the content of the four data files, which it
    fetches where they are not on this machine. Tells no versions when all is well, so that the answer is the same
    everywhere.
    """
    missing = [*missing_packages(), *missing_data()]
    if not missing:
        return "Everything is in place: Python, the packages and the data."
    return "\n".join(["Something is missing:", *(f"- {line}" for line in missing), HOW])


def missing_packages(python=sys.version_info, requirements=None):
    """One line for a Python that is too old and for every package that is missing or too old; extras do not count.

    `requirements` are strings such as "numpy>=2.0", by default those that the installed course declares.
    """
    lines = []
    if tuple(python[:2]) < (3, 11):
        lines.append(f"Python is {python[0]}.{python[1]}, expected 3.11 or newer")
    requirements = declared() if requirements is None else requirements
    if requirements is None:
        return [*lines, f"the course's own package, {DISTRIBUTION}, is not installed in this Python"]
    for match in filter(None, map(REQUIREMENT.match, requirements)):
        lines += _missing_package(match["name"], match["version"])
    return lines


def declared(extra=None):
    """What the installed course declares, strings such as "numpy>=2.0": what it needs itself, or for one of its extras.

    None where the course is not installed.
    """
    try:
        lines = [line.partition(";") for line in metadata.requires(DISTRIBUTION) or []]
    except metadata.PackageNotFoundError:
        return None
    wanted = f"extra == '{extra}'" if extra else ""
    return [requirement.strip() for requirement, _, marker in lines if marker.strip().replace('"', "'") == wanted]


def missing_data():
    """One line with the reason when the data files are not here and cannot be fetched, or are damaged, else none."""
    try:
        for name, path in locate_files().items():
            read_checked(name, path)
    except (OSError, ValueError, ImportError) as error:  # no network, no place to write to, a damaged file, no pooch
        return [f"data: {error}"]
    return []


def _missing_package(name, lowest):
    try:
        installed = metadata.version(name)
    except metadata.PackageNotFoundError:
        return [f"the package {name} is not installed"]
    if _numbers(installed) < _numbers(lowest):
        return [f"{name} is version {installed}, expected {lowest} or newer"]
    return []


def _numbers(version):
    """(3, 8) for "3.8", (2, 1, 0) for "2.1.0rc1": enough to compare with a lowest version."""
    return tuple(int(digits) for digits in re.findall(r"\d+", re.match(r"[\d.]*", version)[0]))
