"""Tables of trials as pictures: two settings at a time, all at once, and the best score so far."""

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from mlp.plots.style import GREY, LINE_STYLES, PALETTE, SEQUENTIAL

SCORE = "validation_accuracy"
LOGARITHMIC = {"learning_rate", "effective_rate", "l2"}  # settings that multiply: drawn on a log scale
LABELS = {"learning_rate": "learning rate", "l2": "penalty (L2)", "hidden_sizes": "hidden sizes"}


def label(name):
    """How a column is called in a picture: "learning rate" for "learning_rate"."""
    return "validation accuracy in %" if name == SCORE else LABELS.get(name, name.replace("_", " "))


def values(table, name):
    """A column as numbers to draw, (n,) float64, and as ticks: {place: label}.

    Logarithms (base 10) of a setting that multiplies; percent of an accuracy; places 0, 1, … for what is not a number,
    such as hidden sizes, by how many units they have.
    """
    column = table[name]
    if column.dtype.kind not in "iuf":
        kinds = sorted(set(column), key=_size)
        places = column.map({kind: place for place, kind in enumerate(kinds)})
        return places.to_numpy(float), {place: short(kind) for place, kind in enumerate(kinds)}
    if name in LOGARITHMIC:
        logs = np.log10(column.to_numpy(float))
        return logs, _decades(logs)
    numbers = column.to_numpy(float) * (100 if name == SCORE else 1)
    low, high = np.nanmin(numbers), np.nanmax(numbers)
    return numbers, {float(at): f"{at:.3g}" for at in MaxNLocator(4).tick_values(low, high) if low <= at <= high}


def short(value):
    """A setting's value in a few characters: "128-64" for (128, 64), "1e-05", "0.1"."""
    if isinstance(value, (tuple, list)):
        return "-".join(map(str, value)) or "none"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def draw_scatter(axes, table, x, y, low=None):
    """Draw each row of `table` as a point, its colour its score, with a colour bar; crosses are rows without a score.

    low   the accuracy, from 0 to 1, below which all points have the darkest colour; None: the lowest of all

    Returns the points, a PathCollection.
    """
    scores = 100 * table[SCORE].to_numpy(float)
    known = np.isfinite(scores)
    points = axes.scatter(
        table[x][known],
        table[y][known],
        c=scores[known],
        cmap=SEQUENTIAL,
        vmin=None if low is None else 100 * low,
        s=45,
        edgecolors="black",
        linewidths=0.5,
    )
    axes.plot(table[x][~known], table[y][~known], "x", color=PALETTE[5])
    axes.set(xlabel=label(x), ylabel=label(y))
    for name, axis, scale in ((x, axes.xaxis, axes.set_xscale), (y, axes.yaxis, axes.set_yscale)):
        if name in LOGARITHMIC:
            scale("log")
            axis.set_major_locator(LogLocator(subs=(1, 3)))
            axis.set_major_formatter("{x:g}")
            axis.set_minor_formatter(NullFormatter())
    extend = "neither" if low is None else "min"
    axes.figure.colorbar(points, ax=axes, label="accuracy in %", extend=extend)
    return points


def draw_parallel(axes, table, names, best=5):
    """Draw each row of `table` as a line through one upright scale per setting in `names`, and one for its score.

    The `best` rows are drawn over the others, in colour. Rows without a score are left out. Returns the numbers of
    the rows that are in colour (their index in `table`), the best first.
    """
    table = table[table[SCORE].notna()]
    columns = [*names, SCORE]
    heights = np.empty((len(table), len(columns)))
    for place, name in enumerate(columns):
        numbers, ticks = values(table, name)
        low, high = min(*numbers, *ticks), max(*numbers, *ticks)
        span = high - low or 1
        heights[:, place] = (numbers - low) / span
        axes.axvline(place, color=GREY, linewidth=1, linestyle="-", zorder=1)
        for tick, text in ticks.items():
            box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5}
            axes.text(place + 0.03, (tick - low) / span, text, fontsize=9, va="center", zorder=5, bbox=box)
    order = np.argsort(-table[SCORE].to_numpy(), kind="stable")
    for row in order[best:]:
        axes.plot(heights[row], "-", color="#CCCCCC", linewidth=1, antialiased=False, zorder=2)  # a small picture
    for rank, row in reversed(list(enumerate(order[:best]))):
        axes.plot(heights[row], LINE_STYLES[rank % 4], color=PALETTE[rank % len(PALETTE)], linewidth=2, zorder=3)
    axes.set_xticks(range(len(columns)), [*map(label, names), "accuracy in %"])
    axes.set(xlim=(-0.1, len(columns) - 0.55), ylim=(-0.05, 1.05), yticks=[])
    axes.spines["left"].set_visible(False)
    return list(table.index[order[:best]])


def best_so_far(scores, orders=500, seed=0):
    """The best score after 1, 2, … trials, for random orders of the trials: (orders, trials).

    scores   (trials,); NaN for a trial that gave none. Its mean over the first axis is what a search that stops early
             may expect.
    """
    scores = np.where(np.isfinite(scores), scores, -np.inf)
    rng = np.random.default_rng(seed)
    return np.maximum.accumulate(rng.permuted(np.tile(scores, (orders, 1)), axis=1), axis=1)


def _size(value):
    return (sum(value), value) if isinstance(value, (tuple, list)) else (0, value)


def _decades(logs):
    """Ticks at the powers of ten within the logarithms `logs`, or at their ends where fewer than two lie there."""
    powers = [float(power) for power in range(int(np.ceil(logs.min() - 1e-9)), int(np.floor(logs.max() + 1e-9)) + 1)]
    places = powers if len(powers) >= 2 else [float(logs.min()), float(logs.max())]
    return {place: f"{10**place:.2g}" for place in places}
