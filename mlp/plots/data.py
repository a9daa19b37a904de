"""The pictures of chapter 01 of the data themselves: bytes, classes and pixels."""

import numpy as np
import pandas
import seaborn

from mlp.data import CLASS_NAMES
from mlp.plots.heat import draw_heat
from mlp.plots.show import show_figure
from mlp.plots.style import PALETTE, SEQUENTIAL, course_style, draw_images, new_figure
from mlp.plots.words import digits

EXAMPLES = 6  # images of each class


def draw_line(image, line):
    """Show an image with a frame around one of its lines and, beside it, the values of that line's pixels.

    image   (28, 28) uint8
    line    which one, from 0 at the top
    """
    values = image[line]
    largest = f"{values.max()}, is {'black' if values.max() == 255 else 'the darkest'}"
    figure, axes = new_figure(1, 2, width=9, height=3.2)
    left, right = axes[0]
    axes[0, 0].get_gridspec().set_width_ratios([1, 2.2])
    left.imshow(image, cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
    left.set(title=f"Line {line}, framed", xticks=[], yticks=[line])
    left.plot(
        [-0.5, 27.5, 27.5, -0.5, -0.5], np.array([-0.5, -0.5, 0.5, 0.5, -0.5]) + line, color=PALETTE[5], linewidth=2
    )
    greys = [str(1 - value / 255) for value in values]
    right.bar(np.arange(28), values, color=greys, edgecolor="black", linewidth=0.8)
    right.set(title="The larger the number, the darker the pixel", xlabel="pixel, from left to right")
    right.set(ylabel="value", yticks=[0, 128, 255], xlim=(-0.8, 27.8))
    show_figure(
        figure,
        alt="Left, an image in which one line of pixels is framed. Right, a bar for each of its 28 pixels, as high as "
        "its value and as dark as the pixel.",
        words=f"{np.sum(values == 0)} of the 28 pixels in line {line} are 0, which is white; the largest, {largest}.",
    )


def draw_classes(images, labels, averages):
    """Show the first images of each class, a class per line, and at the right the average image of the class.

    images     (n, 28, 28) uint8;  labels  (n,) whole numbers from 0 to 9
    averages   (10, 28, 28): the mean image of each class
    """
    gap = np.zeros((28, 14))
    lines = [np.hstack([*images[labels == label][:EXAMPLES], gap, average]) for label, average in enumerate(averages)]
    figure, axes = new_figure(width=6.8, height=6.8)
    axes.imshow(np.vstack(lines), cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
    axes.set_title("Where the images of a class agree, its average is sharp")
    axes.set_yticks(np.arange(14, 280, 28), CLASS_NAMES)
    axes.set_xticks([14 * EXAMPLES, 28 * (EXAMPLES + 1)], [f"the first {EXAMPLES} of each class", "average"])
    show_figure(
        figure,
        alt=f"{EXAMPLES} images of each of the ten classes, one class per line, and at the right the average image of "
        "the class.",
        words=f"From top to bottom: {', '.join(CLASS_NAMES)}.",
    )


def draw_likeness(alike):
    """Show how alike ten average images are, as a heat map.

    alike   (10, 10): the correlation of each class's average image with each
    """
    figure, axes = new_figure(width=7, height=5.4)
    off_diagonal = np.ma.masked_array(alike, np.eye(10, dtype=bool))
    first, second = np.unravel_index(off_diagonal.argmax(), alike.shape)
    draw_heat(axes, pandas.DataFrame(alike, CLASS_NAMES, CLASS_NAMES), decimals=2, low=0, high=1)
    axes.tick_params("x", rotation=90)
    axes.set_title(f"The averages most alike: {CLASS_NAMES[first]} and {CLASS_NAMES[second]}")
    nearest = [f"{CLASS_NAMES[label]} to {CLASS_NAMES[off_diagonal[label].argmax()]}" for label in range(10)]
    show_figure(
        figure,
        alt="A heat map of ten rows and ten columns, one for each class, with the correlation of two average images in "
        "each cell. Tops form a block of high numbers, shoes another.",
        words=f"The average images most alike are those of {CLASS_NAMES[first]} and {CLASS_NAMES[second]}, with a "
        f"correlation of {off_diagonal.max():.2f}; the nearest to each: {', '.join(nearest)}.",
    )


@course_style()
def draw_pixels(pixels, deviations):
    """Show how often each pixel value occurs, and how much each pixel varies from image to image.

    pixels       (n, 784) uint8
    deviations   (784,): the standard deviation of each pixel over the images
    """
    figure, axes = new_figure(1, 2, width=8.5, height=3.3)
    left, right = axes[0]
    seaborn.histplot(x=pixels[::20].ravel(), bins=64, binrange=(0, 256), color=PALETTE[0], alpha=1, ax=left)
    zero = np.mean(pixels == 0)
    left.set(
        yscale="log", title=f"{100 * zero:.0f} % of all pixels are 0", xlabel="pixel value", ylabel="pixels (log scale)"
    )
    map_ = right.imshow(deviations.reshape(28, 28), cmap=SEQUENTIAL)
    right.set(title="The corners hardly vary", xticks=[], yticks=[])
    figure.colorbar(map_, label="standard deviation")
    show_figure(
        figure,
        alt="Left, a histogram of pixel values: a tall bar at 0, a low plain, a rise towards 255. Right, a map of the "
        "standard deviation of each pixel: near 0 in the corners, large around the article's outline.",
        words=f"{100 * zero:.1f} % of the pixels are exactly 0. The standard deviation of a pixel over the images runs "
        f"from {digits(deviations.min())} to {digits(deviations.max(), 3)}.",
    )


def draw_row(images, alt):
    """Show a few images side by side, numbered from 1.

    images   (n, 28, 28) or (n, 784), pixels 0 to 255
    alt      a sentence that says what they show
    """
    names = [str(number) for number in range(1, len(images) + 1)]
    figure, axes = new_figure(1, len(images), width=9, height=1.8)
    draw_images(axes, images, names)
    show_figure(
        figure,
        alt=alt,
        words=f"{len(images)} images, numbered from left to right.",
    )
