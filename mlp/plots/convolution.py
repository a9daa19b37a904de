"""The figures of chapter 14: a convolution by pencil, two confusion matrices, feature maps, and shifted images."""

import numpy as np

from mlp.data import CLASS_NAMES
from mlp.evaluation.comparisons import compare_paired
from mlp.plots.evaluation import draw_confusion
from mlp.plots.show import show_figure
from mlp.plots.style import DIVERGING, PALETTE, new_figure
from mlp.plots.tiles import draw_tiles

ROOM = 1.15  # a number stands on a pale ground: the deepest colours are for this much more than the largest one


def draw_pencil(image, kernel, sums):
    """Show a small image, a kernel and the sums that it makes, each a grid with its numbers: (height, width) each."""
    figure, axes = new_figure(1, 3, width=7.5, height=2.9)
    grids = {"image": image, "kernel": kernel, "sums": sums}
    for place, (name, grid) in zip(axes.flat, grids.items()):
        limit = 2 * ROOM * np.abs(grid).max()
        place.imshow(grid, cmap=DIVERGING, vmin=-limit, vmax=limit)
        for (row, column), number in np.ndenumerate(grid):
            place.text(column, row, f"{number:g}", ha="center", va="center", fontsize=12)
        height, width = np.shape(grid)
        place.set(title=f"{name}, {height} x {width}", xticks=[], yticks=[])
    row, column = np.unravel_index(np.argmax(sums), np.shape(sums))
    figure.suptitle("The sums are largest where right is more than left")
    show_figure(
        figure,
        alt="Three grids of numbers: a small image, 0 on the left and more on the right, a kernel, and the sums.",
        words=f"The largest sum is {np.max(sums):g}, at row {row + 1}, column {column + 1}.",
    )


def draw_beside(printed, ours):
    """Show a printed confusion matrix and one of ours, (10, 10) counts each, rows the true class."""
    figure, axes = new_figure(1, 2, width=8.8, height=4.4)
    for place, matrix, name in zip(axes.flat, (printed, ours), ("printed", "ours")):
        right = np.trace(matrix) / np.sum(matrix)
        draw_confusion(place, matrix, CLASS_NAMES, size=7).set_title(f"{name}: {100 * right:.2f} %", fontsize=11)
    axes.flat[1].set(yticks=[], ylabel="")
    called = [int(np.sum(np.asarray(matrix)[:, 0])) for matrix in (printed, ours)]
    figure.suptitle("The same mistakes; the printed one says T-shirt more often")
    show_figure(
        figure,
        alt="Two confusion matrices side by side, both darkest off the diagonal among tops and coats.",
        words=f"The printed matrix calls {called[0]:,} images T-shirt/top, ours {called[1]:,}.",
    )


def draw_feature_maps(maps, pooled, count=8):
    """Show what the first `count` filters make of an image, before and after pooling.

    maps     (height, width, filters), after the convolution;  pooled   the same after pooling and the activation
    """
    first, second = (np.moveaxis(given, 2, 0)[:count] for given in (maps, pooled))
    names = [[f"filter {number + 1}" for number in range(count)], None]
    doubled = second.repeat(2, axis=1).repeat(2, axis=2)
    rows = ("convolution", "pool, ReLU")
    figure = draw_tiles("Each filter answers to something else", [first, doubled], count, 3, names, rows)
    silent = int(np.sum(np.max(pooled, axis=(0, 1)) <= 0))
    show_figure(
        figure,
        alt=f"Two rows of {count} small pictures of one piece of clothing: what {count} filters give, some its edges, "
        "some its area; below, the same after pooling, half as fine.",
        words=f"Of {pooled.shape[2]} filters ≈ {silent} give 0 at all places of this image.",
    )


def draw_shifts(shifts, right):
    """Show how two nets answer shifted images, and how far they are apart, image by image.

    shifts   in pixels, k of them;  right   a dict of two: name -> (k, images), True where the answer is correct
    """
    (one, first), (other, second) = right.items()
    found = [compare_paired(b, a) for a, b in zip(first, second)]
    figure, axes = new_figure(1, 2, width=8.5, height=3.6)
    left, beside = axes.flat
    for (name, answers), marker in zip(right.items(), "os"):
        left.plot(shifts, 100 * answers.mean(axis=1), marker=marker, label=name)
    left.set(xlabel="pixels to the right", ylabel="classified correctly, %", ylim=(0, 100), title="Both lose")
    left.legend()
    means = 100 * np.array([one.difference for one in found])
    reach = 100 * np.array([[c.difference - c.low, c.high - c.difference] for c in found]).T
    beside.errorbar(shifts, means, reach, marker="s", color=PALETTE[0], capsize=3)
    beside.axhline(0, color="black", linewidth=0.8, linestyle="-")
    beside.set(xlabel="pixels to the right", ylabel="points", title=f"{other} less {one}, 95 % intervals")
    told = "; ".join(
        f"shift {shift}: ≈ {100 * a.mean():.1f} and ≈ {100 * b.mean():.1f} %"
        for shift, a, b in zip(shifts, first, second)
    )
    show_figure(
        figure,
        alt="Left, two falling curves, accuracy by pixels of shift. Right, their difference with intervals.",
        words=f"{one} and {other}, classified correctly: {told}.",
    )
