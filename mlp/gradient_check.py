"""Is the gradient right? Compare it with the loss's change when one number at a time is moved.

The central difference D(h) = (L(p + h) - L(p - h)) / 2h differs from the derivative by c·h² + …, so a second one with
half the step cancels the leading error (Richardson 1911):  derivative ≈ (4 D(h/2) - D(h)) / 3.

A smooth function has one derivative, whatever the step, and the same from the left as from the right. Where a ReLU's
input changes sign within ±h the loss has a kink, and these estimates differ. The check sees that, takes a tenth of the
step until they agree, and says so in the row.
"""

import copy
from dataclasses import dataclass

import numpy as np

from mlp.checks import check_count, check_number

SMALLEST_STEP = 1e-7
SAME = 1e-7  # estimates of a derivative that differ by less, relative to it, agree
KINK = 1e-3  # a larger difference means a kink; a smaller one, a bend that is sharp for the step
ROUNDING = 1e-14  # round-off relative to the loss, in the estimate that magnifies it most
FEWEST = 3  # numbers that are checked of each array, if it has as many


@dataclass(frozen=True)
class GradientRow:
    """One number: its place, its two derivatives, their relative error, the step used, whether a kink was near."""

    parameter: str
    analytic: float
    numeric: float
    relative_error: float
    step: float
    kink: bool


class GradientReport:
    """What a check found: `.rows`, a list of `GradientRow`; `.max_relative_error`; `.table()`; `.summary()`.

    sizes   how many numbers each weight, bias or input holds, name -> int, of which the rows are a sample
    """

    def __init__(self, rows, sizes):
        self.rows, self.sizes = rows, sizes
        self.max_relative_error = max(row.relative_error for row in rows)

    def table(self):
        """A pandas.DataFrame, worst row first."""
        import pandas

        return pandas.DataFrame(sorted(self.rows, key=lambda row: -row.relative_error))

    def summary(self):
        """A pandas.DataFrame with a row for each weight, bias or input: how many numbers were checked, of how many, how
        many of them near a kink, and the largest relative error.
        """
        import pandas

        rows = pandas.DataFrame(self.rows)
        groups = rows.groupby(rows["parameter"].str.split("[").str[0], sort=False)
        summary = groups.agg(
            checked=("kink", "size"), near_a_kink=("kink", "sum"), max_relative_error=("relative_error", "max")
        )
        summary.insert(1, "of", [self.sizes[name] for name in summary.index])
        return summary

    def __repr__(self):
        kinks = sum(row.kink for row in self.rows)
        worst = max(self.rows, key=lambda row: row.relative_error)
        return (
            f"{len(self.rows):,} of {sum(self.sizes.values()):,} numbers checked, {kinks:,} near a kink; "
            f"largest relative error {self.max_relative_error:.1e} at {worst.parameter}"
        )


def check_gradients(network, images, labels, samples=200, seed=0, step=1e-3):
    """Compare `network`'s gradient with numeric derivatives, in float64, on one batch.

    samples  how many parameters, drawn with `seed`: as many of each weight and bias, but no fewer than three of any
             (or all, where it has fewer); None checks every one
    step     h, the distance of the central difference

    The relative error of a parameter is |analytic - numeric| / max(|analytic|, |numeric|, |largest gradient| / 1000):
    the last term is there because round-off is absolute, and a derivative of nearly zero has no correct digits.
    A float32 network is checked on a float64 copy; `network` is left as it was. Each loss is computed from the same
    start: generators that layers hold draw the same numbers, and what training leaves behind in them is put back.
    Returns a `GradientReport`. Raises ValueError for images and labels that do not fit, samples below 1, a step that is
    not positive, or a loss that is not finite.
    """
    network = network.copy(dtype="float64")
    rewind = _rewinder(network.layers)
    loss = network.loss_and_gradient(images, labels)
    if not np.isfinite(loss):
        raise ValueError(
            f"the loss of this batch is {loss}, so it has no derivative; look for an overflow, such as exp"
        )

    def loss_now():
        rewind()
        return network.loss.forward(network.forward(images, training=True), labels)

    values, gradients = network.views(network.parameters), network.views(network.gradient.copy())
    arrays = {
        f"layer {number} {type(network.layers[number]).__name__} {name}": (
            values[number, name],
            gradients[number, name],
        )
        for number, name in values
    }
    return _compare(loss_now, arrays, samples, seed, step)


