"""What is inside a trained network, as pictures: weights as images, units as points, the loss around it."""

import numpy as np
import seaborn
from matplotlib import colormaps

from mlp.plots.style import DIVERGING, PALETTE, SEQUENTIAL, CourseFigure, course_style

MARKERS = "os^vDPx*<+"
GAP, ABOVE, BESIDE, TITLE = 4, 18, 86, 30  # pixels: between tiles, for names above and beside them, for the title
BETWEEN = 0.85  # the grey between tiles
SIGNED, POSITIVE = 11, 9  # how many colours: few, so that pictures of noise stay small


def draw_tiles(title, bands, columns, scale, names=(), rows=()):
    """Draw many small pictures side by side, each number as a square of whole pixels: returns a Figure.

    bands     a list of (n, height, width) arrays, drawn one under the other, each in reading order. Where a band holds
              nothing negative, 0 is white; otherwise blue is negative, white 0 and red positive. Each tile has the
              deepest colour at its own largest amount: compare patterns, not strengths
    columns   how many tiles stand in a row
    scale     the side in pixels of one number
    names     for each band n strings, one above each tile, or None
    rows      strings to stand beside the rows of tiles, from the top

    Raises ValueError for a band that is not (n, height, width), and when there is not one name per tile.
    """
    boards, words, beside, top = [], [], [], 0
    for tiles, own in zip(bands, names or [None] * len(bands), strict=True):
        tiles = _checked_tiles(tiles, own)
        above = ABOVE if own else 0
        height, width = tiles.shape[1] * scale + above + GAP, tiles.shape[2] * scale + GAP
        for number, name in enumerate(own or ()):
            row, column = divmod(number, columns)
            words.append((column * width + (width - GAP) / 2, top + row * height + above - 4, name))
        boards.append(_board(tiles, columns, scale, above))
        beside += [top + (row + 0.5) * height + above / 2 for row in range(-(-len(tiles) // columns))]
        top += len(boards[-1])
    wide = max(board.shape[1] for board in boards)
    boards = [np.pad(board, ((0, 0), (0, wide - board.shape[1]), (0, 0)), constant_values=1) for board in boards]
    return _exact_figure(title, np.concatenate(boards), words, list(zip(beside, rows)))


def _checked_tiles(tiles, names):
    tiles = np.asarray(tiles, dtype=float)
    if tiles.ndim != 3:
        raise ValueError(f"tiles have shape {tiles.shape}; expected (n, height, width): reshape them first")
    if names is not None and len(names) != len(tiles):
        raise ValueError(f"got {len(names)} names for {len(tiles)} tiles; expected one each")
    return tiles


def _board(tiles, columns, scale, above):
    """The tiles of a band as one RGB picture, (height, width, 3) from 0 to 1: grey between them, white above."""
    largest = np.abs(tiles).max(axis=(1, 2), keepdims=True)
    tiles = tiles / np.where(largest > 0, largest, 1)
    colours = colormaps[DIVERGING].resampled(SIGNED)((tiles + 1) / 2)
    if tiles.min() >= 0:
        colours = colormaps["gray_r"].resampled(POSITIVE)(tiles)
    colours = colours[..., :3].repeat(scale, axis=1).repeat(scale, axis=2)
    rows = -(-len(tiles) // columns)
    height, width = colours.shape[1] + above + GAP, colours.shape[2] + GAP
    board = np.full((rows * columns, height, width, 3), BETWEEN)
    board[: len(tiles), above:-GAP, :-GAP] = colours
    board[:, :above] = 1
    return board.reshape(rows, columns, height, width, 3).swapaxes(1, 2).reshape(rows * height, columns * width, 3)


@course_style()
def _exact_figure(title, board, words, beside):
    """A figure on which each entry of `board` is one pixel, under a title.

    words (x, y, text) in the board's pixels; beside (y, text) to the left of it.
    """
    height, width = board.shape[:2]
    left = BESIDE if beside else GAP
    size = width + left, height + TITLE
    figure = CourseFigure(figsize=(size[0] / 100, size[1] / 100), dpi=100, facecolor="white")
    axes = figure.add_axes((left / size[0], 0, width / size[0], height / size[1]))
    axes.imshow(board, extent=(0, width, height, 0), interpolation="nearest")
    axes.set_axis_off()
    figure.text(0.5, 1 - TITLE / 2 / size[1], title, fontsize=12, ha="center", va="center")
    for x, y, text in words:
        axes.text(x, y, text, ha="center", va="bottom", fontsize=9)
    for y, text in beside:
        axes.text(-6, y, text, ha="right", va="center", fontsize=9)
    return figure


def draw_heat_map(axes, weight, bias):
    """Draw a layer's weights, and under a gap its biases, as colours: blue negative, red positive, with a colour bar.

    weight (n_in, n_out), bias (n_out,): a column is a unit. Weights and biases have one scale, whose ends are the
    largest weight by amount; a bias beyond has the end's colour. Returns the AxesImage.
    """
    part = max(1, len(weight) // 12)
    gap, strip = np.full((part, len(bias)), np.nan), np.tile(bias, (part, 1))
    limit = np.abs(weight).max()
    image = axes.imshow(
        np.vstack([weight, gap, strip]),
        cmap=colormaps[DIVERGING].resampled(SIGNED),
        vmin=-limit,
        vmax=limit,
        aspect="auto",
        interpolation="nearest",
    )
    axes.set(xlabel="unit", yticks=[0, len(weight) - 1], ylabel="what comes in")
    axes.text(-0.02, 0.02, "b", transform=axes.transAxes, ha="right", fontsize=10)
    axes.figure.colorbar(image, ax=axes)
    return image


@course_style()
def draw_biases(axes, bias, bins=20):
    """Draw how often a layer's biases, (units,), have which size, and a line at 0. Returns `axes`."""
    seaborn.histplot(bias, bins=bins, color=PALETTE[0], alpha=1, edgecolor="white", linewidth=0.5, ax=axes)
    axes.axvline(0, color=PALETTE[2], linestyle="--", linewidth=1.5)
    axes.set(xlabel="bias (dashed: 0)", ylabel="units")
    return axes


def draw_points(axes, points, labels, classes=10):
    """Draw (n, 2) points, each class in a colour and a marker of its own, with its number where most of it lies.

    labels (n,) integers from 0 to classes - 1. Returns the markers, one artist per class, for a legend.
    """
    artists = []
    for number in range(classes):
        look = {"color": PALETTE[number % len(PALETTE)], "marker": MARKERS[number % len(MARKERS)], "linestyle": ""}
        own = points[labels == number]
        artists += axes.plot(*own.T, **look, markersize=3.5, markeredgewidth=0.7, antialiased=False)
    box = {"facecolor": "white", "edgecolor": "black", "linewidth": 0.5, "pad": 1.5}
    for number in np.unique(labels):
        x, y = np.median(points[labels == number], axis=0)
        axes.text(x, y, str(number), fontsize=9, ha="center", va="center", bbox=box)
    axes.set(xticks=[], yticks=[])
    return artists


def draw_occlusion(axes, pixels, probabilities):
    """Draw an image, and over it in colour the probability with the square there, from 0 (dark) to 1 (bright).

    pixels (784,), probabilities (side, side) from `mlp.inside.occlusion.occlusion_map`: each is drawn at the pixel in
    the middle of its square. Returns the AxesImage of the probabilities.
    """
    patch = 29 - len(probabilities)
    start = (patch - 1) / 2 - 0.5
    stop = start + len(probabilities)
    image = axes.imshow(probabilities, cmap=SEQUENTIAL, vmin=0, vmax=1, extent=(start, stop, stop, start))
    axes.contour(pixels.reshape(28, 28), levels=[64], colors="black", linewidths=1, antialiased=False)
    axes.set(xlim=(-0.5, 27.5), ylim=(27.5, -0.5), facecolor="#DDDDDD", xticks=[], yticks=[])
    return image


def draw_surface(axes, steps, losses):
    """Draw the loss over two directions as lines of equal height, each twice the one below; a star marks the middle.

    steps (n,), losses (n, n) as `mlp.inside.landscape.loss_surface` gives them. Returns the drawn lines.
    """
    powers = np.arange(np.floor(np.log2(losses.min())), np.ceil(np.log2(losses.max())) + 1)
    lines = axes.contour(
        steps, steps, np.log2(losses), levels=powers, cmap=SEQUENTIAL, linestyles="-", antialiased=False
    )
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    for text in axes.clabel(lines, fmt=lambda power: f"{2**power:g}", fontsize=9, colors="black"):
        text.set_bbox(box)
    axes.plot(0, 0, "*", color="black", markersize=9)
    axes.set(xlabel="along the first direction", ylabel="along the second")
    return lines
