"""Where the course's own files are: beside the package in a clone, inside it where a wheel was installed."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
IN_A_WHEEL = "_share"  # pyproject.toml says what goes there


def course_folder(*names):
    """The course's folder `names`, such as "data", "studies": a Path, whether or not there is anything at it."""
    inside = PACKAGE / IN_A_WHEEL
    return (inside if inside.is_dir() else PACKAGE.parent).joinpath(*names)
