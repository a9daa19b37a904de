"""The figures of chapter 07: each is readable, and its words are the numbers that it was given."""

import numpy as np
import pytest

from mlp.plots import optimisers as plots
from mlp.training.range_test import RangeTest
from mlp.training.surfaces import RAVINE

RATES = [0.01, 0.1, 1.0]
SCORES = {"SGD": dict(zip(RATES, (0.8, 0.85, 0.1))), "Adam": dict(zip(RATES, (0.86, 0.82, 0.1)))}
HILLS = {name: {"constant": curve, "schedule": {0.01: 0.8, 0.1: 0.87, 1.0: 0.1}} for name, curve in SCORES.items()}
FALLING = np.linspace(2, 0.5, 30)
RANGE = RangeTest(np.array([1e-3, 1e-2, 1e-1]), np.array([2.0, 1.0, 3.0]), np.array([2.0, 1.0, 3.0]))
PATHS = {0.1: np.array([[-1.0, 1.0], [-0.5, 0.0]]), 0.3: np.array([[-1.0, 0.5], [0.25, 1.0]])}

FIGURES = {
    "valley": (
        lambda: plots.draw_one_valley({0.1: np.array([0.5, 0.25, 0.1]), 0.3: np.array([0.5, -1.0, 2.0])}, curvature=10),
        "From x = 0.50, the first step leads with a learning rate of 0.1 to x = 0.25; 0.3 to x = -1.00.",
    ),
    "ravine": (
        lambda: plots.draw_ravine(RAVINE, PATHS),
        "left of x and of y: 0.1 50 % and 0 %; 0.3 25 % and 200 %.",
    ),
    "velocities": (lambda: plots.draw_velocities({"+1": [1, 1.9], "swings": [1, -0.1]}), "+1 1.9; swings 0.1."),
    "heights": (lambda: plots.draw_heights({"a": [1, 1e-3], "b": [1, 0.5]}, "A title"), "a 1.0e-03; b 5.0e-01."),
    "schedules": (
        lambda: plots.draw_schedules({"left": {"constant": [1, 1]}, "right": {"falls": [1, 0.2]}}),
        "above one half: constant 100 %, falls 50 %.",
    ),
    "range tests": (lambda: plots.draw_range_tests({"SGD": RANGE, "Adam": RANGE}), "SGD ≈ 0.01; Adam ≈ 0.01."),
    "rates": (lambda: plots.draw_rates_of_rules(SCORES), "SGD 0.1, 85.0 %; Adam 0.01, 86.0 %."),
    "hills": (lambda: plots.draw_hills(HILLS), "SGD 0.1 and 0.1; Adam 0.01 and 0.1."),
    "races": (
        lambda: plots.draw_races({"same": {"SGD": [FALLING, FALLING]}, "own": {"SGD": [FALLING, FALLING / 2]}}),
        "same (SGD ≈ 0.5); own (SGD ≈ 0.38).",
    ),
    "last steps": (lambda: plots.draw_last_steps({"0.1": FALLING}, "A title"), "In the end: 0.1 ≈ 0.5."),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_readable_and_tells_its_numbers(name, capsys, monkeypatch):
    monkeypatch.setenv("MLP_FIGURES_STRICT", "1")
    draw, words = FIGURES[name]
    draw()
    assert words in capsys.readouterr().out


def shown_figure(monkeypatch, draw):
    kept = []
    monkeypatch.setattr(plots, "show_figure", lambda figure, alt, words: kept.append(figure))
    draw()
    return kept[0]


def test_every_rate_and_every_kind_is_in_its_panel(monkeypatch):
    figure = shown_figure(monkeypatch, lambda: plots.draw_hills(HILLS))
    assert [axes.get_title() for axes in figure.axes] == list(HILLS)
    for axes, kinds in zip(figure.axes, HILLS.values(), strict=True):
        drawn = {line.get_label(): dict(line.get_xydata()) for line in axes.lines}
        assert drawn == {kind: {rate: 100 * value for rate, value in curve.items()} for kind, curve in kinds.items()}


def test_the_mark_of_a_range_test_is_where_its_loss_turns(monkeypatch):
    figure = shown_figure(monkeypatch, lambda: plots.draw_range_tests({"SGD": RANGE}))
    assert figure.axes[0].lines[1].get_xydata().tolist() == [[0.01, 1.0]]
