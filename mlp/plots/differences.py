"""What a change is worth: the difference to a baseline, seed by seed, so that a reader sees which are real."""

import numpy as np

from mlp.plots.strips import draw_strips
from mlp.plots.style import GREY, PALETTE, new_figure


def draw_differences(runs, baseline, band, title):
    """A figure with one row per setting: its accuracy minus the baseline's with the same seed, in points.

    runs      a dict from a setting's name to its accuracies, from 0 to 1, one per seed, in the same order for all
    baseline  the setting that the others are compared with; it gets no row
    band      half the width of the grey band around 0, in points: what lies within it does not count as a difference

    A dot per seed, a bar at their mean. Raises ValueError when the baseline is not among the runs, nothing else is, or
    a setting has another number of seeds.
    """
    others = [name for name in runs if name != baseline]
    if baseline not in runs or not others:
        raise ValueError(f"runs has {', '.join(map(repr, runs))}; expected {baseline!r} and at least one more")
    for name in others:
        if np.shape(runs[name]) != np.shape(runs[baseline]):
            raise ValueError(f"{name!r} has {len(runs[name])} runs; expected {len(runs[baseline])}, one for each seed")
    differences = {name: paired_differences(runs, name, baseline) for name in others}
    figure, axes = new_figure(height=1.2 + 0.4 * len(others))
    axes.axvspan(-band, band, color="#DDDDDD", zorder=0)
    axes.axvline(0, color=GREY, linewidth=1, linestyle="-", zorder=1)
    draw_strips(axes, differences, size=7)
    for row, points in enumerate(differences.values()):
        axes.plot([points.mean()] * 2, [row - 0.3, row + 0.3], color=PALETTE[2], linewidth=2.5, linestyle="-")
    xlabel = f"points of accuracy above “{baseline}”: a dot per seed, a bar at the mean; grey: ±{band:g}"
    axes.set(title=title, xlabel=xlabel)
    return figure


def paired_differences(runs, name, baseline):
    """The accuracies of one setting minus the baseline's, seed by seed, in points: (seeds,) float64."""
    return 100 * (np.asarray(runs[name], dtype=float) - np.asarray(runs[baseline], dtype=float))
