"""A live panel for chapter 14: a kernel of 3 x 3 weights slides over an image, and the sum at each place is written."""

import ipywidgets
import numpy as np
from matplotlib.patches import Rectangle

from mlp.convolution import Conv2D
from mlp.plots import GREY, PALETTE, draw_images, new_figure
from mlp.plots.style import DIVERGING
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.arguments import given_data

SIDE = 3
KERNELS = {
    "right minus left": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
    "below minus above": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    "middle minus others": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "mean of the nine": [[1 / 9] * 3] * 3,
    "the middle alone": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
}
SEEN_WITHOUT_EYES = (
    "Left, an image with a square of 3 x 3 pixels outlined. In the middle, nine cells: the pixel under each weight of "
    "the kernel, times that weight. Right, the map of all sums, red above 0 and blue below, with the square's place "
    "ringed."
)


class KernelExplorer(LivePanel):
    """A kernel at one place of a validation image: nine products, their sum, and the map of the sums of all places.

    data   a FashionMNIST with validation images, scaled in any way; by default it is loaded

    Pixels are from 0 to 1. "Row" and "Column" place the kernel's upper left weight, counted from 1; "Kernel" chooses
    one of KERNELS, "Image" one of the first 50 validation images. Raises ValueError for data that does not fit.
    """

    def __init__(self, data=None):
        data = given_data(data, scaling="unit", validation=1)
        self.pixels = data.to_pixels(data.validation.images[:50]).clip(0, 255)
        self.convolution = Conv2D((28, 28, 1), 1, SIDE)
        self.kernel = ipywidgets.Dropdown(options=list(KERNELS), description="Kernel")
        self.row = ipywidgets.IntSlider(value=10, min=1, max=26, description="Row")
        self.column = ipywidgets.IntSlider(value=8, min=1, max=26, description="Column")
        self.image = ipywidgets.IntSlider(value=1, min=1, max=len(self.pixels), description="Image")
        figure, moving = self._draw_figure()
        controls = [self.kernel, self.row, self.column, self.image]
        super().__init__(controls, figure, moving, alt=SEEN_WITHOUT_EYES)

    def _draw_figure(self):
        figure, axes = new_figure(1, 3, width=9, height=3.4)
        left, middle, right = axes[0]
        draw_images(axes[0, :1], np.zeros((1, 784)), ["The image"])
        self.picture = left.images[0]
        self.square = left.add_patch(Rectangle((0, 0), SIDE, SIDE, fill=False, edgecolor=PALETTE[5], linewidth=2))
        middle.set(xlim=(-0.5, 2.5), ylim=(2.5, -0.5), xticks=[], yticks=[], aspect="equal")
        middle.set_title("Pixel times weight", fontsize=11)
        middle.spines[:].set(visible=True, color=GREY)
        for edge in (0.5, 1.5):
            middle.axhline(edge, color=GREY, linewidth=0.5, linestyle="-")
            middle.axvline(edge, color=GREY, linewidth=0.5, linestyle="-")
        centred = {"ha": "center", "va": "center", "fontsize": 9}
        self.products = [middle.text(j, i, "", **centred) for i, j in np.ndindex(SIDE, SIDE)]
        right.set(xticks=[], yticks=[])
        right.set_title("The sum at every place", fontsize=11)
        self.map = right.imshow(np.zeros((26, 26)), cmap=DIVERGING, vmin=-3, vmax=3, interpolation="nearest")
        ring = {"markersize": 10, "markerfacecolor": "none", "markeredgewidth": 2, "color": "black"}
        (self.ring,) = right.plot([], [], "o", **ring)
        return figure, [self.picture, self.square, self.products, self.map, self.ring]

    def update(self):
        """Draw image, products and map; say the sum at the kernel's place, and where it is largest."""
        pixels = self.pixels[self.image.value - 1]
        weights = np.array(KERNELS[self.kernel.value], dtype=float)
        row, column = self.row.value - 1, self.column.value - 1
        self.convolution.weight[..., 0, 0] = weights
        sums = self.convolution.forward(pixels[None] / 255.0).reshape(26, 26)
        window = pixels.reshape(28, 28)[row : row + SIDE, column : column + SIDE] / 255.0
        self.picture.set_data(pixels.reshape(28, 28))
        self.square.set_xy((column - 0.5, row - 0.5))
        for text, pixel, weight in zip(self.products, window.ravel(), weights.ravel()):
            text.set_text(f"{pixel:.2f} x {weight:.2g}\n= {pixel * weight + 0:.2f}")
        self.map.set_data(sums)
        self.ring.set_data([column], [row])
        top, beside = np.unravel_index(sums.argmax(), sums.shape)
        return (
            f"Kernel “{self.kernel.value}” at row {row + 1}, column {column + 1} of image {self.image.value}: the nine "
            f"products add up to {sums[row, column] + 0:.2f}. The largest sum, {sums.max():.2f}, is at row {top + 1}, "
            f"column {beside + 1}."
        )
