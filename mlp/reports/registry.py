"""The five modules by their numbers."""

import importlib


def module(report):
    """The module that declares a report's experiments: `mlp.reports.report_000` for "000".

    Each has `experiments()`, a list of `Experiment`; `COMPUTED`, printed path -> function without arguments, for
    numbers that follow without training; `FITTED`, the beginnings of paths of results by which we chose what a report
    leaves unsaid; and `WHY`, the beginning of a path -> one sentence, for what differs or is not re-run. Report 004
    also has `OWN`, paths among COMPUTED whose numbers are ours and not printed.
    """
    return importlib.import_module(f"mlp.reports.report_{report}")
