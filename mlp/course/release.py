"""`mlp-course release FOLDER`: the chapters and the package to hand out, with as much help as you choose.

FOLDER gets the chapters, without outputs; a wheel, which brings the same chapters, the data and the package, for
`mlp-course lab` on a learner's machine; and READ_ME.md, which says how to start.

A release without solutions has none in its chapters, and its wheel has the whole package in one compressed file
(`mlp.course.sealed`): the checks work, and nobody reads a solution without meaning to. A determined student can: to
unpack that file takes a few lines of Python, the course's own answer can be called, and the course itself is public.
Where that matters, grade with your own copy of the checks and another seed (MLP_CHECK_SEED, a number), change an
exercise, or ask for an explanation.
"""

import argparse
import json
import re

import nbformat

from mlp.archive import write_whole
from mlp.checks import check_path
from mlp.checks.places import IN_A_WHEEL, PACKAGE, course_folder
from mlp.course import CourseError
from mlp.course.sealed import ARCHIVE, seal
from mlp.course.wheel import make_wheel
from mlp.course.work import with_linked_pages, without_outputs
from mlp.exercises.handed_out import FILE, HandedOut, handed_out

HEADING = re.compile(r"(?m)^(?=#{1,2} )")
HINT_LINE = re.compile(r'(?m)^# hint\("\w+"\).*\n?')
THREE_HINTS = re.compile(r"three hints, one (at a time|by one)")
STUCK = re.compile(
    r'Stuck\? (?P<call>`hint\("\w+"\)`) tells one of three hints at a time, and the solution is\s+'
    r"folded under the check\."
)
ASKING = ", ask for a hint"
MINUTES = re.compile(r"Minutes: (\d+) for the core, \d+ with the side paths")
LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<chapter>\d\d_\w+\.ipynb)(#[^)]*)?\)")
NUMBER = ("no", "one", "two", "three")
OF_A_CHAPTER = re.compile(r"exercises/chapter_(\d\d)/")
BOOTSTRAP = "from mlp._sealed import install\n\ninstall()\n\n"


def add_arguments(parser):
    """The arguments of `mlp-course release`."""
    parser.add_argument("folder", help="where to: a new folder, or an empty one")
    parser.add_argument("--chapters", metavar="NN-NN", help="such as 02-05, or 00,02-05; all by default")
    parser.add_argument(
        "--no-solutions", action="store_true", help="no solution, neither in a chapter nor to read in the package"
    )
    parser.add_argument(
        "--hints", type=int, choices=range(4), default=3, help="how many of the three hints; 3 by default"
    )
    parser.add_argument("--core", action="store_true", help="without the side paths")
    parser.add_argument("--seed", type=_seed, default=0, help="other random inputs in all checks")


def _seed(text):
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number, 0 or more")
    return int(text)


def run(options):
    """Write the release, and say what is in it."""
    choices = HandedOut(options.hints, not options.no_solutions, options.seed)
    written = release(options.notebooks, options.folder, options.chapters, choices, options.core)
    for path in written:
        print(f"{path} ({path.stat().st_size / 1e6:.1f} MB)" if path.suffix == ".whl" else path)
    return 0


def release(notebooks, folder, chapters, choices, core):
    """Write a release into `folder`; return the paths of its files.

    notebooks   the folder with all chapters;  chapters   which of them, such as "00,02-05", or None for all
    choices     HandedOut;                     core       whether side paths are left out

    Raises CourseError where `folder` has anything in it, since it might be somebody's work, or for chapters that are
    not there; nothing is written then.
    """
    folder = check_path("folder", folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is not empty: name a new folder; nothing was written")
    if not handed_out().solutions:
        raise CourseError("this copy of the course was handed out without solutions: make a release from the whole one")
    there = sorted(path.name for path in notebooks.glob("*.ipynb"))
    if not there:
        raise CourseError(f"there are no chapters in {notebooks}: install the course again")
    names = chosen(there, chapters)
    texts = released_texts(notebooks, names, choices, core)
    wheel, content = make_wheel(package_files(names, texts, choices), "release" if choices.solutions else "exercises")
    files = {f"chapters/{name}": page for name, page in with_linked_pages(texts, notebooks.parent).items()}
    files |= {wheel: content, "READ_ME.md": START.format(wheel=wheel).encode()}
    for name, content in files.items():
        try:
            write_whole(folder / name, content)
        except (OSError, ValueError) as error:
            raise CourseError(f"cannot write {folder / name}: {error}; this release is not whole") from error
    return [folder / name for name in files]


START = """# The course

You need Python 3.11 or newer. In this folder, one of these two installs what the course needs and opens its first
chapter, in a copy in the folder `work`:

    uvx --from "./{wheel}[lab]" mlp-course lab

    python -m pip install "./{wheel}[lab]"
    mlp-course lab

If something does not work: `mlp-course doctor` says what is missing. The folder `chapters` has the same chapters, for a
JupyterLab in which the course is installed already.
"""


def chosen(names, chapters):
    """Those of the file `names` that `chapters` speaks of, such as "00,02-05"; all of them where it is None."""
    if chapters is None:
        return names
    wanted = set()
    for part in chapters.split(","):
        match = re.fullmatch(r"\s*(\d\d?)\s*(?:-\s*(\d\d?)\s*)?", part)
        if not match:
            raise CourseError(f"--chapters {chapters}: expected two numbers such as 02-05, or several, as in 00,02-05")
        wanted |= set(range(int(match[1]), int(match[2] or match[1]) + 1))
    found = [name for name in names if int(name[:2]) in wanted]
    missing = wanted - {int(name[:2]) for name in names}
    if missing or not found:
        there = ", ".join(name[:2] for name in names)
        raise CourseError(
            f"--chapters {chapters}: there is no chapter {min(missing, default=chapters)}; there are {there}"
        )
    return found


def released_texts(notebooks, names, choices, core):
    """Name -> text of all pages of the release: the chapters `names`, the symbols and the glossary."""
    texts = {}
    for name in names:
        notebook = without_outputs(nbformat.read(notebooks / name, as_version=4))
        texts[name] = nbformat.writes(with_choices(notebook, names, choices, core)) + "\n"
    for path in sorted(notebooks.glob("*.md")):
        texts[path.name] = without_dead_links(path.read_text(encoding="utf-8"), names)
    return texts


def with_choices(notebook, names, choices, core):
    """The notebook, with as much help as `choices` leave, and its core alone if that is wanted.

    names   of all chapters that are handed out: links to others become plain words
    """
    cells = notebook.cells if choices.solutions else [cell for cell in notebook.cells if not is_solution(cell)]
    notebook.cells = without_side_paths(cells) if core else cells
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = _hints_in_code(cell.source, choices.hints)
        else:
            text = STUCK.sub(lambda match: stuck(match["call"], choices), cell.source)
            text = text if choices.hints else text.replace(ASKING, "")
            text = MINUTES.sub(CORE_MINUTES, text) if core else text
            cell.source = without_dead_links(text, names)
    return notebook


CORE_MINUTES = r"Minutes: \1 (this is the core; the side paths that the text mentions are in the whole course)"


def is_solution(cell):
    """Whether the cell is the folded solution that follows a check."""
    return cell.cell_type == "markdown" and cell.id.endswith("-solution")


def without_side_paths(cells):
    """The cells outside of sections whose heading begins with "Side path"; a cell with two sections is cut in two."""
    kept, aside = [], False
    for cell in cells:
        if cell.cell_type != "markdown":
            kept += [] if aside else [cell]
            continue
        parts = []
        for part in HEADING.split(cell.source):
            aside = part.startswith("## Side path") if part.startswith("#") and HEADING.match(part) else aside
            parts += [] if aside else [part]
        cell.source = "".join(parts).rstrip()
        kept += [cell] if cell.source else []
    return kept


def _hints_in_code(code, hints):
    if hints == 0:
        return HINT_LINE.sub("", code).rstrip("\n")
    return THREE_HINTS.sub("one hint" if hints == 1 else r"two hints, one \1", code) if hints < 3 else code


def stuck(call, choices):
    """What a chapter says to who is stuck: chapter 00 has the sentence, for all three hints and the solution."""
    several = f"one of {NUMBER[choices.hints]} hints at a time"
    hint = f"{call} tells {'a hint' if choices.hints == 1 else several}" if choices.hints else ""
    solution = "the solution is folded under the check" if choices.solutions else ""
    said = ", and ".join(filter(None, (hint, solution)))
    return f"Stuck? {said[0].upper()}{said[1:]}." if said else ""


def without_dead_links(text, names):
    """The text, in which links to chapters that are not handed out are plain words."""
    return LINK.sub(lambda match: match[0] if match["chapter"] in names else match["text"], text)


def package_files(names, texts, choices):
    """Path -> bytes of what is in the wheel: the package, sealed where there are to be no solutions; chapters, data."""
    shared = {f"notebooks/{name}": text.encode() for name, text in texts.items()}
    shared |= {f"data/{name}": content for name, content in files_in(course_folder("data")).items()}
    shared[FILE] = json.dumps(choices._asdict()).encode()
    package = {path: content for path, content in files_in(PACKAGE).items() if not path.startswith(f"{IN_A_WHEEL}/")}
    package = package if choices.solutions else sealed_package(package, {name[:2] for name in names})
    package |= {f"{IN_A_WHEEL}/{path}": content for path, content in shared.items()}
    return {f"{PACKAGE.name}/{path}": content for path, content in package.items()}


def sealed_package(package, chapters):
    """The files of the `package`, path -> bytes, with all Python in the archive; exercises of the `chapters` alone."""
    texts = {path: content.decode() for path, content in package.items() if path.endswith(".py")}
    start = re.sub(r"(?m)^(?=from|import)", BOOTSTRAP, texts.pop("__init__.py"), count=1)
    not_wanted = [path for path in texts if (found := OF_A_CHAPTER.match(path)) and found[1] not in chapters]
    sealed = {path: text for path, text in texts.items() if path not in not_wanted}
    readable = {path: content for path, content in package.items() if not path.endswith(".py")}
    return readable | {"__init__.py": start.encode(), "_sealed.py": package["course/sealed.py"], ARCHIVE: seal(sealed)}


def files_in(folder):
    """Path in the folder -> bytes, of all files but what systems, editors and Python leave behind."""
    paths = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        name.as_posix(): path.read_bytes()
        for name, path in paths.items()
        if not any(part.startswith(".") or part == "__pycache__" for part in name.parts)
    }
