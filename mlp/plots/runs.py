"""Trainings side by side: every run a point, so that a reader sees which settings tie."""

import numpy as np

from mlp.plots.style import PALETTE, new_figure


def draw_runs(runs, title):
    """A figure of accuracies in percent, one row of points per setting, from top to bottom.

    runs    a dict from a setting's name to the validation accuracies of its runs, from 0 to 1, one per seed
    title   what the picture shows

    Raises ValueError for no settings, a setting without runs, and an accuracy outside 0 to 1.
    """
    if not runs or not all(len(accuracies) for accuracies in runs.values()):
        raise ValueError(f"runs is {runs!r}; expected at least one setting, each with at least one accuracy")
    figure, axes = new_figure(height=1 + 0.4 * len(runs))
    for row, (name, accuracies) in enumerate(runs.items()):
        accuracies = np.asarray(accuracies, dtype=float)
        if not np.all((accuracies >= 0) & (accuracies <= 1)):
            raise ValueError(f"the accuracies of {name!r} are {accuracies}; expected numbers from 0 to 1")
        axes.plot(100 * accuracies, [row] * len(accuracies), "o", color=PALETTE[0], markersize=9, alpha=0.7)
    axes.set_yticks(range(len(runs)), runs)
    axes.grid(axis="x", color="#DDDDDD")
    axes.set(title=title, xlabel="validation accuracy in %, one point per seed", ylim=(len(runs) - 0.5, -0.5))
    return figure
