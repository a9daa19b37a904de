"""Pictures of search tables: every trial where its settings and score put it."""

import numpy as np
import pandas
import pytest

from mlp.plots import new_figure
from mlp.plots.search import best_so_far, draw_parallel, draw_scatter, short, values

TABLE = pandas.DataFrame(
    {
        "learning_rate": [0.01, 0.1, 1.0, 0.01, 0.1, 1.0],
        "momentum": [0.0, 0.0, 0.0, 0.9, 0.9, 0.9],
        "hidden_sizes": [(128, 64), (64, 48), (128, 64), (64, 48), (128, 64), (64, 48)],
        "validation_accuracy": [0.7, 0.8, 0.85, 0.82, 0.86, np.nan],
    }
)


def test_values_are_logarithms_percent_or_places_by_size():
    logs, ticks = values(TABLE, "learning_rate")
    assert logs.tolist() == pytest.approx([-2, -1, 0, -2, -1, 0])
    assert ticks == {-2.0: "0.01", -1.0: "0.1", 0.0: "1"}
    places, ticks = values(TABLE, "hidden_sizes")
    assert places.tolist() == [1, 0, 1, 0, 1, 0] and ticks == {0: "64-48", 1: "128-64"}
    numbers, ticks = values(TABLE, "momentum")
    assert numbers.tolist() == TABLE.momentum.tolist()
    assert all(float(text) == pytest.approx(place) and 0 <= place <= 0.9 for place, text in ticks.items())
    assert values(TABLE, "validation_accuracy")[0][:2] == pytest.approx([70, 80])


def test_a_narrow_logarithmic_range_has_its_ends_as_ticks():
    ticks = values(pandas.DataFrame({"l2": [0.002, 0.007]}), "l2")[1]
    assert list(ticks) == pytest.approx([np.log10(0.002), np.log10(0.007)])
    assert list(ticks.values()) == ["0.002", "0.007"]


@pytest.mark.parametrize(
    ("value", "told"), [((128, 64), "128-64"), ((), "none"), (0.1, "0.1"), (1e-5, "1e-05"), ("relu", "relu"), (3, "3")]
)
def test_a_setting_in_a_few_characters(value, told):
    assert short(value) == told


def test_a_scatter_has_a_point_per_score_and_a_cross_per_trial_without_one():
    _, axes = new_figure()
    points = draw_scatter(axes, TABLE, "learning_rate", "momentum", low=0.75)
    assert points.get_offsets().tolist() == TABLE[["learning_rate", "momentum"]][:5].to_numpy().tolist()
    assert points.get_array().tolist() == pytest.approx([70, 80, 85, 82, 86])
    assert points.norm.vmin == 75
    assert axes.lines[0].get_xydata().tolist() == [[1.0, 0.9]]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "linear")


def test_parallel_lines_run_through_every_setting_and_the_best_are_named_and_coloured():
    _, axes = new_figure()
    assert draw_parallel(axes, TABLE, ["learning_rate", "momentum"], best=2) == [4, 2]
    lines = [line for line in axes.lines if len(line.get_xdata()) == 3]
    assert len(lines) == 5, "the one without a score is left out"
    assert [line.get_color() for line in lines].count("#CCCCCC") == 3
    best = lines[-1].get_ydata()
    assert best[:2] == pytest.approx([0.5, 1]) and best[2] == max(line.get_ydata()[2] for line in lines)
    assert [text.get_text() for text in axes.get_xticklabels()] == ["learning rate", "momentum", "accuracy in %"]


def test_a_setting_that_all_share_is_drawn_too():
    _, axes = new_figure()
    draw_parallel(axes, TABLE.assign(momentum=0.5), ["momentum"])
    assert all(np.isfinite(line.get_ydata()).all() for line in axes.lines)


def test_the_best_so_far_rises_to_the_best_and_its_mean_is_the_exact_one():
    scores = np.array([0.5, 0.9, np.nan, 0.7])
    best = best_so_far(scores, orders=4000)
    assert best.shape == (4000, 4)
    assert (np.diff(best, axis=1) >= 0).all() and (best[:, -1] == 0.9).all()
    known = best[:, 1][np.isfinite(best[:, 1])]
    # of the six pairs of trials three hold 0.9, two of the others have 0.7 as their best and one 0.5
    assert known.mean() == pytest.approx((3 * 0.9 + 2 * 0.7 + 0.5) / 6, abs=0.01)
    assert np.array_equal(best, best_so_far(scores, orders=4000))
