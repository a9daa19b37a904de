r"""Make notebooks/NN_topic.ipynb from notebooks/source/NN_topic.py, or check that it is what the source makes.

A source is Python in jupytext's percent format. A cell starts with a line `# %%`; every cell has a name, which
becomes its id. A markdown cell's lines start with "# ". An exercise cell only names its exercise: code and points
stand in its module, the solution between # BEGIN SOLUTION and # END SOLUTION. Its check cell follows:

    # %% [markdown] name="title"
    # # 02 The linear layer
    #
    # One sentence of promise.

    # %% name="setup"
    import numpy as np
    from mlp.exercises import check, hint

    # %% name="linear-forward" exercise="linear_forward"

    # %% name="linear-forward-check" check="linear_forward"
    check.linear_forward(linear_forward)
    # hint("linear_forward")  # stuck? remove the first "#" and run: three hints, one at a time

    # %% name="wrong-width" tags=["raises-exception"]
    np.zeros((3, 4)) @ np.zeros((5, 2))

    # %% name="accuracy"
    print(f"accuracy ≈ {accuracy:.1%}")

    # %% [guard] name="accuracy-guard"
    assert 0.86 < accuracy < 0.89

A guard holds what the text claims of the cell above it. The build runs it and stops where it fails; it is not in the
learner's notebook. A number that training produced differs between processors: with the sign ≈ in front, its digits are
left out of every comparison, and a guard holds it to the range that the text claims.

A figure of what a trained network does gets tags=["trained"]: float32 training ends elsewhere on another processor,
so --check compares such a picture by its size and its words. All other pictures are compared by their pixels.
Words and printed numbers are compared to the letter, but for the digits after ≈.

The learner's notebook holds `# YOUR CODE HERE` and `raise NotImplementedError` for each solution (a class may
have several), then the check, then a cell `linear-forward-solution` with the whole cell in a closed <details>.
"""

import sys
import time

from mlp.archive import write_whole
from mlp.checks.places import course_folder
from mlp.course.compare import differences
from mlp.course.execute import BuildError, execute
from mlp.course.learner import guards, learner_notebook
from mlp.course.normalize import normalized
from mlp.course.source import read_source

NOTEBOOKS = course_folder("notebooks")


def add_arguments(parser):
    """The arguments of `mlp-course build`."""
    parser.add_argument("chapters", nargs="*", metavar="NN", help="chapters to build, all by default")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where a notebook is not what its source makes"
    )


def run(options):
    """Build the chapters, or check them; 1 where a check found a difference."""
    found = []
    for source in find_sources(options.notebooks, options.chapters):
        start = time.perf_counter()
        if options.check:
            found += check(source)
        else:
            build(source)
        print(f"{source.stem}: {'checked' if options.check else 'built'} in {time.perf_counter() - start:.1f} s")
    if found:
        print(*found, "Rebuild with: python -m mlp.course build", sep="\n", file=sys.stderr)
    return 1 if found else 0


def find_sources(notebooks=NOTEBOOKS, chapters=None):
    """Return the sources of `chapters` ("02" or "02_linear_layer"), all of them by default, in reading order.

    Raises BuildError for a chapter without a source.
    """
    sources = sorted((notebooks / "source").glob("[0-9][0-9]_*.py"))
    if not sources:
        raise BuildError(f"no sources NN_topic.py in {notebooks / 'source'}: run this in a clone of the course")
    if not chapters:
        return sources
    known = {key: path for path in sources for key in (path.stem[:2], path.stem)}
    unknown = [chapter for chapter in chapters if chapter not in known]
    if unknown:
        raise BuildError(f"no chapter {', '.join(unknown)}; there are {', '.join(path.stem for path in sources)}")
    return [known[chapter] for chapter in chapters]


def build_text(source):
    """Return the text of the executed, normalised notebook that `source` makes. Takes as long as it runs."""
    cells = read_source(source)
    notebook = learner_notebook(cells)
    execute(notebook, target(source).parent, source.stem, guards(cells))
    return normalized(notebook, source.stem)


def build(source):
    """Write the notebook of `source`, all or nothing, and return its path."""
    write_whole(target(source), build_text(source))
    return target(source)


def check(source):
    """Return one line per cell in which the stored notebook is not what `source` makes; writes nothing."""
    path = target(source)
    if not path.exists():
        return [f"{path.name}: there is no notebook for {source.name}"]
    return [f"{path.name}: {line}" for line in differences(path.read_bytes().decode("utf-8"), build_text(source))]


def target(source):
    """The notebook's place: beside the folder of the sources."""
    return source.resolve().parents[1] / f"{source.stem}.ipynb"
