"""The look of the course's figures: colours that survive colour blindness and a grey printer, and readable type."""

import numpy as np
from matplotlib.figure import Figure

# After Okabe and Ito, "Color Universal Design" (2008), darker: each has a contrast of 3:1 to white or more. Neighbours
# differ in lightness, and so do two that share a line style; two that do are also apart for the colour-blind.
PALETTE = ("#005F99", "#C68700", "#000000", "#00805C", "#3B9BDA", "#B34700", "#948900", "#86336A")
LINE_STYLES = ("-", "--", ":", "-.")
SEQUENTIAL = "cividis"  # from small to large
DIVERGING = "RdBu_r"  # blue below zero, white at zero, red above: for signed weights
GREY = "#595959"  # for what is context, not the finding; 7:1 contrast on white


def new_figure(rows=1, columns=1, width=8, height=4):
    """A new figure in the course's style: returns (figure, axes).

    `width` and `height` are inches, drawn at 100 pixels per inch. With one row and one column `axes` is one Axes,
    otherwise an array of shape (rows, columns). Nothing global changes: neither pyplot nor rcParams is touched.
    """
    figure = Figure(figsize=(width, height), dpi=100, facecolor="white", layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False)
    for one in axes.flat:
        _style(one)
    return figure, axes[0, 0] if rows == columns == 1 else axes


def draw_images(axes, images, titles=None):
    """Draw grey 28x28 images, one per Axes, in reading order; Axes without an image are left empty.

    axes     one Axes or an array of them, as `new_figure` makes them
    images   (n, 784) or (n, 28, 28), pixels 0 (drawn white) to 255 (drawn black)
    titles   n strings, or None

    Raises ValueError for another shape, for more images than Axes, and when there is not one title per image.
    """
    images = np.asarray(images)
    if images.ndim < 2 or images[0].size != 784:
        raise ValueError(f"images have shape {images.shape}; expected (n, 784): for a single image use image[None]")
    places = list(axes.flat) if hasattr(axes, "flat") else [axes]
    titles = [""] * len(images) if titles is None else titles
    if len(images) > len(places):
        raise ValueError(
            f"got {len(images)} images for {len(places)} Axes; expected at most one each: ask new_figure for more Axes"
        )
    if len(titles) != len(images):
        raise ValueError(f"got {len(titles)} titles for {len(images)} images; expected one title per image")
    for place in places:
        place.set_axis_off()
    for place, image, title in zip(places, images, titles, strict=False):
        place.imshow(image.reshape(28, 28), cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
        place.set_title(title, fontsize=10)


def _style(axes):
    axes.set_prop_cycle(color=PALETTE, linestyle=LINE_STYLES * 2)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=10, colors="#333333")
