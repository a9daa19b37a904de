"""A live panel for chapter 13: choose a printed number; see it beside ours, and the curves that led there."""

import math

import ipywidgets
import numpy as np
from matplotlib.ticker import MaxNLocator

from mlp.plots import GREY, PALETTE, new_figure
from mlp.reports.comparison import compare, measured
from mlp.reports.curves import behind, ended
from mlp.reports.experiment import walk
from mlp.reports.published import FOLDER, REPORTS, published
from mlp.reports.store import Store
from mlp.widgets.engine.panel import LivePanel

CURVES = {
    "loss": "loss",
    "training accuracy": "train_accuracy",
    "watched accuracy": "validation_accuracy",
}
SEEDS = 5  # curves that are drawn, at most
SEEN_WITHOUT_EYES = (
    "Left, the numbers of one table in their order: a diamond for each printed one, a dot for each of our seeds, the "
    "chosen number ringed, with a bar as long as the rule allows. Right, the curves of our trainings for it."
)


class ReportExplorer(LivePanel):
    """The five reports, number by number.

    folder   where the results files are; published numbers without any result of ours are not shown

    "Report" and "Table" choose what stands in the left picture, "Number" which entry is told and ringed, "Curve" what
    the right picture shows. Raises ValueError when the folder holds no results.
    """

    def __init__(self, folder=FOLDER):
        self.folder, self._shown = folder, None
        self.tables = {report: _tables(report, folder) for report in REPORTS}
        filled = [report for report, tables in self.tables.items() if tables]
        if not filled:
            raise ValueError(f"{folder} holds no results; run python -m mlp.reports 000 --quick --folder {folder}")
        self.report = ipywidgets.Dropdown(options=filled, description="Report")
        self.table = ipywidgets.Dropdown(options=list(self.tables[filled[0]]), description="Table")
        self.number = ipywidgets.IntSlider(value=1, min=1, max=1, description="Number")
        self.number.layout.width = "420px"
        self.curve = ipywidgets.Dropdown(options=CURVES, description="Curve")
        figure, axes = new_figure(1, 2, width=9.5, height=3.8)
        self._draw_still(*axes[0])
        figure.set_layout_engine("none")  # the numbers at the axes change, and must have room for the longest
        for place, (start, width) in zip(axes[0], ((0.08, 0.42), (0.58, 0.4))):
            place.set_position([start, 0.14, width, 0.77])
        super().__init__(
            [self.report, self.table, self.number, self.curve], figure, [self.left, self.right], SEEN_WITHOUT_EYES
        )

    def _draw_still(self, left, right):
        self.left, self.right = left, right
        (self.printed,) = left.plot([], [], "D", color=PALETTE[5], markersize=7, label="printed")
        (self.ours,) = left.plot([], [], "o", color=PALETTE[0], alpha=0.7, markersize=4.5, label="ours, a dot per seed")
        (self.ring,) = left.plot([], [], "o", markersize=15, markerfacecolor="none", markeredgewidth=2, color="black")
        (self.allowed,) = left.plot([], [], "-", color="black", linewidth=1.5)
        left.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize=9, frameon=False)
        self.lines = [right.plot([], [], "-", color=PALETTE[0], alpha=0.8)[0] for _ in range(SEEDS)]
        (self.level,) = right.plot([], [], "--", color=PALETTE[5])
        self.nothing = right.text(
            0.5, 0.5, "no curve is stored for this number", transform=right.transAxes, ha="center", color=GREY
        )
        left.set_xlabel("number in the table")
        left.xaxis.set_major_locator(MaxNLocator(integer=True))
        right.set_xlabel("step")
        right.set_title(" ", fontsize=11)
        right.xaxis.set_major_locator(MaxNLocator(5))

    def update(self):
        """Draw the chosen table, ring the chosen number, draw its curves; say what is printed and what we found."""
        tables = self.tables[self.report.value]
        if self.table.options != tuple(tables):
            self.table.options = list(tables)
        numbers = tables[self.table.value]
        if self._shown != (self.report.value, self.table.value):
            self._shown = self.report.value, self.table.value
            self._show_table(numbers)
        chosen = numbers[self.number.value - 1]
        self.ring.set_data([self.number.value], [chosen.printed])
        self.allowed.set_data([self.number.value] * 2, [chosen.printed - chosen.reach, chosen.printed + chosen.reach])
        curve = self._show_curves(chosen)
        return f"{self._place(numbers, chosen)}: {chosen.told()} {curve}"

    def _show_table(self, numbers):
        self.number.value = 1
        self.number.max = len(numbers)
        places = np.arange(1, len(numbers) + 1)
        self.printed.set_data(places, [number.printed for number in numbers])
        ours = [(place, value) for place, number in zip(places, numbers) for value in number.values]
        self.ours.set_data(*zip(*ours))
        both = [number.printed for number in numbers] + [value for _, value in ours]
        room = 0.1 * np.ptp(both) or 0.05
        self.left.set(xlim=(0.3, len(numbers) + 0.7), ylim=(min(both) - room, max(both) + room))
        self.left.yaxis.label.set_text(self.table.value)

    def _show_curves(self, chosen):
        """Draw the stored curves of the chosen number; the sentence about them."""
        name, column = self.curve.label, self.curve.value
        curves = [run["curve"] for run in chosen.runs if len(run.get("curve", {}).get(column, ()))][:SEEDS]
        curves = [curve for curve in curves if np.isfinite(curve[column]).all()]
        for line, curve in zip(self.lines, [*curves, *[None] * SEEDS]):
            line.set_data(*((curve["iteration"], curve[column]) if curve else ([], [])))
        shown = curves and chosen.is_end_of(column)
        self.level.set_data(*(([0, max(curves[0]["iteration"])], [chosen.printed] * 2) if shown else ([], [])))
        self.nothing.set_visible(not curves)
        self.right.title.set_text(f"{name}, a line per seed{'; dashed: printed' if shown else ''}")
        self.right.relim()
        self.right.autoscale_view()
        if not curves:
            return f"No curve of the {name} is stored."
        return f"The {name} ends at {np.mean([curve[column][-1] for curve in curves]):.3f}."

    def _place(self, numbers, chosen):
        return f"{self.report.value}, {self.table.value} {self.number.value} of {len(numbers)} ({chosen.settings})"


