"""The picture of a gradient check: how far each number's two derivatives are apart, group by group."""

import numpy as np

from mlp.plots.style import GREY, PALETTE, new_figure

SMALLEST = 1e-16  # relative errors below this, 0 among them, are drawn here


def draw_report(report, tolerance=1e-6, title=None):
    """Draw a `GradientReport`: one row of points for each weight, bias or input, their relative errors on a log axis.

    tolerance   drawn as a line: what lies right of it is a mistake, or a kink
    title       by default the finding: how many of the errors lie above the tolerance

    Round points are smooth places; triangles are numbers whose step had to shrink because a kink was near.
    Returns a Figure.
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
    above = sum(row.relative_error > tolerance for row in report.rows)
    axes.set_title(title or f"{above:,} of {len(report.rows):,} relative errors lie above the tolerance", fontsize=12)
    return figure


def _draw_points(axes, height, rows, marker, color):
    """The points of one group, spread over the height of its row in the order of their places."""
    errors = np.maximum([row.relative_error for row in rows], SMALLEST)
    spread = height + 0.6 * (np.modf(np.arange(len(rows)) * 0.618)[0] - 0.5)
    axes.plot(errors, spread, marker, color=color, markersize=4 if marker == "o" else 6, alpha=0.7, linestyle="none")
