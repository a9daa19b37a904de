"""Pictures of an evaluation: every count, bin and interval where it belongs, and numbers that can be read."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from mlp.data import CLASS_NAMES
from mlp.evaluation.calibration import reliability
from mlp.evaluation.intervals import wilson_interval
from mlp.plots import new_figure
from mlp.plots.evaluation import draw_confusion, draw_intervals, draw_reliability
from mlp.plots.show import to_png

NAMES = ("coat", "shirt", "bag")
CONFUSION = np.array([[90, 10, 0], [40, 60, 0], [0, 1, 0]])


def luminance(colour):
    return sum(
        weight * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
        for weight, c in zip((0.2126, 0.7152, 0.0722), colour)
    )


def colours_of(axes):
    """What is painted in each cell, (rows, columns, 3), on white."""
    colours = np.ones((*axes.collections[0].get_array().shape, 3))
    for mesh in axes.collections:
        painted = mesh.to_rgba(mesh.get_array())
        colours[painted[..., 3] > 0] = painted[painted[..., 3] > 0][:, :3]
    return colours


def test_each_count_stands_in_its_cell_and_empty_cells_stay_empty():
    _, axes = new_figure()
    assert draw_confusion(axes, CONFUSION, NAMES) is axes
    told = {(int(t.get_position()[1]), int(t.get_position()[0])): t.get_text() for t in axes.texts}
    assert told == {(0, 0): "90", (0, 1): "10", (1, 0): "40", (1, 1): "60", (2, 1): "1"}
    assert [label.get_text() for label in axes.get_yticklabels()] == list(NAMES)
    assert [label.get_text() for label in axes.get_xticklabels()] == list(NAMES)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("called", "true class")


def test_mistakes_have_the_colours_and_right_answers_are_grey():
    _, axes = new_figure()
    colours = colours_of(draw_confusion(axes, CONFUSION, NAMES))
    assert colours[0, 0] == pytest.approx(colours[1, 1]) and np.ptp(colours[0, 0]) == 0
    assert colours[0, 2] == pytest.approx([1, 1, 1])
    assert luminance(colours[1, 0]) < luminance(colours[0, 1]) < luminance(colours[2, 1]) < 1


def test_every_number_can_be_read_on_its_colour():
    _, axes = new_figure()
    confusion = np.arange(100).reshape(10, 10)  # every shade
    colours = colours_of(draw_confusion(axes, confusion, [*"abcdefghij"]))
    assert len(axes.texts) == 99
    for text in axes.texts:
        column, row = text.get_position()
        pair = sorted([luminance(to_rgb(text.get_color())), luminance(colours[int(row), int(column)])])
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (row, column)


def test_a_matrix_without_mistakes_or_images_is_drawn_too():
    _, axes = new_figure()
    draw_confusion(axes, np.eye(3, dtype=int), NAMES)
    assert len(axes.texts) == 3
    _, axes = new_figure()
    draw_confusion(axes, np.zeros((3, 3), dtype=int), NAMES)
    assert len(axes.texts) == 0 and plt.get_fignums() == []


@pytest.mark.parametrize("confusion", [CONFUSION[:2], CONFUSION[:2, :2]])
def test_another_shape_is_refused(confusion):
    with pytest.raises(ValueError, match="there are 3 names; expected as many rows as columns as names"):
        draw_confusion(new_figure()[1], confusion, NAMES)


def test_a_reliability_diagram_has_a_dot_and_an_interval_for_each_bin_with_images():
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet([0.5, 0.5, 0.5], 300)
    labels = rng.integers(0, 3, 300)
    found = reliability(labels, probabilities, bins=10)
    _, axes = new_figure()
    assert draw_reliability(axes, found) is axes
    bars, dots = axes.collections
    filled = found.counts > 0
    assert 0 < filled.sum() < 10
    assert np.asarray(dots.get_offsets()) == pytest.approx(100 * np.c_[found.confidences, found.accuracies][filled])
    assert np.argmax(dots.get_sizes()) == np.argmax(found.counts[filled])
    first = bars.get_segments()[0]
    count, share = found.counts[filled][0], found.accuracies[filled][0]
    assert first[:, 1] == pytest.approx(100 * np.array(wilson_interval(round(count * share), int(count))))
    assert axes.lines[0].get_xydata().tolist() == [[0, 0], [100, 100]]


def test_each_interval_has_its_row_from_the_top():
    _, axes = new_figure()
    assert draw_intervals(axes, {"one": (0.9, 0.89, 0.92), "two": (-0.01, -0.02, 0.01)}) is axes
    bars, dots = axes.lines[::3], axes.lines[2::3]
    assert [bar.get_xdata() for bar in bars] == [pytest.approx([89, 92]), pytest.approx([-2, 1])]
    assert [dot.get_xydata()[0].tolist() for dot in dots] == [[90, 0], [-1, 1]]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["one", "two"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]


def test_matrices_side_by_side_have_room_for_what_stands_below_them():
    figure, axes = new_figure(1, 3, width=8.5, height=4.2)
    for place in axes.flat:
        draw_confusion(place, np.arange(100).reshape(10, 10), CLASS_NAMES, size=7).set_title("A net", fontsize=11)
    for place in axes[0, 1:]:
        place.set(yticks=[], ylabel="")
    figure.suptitle("Three nets")
    to_png(figure)
    assert min(place.xaxis.label.get_window_extent().y0 for place in axes.flat) > 2
