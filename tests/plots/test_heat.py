"""Tables as heat maps: each number in its cell, and legible on its colour."""

import matplotlib.pyplot as plt
import numpy as np
import pandas

from mlp.plots import new_figure
from mlp.plots.heat import draw_heat
from mlp.plots.readable import problems
from mlp.plots.show import to_png

TABLE = pandas.DataFrame(np.arange(20).reshape(4, 5) / 2, index=[*"abcd"], columns=[0.1, 0.2, 0.3, 0.4, 0.5])


def test_each_number_stands_in_its_cell_with_its_row_and_column():
    figure, axes = new_figure()
    assert draw_heat(axes, TABLE) is axes
    told = {(int(t.get_position()[1]), int(t.get_position()[0])): t.get_text() for t in axes.texts}
    assert told == {(row, column): f"{TABLE.iat[row, column]:.1f}" for row in range(4) for column in range(5)}
    assert [label.get_text() for label in axes.get_yticklabels()] == [*"abcd"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0.1", "0.2", "0.3", "0.4", "0.5"]


def test_every_number_can_be_read_and_a_wrong_ink_is_found():
    figure, axes = new_figure()
    draw_heat(axes, TABLE)
    to_png(figure)
    assert problems(figure) == []
    axes.texts[0].set_color(axes.collections[0].get_facecolor()[0])
    assert "the text '0.0'" in problems(figure)[0]


def test_what_is_missing_stays_empty_and_pyplot_has_no_figure():
    _, axes = new_figure()
    draw_heat(axes, TABLE.where(TABLE != 4.5), decimals=2)
    assert len(axes.texts) == 19 and plt.get_fignums() == []
