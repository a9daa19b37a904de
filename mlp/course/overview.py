"""`mlp-course overview`: what each chapter asks for, as tables in Markdown: minutes, points, panels, usual mistakes.

The tables are made from the chapters and the exercises. `--into INSTRUCTORS.md` writes them between the lines
<!-- overview --> and <!-- end of overview --> of that file, so that it says what the course says.
"""

import re
from importlib import import_module

import nbformat

from mlp.archive import write_whole
from mlp.checks import check_file
from mlp.checks.places import course_folder
from mlp.course import CourseError
from mlp.course.grading.chapters import chapters as all_chapters
from mlp.course.release import chosen
from mlp.exercises import exercises

BEGIN, END = "<!-- overview: written by `mlp-course overview --into` -->", "<!-- end of overview -->"
MINUTES = re.compile(r"Minutes: (\d+)(?: for the core, (\d+) with the side paths)?")
PANELS = re.compile(r"^from mlp\.widgets import (.+)$", re.MULTILINE)
FEW = 3


def add_arguments(parser):
    """The arguments of `mlp-course overview`."""
    parser.add_argument("--chapters", metavar="NN-NN", help="such as 02-05, or 00,02-05; all by default")
    parser.add_argument("--all", action="store_true", help=f"every mistake that a check knows, not the first {FEW}")
    parser.add_argument("--into", metavar="FILE", help="write the tables into this file, between their two marks")


def run(options):
    """Print the tables, or write them into the file."""
    text = overview(options.chapters, None if options.all else FEW)
    if options.into is None:
        print(text)
        return 0
    try:
        path = check_file("into", options.into)
    except (ValueError, FileNotFoundError) as error:
        raise CourseError(str(error)) from error
    put_between(path, text, BEGIN, END)
    return 0


def put_between(path, text, begin, end):
    """Write `text` into the file `path` between its lines `begin` and `end`. CourseError where it lacks one of them."""
    before = path.read_text(encoding="utf-8")
    if before.count(begin) != 1 or before.count(end) != 1:
        raise CourseError(f"{path} lacks the two lines {begin} and {end}, or has them twice; nothing was written")
    start, _, rest = before.partition(begin)
    write_whole(path, f"{start}{begin}\n\n{text}\n{end}{rest.partition(end)[2]}")


def overview(chapters=None, few=FEW):
    """The tables as one text. chapters: such as "00,02-05"; few: how many mistakes of each exercise, None for all."""
    names = chosen(sorted(path.stem for path in course_folder("notebooks").glob("[0-9][0-9]_*.ipynb")), chapters)
    lines = ["| chapter | minutes, core | with side paths | points | to show live |", "|---|---|---|---|---|"]
    lines += [_chapter_line(name) for name in names]
    for name in names:
        if name in all_chapters():
            lines += ["", f"**{title(name)}**", ""]
            lines += [_exercise_lines(task, few) for task in all_chapters()[name].tasks]
    return "\n".join(lines) + "\n"


def minutes(name):
    """(minutes of the core, minutes with the side paths) that a chapter states; 0 where it states none."""
    match = MINUTES.search(read_chapter(name).cells[0].source)
    return (int(match[1]), int(match[2] or match[1])) if match else (0, 0)


def read_chapter(name):
    """The notebook of the chapter `name`, such as "05_backpropagation"."""
    return nbformat.read(course_folder("notebooks") / f"{name}.ipynb", as_version=4)


def code_of(name):
    """All code of a chapter's notebook, as one text."""
    return "\n".join(cell.source for cell in read_chapter(name).cells if cell.cell_type == "code")


def panels_of(name):
    """The names of the live panels that a chapter imports, in its order."""
    return [part.strip() for found in PANELS.findall(code_of(name)) for part in found.split(",")]


def title(name):
    """A chapter's title with its number, such as "05 Backpropagation and the gradient check"."""
    return read_chapter(name).cells[0].source.partition("\n")[0].removeprefix("# ")


def _chapter_line(name):
    core, whole = minutes(name)
    points = all_chapters()[name].points if name in all_chapters() else 0
    live = ", ".join(map(panel_words, panels_of(name))) or "its figures"
    return f"| {title(name)} | {core} | {whole} | {points} | {live} |"


def panel_words(name):
    """A panel's name, and what it is, from the first line of its documentation."""
    words = (getattr(import_module("mlp.widgets"), name).__doc__ or "").strip().partition("\n")[0].rstrip(".")
    if words[1:2].islower() or words.startswith("A "):  # a formula stays as it is
        words = words[0].lower() + words[1:]
    return f"`{name}` ({words})" if words else f"`{name}`"


def _exercise_lines(task, few):
    """An exercise and the mistakes that its check knows by name, in the order in which it looks for them."""
    mistakes = exercises()[task.exercise].mistakes
    sentences = list(dict.fromkeys(mistake.sentence for mistake in mistakes))
    more = len(sentences) - few if few and len(sentences) > few else 0
    lines = [f"- `{task.exercise}`, {task.points} point{'s' if task.points > 1 else ''}"]
    lines += [f"  - {sentence}" for sentence in sentences[: few or None]]
    return "\n".join([*lines, f"  - and {more} more"] if more else lines)
