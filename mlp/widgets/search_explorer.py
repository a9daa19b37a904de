"""A live panel for chapter 10: the trials of a search as points; choose one, and see its settings and its curve."""

import math

import ipywidgets
import numpy as np
from matplotlib.collections import LineCollection

from mlp.checks import check_count
from mlp.plots import PALETTE, SEQUENTIAL, new_figure
from mlp.plots.search import SCORE, label, short, values
from mlp.plots.words import percent
from mlp.studies.search_study import VALIDATION, read_study
from mlp.widgets.engine.panel import LivePanel

STORED = {"grid": "grid", "random": "random", "halving": "halving_random"}
NO_SETTINGS = {"trial", "rung", "cost", "batch_size"}
SHOWN = 0.12  # accuracies further than this below the best are drawn at the lower edge
SEEN_WITHOUT_EYES = (
    "Left, one point per trial of a search, placed and coloured by what the menus say, the chosen trial ringed. Right, "
    "the validation accuracy of all trials against the steps, grey, and that of the chosen one, blue."
)


class SearchExplorer(LivePanel):
    """The table of a search, looked at from all sides, and each trial's curve.

    tables   a dict, name -> table as `run_trials` and `halving` return it (of several rungs of a trial, the last one
             is shown); None: the course's stored searches
    images   how many validation images the scores are from: what lies within one standard error of the best is told

    The slider "Rank" picks the trial, 1 is the best. Raises ValueError when a table lacks the scores and curves that
    `train_trial` gives, or its trials differ in no setting.
    """

    def __init__(self, tables=None, images=VALIDATION):
        tables = {name: read_study(part) for name, part in STORED.items()} if tables is None else tables
        self.tables = {name: _ranked(table) for name, table in tables.items()}
        self.images = check_count("images", images)
        first = next(iter(self.tables.values()))
        self.settings = settings = _settings(first)
        menu, self._shown = ipywidgets.Dropdown, None
        choices = [(label(name), name) for name in [*settings, SCORE]]
        self.search = menu(options=list(self.tables), description="Search")
        self.across = menu(options=choices, value=settings[0], description="Across")
        self.up = menu(options=choices, value=SCORE, description="Up")
        self.colour = menu(options=choices, value=settings[min(1, len(settings) - 1)], description="Colour")
        self.rank = ipywidgets.IntSlider(value=1, min=1, max=len(first), description="Rank")
        self.rank.layout.width = "420px"
        figure, axes = new_figure(1, 2, width=9.5, height=3.8)
        self._draw_still(*axes[0])
        figure.set_layout_engine("none")  # the labels change, and must have room for the longest
        for place, (start, width) in zip(
            (axes[0, 0], self.bar.ax, axes[0, 1]), ((0.08, 0.36), (0.46, 0.015), (0.6, 0.385))
        ):
            place.set_position([start, 0.14, width, 0.77])
        moving = [self.left, self.bar.ax, self.others, self.chosen]
        super().__init__([self.search, self.across, self.up, self.colour, self.rank], figure, moving, SEEN_WITHOUT_EYES)

    def _draw_still(self, left, right):
        self.left = left
        left.set_title(" ", fontsize=12)
        self.points = left.scatter([], [], c=[], cmap=SEQUENTIAL, s=40, edgecolors="black", linewidths=0.5)
        (self.ring,) = left.plot(
            [], [], "o", markersize=14, markerfacecolor="none", markeredgewidth=2.5, color=PALETTE[5]
        )
        self.bar = left.figure.colorbar(self.points, ax=left)
        self.others = right.add_collection(LineCollection([], colors="#BBBBBB", linewidths=0.7))
        (self.chosen,) = right.plot([], [], "-", color=PALETTE[0], linewidth=2.5, marker="o", markersize=4)
        steps = [max(steps) for table in self.tables.values() for steps in table.history_iteration if len(steps)]
        right.set(xlim=(0, 1.03 * max(steps)), ylim=(50, 92), xlabel="step")
        right.set_title("Accuracy in %, the chosen trial in blue", fontsize=12)

    def update(self):
        """Place, colour and ring the points as the controls say; say which trial is chosen."""
        if self._shown != self.search.value:
            self._show_search()
        table = self.tables[self.search.value]
        (x, *_), (y, *_), (colours, *_) = columns = [_numbers(table, menu.value) for menu, _ in self._axes()]
        if self.across.value != SCORE:
            x = x + _apart(x)
        self.points.set_offsets(np.column_stack([x, y]))
        self.points.set_array(colours)
        self.points.set_clim(colours.min(), colours.max())  # which gives the colour bar new ticks: ours come after
        for (menu, axis), (places, ticks) in zip(self._axes(), columns):
            axis.set_ticks(list(ticks), list(ticks.values()))
            axis.set_label_text(label(menu.value))
            if axis is not self.bar.ax.yaxis:
                low, high = min(*places, *ticks), max(*places, *ticks)
                axis.set_view_interval(low - 0.08 * (high - low), high + 0.08 * (high - low), ignore=True)
        row = self.rank.value - 1
        self.ring.set_data([x[row]], [y[row]])
        self.chosen.set_data(table.history_iteration[row], 100 * np.array(table.history_validation_accuracy[row]))
        return self._words(table, row)

    def _axes(self):
        return (self.across, self.left.xaxis), (self.up, self.left.yaxis), (self.colour, self.bar.ax.yaxis)

    def _show_search(self):
        self._shown = self.search.value
        table = self.tables[self._shown]
        self.rank.value = 1
        self.rank.max = len(table)
        self.left.title.set_text(f"{self._shown.capitalize()}: {len(table)} trials")
        curves = zip(table.history_iteration, table.history_validation_accuracy)
        self.others.set_segments([np.column_stack([steps, 100 * np.array(curve)]) for steps, curve in curves])

    def _words(self, table, row):
        trial = table.iloc[row]
        told = ", ".join(f"{label(name)} {short(trial[name])}" for name in self.settings)
        seen = [label(menu.value).removesuffix(" in %") for menu, _ in self._axes()]
        return (
            f"{self._shown}: {seen[0]}, {seen[1]}, colour {seen[2]}. "
            f"Rank {row + 1} of {len(table)}: {told}: {self._score(table, trial)}."
        )

    def _score(self, table, trial):
        if trial.status != "done":
            return f"{trial.status}, no score"
        best = table[SCORE][0]
        behind, error = best - trial[SCORE], math.sqrt(best * (1 - best) / self.images)
        told = f"{percent(trial[SCORE], 1)} at step {trial.history_iteration[-1]}"
        if trial.name == 0:
            return f"{told}, the best"
        near = behind <= error
        return f"{told}, within one standard error of the best" if near else f"{told}, {100 * behind:.1f} points behind"


