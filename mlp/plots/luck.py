"""How good the best of many guesses looks: what it means to choose on the images that one measures on."""

import numpy as np

from mlp.plots.show import show_figure
from mlp.plots.style import GREY, new_figure
from mlp.plots.words import percent


def draw_best_so_far(scores, worth):
    """Show the best score so far against the number of models tried, a staircase for each number of images.

    scores   a dict from a number of images to the scores of all models on so many, (models,), from 0 to 1
    worth    what every one of the models would score on endlessly many images
    """
    figure, axes = new_figure(height=3.4)
    best = {}
    for size, values in scores.items():
        staircase = 100 * np.maximum.accumulate(values)
        best[size] = staircase[-1] / 100
        axes.plot(
            np.arange(1, len(values) + 1), staircase, drawstyle="steps-post", label=f"measured on {size:,} images"
        )
    axes.axhline(100 * worth, color=GREY, linewidth=1, linestyle="-")
    axes.text(len(values), 100 * worth - 0.4, "what each is worth", color=GREY, ha="right", va="top")
    axes.set(xscale="log", xlabel="models tried", ylabel="best score so far in %", ylim=(0, 2.5 * 100 * worth))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_title("Try often enough, and dice look clever")
    axes.legend(loc="upper left", frameon=False)
    told = ", ".join(f"{percent(score, 1)} on {size:,} images" for size, score in best.items())
    show_figure(
        figure,
        alt="Staircases of the best score so far against the number of models tried: the fewer images, the higher one "
        "climbs above what each model is worth.",
        words=f"The best of {len(values):,}: {told}; on new images each of them is worth {percent(worth)}.",
    )