class Number:
    """One printed number and what stands behind it: .printed, .values (one per seed), .runs, .reach, .settings."""

    def __init__(self, row, experiment, place, store):
        self.row, self.printed = row, row.printed
        self.values, self.runs = measured(store, experiment, place), ended(store, experiment)
        self.reach = 0.0 if math.isnan(row.allowed) else row.allowed
        self.settings = _settings(row.path)

    @property
    def has_curves(self):
        """Whether a curve is stored for a run behind it."""
        return any("curve" in run for run in self.runs)

    def is_end_of(self, column):
        """Whether it is an accuracy that this column of a curve leads to."""
        of_training = "train_accuracy" in self.row.path
        return self.row.path.endswith("accuracy") and column == ("train" if of_training else "validation") + "_accuracy"

    def told(self):
        """The sentence: printed, ours, verdict."""
        spread = f" ± {self.row.spread:.4f}" if len(self.values) > 1 else ""
        seeds = f"{len(self.values)} seed{'s' if len(self.values) > 1 else ''}"
        return f"printed {self.printed:g}, ours {self.row.ours:.4f}{spread} ({seeds}): {self.row.verdict}."


def _tables(report, folder):
    """What can be chosen: a dict, name of a table -> its `Number`s, in the order in which they are printed.

    Tables whose first number has curves come first, so that both pictures show something from the start.
    """
    store, experiments, found = Store(report, folder), behind(report), {}
    for row in compare(report, folder).itertuples():
        if row.kind == "result" and row.seeds:
            found.setdefault(_table_of(row.path), []).append(Number(row, *experiments[row.path], store))
    alone = [number for numbers in found.values() if len(numbers) == 1 for number in numbers]
    tables = {name: numbers for name, numbers in found.items() if len(numbers) > 1}
    tables |= {"single numbers": alone} if alone else {}
    return dict(sorted(tables.items(), key=lambda table: not table[1][0].has_curves))


def _table_of(path):
    """Of report_000/grid_search/3/val_accuracy, "grid_search val_accuracy"."""
    words = [step for step in path.split("/")[1:] if not step.isdigit()]
    return words[0] if len(words) == 1 else f"{words[0]} {words[-1]}"


def _settings(path):
    """What is printed beside a number, in a few words: "hidden 128-64, reg 0.01"; of a number by itself, its name."""
    report, *steps = path.split("/")
    if len(steps) < 3:
        return " ".join(steps)
    if steps[1] == "confusion":
        return f"row {steps[2]}, column {steps[3]}"
    if steps[1] == "rows":
        return walk(published(report[-3:]), "/".join([*steps[:3], "0"]))
    if not steps[1].isdigit():
        return steps[1]
    beside = walk(published(report[-3:]), "/".join(steps[:2]))
    told = {name: value for name, value in beside.items() if "accuracy" not in name and "loss" not in name}
    return ", ".join(f"{name} {'-'.join(map(str, v)) if isinstance(v, list) else v}" for name, v in told.items())
