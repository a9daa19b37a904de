"""`mlp-course COMMAND`, or `python -m mlp.course COMMAND`: `mlp-course --help` lists the commands."""

import argparse
import importlib
import sys

from mlp.checks.places import course_folder
from mlp.course import CourseError

COMMANDS = {
    "lab": "open your own copy of the chapters in JupyterLab; its options may follow",
    "work": "copy the chapters, without outputs, to work on; yours stay as they are",
    "doctor": "say what is installed here, and what is missing",
    "report": "write a page of what you have solved, and when",
    "release": "make a folder to hand out: chosen chapters, with or without solutions and hints, and their package",
    "overview": "tables of minutes, points, live panels, and the mistakes to expect in each exercise",
    "way": "write the map of the chapters and the index into notebooks/, from the chapters (in a clone)",
    "grade": "grade a folder of learners' notebooks, each in a process with walls around it",
    "nbgrader": "write the chapters as assignments of nbgrader",
    "slides": "make a deck of a chapter's slides, for the lecture before the lab",
    "build": "make the learner's notebooks from notebooks/source and run them (in a clone)",
}


def main(arguments=None, notebooks=None):
    """Run the command and return its exit status: 0, or 1 after saying what is wrong.

    notebooks   the folder of the chapters; by default that of the course
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="mlp-course", description="A course on the multilayer perceptron.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, words in COMMANDS.items():
        command = commands.add_parser(name, help=words, description=words)
        if name in arguments[:1]:  # this module alone is loaded: the doctor must work where another's packages lack
            module = importlib.import_module(f"mlp.course.{name}")
            module.add_arguments(command)
    options, rest = parser.parse_known_args(arguments)
    options.notebooks = course_folder("notebooks") if notebooks is None else notebooks
    if options.command == "lab":
        options.for_jupyterlab = rest
    elif rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return module.run(options)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
