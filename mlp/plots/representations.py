"""The figures of chapter 12 that show what layers make of images: tiles before and after, and maps of thumbnails."""

import numpy as np

from mlp.data import CLASS_NAMES
from mlp.plots.show import show_figure
from mlp.plots.style import PALETTE, new_figure
from mlp.plots.thumbnails import nearest, paste_thumbnails
from mlp.plots.tiles import draw_tiles
from mlp.plots.words import measured

CANVAS = 380  # pixels of a map
NEIGHBOURS = 9


def draw_before_and_after(pixels, first, second, labels):
    """Show images of every class, and the outputs of two hidden layers for them, one column for each class.

    pixels (n, 784), first (n, 128), second (n, 64), labels (n,): as many images of each class, class by class
    """
    each = len(labels) // 10
    order = np.arange(len(labels)).reshape(10, each).T.ravel()  # row by row: one image of each class
    hidden = [part.reshape(len(part), -1, 8).repeat(3, axis=1).repeat(3, axis=2) for part in (first, second)]
    hidden = [np.pad(part, ((0, 0), (0, 0), (2, 2))) for part in hidden]  # as wide as an image
    bands = [part[order] for part in (pixels.reshape(-1, 28, 28), *hidden)]
    rows = [name if row == 0 else "" for name in ("pixels", "layer 1", "layer 2") for row in range(each)]
    show_figure(
        draw_tiles("After layer 2, images of a class share more of the units that fire", bands, 10, 3, rows=rows),
        alt=f"Ten columns, one for each class, of {each} images each; below them their outputs after layer 1 as 16 by "
        "8 squares, and after layer 2 as 8 by 8 squares. In the last rows the squares of a column resemble each other.",
        words=f"{each} images of each class, T-shirt/top on the left to Ankle boot on the right.",
    )


def draw_maps(maps, pixels, labels, marked):
    """Show images as thumbnails on maps, those of one class framed.

    maps     name -> (n, 2) points;  pixels   (n, 784) from 0 to 255;  labels   (n,);  marked   the framed class
    """
    figure, axes = new_figure(1, len(maps), width=8.4, height=4.5)
    told = []
    for place, (name, points) in zip(axes[0], maps.items()):
        canvas, middles = paste_thumbnails(points, pixels, CANVAS)
        place.imshow(canvas, cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
        frames = {"linestyle": "", "marker": "s", "markerfacecolor": "none", "color": PALETTE[5], "markersize": 11}
        place.plot(*middles[labels == marked].T, **frames, markeredgewidth=0.8)
        place.set(title=name, xticks=[], yticks=[])
        alike = (labels[nearest(points, NEIGHBOURS)] == labels[:, None]).sum(axis=1)
        own = measured(f"{alike[labels == marked].mean():.1f}")
        told.append(f"{name} {measured(f'{alike.mean():.1f}')} ({CLASS_NAMES[marked]}: {own})")
    figure.suptitle("Families of clothes part; shirts (framed) lie among the others")
    show_figure(
        figure,
        alt="Maps of small images. On the left trousers and shoes stick out of one heap; on the right there are "
        "separate groups of trousers, shoes, bags and tops. Framed shirts lie among pullovers, coats and T-shirts.",
        words=f"Of {NEIGHBOURS} neighbours on the map, so many share an image's class, on average: {'; '.join(told)}.",
    )
