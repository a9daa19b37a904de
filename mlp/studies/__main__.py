"""Run the studies that the chapters show, or say which of their runs are missing.

    python -m mlp.studies                           every study: its runs, those that are missing, minutes of one core
    python -m mlp.studies regularisation            run what is missing of it
    python -m mlp.studies regularisation --jobs 2   the same, two trainings at a time

What is stored is not run again, so it can be stopped, or killed, at any time and goes on where it was. To run all of a
study on your machine, name a folder of your own: --folder my-results
"""

import argparse
import os
from pathlib import Path

from mlp.checks import check_count
from mlp.studies.registry import NAMES, study_of
from mlp.studies.runner import run
from mlp.studies.store import FOLDER, runs_of


def main(arguments=None):
    """Parse, run, print."""
    options = _parse(arguments)
    if options.study is None:
        print(overview(options.folder))
    else:
        run(study_of(options.study), check_count("--jobs", options.jobs), options.folder)


def overview(folder=FOLDER):
    """A line for each study, and one for each of its parts, as text."""
    lines = [f"{'':32} {'runs':>6} {'missing':>8} {'minutes':>8}"]
    for name in NAMES:
        study = study_of(name)
        lines.append(f"{name}, for chapter {study.chapters}: {study.asks}")
        waits = False
        for part in study.parts:
            runs = None if waits and callable(part.settings) else _runs_of(study, part, folder)
            if runs is None:
                lines.append(f"  {part.name:30} waits for what it is made from")
            else:
                waits = waits or bool(runs.missing)
                lines.append(
                    f"  {part.name:30} {len(runs.wanted):6} {len(runs.missing):8} {minutes(runs.records):8.1f}"
                )
    return "\n".join(lines)


def _runs_of(study, part, folder):
    """The part's runs; None where they are declared by results of another study that are not there."""
    try:
        return runs_of(study, part, folder)
    except FileNotFoundError:
        return None


def minutes(records):
    """How long the processor was busy with the stored records, in minutes; elapsed time where that was not kept."""
    return sum(record["result"].get("cpu_seconds", record["seconds"] or 0) for record in records) / 60


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m mlp.studies", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("study", nargs="?", choices=NAMES, help="which one to run (default: list them all)")
    parser.add_argument("--jobs", type=int, default=1, help="trainings at a time (default: 1)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where results are kept (default: data/studies)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
