"""A map whose points are small pictures of what they stand for: PCA, t-SNE or any other places in the plane."""

import numpy as np

SIDE = 14  # pixels of a thumbnail: half of an image


def paste_thumbnails(points, pixels, side):
    """Images in their places on a square canvas: ((side, side) float, 0 where nothing is; the middles (n, 2)).

    points   (n, 2), places in the plane: their box is made to fit into the canvas, and both directions keep one scale
    pixels   (n, 784), 0 to 255
    side     of the canvas in pixels

    Where images overlap, the darker pixel counts. A middle is (column, row) on the canvas; the second coordinate of a
    point goes up. Raises ValueError when there is not one image for each point.
    """
    points, pixels = np.asarray(points, float), np.asarray(pixels, float)
    if len(points) != len(pixels):
        raise ValueError(f"got {len(pixels)} images for {len(points)} points; expected one each")
    small = pixels.reshape(-1, SIDE, 2, SIDE, 2).mean(axis=(2, 4))
    room, sizes = side - SIDE, np.ptp(points, axis=0)
    scale = room / max(sizes.max(), 1e-12)
    places = (points - points.min(axis=0)) * scale + (room - sizes * scale) / 2
    columns, rows = np.rint(places[:, 0]).astype(int), np.rint(room - places[:, 1]).astype(int)
    canvas = np.zeros((side, side))
    for row, column, picture in zip(rows, columns, small):
        place = canvas[row : row + SIDE, column : column + SIDE]
        np.maximum(place, picture, out=place)
    return canvas, np.column_stack([columns, rows]) + (SIDE - 1) / 2


def nearest(points, count):
    """The `count` nearest other points of each, nearest first: (n, count) integers. points (n, 2)."""
    distances = np.sum((points[:, None] - points) ** 2, axis=2)
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1, kind="stable")[:, :count]
