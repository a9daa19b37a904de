"""Find the notebooks that a class has handed in, and say whose they are: in a folder, in folders, in zip files.

In `submissions/` there may stand, mixed as they come:

    mueller_anna.ipynb   mueller_anna_02_the_linear_layer.ipynb          a file for each student
    mueller_anna/02_the_linear_layer.ipynb                               a folder for each student
    mueller_anna/02_the_linear_layer/02_the_linear_layer.ipynb           nbgrader's submitted/
    Anna Müller_4711_assignsubmission_file_/02_the_linear_layer.ipynb    Moodle, in a zip file or unpacked
    muelleranna_LATE_4711_2345_02_the_linear_layer-1.ipynb               Canvas
    Müller_Anna_amueller_4711/20261130235900_02_the_linear_layer.ipynb   Ilias
    a zip file of these, and zip files of students inside it

A zip file is read where it stands and never unpacked. Links are not followed.
"""

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from mlp.checks import check_path
from mlp.course.grading.answers import LARGEST

NOT_HANDED_IN = {"__MACOSX", ".ipynb_checkpoints", "__pycache__"}
MEMBERS = 20_000  # of one zip file
CHAPTER = re.compile(r"(?:^|[^0-9A-Za-z])(?P<number>\d\d)_[a-z][a-z0-9_]*$")
OWN = re.compile(r"\d\d_")  # a chapter as it was handed out: in a zip file of the student's own
MOODLE = re.compile(r"(?P<student>.+?)_\d+_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?")
CANVAS = re.compile(r"(?P<student>[^_]+)(?P<late>_LATE)?_\d+_\d+_(?P<file>.+)")
ILIAS = re.compile(r"(?P<student>.+_.+_.+)_\d+")
STAMP = re.compile(r"(?P<time>\d{14})_(?P<file>.+)")
AGAIN = re.compile(r"(?P<stem>.+?)(?:-(?P<dash>\d+)| \((?P<bracket>\d+)\)|-Copy(?P<copy>\d+))$")


class Submission(NamedTuple):
    """One file that was handed in: whose, where (path, and the way inside zip files), which attempt, and a remark."""

    student: str
    file: str
    path: Path
    members: tuple = ()
    attempt: tuple = ()
    remark: str = ""

    @property
    def place(self):
        """Where it was found, for people."""
        return " in ".join([*reversed(self.members), self.path.name]) if self.members else str(self.path)

    def read(self):
        """The bytes of the file. Raises ValueError where a zip file is damaged or the file in it too large."""
        content = None
        for member in self.members:
            with _opened(self.path if content is None else io.BytesIO(content)) as archive:
                content = _read(archive, member)
        return self.path.read_bytes() if content is None else content


def find_submissions(folder):
    """The submissions in `folder`, sorted by student and file, and a list of what was passed over, with the reasons.

    Raises ValueError where `folder` is not a folder.
    """
    folder = check_path("submissions", folder)
    if not folder.is_dir():
        raise ValueError(f"{folder} is not a folder; expected one with notebooks or zip files of them")
    found, passed_over = [], []
    for path in sorted(folder.rglob("*")):
        place = PurePosixPath(*path.relative_to(folder).parts)
        if _is_noise(place) or path.is_dir() and not path.is_symlink():
            continue
        if path.is_symlink() or any(parent.is_symlink() for parent in path.parents if parent.is_relative_to(folder)):
            passed_over.append(f"{place}: a link, which is not followed")
        elif path.suffix.lower() == ".zip":
            found += _in_archive(path, place, passed_over)
        elif path.suffix.lower() == ".ipynb":
            attempt = datetime.fromtimestamp(path.stat().st_mtime)
            found.append(_submission(place, path, (), attempt.strftime("%Y%m%d%H%M%S")))
        else:
            passed_over.append(f"{place}: not a notebook")
    return sorted(found, key=lambda one: (one.student, one.file, one.attempt, one.place)), passed_over


def _in_archive(path, place, passed_over):
    """The submissions in a zip file; one inside it is looked into as well, and no further."""
    found = []
    todo = [((), place.with_suffix(""))]
    while todo:
        members, outer = todo.pop()
        try:
            source = path if not members else io.BytesIO(_inner(path, members))
            with _opened(source) as archive:
                entries = archive.infolist()[:MEMBERS]
        except (ValueError, OSError) as error:
            passed_over.append(f"{outer}: {error}")
            continue
        alone = sum(entry.filename.lower().endswith(".ipynb") for entry in entries) == 1
        for entry in entries:
            inside = PurePosixPath(entry.filename.replace("\\", "/"))
            if entry.is_dir() or _is_noise(inside):
                continue
            whole = outer / inside if members else inside
            if inside.suffix.lower() == ".zip" and not members:
                todo.append(((entry.filename,), whole.with_suffix("")))
            elif inside.suffix.lower() == ".ipynb":
                stamp = "".join(f"{part:02d}" for part in entry.date_time)
                owned = len(inside.parts) == 1 and not _told(inside.stem) and (alone or OWN.match(inside.stem))
                found.append(_submission(outer / inside if owned else whole, path, (*members, entry.filename), stamp))
            else:
                passed_over.append(f"{outer}/{inside}: not a notebook")
    return found


def _inner(path, members):
    with _opened(path) as archive:
        return _read(archive, members[0])


def _opened(source):
    try:
        return zipfile.ZipFile(source)
    except zipfile.BadZipFile:
        raise ValueError("a damaged zip file") from None


def _read(archive, member):
    """The content of one file, as far as it is not a bomb."""
    try:
        with archive.open(member) as file:
            content = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, KeyError) as error:
        raise ValueError(f"{member} cannot be read ({error})") from None
    if len(content) > LARGEST:
        raise ValueError(f"{member} has more than {LARGEST // 2**20} MB")
    return content


def _is_noise(place):
    return any(part in NOT_HANDED_IN or part != ".." and part.startswith((".", "~$")) for part in place.parts)


def _submission(place, path, members, stamp):
    """Whose a file is, from the names on the way to it: the first folder that a known system wrote, or the first."""
    stem, folders, remark, number = place.stem, [part for part in place.parts[:-1] if part != ".."], "", 0
    if match := STAMP.fullmatch(stem):
        stem, stamp = match["file"], match["time"]
    if match := AGAIN.fullmatch(stem):
        stem, number = match["stem"], int(match["dash"] or match["bracket"] or match["copy"])
    known = next(
        (match for part in folders for match in [MOODLE.fullmatch(part), ILIAS.fullmatch(part)] if match), None
    )
    told = _told(stem)
    if known:
        student = known["student"]
    elif told:
        student, stem = told["student"], told["file"] or stem
        remark = "late, says Canvas" if "late" in told.groupdict() and told["late"] else ""
    elif folders:
        student = folders[0]
    else:
        chapter = CHAPTER.search(stem)
        student = stem[: chapter.start()] if chapter and chapter.start() else stem
    return Submission(student.strip(" _-") or place.stem, f"{stem}.ipynb", path, members, (stamp, number), remark)


def _told(stem):
    """What Moodle or Canvas wrote into the name of a file, or None."""
    return MOODLE.fullmatch(stem) or CANVAS.fullmatch(stem)
