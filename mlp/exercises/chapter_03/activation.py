"""What the exercises of chapter 03 share: how an activation's layer is tried, and the mistakes that all know."""

import numpy as np

from mlp.exercises.checking.exercise import Mistake
from mlp.exercises.checking.layer_runs import AT_ONCE, BECAUSE, OUTPUT_OUTSIDE, OUTSIDE_TRAINING, in_turn, make, step

OUTPUTS = ("the output", "d_input", AT_ONCE, OUTPUT_OUTSIDE, OUTSIDE_TRAINING)
OUTPUT_AFTER = "the output once backward has run"
PLATEAU = "where the output stops changing"
OVERFLOW = "the place of an overflow"
SMOOTH_OUTPUTS = (*OUTPUTS, OUTPUT_AFTER, PLATEAU, OVERFLOW)
SIZES = {"n": (1, 7), "units": (2, 5), "dtype": ("float32",), "wide": (True,)}
SIZES_BECAUSE = BECAUSE | {
    "wide": "it is right for x between about -3 and 3 and not further out: does a limit (np.clip) or a switch to "
    "another formula (np.where at some number) come too early?",
    "n": "it is right for one batch size only: is a size written as a number?",
    "units": "it is right for one number of units only: is a size written as a number?",
}
WIDE = 29  # rows of the wide case
LARGE = {"large": 2000.0, "large, below 0": -2000.0}  # exp of half of it overflows in float64
SMOOTH_BECAUSE = SIZES_BECAUSE | {
    "size": "it is right for moderate x and not for large ones: exp of a large number overflows, in float32 above 88, "
    "in "
    "float64 above 709",
    OUTPUT_AFTER: "backward wrote into the output that forward had returned: the next layer still needs it",
    PLATEAU: "from some x on the output is always the same, where it still changes: x is cut off (clipped) too early",
    OVERFLOW: "the numbers are right, but something overflows on the way, which the docstring rules out: exp of a "
    "large "
    "x is inf",
}
FORGOTTEN = "d_output is missing: backward returns the slope f'(X) times d_output, not the slope alone"
OLD_CACHE = "backward used what an earlier batch left: every forward must keep its own"
AVERAGED = "one slope for all, the mean of the slopes: each entry has its own slope"
D_OUTPUT_CHANGED = (
    "`d_output *= ...` (or `d_output[...] = ...`) writes into the caller's array: return a product, which is a new one"
)


def batch(rng, n=5, units=3, dtype="float64", wide=False):
    """x and d_output, (n, units) each, in which no number is near 0; with `wide`, a grid of x from -28 to 28."""
    n = WIDE if wide else n
    x, d_output = (np.sign(part) * (0.1 + abs(part)) for part in rng.standard_normal((2, n, units)))
    if wide:
        x = np.linspace(-28, 28, x.size).reshape(x.shape) + rng.uniform(0.1, 0.2)
    return x.astype(dtype), d_output.astype(dtype)


def batch_with_zero(rng, n=5, units=3, dtype="float64", zero=False, wide=False):
    """A batch; with `zero`, the first entry of x is exactly 0."""
    x, d_output = batch(rng, n, units, dtype, wide)
    if zero:
        x[0, 0] = 0
    return x, d_output


def batch_of_size(rng, n=5, units=3, dtype="float64", size="moderate", wide=False):
    """A batch whose x is moderate, or has large numbers of one sign only; "… in float32" changes the dtype, too."""
    if size.endswith(" in float32"):
        size, dtype = size.removesuffix(" in float32"), "float32"
    x, d_output = batch(rng, n, units, dtype, wide)
    return (x if size == "moderate" else (LARGE[size] * (1 + np.abs(x))).astype(dtype)), d_output


OF_SIZE = SIZES | {"size": ("large", "large, below 0", "large in float32", "large, below 0 in float32")}


def run_layer(layer_class, x, d_output, *options):
    """Two steps on different batches, two layers in turn, a step outside training: outputs and d_input."""
    layer, another, later, idle = (make(layer_class, *options) for _ in range(4))
    step(layer, x[::-1] / 2, 3 * d_output)
    output, d_input = step(layer, x, d_output)
    d_in_turn = in_turn(another, later, x, d_output)
    return output, d_input, d_in_turn, *step(idle, x, d_output, training=False)


