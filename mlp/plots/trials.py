"""The figures of chapter 10: what decides a search, what it costs, and what its winner is worth."""

import numpy as np
from matplotlib.ticker import NullFormatter

from mlp.plots.search import SCORE, best_so_far, draw_parallel, draw_scatter, label, values
from mlp.plots.show import show_figure
from mlp.plots.strips import draw_paired, draw_strips
from mlp.plots.style import GREY, LINE_STYLES, MARKERS, PALETTE, new_figure
from mlp.plots.words import digits

RATE = "learning rate η"
LOW = 74  # percent: hills are drawn from here on, what is lower at the edge


def draw_ways(scores, marked="relu-relu"):
    """Show how far several settings lie apart under each of several ways to compare them.

    scores   a frame of accuracies in percent: a row per setting, a column per way (its name may have several parts)
    marked   the setting whose points are drawn as a diamond
    """
    rows = {_joined(name): column for name, column in scores.items()}
    figure, axes = new_figure(width=9, height=1.2 + 0.38 * len(rows))
    draw_strips(axes, {name: column.drop(marked) for name, column in rows.items()}, size=7)
    places = [column[marked] for column in rows.values()]
    axes.plot(places, range(len(rows)), "D", color=PALETTE[5], markersize=8, label=marked)
    axes.set(xlabel="validation accuracy in %, a point per pair, mean over the seeds", xlim=(5, 92))
    axes.set_title("Pixels, start and a rate for each pair: together they close the gap")
    axes.legend(frameon=False, loc="lower left")
    spreads = "; ".join(f"{name} {column.max() - column.min():.1f}" for name, column in rows.items())
    show_figure(
        figure,
        alt=f"A row per way, a point per pair of activations, {marked} as a diamond. With raw pixels and one rate the "
        "points fill the whole axis; with a rate for each pair and Kaiming's start on standardised pixels they fall "
        "into one place.",
        words=f"From the lowest to the highest pair, in points: {spreads}.",
    )


def draw_hills(scores):
    """Show the accuracy against the learning rate, a line per way.

    scores   a frame of accuracies in percent: its index the learning rates, a column per way; the best is ringed
    """
    figure, axes = new_figure(width=8, height=3.6)
    best = {}
    for number, (name, column) in enumerate(scores.items()):
        line, best[_joined(name)] = column.dropna(), column.idxmax()
        axes.plot(line.index, line, marker=MARKERS[number % 5], markersize=5, label=_joined(name))
        axes.plot(line.idxmax(), line.max(), "o", markersize=14, markerfacecolor="none", color=GREY)
    axes.set(xscale="log", xlabel=RATE, ylabel="validation accuracy in %", ylim=(0, 95))
    axes.set_title("The best learning rate depends on pixels and start")
    axes.legend(frameon=False, fontsize=9, loc="upper right")
    told = "; ".join(f"{name} {rate:g}" for name, rate in best.items())
    show_figure(
        figure,
        alt="Accuracy against the learning rate on a log axis, a line per way: hills at very different places, each "
        "with a steep right flank that ends at 10 %. The best rate of each is ringed.",
        words=f"The best rate: {told}.",
    )


def draw_isolation(table, names):
    """Show, for each setting, every trial's score against its value, and the best score at each value: isolation plots.

    table   a row per trial, rows without a score count as 10 %;  names   of the settings, a panel for each
    """
    scores = 100 * table[SCORE].fillna(0.1)
    figure, axes = new_figure(1, len(names), width=2.6 * len(names), height=3)
    told = []
    for place, name in zip(np.ravel(axes), names, strict=True):
        x, ticks = values(table, name)
        best = scores.groupby(x).max()
        place.plot(x, scores.clip(lower=LOW), "o", color=GREY, markersize=4, alpha=0.6)
        place.plot(best.index, best.clip(lower=LOW), "-D", color=PALETTE[0], markersize=6)
        place.set_xticks(list(ticks), list(ticks.values()))
        place.set(xlabel=label(name), ylim=(LOW - 1, 89))
        place.margins(x=0.15)
        told.append(f"{label(name)} {best.min():.1f} to {best.max():.1f} %")
    np.ravel(axes)[0].set_ylabel("validation accuracy in %")
    figure.suptitle("Only the learning rate can spoil everything: the best score at each value")
    show_figure(
        figure,
        alt="A panel per setting: all trials as grey points, the best at each value as a line. Against the learning "
        "rate the line is a hill that falls off at 1; against momentum, penalty and sizes it is nearly level. What is "
        "below 74 % is drawn at the lower edge.",
        words=f"The best score at each value: {'; '.join(told)}.",
    )


