"""`mlp-course way`: write the map of the chapters, and the index of exercises, panels and figures, from the chapters.

Both are pages in notebooks/, map.md and index.md. What stands outside their two marks is written by hand.
"""

import re
from importlib import import_module

from mlp.checks.places import course_folder
from mlp.course.grading.chapters import chapters as all_chapters
from mlp.course.overview import (
    code_of,
    minutes,
    panel_words,
    panels_of,
    put_between,
    read_chapter,
    title,
)

BEGIN, END = "<!-- written by `mlp-course way` -->", "<!-- end of what `mlp-course way` writes -->"
PREREQUISITES = re.compile(r"^- Prerequisites:(.*?)(?=^- |\Z)", re.MULTILINE | re.DOTALL)
LINKED = re.compile(r"\]\((\d\d)_\w+\.ipynb\)")
SIDE_PATH = re.compile(r"^#+ Side path[:,]? *(.+)$", re.MULTILINE)
FIGURES = re.compile(r"^from (?P<module>mlp\.plots[\w.]*) import (?:\((?P<many>[^)]*)\)|(?P<one>.+))$", re.MULTILINE)


def add_arguments(parser):
    """`mlp-course way` takes no arguments."""


def run(options):
    """Write both pages, and say so."""
    for page, made in PAGES.items():
        put_between(options.notebooks / page, made(), BEGIN, END)
        print(f"written: {options.notebooks / page}")
    return 0


def chapter_map():
    """The map: a diagram, with its description, of which chapter needs which, and a table with minutes."""
    names = _names()
    needs = {name[:2]: _needs(name) for name in names}
    arrows = [f"  c{before} --> c{after}" for after, all_before in needs.items() for before in all_before]
    words = "; ".join(f"{after} needs {' and '.join(before)}" for after, before in needs.items() if before)
    return "\n".join(
        [
            "```mermaid",
            "flowchart TD",
            "  accTitle: Which chapter needs which",
            f"  accDescr: {words}.",
            *[f'  c{name[:2]}["{title(name)}"]' for name in names],
            *arrows,
            "```",
            "",
            "| chapter | builds on | minutes, core | with side paths | side paths |",
            "|---|---|---|---|---|",
            *[_map_line(name, needs[name[:2]]) for name in names],
        ]
    )


def index():
    """The index: tables of the exercises, live panels and figures, each with the chapter where it first stands."""
    panels = ((panel, _after(panel), name) for name in _names() for panel in panels_of(name))
    figures = (figure for name in _names() for figure in _figures(name))
    exercises = ((task.exercise, task.points, name) for name, task in _tasks())
    tables = [
        _table("Exercises", "points", exercises),
        _table("Live panels", "what it is", _first(panels)),
        _table("Figures", "what it shows", _first(figures)),
    ]
    return "\n\n".join(tables)


PAGES = {"map.md": chapter_map, "index.md": index}


def _names():
    return sorted(path.stem for path in course_folder("notebooks").glob("[0-9][0-9]_*.ipynb"))


def _needs(name):
    """The numbers of the chapters that a chapter's prerequisites link to."""
    match = PREREQUISITES.search(read_chapter(name).cells[0].source)
    return sorted(set(LINKED.findall(match[1]))) if match else []


def _map_line(name, needs):
    core, whole = minutes(name)
    text = "\n".join(cell.source for cell in read_chapter(name).cells if cell.cell_type == "markdown")
    paths = "; ".join(SIDE_PATH.findall(text))
    return f"| {_link(name)} | {', '.join(needs) or 'nothing'} | {core} | {whole} | {paths} |"


def _link(name):
    return f"[{title(name)}]({name}.ipynb)"


def _tasks():
    return [(name, task) for name, chapter in all_chapters().items() for task in chapter.tasks]


def _after(panel):
    """What a panel is, in words, without its name."""
    return panel_words(panel).partition(" (")[2].removesuffix(")")


def _figures(name):
    """(name, first line of its documentation, chapter) of each figure that a chapter calls from `mlp.plots`."""
    for match in FIGURES.finditer(code_of(name)):
        module = import_module(match["module"])
        for figure in re.findall(r"draw_\w+", match["many"] or match["one"]):
            yield figure, (getattr(module, figure).__doc__ or "").strip().partition("\n")[0], name


def _first(rows):
    """The rows without those whose name and words have come before."""
    return list({row[:2]: row for row in reversed(list(rows))}.values())[::-1]


def _table(heading, words, rows):
    """A table of (name, words, chapter), in the order of the names."""
    lines = [f"## {heading}", "", f"| name | {words} | chapter |", "|---|---|---|"]
    for name, text, chapter in sorted(rows, key=lambda row: row[0].casefold()):
        escaped = str(text).replace("|", r"\|")
        lines.append(f"| `{name}` | {escaped} | {_link(chapter)} |")
    return "\n".join(lines)