def check_layer(layer, x, samples=None, seed=0, step=1e-3):
    """Compare one layer's backward pass with numeric derivatives, in float64: dX and the gradient of each parameter.

    x        a batch that the layer takes, (n, in)
    samples  how many numbers, as many of x and of each parameter, as in `check_gradients`; None checks every one

    A layer has no loss, so it is given one: L = Σ R ⊙ Y with random numbers R of Y's shape, whose dL/dY is R. The
    parameters are drawn with `seed`. `layer` is left as it was. Returns a `GradientReport`.
    """
    layer, rng = copy.deepcopy(layer), np.random.default_rng(check_count("seed", seed, low=0))
    layer.needs_d_input = True  # a network's first layer, which leaves dX out, is checked whole
    numbers, gradient = np.zeros(layer.size), np.zeros(layer.size)
    layer.attach(numbers, gradient)
    layer.initialize("kaiming", rng)
    numbers += 0.1 * rng.standard_normal(layer.size)  # so that biases are not all zero
    x, rewind = np.array(x, dtype="float64"), _rewinder([layer])
    weights_of_y = rng.standard_normal(layer.forward(x, training=True).shape)
    rewind()
    layer.forward(x, training=True)
    arrays = {"x": (x, np.array(layer.backward(weights_of_y)))}
    for name in layer.shapes:
        arrays[name] = getattr(layer, name), getattr(layer, "d_" + name).copy()

    def loss_now():
        rewind()
        return float((weights_of_y * layer.forward(x, training=True)).sum())

    return _compare(loss_now, arrays, samples, seed, step)


def _rewinder(layers):
    """A function that puts generators and running averages of `layers` back to their present state."""
    generators = [(rng, rng.bit_generator.state) for layer in layers for rng in layer.generators()]
    states = [copy.deepcopy(layer.state) for layer in layers]

    def rewind():
        for rng, place in generators:
            rng.bit_generator.state = place
        for layer, state in zip(layers, states):
            layer.state = copy.deepcopy(state)

    return rewind


def _compare(loss_now, arrays, samples, seed, step):
    """The report on `arrays`, name -> (values, their gradient), from how `loss_now()` changes when a value moves."""
    step = check_number("step", step, low=0, low_open=True)
    rng = np.random.default_rng(check_count("seed", seed, low=0))
    sizes = {name: values.size for name, (values, _) in arrays.items()}
    floor = max(max(np.abs(gradient).max() for _, gradient in arrays.values()) / 1000, np.finfo(float).tiny)
    rows, loss = [], loss_now()
    for (name, (values, gradient)), count in zip(arrays.items(), _shares([*sizes.values()], samples)):
        for i in np.sort(rng.choice(values.size, size=count, replace=False)):
            place = tuple(int(index) for index in np.unravel_index(i, values.shape))
            numeric, used, kink = numeric_derivative(loss_now, values, place, step, loss, floor)
            analytic = float(gradient[place])
            error = abs(analytic - numeric) / max(abs(analytic), abs(numeric), floor)
            words = f"{name}[{', '.join(map(str, place))}]"
            rows.append(GradientRow(words, analytic, numeric, float(error), used, kink))
    return GradientReport(rows, sizes)


def _shares(sizes, samples):
    """How many numbers to check of each array: all, or equal shares of `samples`; small ones leave theirs to others."""
    if samples is None:
        return sizes
    shares, left = [0] * len(sizes), check_count("samples", samples)
    for done, i in enumerate(np.argsort(sizes, kind="stable")):  # the smallest first
        shares[i] = min(sizes[i], max(FEWEST, left // (len(sizes) - done)))
        left -= shares[i]
    return shares


def numeric_derivative(loss_now, values, place, step, loss, floor):
    """The derivative with respect to `values[place]`, the step used, and whether a kink made that step shrink.

    `loss_now()` returns the loss for the numbers that stand in `values`: `loss`, as they are. A derivative smaller than
    `floor` counts as 0. A float, a float and a bool; `values` is left as it was.
    """
    original, used, kink = values[place], step, False

    def slopes(h):
        """From the left and from the right, over the distance h."""
        losses = []
        for moved in (original - h, original + h):
            values[place] = moved
            losses.append(loss_now())
        values[place] = original
        return np.array([loss - losses[0], losses[1] - loss]) / h

    while True:
        whole, half, quarter = slopes(used), slopes(used / 2), slopes(used / 4)
        first, second = (float((4 * b - a).mean() / 3) for a, b in ((whole, half), (half, quarter)))
        left, right = (8 * quarter - 6 * half + whole) / 3
        apart, size = max(abs(first - second), abs(left - right)), max(abs(first), floor)
        if apart <= max(SAME * size, ROUNDING * abs(loss) / used) or used / 10 < SMALLEST_STEP:
            return first, used, kink
        kink = kink or apart > KINK * size
        used /= 10