def draw_momenta(frame):
    """Show accuracies against the learning rate and, beside it, against the effective rate: a line per momentum.

    frame   a row per training with effective_rate, momentum and score in percent. Bars: one standard deviation
            over the seeds. What is below 74 % is drawn at the lower edge
    """
    figure, axes = new_figure(1, 2, width=9, height=3.6)
    left, right = axes[0]
    groups = frame.groupby(["momentum", "effective_rate"]).score
    mean, spread = groups.mean().unstack(0), groups.std().unstack(0)
    for number, momentum in enumerate(mean):
        look = {"marker": MARKERS[number], "linestyle": LINE_STYLES[number], "color": PALETTE[number], "capsize": 3}
        for place, x in ((left, mean.index * (1 - momentum)), (right, mean.index)):
            place.errorbar(x, mean[momentum].clip(lower=LOW), spread[momentum], label=f"momentum {momentum:g}", **look)
    for place, name in ((left, RATE), (right, "effective rate η / (1 − β)")):
        place.set(xscale="log", xlabel=name, ylim=(LOW - 1, 89))
    left.set_ylabel("validation accuracy in %")
    left.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 0.08))
    figure.suptitle("The flanks on the left become one line, the ceilings do not")
    told = "; ".join(
        f"at {rate:g}: " + ", ".join(f"{mean[momentum][rate]:.1f}" for momentum in mean) for rate in mean.index
    )
    show_figure(
        figure,
        alt="Two panels of accuracy, a line per momentum. Against the learning rate the hills are shifted against each "
        "other. Against the effective rate they lie on each other up to 0.3; at 1 momentum 0.9 is still high and the "
        "other two are at the lower edge, where all is drawn that is below 74 %.",
        words=f"Mean accuracy by effective rate, for momenta {', '.join(f'{m:g}' for m in mean)}: {told}.",
    )


def draw_tried(tables):
    """Show which effective rates searches have tried: search -> table of trials with a column effective_rate."""
    figure, axes = new_figure(1, len(tables), width=9, height=3.2)
    counts = {}
    for place, (name, table) in zip(np.ravel(axes), tables.items()):
        counts[name] = table.effective_rate.round(9).nunique()
        place.plot(table.effective_rate, 100 * table[SCORE], "o", color=PALETTE[0], alpha=0.5)
        place.set(title=f"{name}: {counts[name]} values", xlabel="effective rate η / (1 − β)", xscale="log")
        place.set(xlim=(2e-3, 12), ylim=(75, 89))
    np.ravel(axes)[0].set_ylabel("validation accuracy in %")
    figure.suptitle("The grid asks the same question again and again")
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    show_figure(
        figure,
        alt="Accuracy against the effective rate on a log axis, two panels. The grid's points stand in a few columns; "
        "the random ones are spread over the whole axis and draw out the same hill.",
        words=f"Different effective rates tried: {told}.",
    )


def draw_costs(searches, halvings, trial_steps, error):
    """Show what each search has found for which number of steps.

    searches      name -> (trials,) scores in percent: drawn as the mean best so far over 500 orders of the trials
    halvings      name -> (steps, best score in percent): a point each
    trial_steps   how many steps one trial of a search takes
    error         the standard error of one score, in points: a band around the best of the first search
    """
    figure, axes = new_figure(height=3.8)
    told = []
    for name, scores in searches.items():
        best = best_so_far(scores).mean(axis=0)
        axes.plot(trial_steps * np.arange(1, len(best) + 1), best, label=name)
        quarter = len(best) // 4
        told.append(
            f"{name} {best[-1]:.2f} % for {trial_steps * len(best):,} steps ({best[quarter - 1]:.2f} % after a quarter)"
        )
    top = np.nanmax(next(iter(searches.values())))
    for (name, (steps, score)), marker in zip(halvings.items(), "^D"):
        axes.plot(steps, score, marker, color=PALETTE[5], markersize=10, label=name)
        told.append(f"{name} {score:.2f} % for {steps:,} steps")
    axes.axhspan(top - error, top + error, color="#DDDDDD", zorder=0, label="grid's best ± one standard error")
    axes.set(xlabel="steps", ylabel="best score in %", ylim=(85.5, 88), title="Four searches, one band")
    axes.legend(frameon=False, loc="lower right")
    show_figure(
        figure,
        alt="Best score against steps. The lines of grid and random search rise steeply, then slowly. A triangle, "
        "halving the grid, stands at a quarter of the steps; a diamond, halving 288 draws, at the right. All ends lie "
        "within or at the edge of one grey band.",
        words=f"{'; '.join(told)}. One standard error: {error:.2f} points.",
    )


