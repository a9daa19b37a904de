"""The five student reports, re-run: every number that they print, beside ours.

    setting      a training as plain data;  training   carries it out
    experiment   a setting, and which printed numbers it re-runs
    report_000 … report_004   the experiments of each report, and the reasons where a number differs or is not re-run
    registry     the five modules by number;  published   what the reports print
    runner       trains what is missing;  store   reads it, in data/reports/
    comparison   `compare()`: a frame with every printed number, ours, and a verdict by one rule
    claims       what the reports say in words, judged from the stored runs
    curves       the stored learning curves
    audit        what a reader can check without training

`python -m mlp.reports --help` says how to run them.
"""

from mlp.reports.comparison import compare
from mlp.reports.published import numbers, published
from mlp.reports.registry import module
from mlp.reports.runner import run
from mlp.reports.store import Store

__all__ = ["Store", "compare", "module", "numbers", "published", "run"]
