"""draw_curves: loss above accuracy, training beside validation, all on the same axes."""

import numpy as np
import pytest

from mlp.plots.curves import draw_curves
from mlp.training.history import FIELDS, History


def history(scale=1.0):
    rows = [(10, 0.5, 2.0, 0.5, 0.4, 2.1, 0.1), (20, 1.0, scale, 0.7, 0.6, 1.5, 0.1)]
    return History([dict(zip(FIELDS, row)) for row in rows])


@pytest.mark.parametrize("count, shape", [(1, (2, 1)), (2, (2, 2)), (3, (2, 3)), (4, (4, 3)), (6, (4, 3))])
def test_each_history_has_its_loss_above_its_accuracy(count, shape):
    names = [f"run {number}" for number in range(count)]
    figure = draw_curves({name: history(number / 4) for number, name in enumerate(names)}, "They differ")
    axes = np.array(figure.axes).reshape(shape)
    for number, name in enumerate(names):
        row, column = divmod(number, 3)
        loss, accuracy = axes[2 * row, column], axes[2 * row + 1, column]
        assert loss.get_title() == name
        assert loss.lines[0].get_xydata().tolist() == [[10, 2.0], [20, number / 4]]
        assert loss.lines[1].get_xydata().tolist() == [[10, 2.1], [20, 1.5]]
        np.testing.assert_allclose([line.get_ydata() for line in accuracy.lines], [[50, 70], [40, 60]])
        assert loss.get_ylim() == (0, 2.6) and accuracy.get_ylim() == (0, 105)
    assert sum(one.axison for one in axes.flat) == 2 * count, "panels without a history are empty"
    assert figure.get_suptitle() == "They differ"
    labels = [text.get_text() for text in axes[1, 0].get_legend().get_texts()]
    assert labels == ["training", "validation"]
    assert axes[0, 0].lines[0].get_linestyle() != axes[0, 0].lines[1].get_linestyle()


def test_rows_may_be_longer_and_losses_higher():
    figure = draw_curves({str(number): history() for number in range(6)}, "Six", in_a_row=5, highest_loss=4)
    assert len(figure.axes) == 2 * 2 * 5 and figure.get_size_inches()[0] == 10
    assert figure.axes[0].get_ylim() == (0, 4)


@pytest.mark.parametrize("histories", [{}, {"empty": History()}])
def test_nothing_to_draw_is_refused(histories):
    with pytest.raises(ValueError, match="at least one"):
        draw_curves(histories, "Nothing")