def run_smooth(farthest):
    """A run as `run_layer`; then the output after backward, and where the output no longer changes, or overflows.

    farthest  up to this x, above and below 0, float64 tells the outputs of two neighbours apart
    """

    def run(layer_class, x, d_output):
        results = run_layer(layer_class, x, d_output)
        layer = make(layer_class)
        output = layer.forward(x, training=True)
        layer.backward(d_output.copy())
        forward = _overflows(lambda: layer.forward(x, training=True))
        backward = _overflows(lambda: layer.backward(d_output.copy()))
        where = "forward" if forward else "backward" if backward else "nowhere"
        plateau = _plateau(make(layer_class), farthest) if len(x) == WIDE else "nowhere"
        return *results, output, plateau, where

    return run


def _plateau(layer, farthest):
    """The x at which a float64 output is that of its neighbour a quarter further, or "nowhere"."""
    x = np.arange(-farthest, farthest, 0.25)[:, None]
    same = np.flatnonzero(np.diff(np.ravel(layer.forward(x, training=True))) == 0)
    return f"at x = {x[same[np.argmin(abs(x[same, 0]))], 0]:g}" if same.size else "nowhere"


def _overflows(run):
    heard = []
    with np.errstate(over="call", call=lambda kind, flag: heard.append(kind)):
        run()
    return bool(heard)


def changed(layer_class, forward=None, backward=None):
    """A layer like `layer_class` with another forward, another backward, or both."""
    parts = {"forward": forward, "backward": backward}
    return type("Changed", (layer_class,), {name: part for name, part in parts.items() if part})


def with_forward(layer_class, function):
    """A layer like `layer_class` with another function in forward."""

    def forward(self, x, training=False):
        layer_class.forward(self, x.copy(), training)
        self.output = function(x)
        return self.output

    return changed(layer_class, forward)


def with_backward(layer_class, way):
    """A layer like `layer_class` with another backward: way(x, output, d_output)."""

    def forward(self, x, training=False):
        self.kept_x, self.kept_output = x, layer_class.forward(self, x, training)
        return self.kept_output

    return changed(layer_class, forward, lambda self, d_output: way(self.kept_x, self.kept_output, d_output))


def with_old_cache(layer_class):
    """A layer like `layer_class` whose backward always uses the first batch."""

    class OldCache(layer_class):
        first = None

        def forward(self, x, training=False):
            self.first = x if self.first is None else self.first
            return super().forward(x)

        def backward(self, d_output):
            super().forward(self.first)
            return super().backward(d_output)

    return OldCache


def mistakes_of_all(layer_class, slope):
    """Mistakes that every activation knows. slope(layer): its derivative, from layer.kept_x and layer.kept_output."""

    def backward(way):
        """A layer whose backward is way(layer, its slope, d_output)."""

        def forward(self, x, training=False):
            self.kept_x, self.kept_output = x, layer_class.forward(self, x, training)
            return self.kept_output

        return changed(layer_class, forward, lambda self, d_output: way(self, slope(self), d_output))

    def in_place(layer, slope, d_output):
        d_output *= slope
        return d_output

    return (
        Mistake(backward(lambda layer, slope, d_output: slope), FORGOTTEN),
        Mistake(backward(in_place), D_OUTPUT_CHANGED),
        Mistake(backward(lambda layer, slope, d_output: d_output * slope.mean()), AVERAGED),
        Mistake(backward(lambda layer, slope, d_output: d_output * slope.mean(axis=0)), AVERAGED),
        Mistake(
            backward(lambda layer, slope, d_output: d_output * layer.kept_x),
            "d_output is multiplied by x: the chain rule multiplies it by the slope at x, f'(X), not by x",
        ),
        Mistake(
            backward(lambda layer, slope, d_output: d_output * layer.kept_output),
            "d_output is multiplied by the output: the chain rule multiplies it by the slope f'(X)",
        ),
        Mistake(
            backward(lambda layer, slope, d_output: slope + d_output),
            "the slope is added to d_output: the chain rule multiplies the two",
        ),
        Mistake(
            backward(lambda layer, slope, d_output: d_output / slope),
            "d_output is divided by the slope: the chain rule multiplies the two",
        ),
        Mistake(
            backward(lambda layer, slope, d_output: -d_output * slope),
            "the sign is turned: there is a minus too many in backward",
        ),
        Mistake(
            backward(lambda layer, slope, d_output: d_output * slope / len(slope)),
            "backward divided by the batch size: the 1/n of the loss is already inside d_output",
        ),
        Mistake(
            backward(lambda layer, slope, d_output: d_output @ slope.T),
            "@ is the matrix product: an activation works entry by entry, so multiply with *",
        ),
        Mistake(with_old_cache(layer_class), OLD_CACHE),
    )
