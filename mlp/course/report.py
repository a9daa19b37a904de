"""`mlp-course report`: one page of what was solved and when, to keep or to hand in.

It is made from the file in which passed checks are remembered where a learner asked for it (`mlp.exercises.progress`).
"""

from datetime import datetime
from html import escape

from mlp.archive import write_whole
from mlp.checks import check_path
from mlp.course import CourseError
from mlp.exercises.overview import chapters_with_exercises
from mlp.exercises.progress import passed_in

PAGE = "progress.html"
MADE_BY = '<meta name="generator" content="mlp-course report">'
FRAME = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
{made_by}
<meta name="viewport" content="width=device-width">
<title>Multilayer perceptrons: what I have solved</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; margin-bottom: 1.5rem; }}
caption {{ text-align: left; font-weight: bold; }}
th, td {{ text-align: left; padding: 0.2rem 1rem 0.2rem 0; border-bottom: 1px solid; }}
</style>
</head>
<body>
<h1>Multilayer perceptrons: what I have solved</h1>
<p>{solved} of {exercises} exercises, {points} of {all_points} points, by {now}.</p>
{tables}
<p>This page tells what was remembered on my own computer, when a check passed there for the first time. It proves
nothing to others.</p>
</body>
</html>
"""
TABLE = """<table>
<caption>{number} {title}</caption>
<tr><th scope="col">exercise</th><th scope="col">points</th><th scope="col">passed</th></tr>
{rows}
</table>"""
ROW = '<tr><th scope="row"><code>{name}</code></th><td>{points}</td><td>{when}</td></tr>'


def add_arguments(parser):
    """The arguments of `mlp-course report`."""
    parser.add_argument("folder", nargs="?", default="work", help="where your chapters are, ./work by default")


def run(options):
    """Write the page into the folder of the chapters, and say where it is."""
    folder = check_path("folder", options.folder)
    passed = passed_in(folder)
    if passed is None:
        raise CourseError(
            f"nothing is remembered in {folder}: run remember_progress() in a chapter there, as the end of chapter 00 "
            "shows; checks that pass from then on are in the report"
        )
    path = folder / PAGE
    if path.exists() and MADE_BY not in path.read_text(encoding="utf-8", errors="replace"):
        raise CourseError(f"{path} is not a page of this command: rename it, and nothing of it is lost")
    write_whole(path, report(passed))
    print(f"{path}: open it in a browser")
    return 0


def report(passed):
    """The page, as HTML. `passed`: name of exercise -> when it passed first."""
    chapters = chapters_with_exercises()
    everything = [exercise for _, _, exercises in chapters for exercise in exercises]
    solved = [exercise for exercise in everything if exercise.name in passed]
    return FRAME.format(
        made_by=MADE_BY,
        solved=len(solved),
        exercises=len(everything),
        points=sum(exercise.points for exercise in solved),
        all_points=sum(exercise.points for exercise in everything),
        now=_told(datetime.now()),
        tables="\n".join(_table(*chapter, passed) for chapter in chapters),
    )


def _table(number, title, exercises, passed):
    rows = [
        ROW.format(
            name=escape(exercise.name),
            points=exercise.points,
            when=_told(passed[exercise.name]) if exercise.name in passed else "not yet",
        )
        for exercise in exercises
    ]
    return TABLE.format(number=number, title=escape(title), rows="\n".join(rows))


def _told(moment):
    return f"{moment:%Y-%m-%d %H:%M}"
