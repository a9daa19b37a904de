"""The pictures of chapter 09: readable, and their words say what the numbers are."""

from types import SimpleNamespace

import numpy as np
import pandas
import pytest

from mlp.evaluation.comparisons import compare_with
from mlp.plots.regularisation import (
    draw_dropout,
    draw_moved,
    draw_normalised,
    draw_overfitting,
    draw_regularisers,
    draw_stops,
    draw_wrong_calls,
)

HISTORY = SimpleNamespace(
    epoch=np.arange(1.0, 7),
    loss=np.array([1.0, 0.6, 0.4, 0.2, 0.1, 0.05]),
    validation_loss=np.array([1.1, 0.8, 0.7, 0.8, 0.9, 1.0]),
    train_accuracy=np.array([0.6, 0.7, 0.8, 0.9, 0.95, 0.99]),
    validation_accuracy=np.array([0.6, 0.7, 0.75, 0.74, 0.76, 0.75]),
)


def test_overfitting_names_the_turn_and_both_ends(shown):
    draw_overfitting(HISTORY)
    assert shown.words == (
        "Validation loss: lowest after epoch ≈ 3, ≈ 0.70; at the end ≈ 1.00. "
        "Accuracy at the end: training ≈ 99.0 %, validation ≈ 75.0 %."
    )
    for axes, (train, validation) in zip(
        shown.figure.axes,
        [(HISTORY.loss, HISTORY.validation_loss), (HISTORY.train_accuracy, HISTORY.validation_accuracy)],
        strict=True,
    ):
        np.testing.assert_array_equal([line.get_ydata() for line in axes.lines], [train, validation])


def test_stops_are_marked_on_the_curve_that_is_watched(shown):
    draw_stops(HISTORY, {("loss", 1): (3, 4), ("accuracy", 1): (3, 4), ("accuracy", 3): (5, 6)})
    loss, accuracy = ({line.get_label(): line.get_xydata() for line in axes.lines} for axes in shown.figure.axes)
    assert loss["patience 1: best, and stop"].tolist() == [[3, 0.7], [4, 0.8]]
    assert accuracy["patience 3: best, and stop"].tolist() == [[5, 0.76], [6, 0.75]]
    assert len(loss) == 2 and len(accuracy) == 3
    assert shown.words.startswith("By loss, patience 1: back to epoch ≈ 3, stopped after ≈ 4; by accuracy, patience 1")


def test_dropout_counts_what_is_dropped_and_compares_the_means(shown):
    x, mask = np.array([[1.0, 2.0], [0.5, 0.5]]), np.array([[1, 0], [0, 0]])
    draw_dropout(x, mask, 2 * x * mask)
    assert shown.words == "3 of 4 entries are dropped. Mean before: 1.00, after: 0.50."
    written = [[text.get_text() for text in axes.texts] for axes in shown.figure.axes]
    assert written == [["1.0", "2.0", "0.5", "0.5"], ["1", "0", "0", "0"], ["2.0", "0.0", "0.0", "0.0"]]


def test_normalised_units_are_told_as_they_were(shown):
    before = {"low": np.linspace(-5, -1, 50), "high": np.linspace(2, 4, 50)}
    draw_normalised(before, {name: (z - z.mean()) / z.std() for name, z in before.items()})
    assert "low: mean ≈ -3.0, deviation ≈ 1.2; high: mean ≈ 3.0, deviation ≈ 0.6." in shown.words


def test_moved_counts_the_pixels_that_differ(shown):
    plain, right = np.zeros(784), np.zeros(784)
    wrong = right.copy()
    wrong[:84] = 100
    wrong[84] = 0.5
    draw_moved(plain, right, wrong)
    assert shown.words.startswith("84 of 784 pixels differ")
    assert len(shown.figure.axes) == 3


def tables():
    rng = np.random.default_rng(0)
    none = 80 + rng.standard_normal(8)
    frame = pandas.DataFrame({"none": none, "helps": none + 1 + 0.1 * rng.standard_normal(8)})
    return {"15 epochs": frame.assign(nothing=none + rng.standard_normal(8) - 0.1), "60 epochs": frame}


def test_gains_are_paired_counted_per_panel_and_told_with_their_ties(shown):
    draw_regularisers("500 images", tables())
    found = compare_with(tables()["15 epochs"]["none"], tables()["15 epochs"][["helps", "nothing"]])
    assert found.tie.tolist() == [False, True]
    numbers = [f"{difference:+.2f}" for difference in found.difference]
    assert f"15 epochs: helps {numbers[0]}, nothing {numbers[1]} (tie); 60 epochs: helps {numbers[0]}." in shown.words
    assert shown.figure.get_suptitle() == (
        "500 images: after 15 epochs 1 of 2 gain, 0 lose; after 60 epochs 1 of 1 gain, 0 lose"
    )
    first, second = shown.figure.axes
    assert first.get_xlim() == second.get_xlim() and first.get_title() == "15 epochs, 8 seeds"
    assert [label.get_text() for label in first.get_yticklabels()] == ["helps", "nothing"]


@pytest.mark.parametrize("panels", [1, 2])
def test_every_row_lies_inside_its_panel(shown, panels):
    draw_regularisers("500 images", dict(list(tables().items())[:panels]))
    for axes, rows in zip(shown.figure.axes, (2, 1)):
        low, high = axes.get_ylim()
        assert low == pytest.approx(rows - 0.4) and high == -0.5


def test_wrong_calls_begin_and_end_where_they_do(shown):
    draw_wrong_calls({"a rule": [0.25, 0.1, 0.01], "another": [0.05, 0.05, 0.05]}, (3, 6, 12))
    assert shown.words == "From 3 to 12 seeds: a rule 25 % to 1 %; another 5 % to 5 %."
    np.testing.assert_allclose(shown.figure.axes[0].lines[0].get_ydata(), [25, 10, 1])
