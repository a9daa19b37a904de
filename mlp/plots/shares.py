"""The figures of chapter 11 of how well a share is known: Wilson's interval, intervals side by side, a difference."""

import numpy as np

from mlp.evaluation.intervals import wilson_interval
from mlp.plots.evaluation import draw_intervals
from mlp.plots.show import show_figure
from mlp.plots.style import GREY, PALETTE, new_figure

Z = 1.96  # standard errors, for a confidence of 95 %


def draw_wilson(right, total):
    """Show which true shares could have given what was seen: `right` of `total`."""
    seen, (low, high) = right / total, wilson_interval(right, total)
    shares = np.linspace(max(0, low - 0.15), 1, 400)
    error = Z * np.sqrt(shares * (1 - shares) / total)
    figure, axes = new_figure(width=7.5, height=3.8)
    axes.fill_between(100 * shares, 100 * (shares - error), 100 * (shares + error), color="#CFE0EC")
    axes.plot(100 * shares, 100 * (shares - error), "-", color=PALETTE[0], linewidth=1)
    axes.plot(100 * shares, 100 * (shares + error), "-", color=PALETTE[0], linewidth=1)
    axes.text(100 * shares[20], 100 * shares[20], "what a true share shows\nin 95 of 100 samples", va="center")
    axes.axhline(100 * seen, color=GREY, linestyle="--", linewidth=1.5)
    axes.plot([100 * low, 100 * high], [100 * seen] * 2, "-o", color=PALETTE[5], linewidth=4)
    axes.set(xlabel="true share, in %", ylabel="seen share, in %", xlim=(100 * shares[0], 100.5))
    axes.set(
        ylim=(100 * (shares - error)[0] - 1, 102), title=f"{right} of {total}: true shares that could be behind it"
    )
    show_figure(
        figure,
        alt="A band that rises from left to right and narrows to a point at a true share of 100 %: for each, "
        "the shares that samples show. A level line at the seen share crosses the band; the part inside is marked.",
        words=f"{right} of {total}, {100 * seen:.0f} %, is within {Z} standard errors of every true share from "
        f"{100 * low:.1f} to {100 * high:.1f} %.",
    )


def draw_measured(rows):
    """Show measured numbers with their intervals; the title names the one that is known least well.

    rows   a dict, name -> (value, low, high), shares from 0 to 1
    """
    widest = max(rows, key=lambda name: rows[name][2] - rows[name][1])
    figure, axes = new_figure(height=0.9 + 0.4 * len(rows))
    draw_intervals(axes, rows).set(title=f"Known least well: {widest}", xlabel="%, with 95 % interval")
    told = "; ".join(
        "{} {:.1f} ({:.1f} to {:.1f}) %".format(name, *np.multiply(100, row)) for name, row in rows.items()
    )
    show_figure(figure, alt=f"{len(rows)} intervals; that of {widest} is the widest.", words=f"{told}.")


def draw_two(each, gap):
    """Show two networks' accuracies with an interval each and, beside them, the interval of their difference.

    each   a dict, name -> (accuracy, low, high), shares from 0 to 1
    gap    a `Comparison` of the same images: the second minus the first
    """
    first, second = each
    apart = "is not" if gap.is_tie else "is"
    overlap = each[first][2] >= each[second][1] and each[second][2] >= each[first][1]
    figure, axes = new_figure(1, 2, width=9.5, height=2.4)
    left, right = axes[0]
    title = f"Each by itself: they {'overlap' if overlap else 'are apart'}"
    draw_intervals(left, each).set(title=title, xlabel="accuracy in %")
    draw_intervals(right, {"difference": (gap.difference, gap.low, gap.high)})
    right.set(title=f"Image by image: 0 {'lies inside' if gap.is_tie else 'lies outside'}", xlabel="points")
    reach = 100 * max(abs(gap.low), abs(gap.high)) + 0.3
    right.set(xlim=(-reach if gap.low < 0 else -0.3, reach))
    right.axvline(0, color=PALETTE[5], linestyle="--", linewidth=1.5)
    show_figure(
        figure,
        alt=f"Left, two intervals that {'overlap' if overlap else 'do not touch'}. Right, the interval of their "
        f"difference, which {'holds' if gap.is_tie else 'does not hold'} zero.",
        words=f"{second} is {100 * gap.difference:.2f} points ahead of {first}, 95 % interval {100 * gap.low:.2f} to "
        f"{100 * gap.high:.2f}, from {gap.n:,} images: by the course's rule, the difference {apart} real.",
    )
