"""Figures in the course's style, shown with alt text and words."""

from mlp.plots.runs import draw_runs
from mlp.plots.show import show_figure
from mlp.plots.style import DIVERGING, GREY, LINE_STYLES, PALETTE, SEQUENTIAL, draw_images, new_figure

__all__ = [
    "DIVERGING",
    "GREY",
    "LINE_STYLES",
    "PALETTE",
    "SEQUENTIAL",
    "draw_images",
    "draw_runs",
    "new_figure",
    "show_figure",
]
