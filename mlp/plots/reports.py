"""What the reports print and what we measured, in one picture: single numbers, all of them, the rows of a table."""

import numpy as np

from mlp.plots.plans import PLANS, draw_plans
from mlp.plots.search import draw_scatter
from mlp.plots.show import show_figure
from mlp.plots.strips import draw_strips
from mlp.plots.style import GREY, MARKERS, PALETTE, new_figure
from mlp.reports.audit import dense_parameters

FAILS = 0.6  # accuracies below this are drawn in the darkest colour


def draw_all_agreement(comparison):
    """Show every printed accuracy against ours, and what remains of those that can be judged: ours minus printed.

    comparison   a frame as `mlp.reports.compare` returns it
    """
    figure, axes = new_figure(1, 2, width=10, height=4.2)
    drawn = draw_agreement(axes[0, 0], comparison)
    axes[0, 0].set(xlim=(0, 102), ylim=(0, 102))
    left = draw_differences(axes[0, 1], drawn)
    figure.suptitle("Most printed accuracies come back; those of failing trainings say little")
    inside, high = left.abs() <= 2, drawn.printed > 0.84
    apart = 100 * (drawn.ours - drawn.printed).abs()
    show_figure(
        figure,
        alt="Left, printed accuracies across and ours up: from 60 % on most lie on the diagonal, some lower ones have "
        "long bars. Right, a row of dots per report: ours minus printed, most within a point of 0.",
        words=f"Of {len(drawn)} printed accuracies {len(left)} can be judged: {inside.sum()} of them are within 2 "
        f"points of ours. Above 84 % the median distance is {apart[high].median():.1f} points, below "
        f"{apart[~high].median():.1f}.",
    )


def draw_differences(axes, drawn):
    """Draw ours minus printed in points, a row of dots per report, of what is not too noisy; the differences.

    drawn   rows of a comparison that are accuracies with a number of ours
    """
    judged = drawn[drawn.verdict != "too noisy"]
    points = 100 * (judged.ours - judged.printed)
    by_report = {f"{report} ({len(rows)})": rows for report, rows in points.groupby(judged.path.str[7:10])}
    axes.axvspan(-2, 2, color="#DDDDDD", zorder=0)
    axes.axvline(0, color=GREY, linewidth=1, linestyle="-", zorder=1)
    draw_strips(axes, {name: rows.clip(-5, 5) for name, rows in by_report.items()}, size=6)
    axes.set(xlabel="ours minus printed, in points; the edge: 5 or more", xlim=(-5.3, 5.3))
    return points


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


def draw_numbers(rows, title, seen):
    """Show printed numbers beside ours, a line for each.

    rows    a dict, name -> (printed, ours): a share from 0 to 1 or None, and a list of shares, one per seed
    title   what the picture shows;  seen   which rows these are, for the alt text
    """
    figure, axes = new_figure(width=8, height=1.6 + 0.27 * len(rows))
    draw_rows(axes, rows)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=9, frameon=False)
    axes.set_title(title)
    gaps = [100 * abs(printed - np.mean(ours)) for printed, ours in rows.values() if printed is not None]
    show_figure(
        figure,
        alt=f"{seen}: a diamond for the printed accuracy, a dot for each of our seeds.",
        words=f"From printed to our mean: {np.median(gaps):.1f} points in the median, {max(gaps):.1f} at most.",
    )


def draw_every_plan(image):
    """Show the networks of the five reports as they draw them; image (28, 28), what the networks see."""
    figure, axes = new_figure(2, 4, width=10, height=5)
    figure.suptitle("Five reports, one plan: pixels, one or two hidden layers, ten classes; one goes beyond")
    draw_plans(axes, image)
    sizes = {name.removeprefix("report "): dense_parameters(*plan) for name, plan in PLANS.items()}
    show_figure(
        figure,
        alt="Dots in columns, joined by lines, six times; stacks of sheets that shrink; a grid of 4 by 4 numbers "
        "becomes 2 by 2.",
        words=f"Weights and biases: {'; '.join(f'{name} {count:,}' for name, count in sizes.items())}.",
    )


def draw_random_search(search, ours):
    """Show report 000's random search (Figure 4) as printed and as it came out here.

    search   a frame with learning_rate, reg and val_accuracy;  ours   (rows,), our mean accuracies
    """
    figure, axes = new_figure(1, 2, width=9.5, height=3.4)
    figure.suptitle("Printed and re-run: bright up to a rate of 0.0125, and no further")
    slow = {}
    for place, (name, accuracy) in zip(axes[0], {"printed": search.val_accuracy, "ours": ours}.items()):
        table = search.rename(columns={"reg": "l2"}).assign(validation_accuracy=accuracy)
        draw_scatter(place, table, "learning_rate", "l2", low=FAILS)
        place.set_title(f"Figure 4, {name}")
        slow[name] = 100 * accuracy[search.learning_rate < 0.0125].min()
    show_figure(
        figure,
        alt="Report 000, Figure 4. Two scatters alike: bright points at rates under 0.0125, dark ones beyond.",
        words="The lowest accuracy at rates under 0.0125: "
        + ", ".join(f"{name} {share:.0f} %" for name, share in slow.items())
        + ".",
    )


def draw_pairs(groups):
    """Show the accuracies of report 000's nine pairs of activations, a panel per group.

    groups   a dict, title -> a dict, pair -> shares, one per seed
    """
    figure, axes = new_figure(1, len(groups), width=9.5, height=3.8)
    figure.suptitle("On raw pixels the pairs are far apart, on scaled ones close together")
    told = []
    for place, (title, shares) in zip(axes[0], groups.items(), strict=True):
        draw_strips(place, {pair: 100 * np.asarray(row) for pair, row in shares.items()})
        place.set(title=title, xlim=(5, 95), xlabel="test accuracy in %, a dot per seed")
        means = [100 * np.mean(row) for row in shares.values()]
        told.append(f"{title}: {min(means):.0f} to {max(means):.0f} %")
    show_figure(
        figure,
        alt="Accuracies of nine pairs: left far apart, those with ReLU first best; right close together.",
        words=f"The nine pairs reach, {'; '.join(told)}.",
    )
