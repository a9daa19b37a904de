"""A live panel for chapter 07: five optimisers race down one surface, each with settings of your choice."""

import ipywidgets
import numpy as np

from mlp.checks import check_choice
from mlp.plots import LINE_STYLES, MARKERS, PALETTE, new_figure
from mlp.plots.surfaces import draw_surface
from mlp.training.optimizers import SGD, Adam, RMSprop
from mlp.training.schedules import Constant, Cosine, InverseTime, OneCycle, WarmUp
from mlp.training.surfaces import SURFACES, descend
from mlp.widgets.engine.panel import LivePanel

STEPS = 200
LOWEST = 1e-10  # heights below this are drawn, and told, as this
RATES = [round(digit * 10.0**power, 6) for power in range(-4, 1) for digit in (1, 1.5, 2, 3, 5, 7)]
AVERAGES = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999]
SCHEDULES = {
    "constant": Constant(),
    "inverse time": InverseTime(decay=0.05),
    "cosine": Cosine(STEPS),
    "one-cycle": OneCycle(STEPS),
    "warm-up of 50": WarmUp(50),
}
SEEN_WITHOUT_EYES = (
    "Left, a map of the surface with lines of equal height and the paths of five optimisers, each with its own colour "
    "and mark. Right, the height of each against the steps, on a log axis; the marks stand at the chosen step."
)


