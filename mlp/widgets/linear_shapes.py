"""The shapes of a linear layer as rectangles, with what its forward and backward pass cost."""

import ipywidgets
from matplotlib.patches import Rectangle

from mlp.plots import PALETTE, new_figure
from mlp.widgets.engine.panel import LivePanel

SIZES = (1, 2, 4, 8, 10, 16, 32, 64, 128, 256, 324, 500, 512, 784, 1024)
LARGEST_SIDE = 1.7  # of a drawn rectangle, in units of the figure's axes
BYTES = 4  # of a float32
SEEN_WITHOUT_EYES = (
    "Three rows of rectangles with their shapes. First row: X times W plus b gives Y. Second row: X transposed times "
    "dY gives dW, which is as large as W. Third row: dY times W transposed gives dX, which is as large as X. Sides are "
    "drawn as square roots of the sizes."
)
# name, centre, the two sizes, colour
MATRICES = (
    ("X", (1.0, 6.2), ("n", "n_in"), PALETTE[4]),
    ("W", (3.5, 6.2), ("n_in", "n_out"), PALETTE[3]),
    ("b", (6.0, 6.2), (None, "n_out"), PALETTE[2]),
    ("Y", (8.5, 6.2), ("n", "n_out"), PALETTE[7]),
    ("Xᵀ", (1.0, 3.7), ("n_in", "n"), PALETTE[4]),
    ("dY", (3.5, 3.7), ("n", "n_out"), PALETTE[7]),
    ("dW", (6.0, 3.7), ("n_in", "n_out"), PALETTE[3]),
    ("dY", (1.0, 1.2), ("n", "n_out"), PALETTE[7]),
    ("Wᵀ", (3.5, 1.2), ("n_out", "n_in"), PALETTE[3]),
    ("dX", (6.0, 1.2), ("n", "n_in"), PALETTE[4]),
)
SIGNS = ((2.25, 6.2, "@"), (4.75, 6.2, "+"), (7.25, 6.2, "="))
SIGNS += ((2.25, 3.7, "@"), (4.75, 3.7, "="), (2.25, 1.2, "@"), (4.75, 1.2, "="))


class LinearShapes(LivePanel):
    """Choose n, n_in and n_out; see the arrays of Y = X W + b, dW = Xᵀ dY, dX = dY Wᵀ, and what they cost.

    n, n_in, n_out   where the three sliders start, each one of SIZES

    Raises ValueError for a size that is none of SIZES.
    """

    def __init__(self, n=128, n_in=784, n_out=10):
        self.n, self.n_in, self.n_out = _slider("n", n), _slider("n_in", n_in), _slider("n_out", n_out)
        figure, axes = new_figure(width=8, height=5.6)
        axes.set(xlim=(0, 9.6), ylim=(-0.3, 7.4), aspect="equal")
        axes.set_title("Inner sizes meet and vanish, outer sizes stay (sides drawn as square roots)", fontsize=11)
        axes.set_axis_off()
        for x, y, sign in SIGNS:
            axes.text(x, y, sign, ha="center", va="center", fontsize=16)
        self.rectangles, self.labels = [], []
        for _, (x, y), _, color in MATRICES:
            self.rectangles.append(axes.add_patch(Rectangle((x, y), 0, 0, facecolor=color, edgecolor="black")))
            self.labels.append(axes.text(x, y - 1.02, "", ha="center", va="top", fontsize=11))
        controls = [self.n, self.n_in, self.n_out]
        super().__init__(controls, figure, moving=[self.rectangles, self.labels], alt=SEEN_WITHOUT_EYES)

    def update(self):
        sizes = {"n": self.n.value, "n_in": self.n_in.value, "n_out": self.n_out.value}
        for (name, (x, y), letters, _), rectangle, label in zip(MATRICES, self.rectangles, self.labels, strict=True):
            height, width = (_side(sizes.get(letter, 1)) for letter in letters)
            rectangle.set_bounds(x - width / 2, y - height / 2, width, height)
            shape = ", ".join(str(sizes[letter]) for letter in letters if letter)
            label.set_text(f"{name} ({shape}{',' if None in letters else ''})")
        return _cost(**sizes)


def _cost(n, n_in, n_out):
    """One sentence or two: multiplications, bytes, and how often each byte is used."""
    multiplications = n * n_in * n_out
    moved = BYTES * (n * n_in + n_in * n_out + n_out + n * n_out)
    return (
        f"X @ W takes n · n_in · n_out = {multiplications:,} multiplications; reading X, W and b and writing Y in "
        f"float32 moves {moved:,} bytes: {multiplications / moved:.2f} multiplications per byte. "
        f"dW = Xᵀ dY and dX = dY Wᵀ take {multiplications:,} more each."
    )


def _side(size):
    return LARGEST_SIDE * (size / SIZES[-1]) ** 0.5


def _slider(name, value):
    if value not in SIZES:
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(map(str, SIZES))}")
    return ipywidgets.SelectionSlider(options=SIZES, value=value, description=name)
