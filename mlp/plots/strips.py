"""Numbers as points in rows, so that a reader sees every one of them: the runs of a setting, paired differences."""

import numpy as np
import pandas
import seaborn

from mlp.evaluation.comparisons import compare_with
from mlp.plots.style import GREY, PALETTE, course_style


@course_style()
def draw_strips(axes, values, size=8, **look):
    """Draw a row of points for each name, the first at the top. Returns `axes`.

    values   a dict, name -> numbers, such as the accuracies of a setting, one per seed
    look     what else seaborn.stripplot takes: color, marker, label, …
    """
    names = np.repeat(list(values), [len(numbers) for numbers in values.values()])
    frame = pandas.DataFrame({"name": names, "value": np.concatenate([*map(np.asarray, values.values())], dtype=float)})
    look = {"color": PALETTE[0], "alpha": 0.7, "size": size} | look
    seaborn.stripplot(frame, x="value", y="name", order=list(values), orient="h", jitter=False, ax=axes, **look)
    axes.grid(axis="x", color="#DDDDDD")
    axes.set_axisbelow(True)
    axes.set(ylabel="", xlabel="", ylim=(len(values) - 0.5, -0.5))
    return axes


@course_style()
def draw_paired(axes, baseline, runs, unit="points of accuracy", factor=100):
    """Draw what each of several settings gains over a baseline, pair by pair: dots, their mean and its interval.

    baseline   (n,), one value for each seed
    runs       a dict, name -> (n,), the same seeds in the same order; a row for each, the first at the top
    unit       of the differences, once they are multiplied by `factor`

    The intervals are those of `mlp.evaluation.comparisons.compare_with`, 95 % for all rows together: one that contains
    0 is a tie, and its dots are grey. Returns `axes`. Raises ValueError for runs that do not pair with the baseline.
    """
    found = compare_with(baseline, runs)
    differences = {name: factor * (np.asarray(run, float) - np.asarray(baseline, float)) for name, run in runs.items()}
    colours = [GREY if tie else PALETTE[0] for tie in found.tie]
    axes.axvline(0, color="black", linewidth=1, linestyle="-", zorder=1)
    draw_strips(axes, differences, size=6, hue="name", palette=colours, legend=False)
    for row, (mean, low, high) in enumerate(factor * found[["difference", "low", "high"]].to_numpy()):
        axes.plot([low, high], [row + 0.3] * 2, "-", color=PALETTE[2], linewidth=2, solid_capstyle="butt")
        axes.plot(mean, row + 0.3, "D", color=PALETTE[2], markersize=6)
    axes.set(xlabel=f"difference in {unit}; black: mean and 95 % interval", ylim=(len(runs) - 0.4, -0.5))
    return axes