class OptimizerRace(LivePanel):
    """Five optimisers from one start on one surface: SGD, momentum, Nesterov, RMSprop and Adam, 200 steps each.

    surface   what is shown first, a name in `mlp.training.surfaces.SURFACES`; raises ValueError for another

    Momentum and Nesterov share their settings. Another surface brings its own start and noise. All get the same noise.
    The slider "Step" chooses how much of the race is shown.
    """

    def __init__(self, surface="Ravine"):
        self._paths, self._settings, self._shown = {}, {}, None
        self._make_controls(check_choice("surface", surface, SURFACES))
        figure, axes = new_figure(1, 2, width=9.5, height=3.8)
        left, right = axes[0]
        self.maps = {name: draw_surface(left, entry) for name, entry in SURFACES.items()}
        left.set_title("Five paths down one surface", fontsize=12)
        right.set(yscale="log", xlim=(0, STEPS), ylim=(LOWEST, 1e4), xlabel="step", ylabel="height above the lowest")
        right.set_title("The lower, the better", fontsize=12)
        self.paths, self.curves, self.heads = [], [], []
        for number, name in enumerate(self._new_optimizers()):
            color, style = PALETTE[number], LINE_STYLES[number % len(LINE_STYLES)]
            self.paths += left.plot([], [], style, color=color, linewidth=1.3)
            self.curves += right.plot([], [], style, color=color, linewidth=1.5)
            mark = {"color": color, "marker": MARKERS[number], "markersize": 8, "markeredgecolor": "white"}
            self.heads.append([*left.plot([], [], style, **mark), *right.plot([], [], style, label=name, **mark)])
        right.legend(loc="upper right", ncols=3, fontsize=9, frameon=False)
        super().__init__(self._rows(), figure, [self.paths, self.curves, self.heads], alt=SEEN_WITHOUT_EYES)

    def _make_controls(self, surface):
        menu, slider = ipywidgets.Dropdown, ipywidgets.SelectionSlider
        place = {"min": -2.0, "max": 2.0, "step": 0.1}
        self.surface = menu(options=list(SURFACES), value=surface, description="Surface")
        self.start_x = ipywidgets.FloatSlider(description="Start x", readout_format=".2f", **place)
        self.start_y = ipywidgets.FloatSlider(description="Start y", readout_format=".2f", **place)
        self.noise = slider(options=[0, 0.1, 0.3, 1, 3], description="Noise")
        rate = {"SGD": 0.15, "momentum": 0.05, "RMSprop": 0.03, "Adam": 0.1}
        self.rates = {
            name: slider(options=RATES, value=value, description=f"Learning rate of {name}")
            for name, value in rate.items()
        }
        self.momentum = slider(options=AVERAGES[1:], value=0.9, description="Momentum")
        self.decay = slider(options=AVERAGES, value=0.9, description="RMSprop's decay")
        self.beta1 = slider(options=AVERAGES, value=0.9, description="Adam's beta1")
        self.beta2 = slider(options=AVERAGES, value=0.999, description="Adam's beta2")
        self.schedule = menu(options=list(SCHEDULES), description="Schedule")
        self.step = ipywidgets.IntSlider(value=60, min=0, max=STEPS, description="Step")
        self.surface.layout.width = self.schedule.layout.width = "auto"
        for control in self.rates.values():  # long labels: leave room for the slider
            control.layout.width = "26em"

    def _rows(self):
        yield [self.surface, self.start_x, self.start_y, self.noise]
        yield list(self.rates.values())
        yield [self.momentum, self.decay, self.beta1, self.beta2]
        yield [self.schedule, self.step]

    def update(self):
        """Run again what has other settings now, show the race up to the chosen step, say who is where."""
        if self._shown != self.surface.value:
            self._show_surface()
        self._run()
        step, height = self.step.value, SURFACES[self.surface.value].height
        heights = {name: np.maximum(height(*path.T), LOWEST) for name, path in self._paths.items()}
        for number, name in enumerate(heights):
            path, curve = self._paths[name], heights[name]
            self.paths[number].set_data(*path[: step + 1].T)
            self.curves[number].set_data(np.arange(step + 1), curve[: step + 1])
            self.heads[number][0].set_data(*path[[step]].T)
            self.heads[number][1].set_data([step], curve[[step]])
        return self._words({name: curve[step] for name, curve in heights.items()})

    def _show_surface(self):
        self._shown = self.surface.value
        surface = SURFACES[self._shown]
        self.start_x.value, self.start_y.value = surface.start
        self.noise.value = surface.noise
        for name, lines in self.maps.items():
            lines.set_visible(name == self._shown)
        if hasattr(self, "_background"):
            self.redraw_background()

    def _new_optimizers(self):
        rates = {name: control.value for name, control in self.rates.items()}
        momentum = {"learning_rate": rates["momentum"], "momentum": self.momentum.value}
        return {
            "SGD": SGD(rates["SGD"]),
            "momentum": SGD(**momentum),
            "Nesterov": SGD(**momentum, nesterov=True),
            "RMSprop": RMSprop(rates["RMSprop"], decay=self.decay.value),
            "Adam": Adam(rates["Adam"], beta1=self.beta1.value, beta2=self.beta2.value),
        }

    def _run(self):
        """Each optimiser's path, computed where its own settings or the race's have changed."""
        start, schedule = (self.start_x.value, self.start_y.value), SCHEDULES[self.schedule.value]
        race = {"start": start, "noise": self.noise.value, "schedule": schedule}
        for name, optimizer in self._new_optimizers().items():
            settings = repr((self._shown, race, optimizer))
            if self._settings.get(name) != settings:
                self._settings[name] = settings
                self._paths[name] = descend(SURFACES[self._shown], optimizer, STEPS, **race)

    def _words(self, heights):
        told = {name: _short(height) for name, height in heights.items()}
        factor = SCHEDULES[self.schedule.value](self.step.value, 0)
        start = f"{self._shown}, step {self.step.value}, schedule at {factor:.2g}. Heights: "
        return f"{start}{', '.join(f'{name} {height}' for name, height in told.items())}. {_leader(heights, told)}."


def _leader(heights, told):
    """Who is lowest, as far as the digits that are told can say."""
    if len(set(told.values())) == 1:
        return "Nobody is left" if "gone" in told.values() else "All are level"
    first = told[min(heights, key=lambda name: np.nan_to_num(heights[name], nan=np.inf))]
    leaders = [name for name in told if told[name] == first]
    return f"{' and '.join(leaders)} {'is' if len(leaders) == 1 else 'are'} lowest"


def _short(height):
    """Three digits, "0" for what is too low to be drawn, "gone" for who has left the map."""
    if not np.isfinite(height):
        return "gone"
    return "0" if height <= LOWEST else f"{height:.3g}"
