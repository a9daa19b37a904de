"""`python -m mlp.course build [NN ...] [--check]` and `python -m mlp.course work [FOLDER]`."""

import argparse
import sys
import time

from mlp.course.build import NOTEBOOKS, BuildError, build, check, find_sources
from mlp.course.source import SourceError
from mlp.course.work import copy_chapters


def main(arguments=None, notebooks=NOTEBOOKS):
    """Run the command and return its exit status: 0, or 1 after saying what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m mlp.course", description="Make the course's notebooks.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("build", help="make the learner's notebooks from notebooks/source and run them")
    command.add_argument("chapters", nargs="*", metavar="NN", help="chapters to build, all by default")
    command.add_argument(
        "--check", action="store_true", help="write nothing; fail where a notebook is not what its source makes"
    )
    command = commands.add_parser("work", help="copy the chapters, without outputs, to work on; yours stay as they are")
    command.add_argument("folder", nargs="?", default="work", help="where to, ./work by default")
    options = parser.parse_args(arguments)
    if options.command == "work":
        for path in copy_chapters(notebooks, options.folder):
            print(f"new in {path.parent}: {path.name}")
        return 0
    try:
        return _build(find_sources(notebooks, options.chapters), options.check)
    except (SourceError, BuildError) as error:
        print(error, file=sys.stderr)
        return 1


def _build(sources, only_check):
    found = []
    for source in sources:
        start = time.perf_counter()
        found += check(source) if only_check else []
        if not only_check:
            build(source)
        print(f"{source.stem}: {'checked' if only_check else 'built'} in {time.perf_counter() - start:.1f} s")
    if found:
        print(*found, "Rebuild with: python -m mlp.course build", sep="\n", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
