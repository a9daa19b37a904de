"""draw_layers: a column of dots per layer, a line for every pair of dots in neighbouring layers."""

import numpy as np
import pytest

from mlp.plots import new_figure
from mlp.plots.architecture import MOST, draw_layers
from mlp.plots.readable import problems
from mlp.plots.show import to_png


def test_dots_lines_and_names():
    figure, axes = new_figure()
    draw_layers(axes, [784, 3, 1], ["784", "three", "one"])
    assert [len(line.get_xdata()) for line in axes.lines] == [MOST, 3, 1]
    assert [len(lines.get_segments()) for lines in axes.collections] == [3 * MOST, 3]
    assert [text.get_text() for text in axes.texts] == ["784", "three", "one"]
    to_png(figure)
    assert problems(figure) == []


def test_an_image_stands_in_front_of_the_inputs():
    _, axes = new_figure()
    draw_layers(axes, [784, 10], ["pixels", "classes"], image=np.zeros((28, 28)))
    left, right, _, _ = axes.images[0].get_extent()
    assert axes.get_xlim()[0] < left < right < axes.lines[0].get_xdata()[0]


@pytest.mark.parametrize("sizes, names", [([10], ["a"]), ([3, 2], ["a"])])
def test_too_few_layers_or_names_are_refused(sizes, names):
    _, axes = new_figure()
    with pytest.raises(ValueError, match="one name per size"):
        draw_layers(axes, sizes, names)
