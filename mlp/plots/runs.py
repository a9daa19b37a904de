"""Trainings side by side: every run a point, so that a reader sees which settings tie."""

import numpy as np

from mlp.plots.strips import draw_strips
from mlp.plots.style import new_figure


def draw_runs(runs, title):
    """A figure of accuracies in percent, one row of points per setting, from top to bottom.

    runs    a dict from a setting's name to the validation accuracies of its runs, from 0 to 1, one per seed
    title   what the picture shows

    Raises ValueError for no settings, a setting without runs, and an accuracy outside 0 to 1.
    """
    if not runs or not all(len(accuracies) for accuracies in runs.values()):
        raise ValueError(f"runs is {runs!r}; expected at least one setting, each with at least one accuracy")
    percents = {name: 100 * np.asarray(accuracies, dtype=float) for name, accuracies in runs.items()}
    for name, numbers in percents.items():
        if not np.all((numbers >= 0) & (numbers <= 100)):
            raise ValueError(f"the accuracies of {name!r} are {runs[name]}; expected numbers from 0 to 1")
    figure, axes = new_figure(height=1 + 0.4 * len(runs))
    draw_strips(axes, percents).set(title=title, xlabel="validation accuracy in %, one point per seed")
    return figure