def draw_nested(chooses, judges):
    """Show each search's winner twice: on the images that chose it, and on others. Both (searches,), in percent."""
    chooses, judges = np.asarray(chooses, float), np.asarray(judges, float)
    figure, axes = new_figure(width=7, height=3.6)
    for one, other in zip(chooses, judges):
        axes.plot([0, 1], [one, other], "-", color=PALETTE[1] if one > other else PALETTE[3], linewidth=1, zorder=1)
    for place, numbers, colour in ((0, chooses, PALETTE[1]), (1, judges, PALETTE[0])):
        axes.plot([place] * len(numbers), numbers, "o", color=colour, zorder=2)
        axes.plot(place, numbers.mean(), "D", color="black", markersize=9, zorder=3)
    names = ["images that chose it", "images that did not"]
    axes.set_xticks([0, 1], names)
    axes.set(xlim=(-0.4, 1.4), ylabel="accuracy of the winner in %")
    axes.set_title("A winner does worse on images that did not choose it")
    show_figure(
        figure,
        alt="Twelve lines, one per search, from the winner's accuracy on the images that chose it to that on others. "
        "Most fall. Black diamonds are the means: the left one is higher.",
        words=f"Means: {chooses.mean():.2f} % on images that chose, {judges.mean():.2f} % on others; "
        f"{(chooses > judges).sum()} of {len(chooses)} lines fall.",
    )


def draw_confirmed(baseline, runs, low=-5.0):
    """Show what other settings gain over a baseline on images that chose none of them, seed by seed.

    baseline   (seeds,), in percent;  runs   name -> (seeds,)
    low        a difference below it is drawn as an arrow at the left edge, with its number
    """
    figure, axes = new_figure(width=9, height=1.2 + 0.42 * len(runs))
    draw_paired(axes, baseline, runs, unit="points", factor=1)
    edge, away = low - 0.5, []
    for row, (name, scores) in enumerate(runs.items()):
        for difference in np.sort(np.asarray(scores) - np.asarray(baseline)):
            if difference < low:
                axes.plot(edge + 0.12, row, "<", color=GREY, markersize=8)
                axes.text(edge + 0.35, row + 0.03, f"{difference:.1f}", va="center", fontsize=9)
                away.append(f"{name} {difference:.1f}")
    axes.set_xlim(edge, 2.6)
    axes.set_title("No finalist differs from the grid's first by more than luck explains")
    means = "; ".join(f"{name} {np.mean(np.asarray(s) - np.asarray(baseline)):+.2f}" for name, s in runs.items())
    show_figure(
        figure,
        alt="A row per finalist: grey dots, its accuracy minus that of the grid's first with the same seed and images, "
        "and a black mean with its interval. Every interval contains 0.",
        words=f"Mean difference in points: {means}. Beyond the left edge: {', '.join(away) or 'none'}.",
    )


def draw_flattery(bound, coins, networks):
    """Show by how many points the best of m scores flatters: three lines over m = 1, 2, …, each (m,) in points."""
    figure, axes = new_figure(height=3.4)
    tries = np.arange(1, len(bound) + 1)
    lines = {"the bound (8)": bound, "coins": coins, "networks: images that chose, minus others": networks}
    for name, line in lines.items():
        axes.plot(tries, line, label=name)
    axes.set(xscale="log", xlabel="m, how many were tried", ylabel="points too high")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_title("The more you try, the more the best score flatters")
    axes.legend(frameon=False)
    ends = ", ".join(f"{name.partition(':')[0]} {line[-1]:.2f}" for name, line in lines.items())
    show_figure(
        figure,
        alt="Three lines that rise with the logarithm of m, from 0: the bound on top, the best of m coins under it, "
        "and below them the networks.",
        words=f"Best of {len(bound)}, in points too high: {ends}.",
    )


