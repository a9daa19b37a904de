"""How often numbers have which size: activations, gradients, weights, confidences."""

import numpy as np
import seaborn

from mlp.plots.style import LINE_STYLES, PALETTE, course_style


@course_style()
def draw_distributions(axes, values, bins=50, limits=None):
    """Draw a histogram of each array's numbers as an outline; the area under each is 1. Returns `axes`.

    values   a dict, name -> array of any shape, such as {"layer 1": hidden}: all its numbers count alike
    bins     how many there are between the two `limits`, which are the same for all
    limits   (low, high); None: the smallest and the largest number of all. What lies outside is left out

    Adds a legend where there is more than one. Raises ValueError when there is nothing to draw, or a number is not
    finite.
    """
    values = {name: np.ravel(np.asarray(numbers, dtype=float)) for name, numbers in values.items()}
    if not values or not all(numbers.size and np.isfinite(numbers).all() for numbers in values.values()):
        sizes = {name: numbers.size for name, numbers in values.items()}
        raise ValueError(f"got {sizes or 'nothing'}; expected an array of finite numbers for at least one name")
    ends = [end for numbers in values.values() for end in (numbers.min(), numbers.max())]
    limits = limits or (min(ends), max(ends))
    for number, (name, numbers) in enumerate(values.items()):
        seaborn.histplot(
            numbers,
            bins=bins,
            binrange=limits,
            stat="density",
            element="step",
            fill=len(values) == 1,
            color=PALETTE[number % len(PALETTE)],
            linestyle=LINE_STYLES[number % len(LINE_STYLES)],
            label=name,
            ax=axes,
        )
    axes.set(ylabel="density")
    if len(values) > 1:
        axes.legend(fontsize=9, frameon=False)
    return axes
