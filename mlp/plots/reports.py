"""What the reports print and what we measured, in one picture: numbers, rows of a table, curves."""

import numpy as np

from mlp.plots.bands import draw_band
from mlp.plots.strips import draw_strips
from mlp.plots.style import GREY, PALETTE

MARKERS = "os^Dv"


def draw_agreement(axes, comparison):
    """Draw every printed accuracy against ours, one colour and marker per report, with the diagonal.

    comparison   a frame as `mlp.reports.compare` returns it; of its rows those are drawn that are results, named an
                 accuracy, and have a number of ours

    Bars are the spread over seeds. Returns the rows that are drawn.
    """
    results = comparison[(comparison.kind == "result") & comparison.path.str.endswith("accuracy")]
    drawn = results[np.isfinite(results.ours)]
    axes.plot([0, 100], [0, 100], "-", color=GREY, linewidth=1)
    for number, (report, rows) in enumerate(drawn.groupby(drawn.path.str[7:10])):
        axes.errorbar(
            100 * rows.printed,
            100 * rows.ours,
            yerr=100 * rows.spread.fillna(0),
            fmt=MARKERS[number],
            color=PALETTE[number],
            markersize=5,
            alpha=0.7,
            linewidth=1,
            label=report,
        )
    axes.set(xlabel="printed accuracy in %", ylabel="ours in %, with the spread over seeds")
    axes.legend(title="report", fontsize=9, frameon=False)
    return drawn


def draw_rows(axes, rows):
    """Draw one line of points per row: a diamond for what is printed, a dot per seed for ours.

    rows   a dict, name -> (printed, ours): a share from 0 to 1 or None, and a list of shares, one per seed
    """
    draw_strips(axes, {name: 100 * np.asarray(ours, dtype=float) for name, (_, ours) in rows.items()})
    axes.collections[0].set_label("ours")
    printed = [(100 * share, place) for place, (share, _) in enumerate(rows.values()) if share is not None]
    if printed:
        axes.plot(*zip(*printed), "D", color=PALETTE[5], label="printed")
    axes.set(xlabel="accuracy in %")
    axes.legend(fontsize=9, frameon=False)


def draw_curves(axes, curves, column="loss"):
    """Draw a stored curve for each name: the mean over its seeds, in a band from the lowest to the highest.

    curves   a dict, name -> a list of curves, one per seed, as the results files hold them: column -> list; an empty
             list (no run has ended) is named in the legend, and has no line
    column   "loss", "train_accuracy", "validation_accuracy" or "validation_loss"

    Seeds that trained for different lengths are cut to the shortest.
    """
    for number, (name, runs) in enumerate(curves.items()):
        if not runs:
            axes.plot([], [], " ", label=f"{name}: no run ended")
            continue
        length = min(len(run[column]) for run in runs)
        values = [run[column][:length] for run in runs]
        draw_band(axes, runs[0]["iteration"][:length], values, name, number, band="range")
    axes.set(xlabel="step", ylabel=column.replace("_", " "))
    axes.legend(fontsize=9, framealpha=0.85, edgecolor="none", ncols=2, loc="upper center")
