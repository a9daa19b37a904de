"""The figures of chapter 12 that ask which pixels matter: gradients, contributions, occlusion, and climbs."""

import numpy as np

from mlp.data import CLASS_NAMES
from mlp.plots.show import show_figure
from mlp.plots.style import SEQUENTIAL, new_figure
from mlp.plots.tiles import draw_tiles
from mlp.plots.words import measured, percent

INK = 64  # a pixel above it, of 255, is part of the garment


def on_ink(maps, pixels):
    """How large a map's numbers are on the garment, relative to everywhere: 1 is "no preference". A float per image.

    maps (n, 784) of numbers whose amount counts, pixels (n, 784) from 0 to 255.
    """
    amount, ink = np.abs(maps), np.asarray(pixels) > INK
    return (amount * ink).sum(axis=1) / ink.sum(axis=1) / amount.mean(axis=1)


def alike(maps, others):
    """How the amounts of two maps of each image correlate over the pixels: (n,). Both (n, 784)."""
    one, two = (np.abs(part) - np.abs(part).mean(axis=1, keepdims=True) for part in (maps, others))
    return (one * two).sum(axis=1) / np.sqrt((one**2).sum(axis=1) * (two**2).sum(axis=1))


def draw_gradients(pixels, trained, untrained):
    """Show images, and under each the gradient of its own class's score: trained, and untrained. (n, 784) each."""
    told = ", ".join(f"{name} {on_ink(part, pixels).mean():.2f}" for name, part in _pair(trained, untrained).items())
    show_figure(
        _draw_maps("Gradients: only the trained network's have any shape", pixels, trained, untrained),
        alt="Images, under each a gradient of the trained network, red and blue blotches all over the square, and one "
        "of the untrained network, which is fine grain without any shape.",
        words=f"Mean amount on the garment, relative to the whole square: {told} (these {len(pixels)} images).",
    )


def draw_contributions(pixels, scaled, trained, untrained):
    """Show images, and under each what each pixel adds to its class's score: trained, and untrained. (n, 784) each.

    pixels   from 0 to 255;  scaled   as the networks get them
    """
    told = ", ".join(f"{name} {alike(part, scaled).mean():.2f}" for name, part in _pair(trained, untrained).items())
    show_figure(
        _draw_maps("Contributions: the image shows through without any training", pixels, trained, untrained),
        alt="Images, under each the contributions in the trained and in the untrained network: in both the same "
        "outline stands out, where the image differs from the mean image, filled with red and blue grain.",
        words=f"Correlation of their amount with |x|: {told} (these {len(pixels)} images).",
    )


def _pair(trained, untrained):
    return {"trained": trained, "untrained": untrained}


def _draw_maps(title, pixels, trained, untrained):
    bands = [part.reshape(-1, 28, 28) for part in (pixels, trained, untrained)]
    return draw_tiles(title, bands, len(pixels), 4, rows=["image", *_pair(trained, untrained)])


def draw_occlusions(pixels, maps, labels):
    """Show for images, (n, 784), the probability that is left for each place of a square: maps[i] is (side, side)."""
    figure, axes = new_figure(1, len(pixels), width=8, height=2.1)
    told = []
    for place, image, left, label in zip(axes[0], pixels, maps, labels):
        bars = draw_occlusion(place, image, left)
        place.set_title(CLASS_NAMES[label], fontsize=11)
        told.append(f"{CLASS_NAMES[label]} {percent(np.mean(left < 0.5))}")
    figure.colorbar(bars, ax=axes[0], label="probability left")
    figure.suptitle("One square at a time: a few places decide")
    show_figure(
        figure,
        alt="Maps with the outline of the garment. Some are bright all over; others have one or two dark spots on the "
        "garment, and are bright elsewhere.",
        words=f"Places of the square at which less than half of the probability is left: {', '.join(told)}.",
    )


def draw_occlusion(axes, pixels, probabilities):
    """Draw an image, and over it in colour the probability with the square there, from 0 (dark) to 1 (bright).

    pixels (784,), probabilities (side, side) from `mlp.inside.occlusion.occlusion_map`: each is drawn at the pixel in
    the middle of its square. Returns the AxesImage of the probabilities.
    """
    patch = 29 - len(probabilities)
    start = (patch - 1) / 2 - 0.5
    stop = start + len(probabilities)
    image = axes.imshow(probabilities, cmap=SEQUENTIAL, vmin=0, vmax=1, extent=(start, stop, stop, start))
    axes.contour(pixels.reshape(28, 28), levels=[INK], colors="black", linewidths=1, antialiased=False)
    axes.set(xlim=(-0.5, 27.5), ylim=(27.5, -0.5), facecolor="#DDDDDD", xticks=[], yticks=[])
    return image


def draw_climbs(pixels, scores, labels):
    """Show climbs to the most exciting image, under the real image that excites most.

    pixels   name -> (n, 784), a row of tiles each, the real images first
    scores   name -> (n,), of the same rows
    labels   (n,) the class of each column
    """
    bands = [part.reshape(-1, 28, 28) for part in pixels.values()]
    names = [[CLASS_NAMES[label] for label in labels], *[None] * (len(bands) - 1)]
    told = ", ".join(f"{name} {measured(f'{np.mean(values):.0f}')}" for name, values in scores.items())
    show_figure(
        draw_tiles("What excites most looks like no clothes", bands, len(labels), 3, names, list(pixels)),
        alt="A row of real images, one of each class. Below, a row of black and white noise, and rows of smooth dark "
        "and light blotches, like camouflage, which look alike whatever they started from; those of an untrained "
        "network are of the same kind.",
        words=f"Mean score of the class: {told}.",
    )


def draw_changes(before, after, called_before, called_after):
    """Show images, (n, 784) pixels, a change of each in red and blue, and what they are called before and after it."""
    names = [[CLASS_NAMES[label] for label in called] for called in (called_before, called_after)]
    bands = [part.reshape(-1, 28, 28) for part in (before, after - before, after)]
    largest = np.abs(after - before).max(axis=1)
    show_figure(
        draw_tiles(
            "Changes that an eye does not see flip the answers",
            bands,
            len(before),
            4,
            [names[0], None, names[1]],
            ["image", "change", "changed"],
        ),
        alt="Images with what they are called, the small change of each in red and blue, and the changed images, which "
        "look the same and are called something else.",
        words=f"The largest change of a pixel is {measured(f'{np.median(largest):.0f}')} of 255 levels (median).",
    )
