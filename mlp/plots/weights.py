"""The figures of chapter 12 that show weights: one sum, units as images, heat maps, biases, components, products."""

import numpy as np
import seaborn
from matplotlib import colormaps

from mlp.data import CLASS_NAMES
from mlp.plots.show import show_figure
from mlp.plots.style import DIVERGING, GREY, PALETTE, course_style, new_figure
from mlp.plots.tiles import SIGNED, draw_tiles
from mlp.plots.words import percent

NEAR_ZERO = 0.05  # a bias
SEEN_IN_UNITS = {  # from this correlation of neighbouring weights on
    0.65: "shirts, trouser legs and shoes, in smooth patches",
    0.2: "grain, and in it the outlines of clothes",
    -1.0: "hardly anything but grain",
}
MIDDLE = np.s_[336:448]  # the pixels of four lines of an image


def draw_sum(pixels, weight, products):
    """Show an image, a unit's weights, and pixel by pixel what it adds up: (784,) each, `pixels` from 0 to 255."""
    figure, axes = new_figure(1, 3, width=8, height=3)
    parts = {"the image": pixels, "times the unit's weights": weight, "gives 784 products": products}
    for place, (name, part) in zip(axes[0], parts.items()):
        largest = np.abs(part).max()
        colours = colormaps["gray_r" if part is pixels else DIVERGING].resampled(SIGNED)
        limits = {"vmin": 0 if part is pixels else -largest, "vmax": largest}
        place.imshow(np.reshape(part, (28, 28)), cmap=colours, interpolation="nearest", **limits)
        place.set(title=name, xticks=[], yticks=[])
        place.spines[:].set(visible=True, color=GREY)
    amounts = np.sort(np.abs(products))[::-1].cumsum()
    half = np.searchsorted(amounts, amounts[-1] / 2) + 1
    figure.suptitle(f"{half} of 784 pixels make half of all that is added and taken away")
    above, below = products[products > 0].sum(), products[products < 0].sum()
    show_figure(
        figure,
        alt="Three squares of 28 by 28 pixels. Left, a dress in grey. In the middle, weights in red and blue grain. "
        "Right, their products: a few strong red and blue places at the edges of the dress, little elsewhere.",
        words=f"The products above 0 add up to {above:.2f}, those below to {below:.2f}.",
    )


def draw_units(whose, weight, trained, untrained, count=10):
    """Show the first units of a first layer as images.

    whose                what the network is called
    weight               (784, units);  count   how many of them
    trained, untrained   how a weight correlates with that of the pixel below
    """
    tiles = weight.T[:count].reshape(-1, 28, 28)
    seen = next(words for least, words in SEEN_IN_UNITS.items() if trained >= least)
    show_figure(
        draw_tiles(f"{whose}, {count} units of $W_1$: {seen}", [tiles], 10, 3),
        alt=f"{whose}: {count} squares of 28 by 28 in red and blue, {seen}.",
        words=f"A weight and the one a pixel below correlate with {trained:.2f}; before training with {untrained:.2f}.",
    )


def draw_layers(layers):
    """Show the weights and biases of linear layers as heat maps, as report 000 does in its Figure 12.

    Of 784 rows the 112 of the image's four middle lines are shown: all of them would be thinner than a pixel.
    """
    figure, axes = new_figure(1, len(layers), width=8.4, height=3)
    for number, (place, layer) in enumerate(zip(axes[0], layers), start=1):
        rows = np.arange(len(layer.weight))
        if len(rows) == 784:
            rows = rows[MIDDLE]
        draw_heat_map(place, layer.weight[rows], layer.bias)
        place.set_title(f"$W_{number}$ and, below it, $b_{number}$", fontsize=11)
        place.set_yticks([0, len(rows) - 1], [str(rows[0]), str(rows[-1])])
    axes[0, 0].set_ylabel("what comes in")
    figure.suptitle("The later the layer, the larger its weights (each with a scale of its own)")
    sizes = ", ".join(f"{np.abs(layer.weight).mean():.3f}" for layer in layers)
    show_figure(
        figure,
        alt="Three heat maps of red and blue grain. In the columns of the first, neighbours often have similar "
        "colours, in its rows they do not.",
        words=f"Mean |weight| by layer: {sizes}.",
    )


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
    axes.set(xlabel="unit", yticks=[0, len(weight) - 1])
    axes.text(-0.02, 0.02, "b", transform=axes.transAxes, ha="right", fontsize=10)
    axes.figure.colorbar(image, ax=axes)
    return image


@course_style()
def draw_first_biases(biases):
    """Show the first layer's biases of several networks: name -> (units,)."""
    figure, axes = new_figure(1, len(biases), width=8, height=2.8)
    told = []
    for place, (name, bias) in zip(axes[0], biases.items()):
        seaborn.histplot(bias, bins=20, color=PALETTE[0], alpha=1, edgecolor="white", linewidth=0.5, ax=place)
        place.axvline(0, color=PALETTE[2], linestyle="--", linewidth=1.5)
        place.axvspan(-NEAR_ZERO, NEAR_ZERO, color="#DDDDDD", zorder=0)
        place.locator_params(axis="x", nbins=5)
        place.set(title=name, xlabel=f"bias (shaded: within ±{NEAR_ZERO})", ylabel="")
        told.append(f"{name} {percent(np.mean(np.abs(bias) <= NEAR_ZERO))}")
    axes[0, 0].set_ylabel("units")
    figure.suptitle("What the first biases are like depends on the recipe")
    show_figure(
        figure,
        alt="Histograms of biases, side by side, with a dashed line at 0. Those of the course's network lie left of "
        "it; those of the report's setting are heaped near it, with a tail to the left.",
        words=f"Within ±{NEAR_ZERO}: {', '.join(told)}.",
    )


def draw_components(components, shares):
    """Show principal components of a first layer's units as images: (count, 784), and each one's share (count,)."""
    count = len(components)
    show_figure(
        draw_tiles(
            f"(a) {count} components of $W_1$: shapes first, then grain",
            [components.reshape(-1, 28, 28)],
            min(count, 10),
            3,
        ),
        alt=f"{count} images of 28 by 28 in red and blue. The first ones have broad shapes, like outlines of clothes; "
        "the later ones are grain.",
        words=f"They hold {percent(shares.sum())} of the units' variance, the first alone {percent(shares[0], 1)}.",
    )


def draw_last_layer(weight):
    """Show the last layer's weights, (324, 10), as report 003 does: one square of 18 x 18 for each class."""
    show_figure(
        draw_tiles("(b) $W_3$ as 18 x 18: grain", [weight.T.reshape(-1, 18, 18)], 10, 4, [CLASS_NAMES]),
        alt="Ten squares of 18 by 18 with red and blue grain without any shape.",
        words="Neighbours in these squares are units with neighbouring numbers: that means nothing.",
    )


def draw_product(weight):
    """Show W1 W2 W3, (784, 10), as one image for each class."""
    show_figure(
        draw_tiles("(c) $W_1 W_2 W_3$ as images", [weight.T.reshape(-1, 28, 28)], 10, 3, [CLASS_NAMES]),
        alt="Ten images of 28 by 28 in red and blue. In some the outline of the garment can be seen: the gap between "
        "trouser legs, the heel of a shoe.",
        words="Red is where ink speaks for the class, if all units fired always.",
    )