def draw_batch_sizes(best):
    """Show how many steps, and how much time, each batch size takes to the goal at its best rate.

    best   a frame: its index the batch sizes; learning_rate, steps, and busy, the processor's seconds
    """
    figure, axes = new_figure(1, 2, width=9, height=3.2)
    titles = {"steps": "Fewer steps …", "busy": "… but not less time"}
    for place, (name, title), colour in zip(axes[0], titles.items(), PALETTE[:2]):
        place.plot(best.index, best[name], "-o", color=colour)
        place.set(title=title, xlabel="batch size", xscale="log")
        place.set_xticks(list(best.index), list(map(str, best.index)))
        place.xaxis.set_minor_formatter(NullFormatter())
        place.set_ylim(bottom=0)
    axes[0, 0].set(ylabel="steps until 85 %")
    axes[0, 1].set_ylabel("seconds of one core")
    fastest = best.busy.idxmin()
    told = "; ".join(f"{size}: {row.steps:.0f} steps" for size, row in best.iterrows())
    show_figure(
        figure,
        alt="Left, steps until the goal against the batch size: a line that falls steeply and flattens. Right, the "
        "seconds: a valley with its lowest point in the middle.",
        words=f"{told}. Fastest: {fastest}, {digits(best.busy[fastest])} seconds.",
    )


def draw_report_search(report):
    """Show report 000's random search, rate against penalty. `report` has learning_rate, l2 and validation_accuracy."""
    figure, axes = new_figure(width=7, height=3.2)
    draw_scatter(axes, report, "learning_rate", "l2", low=0.7)
    axes.set_title("Report 000's random search: the rate decides, the penalty does not")
    good = report.learning_rate[report[SCORE] > 0.85]
    show_figure(
        figure,
        alt=f"{len(report)} points, learning rate across and penalty up. Bright ones on the left, dark ones on the "
        "right of 0.014.",
        words=f"All points above 85 % have rates from {good.min():g} to {good.max():g}, whatever the penalty.",
    )


def draw_best_lines(table, names):
    """Show every trial as a line through its settings `names`, the best five in colour: parallel coordinates."""
    figure, axes = new_figure(width=8, height=3.4)
    best = table.loc[draw_parallel(axes, table, names)]
    axes.set_title("The best five fan out over every setting and meet at the effective rate")
    spans = ", ".join(f"{label(n)} {best[n].min():.2g} to {best[n].max():.2g}" for n in ("learning_rate", names[-1]))
    show_figure(
        figure,
        alt="Upright scales, one per setting, and one for the accuracy. Five coloured lines fan out over all but the "
        "effective rate, where they meet, and the accuracy.",
        words=f"The best five: {spans}.",
    )


def draw_shapes(runs):
    """Show the accuracies of several shapes of layers, a point per seed: shape -> accuracies from 0 to 1."""
    means = {name: 100 * np.mean(scores) for name, scores in runs.items()}
    low, high = min(means, key=means.get), max(means, key=means.get)
    figure, axes = new_figure(height=1 + 0.36 * len(runs))
    draw_strips(axes, {name: 100 * np.asarray(scores) for name, scores in runs.items()})
    axes.set(xlabel="validation accuracy in %, one point per seed", title="With three seeds, most shapes overlap")
    show_figure(
        figure,
        alt="A row of three points per shape. 20-30-50 lies lowest, around 85.4 %; 100-50, 100 and 50-100 highest, "
        "around 87.3 %.",
        words=f"Means from {means[low]:.2f} % for {low} to {means[high]:.2f} % for {high}.",
    )


def _joined(name):
    """The name of a column: "raw, 0.01" for ("raw", 0.01)."""
    return ", ".join(map(str, name)) if isinstance(name, tuple) else str(name)
