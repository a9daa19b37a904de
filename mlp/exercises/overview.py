"""All chapters and their exercises: what is solved, and what comes next."""

import os
from pathlib import Path

from mlp.checks.places import course_folder
from mlp.exercises.progress import OFF, passed_in
from mlp.exercises.registry import exercises_of


def chapters_with_exercises():
    """(Number, title, exercises) of each chapter that is installed here, in the course's order.

    Exercises are those whose check is in the chapter: a release may have its core alone.
    """
    chapters = []
    for path in sorted(course_folder("notebooks").glob("[0-9][0-9]_*.ipynb")):
        number, title, text = path.stem[:2], path.stem[3:].replace("_", " "), path.read_text(encoding="utf-8")
        exercises = [exercise for exercise in exercises_of(number) if f"check.{exercise.name}(" in text]
        chapters += [(number, title.capitalize(), exercises)] if exercises else []
    return chapters


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
