"""A figure of chapter 11: images whose labels look wrong."""

from mlp.data import CLASS_NAMES
from mlp.plots.show import show_figure
from mlp.plots.style import draw_images, new_figure


def draw_suspects(images, labels, answers):
    """Show images, each with its label and with what networks say that were not trained on it.

    images    (n, 784), pixels 0 to 255;  labels  (n,)
    answers   n lists of classes, what each network says
    """
    told = [" or ".join(sorted({CLASS_NAMES[answer] for answer in each})) for each in answers]
    titles = [f"{CLASS_NAMES[label]}?\n{says}" for label, says in zip(labels, told)]
    figure, axes = new_figure(1, len(images), width=1.16 * len(images), height=2.1)
    draw_images(axes, images, titles)
    for place in axes.flat:
        place.title.set_fontsize(9)
    figure.suptitle("The label? and below it, what networks say that have not seen the image", fontsize=12)
    pairs = "; ".join(f"{CLASS_NAMES[label]}, and they say {says}" for label, says in zip(labels, told))
    show_figure(
        figure,
        alt=f"{len(images)} images of clothes in a row, each with its label and another class below it.",
        words=f"Labelled {pairs}.",
    )
