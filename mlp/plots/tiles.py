"""Many small pictures side by side, each number a square of whole pixels: weights, images, what layers give out."""

import numpy as np
from matplotlib import colormaps

from mlp.plots.style import DIVERGING, CourseFigure, course_style

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
