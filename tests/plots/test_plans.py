"""The reports' networks as drawings: mlp/plots/plans.py."""

import numpy as np
from matplotlib.patches import Rectangle

from mlp.plots import new_figure
from mlp.plots.plans import PLANS, VOLUMES, draw_plans, draw_pooling
from mlp.reports import published, report_003, report_004
from mlp.reports.audit import cnn_layers


def words(axes):
    return [text.get_text() for text in axes.texts if text.get_text()]


def test_every_plan_is_that_of_its_report():
    assert PLANS["report 003"][1:3] == report_003.BASE.hidden
    assert PLANS["report 004: one layer"][1:2] == report_004.SINGLE.hidden
    assert list(PLANS["report 002"][1:3]) == published("002")["optimal"]["hidden"]
    assert list(PLANS["report 000"][1:3]) == published("000")["defaults"]["hidden"]
    assert [4 * before[2] * after[2] + after[2] for before, after in (VOLUMES[:2], VOLUMES[2:4])] == list(
        cnn_layers().values()
    )[:2]


def test_eight_drawings_with_their_sizes():
    _, axes = new_figure(2, 4)
    draw_plans(axes, np.arange(784).reshape(28, 28) % 256)
    assert [place.get_title() for place in axes.flat[:6]] == list(PLANS)
    assert words(axes.flat[0]) == ["784", "128", "64", "10"]
    assert words(axes.flat[6]) == ["28·28·1", "28·28·64", "14·14·64", "14·14·16", "7·7·16"]


def test_pooling_shows_the_largest_of_each_block():
    _, axes = new_figure()
    draw_pooling(axes, np.arange(16).reshape(4, 4))
    assert words(axes)[:16] == [str(value) for value in range(16)] and words(axes)[16:] == ["5", "7", "13", "15"]
    assert sum(isinstance(patch, Rectangle) for patch in axes.patches) == 20
