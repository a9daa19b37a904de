"""`mlp-course nbgrader out/`: the chapters as assignments that nbgrader generates, collects and grades as they are.

out/nbgrader_config.py              the course's settings: who grades
out/source/02_the_linear_layer/     an assignment for each chapter: the notebook, with solutions, and pages it links to

nbgrader takes the solutions out, locks the checks and gives their points. By the settings it does not run what comes
back in a kernel, where one notebook can change the check, the gradebook or another's files: the referee of
`mlp-course grade` judges the answers, so both ways give the same marks.
"""

import copy

import nbformat

from mlp.archive import write_whole
from mlp.checks import check_path
from mlp.checks.places import course_folder
from mlp.course import CourseError
from mlp.course.grading.chapters import chapters as all_chapters
from mlp.course.release import chosen
from mlp.course.work import without_outputs
from mlp.exercises import exercises
from mlp.exercises.handed_out import handed_out

# A learner's code may have put another `check` in its place.
AGAIN = "from mlp.exercises import check"
PAGES = ("symbols.md", "glossary.md")
CONFIG = '''"""Settings of nbgrader for this course, written by `mlp-course nbgrader`; yours may follow."""

c = get_config()  # noqa: F821  nbgrader's own
c.CourseDirectory.course_id = "mlp-course"

# Answers are judged as `mlp-course grade` does: each in a process with walls around it, and not in a kernel that runs
# the whole notebook. Without this setting nbgrader's own way holds: it believes what a notebook makes of its checks.
c.Autograde.autograde_preprocessors = [
    "mlp.course.grading.in_nbgrader.judge",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
'''


def add_arguments(parser):
    """The arguments of `mlp-course nbgrader`."""
    parser.add_argument("folder", help="where to: a new folder, or one that this command has written")
    parser.add_argument("--chapters", help="such as 02, 02,05 or 02-05; all that have exercises by default")


def run(options):
    """Write the tree, and say what is in it and what comes next."""
    new = write_tree(options.folder, options.chapters)
    for path in new:
        print(f"new: {path}")
    print(f"next, in {options.folder}: nbgrader generate_assignment NAME, for the name of a folder in source/")
    return 0


def write_tree(folder, chapters=None):
    """Write the tree for nbgrader into `folder`; return the new paths. chapters: such as "00,02-05"; None means all.

    What is there is never written over: you may have changed it. Raises CourseError, before anything is written, for
    chapters that there are not, where a file stands there with another content, and in a copy without solutions.
    """
    if not handed_out().solutions:
        raise CourseError("this copy of the course was handed out without solutions: take the whole one")
    folder = check_path("folder", folder)
    files = {folder / "nbgrader_config.py": CONFIG.encode()}
    for chapter in map(all_chapters().get, chosen(list(all_chapters()), chapters)):
        place = folder / "source" / chapter.name
        files[place / f"{chapter.name}.ipynb"] = (nbformat.writes(source_notebook(chapter)) + "\n").encode()
        files |= {place / page: (course_folder("notebooks") / page).read_bytes() for page in PAGES}
    others = [path for path, content in files.items() if path.exists() and path.read_bytes() != content]
    if others:
        listed = "\n  ".join(map(str, others))
        raise CourseError(
            f"these are there already and not what would be written:\n  {listed}\n"
            "They stay as they are, and nothing was written. Name another folder, or move them away."
        )
    new = [path for path in files if not path.exists()]
    for path in new:
        write_whole(path, files[path])
    return new


def source_notebook(chapter):
    """The notebook of a chapter as nbgrader's source: solutions between the markers, and no folded ones."""
    notebook = nbformat.read(course_folder("notebooks") / f"{chapter.name}.ipynb", as_version=4)
    notebook = without_outputs(copy.deepcopy(notebook))
    solutions = {task.cell: exercises()[task.exercise].code() for task in chapter.tasks}
    folded = {f"{cell}-solution" for cell in solutions}
    notebook.cells = [cell for cell in notebook.cells if cell.id not in folded]
    for cell in notebook.cells:
        cell.source = solutions.get(cell.id, cell.source)
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = f"{AGAIN}\n\n{cell.source}"
    return notebook
