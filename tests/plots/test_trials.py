"""The figures of chapter 10: every one is drawn, readable, and its words are those of the data."""

import numpy as np
import pandas
import pytest

from mlp.plots import trials

GRID = pandas.DataFrame(
    {
        "learning_rate": [0.01, 0.1, 1.0, 0.01, 0.1, 1.0],
        "momentum": [0.0, 0.0, 0.0, 0.9, 0.9, 0.9],
        "l2": [1e-5, 1e-3] * 3,
        "hidden_sizes": [(128, 64), (64, 48)] * 3,
        "effective_rate": [0.01, 0.1, 1.0, 0.1, 1.0, 10.0],
        "validation_accuracy": [0.76, 0.8, 0.85, 0.82, 0.86, np.nan],
    }
)


def test_ways_are_rows_in_order_and_the_marked_one_is_a_diamond(shown):
    columns = pandas.MultiIndex.from_tuples([("raw", 0.01), ("standardize", "kaiming")])
    trials.draw_ways(pandas.DataFrame([[80, 86], [10, 85], [50, 85.5]], ["relu-relu", "a", "b"], columns))
    (axes,) = shown.figure.axes
    assert [text.get_text() for text in axes.get_yticklabels()] == ["raw, 0.01", "standardize, kaiming"]
    (marked,) = (line for line in axes.lines if line.get_label() == "relu-relu")
    np.testing.assert_allclose(marked.get_xydata(), [[80, 0], [86, 1]])
    assert "raw, 0.01 70.0; standardize, kaiming 1.0." in shown.words


def test_hills_name_the_best_rate_of_each_way(shown):
    trials.draw_hills(pandas.DataFrame({"a": [50, 60, 10], "b": [20, 70, 80]}, [0.01, 0.1, 1.0]))
    assert shown.words == "The best rate: a 0.1; b 1."


def test_isolation_plots_take_the_best_at_each_value_and_count_the_diverged_as_chance(shown):
    trials.draw_isolation(GRID, ["learning_rate", "momentum"])
    rate, momentum = shown.figure.axes
    np.testing.assert_allclose(rate.lines[1].get_xydata(), [[-2, 82], [-1, 86], [0, 85]])
    np.testing.assert_allclose(momentum.lines[1].get_xydata(), [[0, 85], [0.9, 86]])
    assert len(rate.lines[0].get_xydata()) == 6 and min(rate.lines[0].get_ydata()) == trials.LOW
    assert shown.words.endswith("learning rate 82.0 to 86.0 %; momentum 85.0 to 86.0 %.")


def test_momenta_stand_at_their_rate_and_at_their_effective_rate(shown):
    rows = [(rate, beta, 80 + 5 * beta + seed) for rate in (0.01, 0.1) for beta in (0.0, 0.9) for seed in (0, 1, 2)]
    trials.draw_momenta(pandas.DataFrame(rows, columns=["effective_rate", "momentum", "score"]))
    left, right = shown.figure.axes
    assert [axes.containers[1].lines[0].get_xdata().tolist() for axes in (left, right)] == [
        pytest.approx([0.001, 0.01]),
        [0.01, 0.1],
    ]
    assert shown.words.endswith("momenta 0, 0.9: at 0.01: 81.0, 85.5; at 0.1: 81.0, 85.5.")


def test_rates_that_were_tried_are_counted(shown):
    trials.draw_tried({"grid": GRID, "random": GRID.assign(effective_rate=range(1, 7))})
    assert shown.words == "Different effective rates tried: grid 4, random 6."


def test_costs_end_at_the_best_of_each_search(shown):
    trials.draw_costs({"grid": np.arange(86, 87, 0.1)}, {"halving": (400, 86.5)}, trial_steps=100, error=0.3)
    (axes,) = shown.figure.axes
    assert axes.lines[0].get_xydata()[-1] == pytest.approx([1000, 86.9])
    assert "grid 86.90 % for 1,000 steps" in shown.words and "halving 86.50 % for 400 steps" in shown.words


def test_winners_are_shown_on_both_kinds_of_images(shown):
    trials.draw_nested([87, 88, 86], [86, 87, 87])
    assert shown.words == "Means: 87.00 % on images that chose, 86.67 % on others; 2 of 3 lines fall."
    assert [line.get_ydata().tolist() for line in shown.figure.axes[0].lines[:3]] == [[87, 86], [88, 87], [86, 87]]


def test_a_finalist_that_fell_is_an_arrow_with_its_number(shown):
    first, seeds = np.array([87.0, 87.5, 86.9, 87.2]), np.arange(4)
    trials.draw_confirmed(first, {"second": first + 0.1 * (seeds - 1), "third": first - np.array([0, 0.3, 9, 0.1])})
    assert [text.get_text() for text in shown.figure.axes[0].texts] == ["-9.0"]
    assert shown.words == ("Mean difference in points: second +0.05; third -2.35. Beyond the left edge: third -9.0.")
    trials.draw_confirmed(first, {"second": first + 0.1 * (seeds - 1)})
    assert shown.words.endswith("Beyond the left edge: none.")


def test_flattery_starts_at_one_try_and_ends_in_words(shown):
    trials.draw_flattery(np.array([0, 1, 1.5]), np.array([0, 0.6, 0.8]), np.array([0, 0.2, 0.3]))
    assert shown.words == "Best of 3, in points too high: the bound (8) 1.50, coins 0.80, networks 0.30."
    assert shown.figure.axes[0].lines[0].get_xdata().tolist() == [1, 2, 3]


def test_batch_sizes_name_the_fastest(shown):
    trials.draw_batch_sizes(pandas.DataFrame({"steps": [900, 300, 200], "busy": [0.5, 0.25, 0.6]}, [8, 32, 128]))
    assert shown.words == "8: 900 steps; 32: 300 steps; 128: 200 steps. Fastest: 32, 0.25 seconds."


def test_the_reports_search_and_parallel_lines_say_where_the_good_ones_lie(shown):
    trials.draw_report_search(GRID.assign(validation_accuracy=[0.86, 0.87, 0.4, 0.5, 0.86, 0.3]))
    assert shown.words == "All points above 85 % have rates from 0.01 to 0.1, whatever the penalty."
    trials.draw_best_lines(GRID, ["learning_rate", "momentum", "effective_rate"])
    assert shown.words == "The best five: learning rate 0.01 to 1, effective rate 0.01 to 1."


def test_shapes_say_which_is_lowest_and_highest(shown):
    trials.draw_shapes({"50-25": [0.86, 0.87, 0.88], "25-50": [0.85, 0.85, 0.86], "50": [0.86, 0.86, 0.86]})
    assert shown.words == "Means from 85.33 % for 25-50 to 87.00 % for 50-25."
