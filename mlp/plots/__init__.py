"""Figures in the course's style, shown with alt text and words.

A figure on a page is one call, `draw_…(…)`, of a module that is named for its topic. Such a function takes what the
learner has computed, and ends by showing the figure:

    def draw_momenta(momenta, losses):
        figure, axes = new_figure(width=8, height=3.6)
        draw_bands(axes, np.arange(losses.shape[-1]), dict(zip(momenta, losses)))
        axes.set(title="Momentum 0.9 is ahead", xlabel="step", ylabel="loss")
        show_figure(figure, alt="Two curves that fall …", words=f"At the end … {measured(digits(end))}.")

What it is made of draws on an Axes and returns it; all of them look the same whatever style the reader has set:

draw_band, draw_bands   curves over seeds: the mean, and how far the seeds differ
draw_strips             numbers as points, a row for each name
draw_paired             differences to a baseline, pair by pair, with means, intervals and ties
draw_distributions      histograms of activations, gradients, weights
draw_heat               a table with a colour for each number; draw_confusion, of a confusion matrix
draw_images             images in their places; image_figure makes rows of them

`mlp.plots.words` turns numbers into words: percent, chance, digits, and measured, which puts ≈ in front.
"""

from mlp.plots.bands import draw_band, draw_bands
from mlp.plots.distributions import draw_distributions
from mlp.plots.evaluation import draw_confusion
from mlp.plots.heat import draw_heat
from mlp.plots.runs import draw_runs
from mlp.plots.show import show_figure
from mlp.plots.strips import draw_paired, draw_strips
from mlp.plots.style import (
    DIVERGING,
    GREY,
    LINE_STYLES,
    MARKERS,
    PALETTE,
    SEQUENTIAL,
    course_style,
    draw_images,
    image_figure,
    new_figure,
)

__all__ = [
    "DIVERGING",
    "GREY",
    "LINE_STYLES",
    "MARKERS",
    "PALETTE",
    "SEQUENTIAL",
    "course_style",
    "draw_band",
    "draw_bands",
    "draw_confusion",
    "draw_distributions",
    "draw_heat",
    "draw_images",
    "draw_paired",
    "draw_runs",
    "draw_strips",
    "image_figure",
    "new_figure",
    "show_figure",
]
