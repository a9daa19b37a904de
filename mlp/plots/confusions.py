"""The confusion matrices of chapter 11: one alone, and several side by side."""

import numpy as np

from mlp.data import CLASS_NAMES
from mlp.plots.evaluation import draw_confusion
from mlp.plots.show import show_figure
from mlp.plots.style import new_figure


def draw_mistakes(confusion, whose):
    """Show a confusion matrix; its title names the most frequent mistake.

    confusion   (10, 10) counts, rows the true class
    whose       what it is of, such as "Report 000, Figure 8, our re-run"
    """
    confusion = np.asarray(confusion)
    (true, called, count), second = most_frequent(confusion)[:2]
    figure, axes = new_figure(width=7, height=5.6)
    draw_confusion(axes, confusion, CLASS_NAMES, size=9)
    axes.set_title(f"The most frequent mistake: {CLASS_NAMES[true]} called {CLASS_NAMES[called]}")
    show_figure(
        figure,
        alt=f"{whose}: a matrix of ten true classes by ten answers. The darkest cells off the diagonal lie among "
        "T-shirt/top, pullover, coat and shirt. Shoes are mixed up with shoes, trousers and bags with hardly anything.",
        words=f"{whose}: {np.trace(confusion):,} of {confusion.sum():,} are classified correctly. The most frequent "
        f"mistakes: {CLASS_NAMES[true]} called {CLASS_NAMES[called]}, {count}; "
        f"{CLASS_NAMES[second[0]]} called {CLASS_NAMES[second[1]]}, {second[2]}.",
    )


def most_frequent(confusion):
    """The cells off the diagonal as (true class, answer, count), those with the most images first."""
    mistakes = np.where(np.eye(len(confusion), dtype=bool), 0, confusion)
    order = np.argsort(-mistakes, axis=None, kind="stable")
    cells = (np.unravel_index(place, mistakes.shape) for place in order)
    return [(int(true), int(called), int(mistakes[true, called])) for true, called in cells]


def draw_matrices(confusions, about):
    """Show confusion matrices side by side, and how often each says "Shirt".

    confusions   a dict, name -> (10, 10) counts, rows the true class
    about        whose they are, such as "Report 004"
    """
    shirt = CLASS_NAMES.index("Shirt")
    called = {name: int(np.asarray(confusion)[:, shirt].sum()) for name, confusion in confusions.items()}
    most = max(called, key=called.get)
    figure, axes = new_figure(1, len(confusions), width=8.5, height=4.2)
    for place, (name, confusion) in zip(axes.flat, confusions.items()):
        draw_confusion(place, confusion, CLASS_NAMES, size=7).set_title(name, fontsize=11)
    for place in axes.flat[1:]:
        place.set(yticks=[], ylabel="")
    figure.suptitle(f"{about}: “{most}” calls {called[most]:,} of {np.sum(confusions[most]):,} images a shirt")
    told = [f"{name} {count:,} times, and is right {confusions[name][shirt][shirt]}" for name, count in called.items()]
    show_figure(
        figure,
        alt=f"{about}: {len(confusions)} confusion matrices side by side. In the first, the column Shirt is dark from "
        "T-shirt to coat; in the others the darkest cell is shirts called T-shirts.",
        words=f"So often each says Shirt: {'; '.join(told)}.",
    )
