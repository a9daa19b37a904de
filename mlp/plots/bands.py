"""Several trainings as one curve: their mean, in a band that is as wide as they differ."""

import numpy as np

from mlp.plots.style import LINE_STYLES, PALETTE


def draw_bands(axes, x, curves):
    """Draw, for each name, the mean over the runs as a line and mean ± one standard deviation as a band.

    x        (n,)
    curves   a dict, name -> (runs, n): one row per seed, at least two

    Adds a legend. Raises ValueError for curves of another shape.
    """
    for number, (name, runs) in enumerate(curves.items()):
        runs = np.asarray(runs, dtype=float)
        if runs.ndim != 2 or len(runs) < 2 or runs.shape[1] != len(x):
            raise ValueError(f"curves[{name!r}] has shape {runs.shape}; expected (runs, {len(x)}), two runs or more")
        mean, deviation = runs.mean(axis=0), runs.std(axis=0, ddof=1)
        color = PALETTE[number % len(PALETTE)]
        axes.plot(x, mean, LINE_STYLES[number % len(LINE_STYLES)], color=color, label=name)
        axes.fill_between(x, mean - deviation, mean + deviation, color=color, alpha=0.2, linewidth=0)
    axes.legend(fontsize=9, frameon=False)
