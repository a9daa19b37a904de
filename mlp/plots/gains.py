"""What is gained, pair by pair: the one figure for every comparison of trainings that share their seeds."""

import numpy as np

from mlp.evaluation.comparisons import compare_with
from mlp.plots.show import show_figure
from mlp.plots.strips import draw_paired
from mlp.plots.style import new_figure


def draw_gains(differences, title=None):
    """Show paired differences in points of accuracy, a row for each comparison: name -> (seeds,).

    title   the finding. None: how many rows are a gain and how many a loss, by the course's rule

    The intervals are those of all rows together, as `draw_paired` has them.
    """
    nothing = np.zeros(len(next(iter(differences.values()))))
    figure, axes = new_figure(width=8, height=1.3 + 0.38 * len(differences))
    draw_paired(axes, nothing, differences, factor=1)
    axes.set_title(_counted(compare_with(nothing, differences)) if title is None else title)
    means = "; ".join(f"{name} {np.mean(values):+.2f}" for name, values in differences.items())
    show_figure(
        figure,
        alt=f"{len(differences)} rows of dots, a dot per seed, with mean and interval; a row is grey where its "
        "interval contains 0.",
        words=f"Mean differences in points: {means}.",
    )


def _counted(found):
    gains, losses = sum(found.low > 0), sum(found.high < 0)
    return f"Of {len(found)} differences {gains} {_is(gains)} a gain, {losses} {_is(losses)} a loss"


def _is(count):
    return "is" if count == 1 else "are"
