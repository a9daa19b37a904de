"""Re-run the five reports, and print ours beside theirs.

    python -m mlp.reports 000 --seeds 3     report 000, three seeds of each experiment
    python -m mlp.reports 000 --quick       its cheap experiments, one seed
    python -m mlp.reports all               everything that is not yet in the results files

Results that are in the folder already are not trained again, so it can be stopped at any time and goes on where it was.
To train again on your machine what this repository holds, name another folder: --folder my-results
"""

import argparse
from pathlib import Path

from mlp.checks import check_count
from mlp.reports.comparison import compare, rank_correlation
from mlp.reports.published import FOLDER, REPORTS
from mlp.reports.registry import module
from mlp.reports.runner import run


def main(arguments=None):
    """Parse, run, print."""
    options = _parse(arguments)
    for report in REPORTS if options.report == "all" else [options.report]:
        run(report, chosen(report, options.quick, options.only), _seeds(options), options.jobs, options.folder)
        frame = compare(report, options.folder)
        print(table(frame), summary(frame), order(frame), sep="\n")


def chosen(report, quick=False, group=None):
    """The experiments of a report: all or the quick ones, of all groups or of one. ValueError for an unknown group."""
    declared = module(report).experiments()
    groups = sorted({experiment.group for experiment in declared})
    if group is not None and group not in groups:
        raise ValueError(f"report {report} has no group {group!r}; expected one of {', '.join(groups)}")
    return [e for e in declared if (e.quick or not quick) and group in (None, e.group)]


def table(frame):
    """The results of a comparison that have a number of ours, as text, one line each."""
    shown = frame[(frame.kind == "result") & (frame.seeds + frame.diverged > 0)]
    lines = [f"{'printed':>10} {'ours':>10} {'spread':>8} {'seeds':>5}  {'verdict':9} path"]
    for row in shown.itertuples():
        lines.append(
            f"{row.printed:10.4f} {row.ours:10.4f} {row.spread:8.4f} {row.seeds:5}  {row.verdict:9} {row.path}"
            + (f"\n{'':47}{row.why}" if row.why else "")
        )
    return "\n".join(lines)


def summary(frame):
    """How many of a comparison's numbers have which verdict, by kind, evidence and family, as text."""
    counts = frame.groupby(["kind", "evidence", "family", "verdict"]).size()
    return "\n".join(f"{count:5} {', '.join(word for word in words if word)}" for words, count in counts.items())


def order(frame):
    """How well the runs of report 000's grid search agree with print on the order of its settings, as text, or ""."""
    grid = frame[frame.path.str.contains("grid_search/.*/val_accuracy") & (frame.seeds > 0)]
    if len(grid) < 2:
        return ""
    apart = (grid.printed - grid.ours).abs().max()
    correlation = rank_correlation(grid.printed, grid.ours)
    return f"grid search: rank correlation {correlation:.3f}; largest difference {apart:.4f}, of {len(grid)} settings"


def _seeds(options):
    if options.seeds is None:
        return 1 if options.quick else None
    return check_count("--seeds", options.seeds)


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m mlp.reports", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("report", choices=(*REPORTS, "all"))
    parser.add_argument("--seeds", type=int, help="seeds of each experiment (default: as many as it declares)")
    parser.add_argument("--quick", action="store_true", help="only the cheap experiments, by default with one seed")
    parser.add_argument("--only", metavar="GROUP", help="only the experiments of this group, such as grid")
    parser.add_argument("--jobs", type=int, default=2, help="trainings at a time (default: 2)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where results are kept (default: data/reports)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
