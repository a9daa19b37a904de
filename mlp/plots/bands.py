"""Several trainings as one curve: their mean, in a band that is as wide as they differ."""

import numpy as np
import seaborn

from mlp.plots.style import LINE_STYLES, PALETTE, course_style

BANDS = {
    "deviation": "sd",
    "range": ("pi", 100),
}  # one standard deviation to each side, or from the lowest to the highest


def draw_bands(axes, x, curves, band="deviation"):
    """Draw a band for each name, each in its own colour and line style, and a legend. Returns `axes`.

    x        (n,)
    curves   a dict, name -> (runs, n): one row per seed, at least two
    band     as for `draw_band`

    Raises ValueError for curves of another shape.
    """
    for number, (name, runs) in enumerate(curves.items()):
        if np.ndim(runs) != 2 or np.shape(runs)[0] < 2 or np.shape(runs)[1] != len(x):
            raise ValueError(
                f"curves[{name!r}] has shape {np.shape(runs)}; expected (runs, {len(x)}), two runs or more"
            )
        draw_band(axes, x, runs, name, number, band)
    axes.legend(fontsize=9, frameon=False)
    return axes


@course_style()
def draw_band(axes, x, runs, name, number=0, band="deviation"):
    """Draw the mean over the runs as a line, and how far they differ as a band around it. Returns `axes`.

    x        (n,);  runs  (runs, n)
    name     for the legend;  number  which colour and line style it gets, from 0
    band     "deviation": mean ± one standard deviation; "range": from the lowest run to the highest

    Where a run has NaN, as after it diverged, there is neither line nor band.
    """
    runs = np.array(runs, dtype=float)
    runs[:, np.isnan(runs).any(axis=0)] = np.nan  # the mean of those that are left would be another curve
    seaborn.lineplot(
        x=np.tile(x, len(runs)),
        y=runs.ravel(),
        errorbar=BANDS[band],
        color=PALETTE[number % len(PALETTE)],
        linestyle=LINE_STYLES[number % len(LINE_STYLES)],
        label=name,
        err_kws={"linewidth": 0, "antialiased": False},  # a small picture
        ax=axes,
    )
    return axes
