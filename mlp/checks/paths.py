"""Paths: one way in for all of them, and what to say of files that are not there."""

import os
from difflib import get_close_matches
from pathlib import Path


def check_path(name, path):
    """Return `path`, a text or a Path, as a Path in which a leading ~ is the user's home folder; else ValueError.

    Refused: an empty text, bytes (whose encoding would have to be guessed), a ~name that nobody has, anything else.
    """
    if not isinstance(path, (str, os.PathLike)) or isinstance(os.fspath(path), bytes) or not os.fspath(path):
        raise ValueError(f"{name} is {path!r}; expected a text or a Path, such as 'run' or '~/run'")
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise ValueError(
            f"{name} is {str(path)!r}; expected a home folder that exists: is it '~/…' or './~…'?"
        ) from None


def check_file(name, path):
    """Return the path of a file that is there, as `check_path` does. Raises ValueError for a folder.

    Raises FileNotFoundError when there is none, with the file that was probably meant where one has nearly that name.
    """
    path = check_path(name, path)
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError as error:  # a text so long that no file can have such a name
        raise ValueError(f"{name} is '{str(path)[:40]}…': {error.strerror}; expected the path of a file") from None
    if is_folder:
        raise ValueError(f"{path} is a folder; expected the path of a file, such as {path / 'name'}")
    if not is_there:
        raise FileNotFoundError(f"there is no file {path.absolute()}; expected the path of one: {_near(path)}")
    return path


def _near(path):
    """Which file was probably meant by a path that leads to none."""
    if not path.parent.is_dir():
        return f"there is no folder {path.parent.absolute()} either"
    close = get_close_matches(path.name, sorted(other.name for other in path.parent.iterdir()), n=2)
    return f"did you mean {' or '.join(close)}?" if close else "look at its spelling"
