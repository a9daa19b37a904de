"""The figures of chapter 08: each is readable, and its words are the numbers that it was given."""

import numpy as np
import pandas
import pytest

from mlp.plots import training as plots
from mlp.training.history import History

FALLING = np.linspace(2, 0.5, 10)


def history(loss, validation_loss, accuracy=0.5):
    """An entry for each of the losses."""
    rows = [
        {
            "iteration": 10 * epoch,
            "epoch": epoch,
            "loss": mine,
            "train_accuracy": accuracy,
            "validation_accuracy": 0.1 * epoch,
            "validation_loss": other,
            "learning_rate": 0.1,
        }
        for epoch, (mine, other) in enumerate(zip(loss, validation_loss), start=1)
    ]
    return History(rows)


def frame(weight, bias):
    """What `GradientNorms` has of three layers, two entries each."""
    rows = [
        [iteration, layer, name, ratio]
        for iteration in (20, 40)
        for layer in (0, 2, 4)
        for name, ratio in (("weight", weight), ("bias", bias))
    ]
    return pandas.DataFrame(rows, columns=["iteration", "layer", "parameter", "update_ratio"])


LETTERS = {
    "A": history(FALLING / 10, FALLING),
    "B": history(FALLING, FALLING),
    "C": history([2.3] * 10, [2.31] * 10),
}
SPIRAL = np.stack([np.cos(np.arange(50)), np.sin(np.arange(50))], axis=1)

FIGURES = {
    "batches": (
        lambda: plots.draw_batches({1: 0.2, 100: 0.6, 10_000: 60.0}, {1: 6.0, 100: 0.6, 10_000: 0.06}),
        "From 1 to 10,000 images: time times ≈ 300, noise divided by ≈ 100.",
    ),
    "ratios": (
        lambda: plots.draw_ratios({"0.1": frame(0.002, 0.02), "0.2": frame(0.004, 0.03)}),
        "Median ratio of weights and of biases. 0.1: ≈ 0.002 and ≈ 0.02; 0.2: ≈ 0.004 and ≈ 0.03.",
    ),
    "nameless": (
        lambda: plots.draw_nameless(LETTERS),
        "more than 0.5 above the training loss in none; both lie above 2 in C.",
    ),
    "gap": (
        lambda: plots.draw_nameless({"A": history(FALLING, FALLING + 1)}),
        "above the training loss in A; both lie above 2 in none.",
    ),
    "best": (
        lambda: plots.draw_best(history(FALLING, [0.9, 0.5, 0.6, 0.7]), 1, 3),
        "Lowest loss after epoch ≈ 2, stop after ≈ 4; highest accuracy after ≈ 4.",
    ),
    "flattery": (
        lambda: plots.draw_flattery({100: 4.2, 500: 1.6}, {100: 3.7, 500: 1.7}),
        "Too high by so many points: 100 images ≈ 4.2; 500 images ≈ 1.6.",
    ),
    "jitter": (
        lambda: plots.draw_jitter(SPIRAL, SPIRAL / 4, arrived=10),
        "distance from the floor after 10 steps: 1.00 after a step, 0.25 for the average.",
    ),
    "average": (
        lambda: plots.draw_average([(np.array([82, 84]), np.array([83, 86])), (np.array([82, 85]), [83, 86])], 100),
        "ahead by so many points, by seed: ≈ 2.0, ≈ 1.0.",
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_readable_and_tells_its_numbers(name, shown):
    draw, words = FIGURES[name]
    draw()
    assert words in shown.words
    assert 'alt="' in shown.html


def test_every_array_has_its_line_but_one_that_stands_still_has_none(shown):
    still = frame(0.002, 0.02)
    still.loc[(still.layer == 2) & (still.parameter == "weight"), "update_ratio"] = 0
    plots.draw_ratios({"moves": frame(0.002, 0.02), "stands still": still})
    drawn = [{line.get_label() for line in axes.lines} for axes in shown.figure.axes]
    assert drawn[0] - drawn[1] == {"weight 2"} and len(drawn[0]) == 6


def test_the_marks_are_at_the_entries_that_were_given(shown):
    plots.draw_best(history(FALLING, [0.9, 0.5, 0.6, 0.7]), 1, 3)
    marks = {line.get_label(): line.get_xydata().tolist() for line in shown.figure.axes[0].lines[1:]}
    assert marks == {"lowest loss": [[2, 0.5]], "stop": [[4, 0.7]]}


def test_the_curves_to_be_named_are_not_named(shown):
    plots.draw_nameless(LETTERS)
    for kind in ("overfit", "dead", "underfit", "healthy"):
        assert kind not in shown.html and kind not in shown.words
