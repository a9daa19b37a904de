"""The picture of a gradient check: how far each number's two derivatives are apart, group by group."""

import numpy as np

from mlp.plots.show import show_figure
from mlp.plots.style import GREY, PALETTE, new_figure
from mlp.plots.words import measured

SMALLEST = 1e-16  # relative errors below this, 0 among them, are drawn here


def draw_report(report, tolerance=1e-6):
    """Show a `GradientReport`: one row of points for each weight, bias or input, their relative errors on a log axis.

    tolerance   drawn as a line: what lies right of it is a mistake, or a kink

    Round points are smooth places; triangles are numbers whose step had to shrink because a kink was near.
    """
    groups = {}
    for row in report.rows:
        groups.setdefault(row.parameter.split("[")[0], []).append(row)
    figure, axes = new_figure(width=8, height=1.3 + 0.42 * len(groups))
    for height, rows in enumerate(groups.values()):
        _draw_points(axes, height, [row for row in rows if not row.kink], "o", PALETTE[0])
        _draw_points(axes, height, [row for row in rows if row.kink], "^", PALETTE[5])
    axes.axvline(tolerance, color=PALETTE[2], linestyle="--", linewidth=1.2)
    axes.text(tolerance * 1.3, -0.72, f"tolerance {tolerance:g}", fontsize=9, va="center")
    axes.set_xscale("log")
    axes.set(xlim=(SMALLEST / 2, 10), ylim=(len(groups) - 0.5, -1), yticks=range(len(groups)))
    axes.set_yticklabels(list(groups))
    axes.set_xlabel("relative error (● smooth, ▲ near a kink)")
    axes.grid(axis="y", color=GREY, alpha=0.2)
    wrong = [name for name, rows in groups.items() if max(row.relative_error for row in rows) > tolerance]
    axes.set_title(_title(groups, wrong), fontsize=12)
    kinks = sum(row.kink for row in report.rows)
    show_figure(
        figure,
        alt="Points on a log axis of relative errors, a row for each array, and a dashed line at the tolerance. "
        + "; ".join(f"{name} {'to its right' if name in wrong else 'left of it'}" for name in groups)
        + ".",
        words=f"{len(report.rows):,} numbers checked, {kinks:,} near a kink. Largest relative error "
        f"{measured(f'{report.max_relative_error:.0e}')}. Above the tolerance: {', '.join(wrong) or 'none'}.",
    )


def _title(groups, wrong):
    """The finding: whether all is right, all wrong, or which is wrong of several."""
    if not wrong:
        return "All relative errors lie below the tolerance"
    if len(wrong) == len(groups):
        return "Every array has errors above the tolerance"
    return f"{len(wrong)} of {len(groups)} arrays have errors above the tolerance"


def _draw_points(axes, height, rows, marker, color):
    """The points of one group, spread over the height of its row in the order of their places."""
    errors = np.maximum([row.relative_error for row in rows], SMALLEST)
    spread = height + 0.6 * (np.modf(np.arange(len(rows)) * 0.618)[0] - 0.5)
    axes.plot(errors, spread, marker, color=color, markersize=4 if marker == "o" else 6, alpha=0.7, linestyle="none")
