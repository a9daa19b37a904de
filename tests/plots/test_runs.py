"""draw_runs: a row of points per setting."""

import pytest

from mlp.plots import draw_runs
from tests.plots.test_strips import rows_of


def test_every_run_is_a_point_in_its_settings_row():
    (axes,) = draw_runs({"tanh": [0.85, 0.86, 0.84], "sigmoid": [0.7]}, title="Tanh is ahead").axes
    assert rows_of(axes) == [pytest.approx([85, 86, 84]), pytest.approx([70])]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["tanh", "sigmoid"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1], "the first setting stands at the top"
    assert axes.get_title() == "Tanh is ahead"


@pytest.mark.parametrize("runs", [{}, {"tanh": []}, {"tanh": [85.0]}, {"tanh": [float("nan")]}, {"tanh": [-0.1]}])
def test_nothing_to_draw_and_percent_are_refused(runs):
    with pytest.raises(ValueError, match="expected"):
        draw_runs(runs, title="Nothing")
