"""`mlp-course slides 05`: a chapter as slides, for the lecture before the lab.

FOLDER gets a page NN_topic.html, and beside it reveal.js, which turns the pages, and MathJax, which sets the formulas.
Open the page in a browser: it asks nothing of any other host, so the folder works from a stick.
`mlp.course.deck.content` says what of a chapter stands on a slide. Keys: right and left (or Page Down and Page Up,
which a presenter's remote sends) go on and back, S opens the speaker's notes, Esc shows all slides, ? lists the others.
"""

import importlib.util
from pathlib import Path

import nbformat

from mlp.archive import write_whole
from mlp.checks import check_path
from mlp.course import CourseError
from mlp.course.deck.content import slides_of
from mlp.course.release import chosen, without_side_paths

# Packages of Python that carry scripts for a browser: package -> the folder of its files, and where each one goes.
CARRIED = {
    "sphinx_revealjs": (
        "_static/revealjs",
        {
            "dist/reset.css": "reveal/reset.css",
            "dist/reveal.css": "reveal/reveal.css",
            "dist/reveal.js": "reveal/reveal.js",
            "plugin/notes/notes.js": "reveal/notes.js",
            "LICENSE": "reveal/LICENSE",
        },
    ),
    "mathjax": ("static/mathjax/es5", {"tex-svg-full.js": "mathjax/tex-svg-full.js"}),
}
EXTRA = "install the course with its extra `slides`, as in: python -m pip install -c constraints.txt '.[lab,slides]'"


def add_arguments(parser):
    """The arguments of `mlp-course slides`."""
    parser.add_argument("chapters", metavar="NN", help="a chapter such as 05, or several: 02-05, 00,02-05")
    parser.add_argument("folder", nargs="?", default="slides", help="where to, ./slides by default")
    parser.add_argument("--core", action="store_true", help="without the side paths")


def run(options):
    """Write the decks, and say where they are."""
    for path in slides(options.notebooks, options.chapters, options.folder, options.core):
        print(f"{path}: open it in a browser")
    return 0


def slides(notebooks, chapters, folder, core=False):
    """Write a deck for each of the `chapters` (such as "05", "00,02-05") into `folder`; return their pages' paths.

    notebooks   the folder with all chapters, their outputs in them;  core   whether side paths are left out

    Raises CourseError, before anything is written, for chapters that are not there, for a package that is missing, and
    where a file that this command did not make stands in a page's place.
    """
    try:
        from mlp.course.deck.page import MADE_BY, page
    except ImportError as error:
        raise CourseError(f"{error}: {EXTRA}") from error
    folder = check_path("folder", folder)
    names = chosen(sorted(path.name for path in notebooks.glob("[0-9][0-9]_*.ipynb")), chapters)
    files = carried()
    for name in names:
        cells = nbformat.read(notebooks / name, as_version=4).cells
        files[f"{Path(name).stem}.html"] = page(slides_of(without_side_paths(cells) if core else cells))
        path = folder / f"{Path(name).stem}.html"
        if path.exists() and MADE_BY not in path.read_text(encoding="utf-8", errors="replace"):
            raise CourseError(f"{path} is not a deck of this command: rename it, and nothing of it is lost")
    for name, content in files.items():
        write_whole(folder / name, content)
    return [folder / f"{Path(name).stem}.html" for name in names]


def carried():
    """Name -> bytes of the scripts that go beside a deck: reveal.js and MathJax."""
    files = {}
    for package, (root, names) in CARRIED.items():
        found = importlib.util.find_spec(package)  # looks, and imports nothing
        if found is None:
            raise CourseError(f"the package {package} is not installed: {EXTRA}")
        folder = Path(found.submodule_search_locations[0], root)
        files |= {to: (folder / name).read_bytes() for name, to in names.items()}
    return files
