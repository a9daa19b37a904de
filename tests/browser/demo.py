"""Live panels for the browser tests: one with every kind of control, one that moves fast, and planted faults."""

import ipywidgets
import numpy as np

from mlp.plots import new_figure
from mlp.widgets import LivePanel


class EveryControl(LivePanel):
    """A polyline whose ten points move with every control."""

    def __init__(self):
        figure, axes = new_figure(width=7, height=3)
        axes.set(title="Ten points", xlabel="point", ylabel="height", ylim=(-12, 12))
        self.x = np.arange(10)
        (self.line,) = axes.plot(self.x, np.zeros(10), marker="o")
        self.presses = 0
        self.controls = [
            ipywidgets.IntSlider(value=3, min=0, max=3, description="Whole"),  # starts at its end
            ipywidgets.FloatSlider(value=0.5, min=0, max=1, description="Part"),
            ipywidgets.SelectionSlider(options=[1, 10, 100], description="Step"),
            ipywidgets.IntRangeSlider(value=(2, 5), min=0, max=9, description="Between"),
            ipywidgets.Dropdown(options=["flat", "steep"], description="Shape"),
            ipywidgets.Select(options=["low", "high"], description="Place"),
            ipywidgets.RadioButtons(options=["left", "right"], description="Side"),
            ipywidgets.ToggleButtons(options=["one", "two", "three"], description="Count"),
            ipywidgets.ToggleButton(description="Turn over"),
            ipywidgets.Checkbox(description="Noise"),
            ipywidgets.BoundedIntText(value=9, min=0, max=9, description="Seed"),
            ipywidgets.Text(value="abc", description="Name"),
            ipywidgets.Button(description="Press"),
        ]
        alt = "Ten points joined by a line."
        super().__init__([ipywidgets.HBox(self.controls[:2]), *self.controls[2:]], figure, [self.line], alt)

    def update(self):
        values = repr([control.value for control in self.controls[:-1]] + [self.presses])
        self.line.set_ydata([sum(values.encode()[place::10]) % 19 - 9 for place in self.x])
        return f"The controls say {values}."

    def pressed(self, button):
        self.presses += 1


class Wave(LivePanel):
    """One slider and one curve: for what the eye would notice while the slider moves."""

    def __init__(self):
        self.shift = ipywidgets.IntSlider(value=20, min=0, max=40, description="Shift")
        self.x = np.linspace(0, 1, 200)
        figure, axes = new_figure()
        axes.set(title="A wave", xlabel="x", ylabel="height", ylim=(-1.1, 1.1))
        (self.line,) = axes.plot(self.x, self.x)
        super().__init__([self.shift], figure, [self.line], "One period of a wave.")

    def update(self):
        self.line.set_ydata(np.sin(2 * np.pi * (self.x - self.shift.value / 40)))
        return f"The wave is shifted by {self.shift.value} steps."


class DeadSlider(LivePanel):
    """A planted fault: nothing follows the slider."""

    def __init__(self):
        figure, axes = new_figure(width=3, height=2)
        slider = ipywidgets.IntSlider(description="Dead")
        super().__init__([slider], figure, [axes.title], "An empty pair of axes.")

    def update(self):
        return "Nothing ever changes here."


class BreaksAtTwo(LivePanel):
    """A planted fault: `update` raises for one value, and works again for the next."""

    def __init__(self):
        self.level = ipywidgets.IntSlider(value=1, max=3, description="Level")
        figure, axes = new_figure(width=3, height=2)
        self.title = axes.set_title("")
        super().__init__([self.level], figure, [self.title], "Axes with the level as their title.")

    def update(self):
        if self.level.value == 2:
            raise ValueError("two is forbidden")
        self.title.set_text(f"level {self.level.value}")
        return f"The level is {self.level.value}."
