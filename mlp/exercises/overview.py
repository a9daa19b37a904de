"""All chapters and their exercises: what is solved, and what comes next."""

import os
from pathlib import Path

from mlp.checks.places import course_folder
from mlp.exercises.progress import OFF, passed_in
from mlp.exercises.registry import exercises_of


def chapters_with_exercises():
    """(Number, title, exercises) of each chapter that is installed here, in the course's order."""
    stems = sorted(path.stem for path in course_folder("notebooks").glob("[0-9][0-9]_*.ipynb"))
    chapters = [(stem[:2], stem[3:].replace("_", " ").capitalize(), exercises_of(stem[:2])) for stem in stems]
    return [chapter for chapter in chapters if chapter[2]]


def show_progress():
    """Print what is solved in each chapter, and what comes next; or how to have it remembered."""
    passed = None if os.environ.get(OFF) == "off" else passed_in(Path.cwd())
    if passed is None:
        print("Nothing is remembered, because you have not asked for it: remember_progress() does.")
        return
    left = []
    for number, title, exercises in chapters_with_exercises():
        open_here = [exercise.name for exercise in exercises if exercise.name not in passed]
        print(f"{number} {title:28} {len(exercises) - len(open_here)} of {len(exercises)} solved")
        left += [(name, number) for name in open_here]
    print("Next: {}, in chapter {}.".format(*left[0]) if left else "You have solved every exercise.")