def _apart(x):
    """Small shifts to the side, so that points in the same place can be told apart: the same at every redraw."""
    return 0.012 * np.ptp(x) * (np.arange(len(x)) * 3 % 7 - 3)


def _numbers(table, name):
    """The column as places to draw, and its ticks. Low accuracies, and those of who diverged, end at the lower edge."""
    if name == SCORE:
        table = table.assign(**{SCORE: table[SCORE].fillna(0).clip(lower=table[SCORE].max() - SHOWN)})
    return values(table, name)


def _settings(table):
    """The columns of a table that hold settings in which its trials differ."""
    before = list(table.columns[: list(table.columns).index("seed")])
    found = [name for name in before if name not in NO_SETTINGS and table[name].nunique() > 1]
    if not found:
        raise ValueError("the trials of the table differ in no setting; expected at least one in which they do")
    return found


def _ranked(table):
    """One row per trial, its last rung; the longest trained first, then the best."""
    needed = {"seed", "status", SCORE, "history_iteration", "history_validation_accuracy"}
    if missing := sorted(needed - set(table.columns)):
        raise ValueError(f"the table has no column {missing[0]!r}; expected one that run_trials made with train_trial")
    order = ["iterations", SCORE] if "iterations" in table else [SCORE]
    table = table.sort_values(order, ascending=False, kind="stable")
    return table.drop_duplicates([*_settings(table), "seed"]).reset_index(drop=True)
