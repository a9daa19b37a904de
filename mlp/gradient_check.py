"""Is the gradient right? Compare it with the loss's change when one number at a time is moved.

The central difference D(h) = (L(p + h) - L(p - h)) / 2h differs from the derivative by c·h² + …, so a second one with
half the step cancels the leading error (Richardson 1911):  derivative ≈ (4 D(h/2) - D(h)) / 3.

Where a ReLU's input changes sign within ±h the loss has a kink, and no difference formula holds across it. The check
sees that, takes a tenth of the step until it no longer straddles the kink, and says so in the row.
"""

import copy
import math
from dataclasses import dataclass

import numpy as np

from mlp.checks import check_count, check_number

SMALLEST_STEP = 1e-7


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
    """What `check_gradients` found: `.rows`, a list of `GradientRow`; `.max_relative_error`; `.table()`."""

    def __init__(self, rows):
        self.rows = rows
        self.max_relative_error = max(row.relative_error for row in rows)

    def table(self):
        """A pandas.DataFrame, worst row first."""
        import pandas

        return pandas.DataFrame(sorted(self.rows, key=lambda row: -row.relative_error))

    def summary(self):
        """A pandas.DataFrame with a row for each weight, bias or input: how many numbers were checked, how many of
        them near a kink, and the largest relative error.
        """
        import pandas

        rows = pandas.DataFrame(self.rows)
        groups = rows.groupby(rows["parameter"].str.split("[").str[0], sort=False)
        return groups.agg(
            checked=("kink", "size"), near_a_kink=("kink", "sum"), max_relative_error=("relative_error", "max")
        )

    def __repr__(self):
        kinks = sum(row.kink for row in self.rows)
        worst = max(self.rows, key=lambda row: row.relative_error)
        return (
            f"{len(self.rows)} parameters checked, {kinks} near a kink; "
            f"largest relative error {self.max_relative_error:.1e} at {worst.parameter}"
        )


def check_gradients(network, images, labels, samples=200, seed=0, step=1e-3):
    """Compare `network`'s gradient with numeric derivatives, in float64, on one batch.

    samples  how many parameters, drawn without replacement with `seed`; None checks every one
    step     h, the distance of the central difference

    The relative error of a parameter is |analytic - numeric| / max(|analytic|, |numeric|, |largest gradient| / 1000):
    the last term is there because round-off is absolute, and a derivative of nearly zero has no correct digits.
    A float32 network is checked on a float64 copy; `network` is left as it was. Returns a `GradientReport`.
    Raises ValueError for images and labels that do not fit, samples below 1, a step that is not positive, or a loss
    that is not finite.
    """
    network = network.copy(dtype="float64")
    loss = network.loss_and_gradient(images, labels)
    if not np.isfinite(loss):
        raise ValueError(
            f"the loss of this batch is {loss}, so it has no derivative; look for an overflow, such as exp"
        )
    for layer in network.layers:
        layer.frozen = True

    def loss_now():
        return network.loss.forward(network.forward(images, training=True), labels), _kink_sides(network.layers)

    chosen = _choose(len(network.parameters), samples, seed)
    name_of = _names((f"layer {i} {type(layer).__name__} ", layer.shapes) for i, layer in enumerate(network.layers))
    return GradientReport(_compare(loss_now, network.parameters, network.gradient.copy(), chosen, name_of, step))


def check_layer(layer, x, samples=None, seed=0, step=1e-3):
    """Compare one layer's backward pass with numeric derivatives, in float64: dX and the gradient of each parameter.

    x        a batch that the layer takes, (n, in)
    samples  how many numbers of x and of the parameters; None checks every one

    A layer has no loss, so it is given one: L = Σ R ⊙ Y with random numbers R of Y's shape, whose dL/dY is R. The
    parameters are drawn with `seed`. `layer` is left as it was. Returns a `GradientReport`.
    """
    layer, rng = copy.deepcopy(layer), np.random.default_rng(check_count("seed", seed, low=0))
    layer.needs_d_input = True  # a network's first layer, which leaves dX out, is checked whole
    numbers, gradient = np.zeros(layer.size), np.zeros(layer.size)
    layer.attach(numbers, gradient)
    layer.initialize("kaiming", rng)
    numbers += 0.1 * rng.standard_normal(layer.size)  # so that biases are not all zero
    x = np.array(x, dtype="float64")
    weights_of_y = rng.standard_normal(layer.forward(x, training=True).shape)
    d_x = np.array(layer.backward(weights_of_y))
    layer.collect_gradient()
    layer.frozen = True

    def loss_now():
        return float((weights_of_y * layer.forward(x, training=True)).sum()), _kink_sides([layer])

    rows = []
    for vector, analytic, names in [
        (x.reshape(-1), d_x.reshape(-1), {"x": x.shape}),
        (numbers, gradient.copy(), layer.shapes),
    ]:
        if len(vector):
            chosen = _choose(len(vector), samples, seed)
            rows += _compare(loss_now, vector, analytic, chosen, _names([("", names)]), step)
    return GradientReport(rows)


def _choose(total, samples, seed):
    """The places to check: all of them, or `samples` drawn without replacement."""
    if samples is None:
        return np.arange(total)
    rng = np.random.default_rng(check_count("seed", seed, low=0))
    return np.sort(rng.choice(total, size=min(check_count("samples", samples), total), replace=False))


def _compare(loss_now, vector, analytic, chosen, name_of, step):
    """The rows of a report: `analytic` against what `loss_now()` does when `vector` moves, at the places `chosen`."""
    step = check_number("step", step, low=0, low_open=True)
    floor = max(np.abs(analytic).max() / 1000, np.finfo(float).tiny)
    rows = []
    for i in chosen:
        numeric, used, kink = numeric_derivative(loss_now, vector, i, step)
        error = abs(analytic[i] - numeric) / max(abs(analytic[i]), abs(numeric), floor)
        rows.append(GradientRow(name_of(i), float(analytic[i]), numeric, float(error), used, kink))
    return rows


def numeric_derivative(loss_now, vector, i, step):
    """The derivative by `vector[i]`, the step it took, and whether that step had to shrink because of a kink.

    `loss_now()` returns the loss for the numbers that stand in `vector`, and the sides of all kinks. A float,
    a float and a bool; `vector` is left as it was.
    """
    original, used = vector[i], step
    sides = loss_now()[1]

    def difference(h):
        losses, smooth = [], True
        for moved in (original + h, original - h):
            vector[i] = moved
            loss, here = loss_now()
            losses.append(loss)
            smooth = smooth and all(np.array_equal(a, b) for a, b in zip(sides, here))
        vector[i] = original
        return (losses[0] - losses[1]) / (2 * h), smooth

    while True:
        wide, smooth = difference(used)
        if smooth or used / 10 < SMALLEST_STEP:
            narrow, _ = difference(used / 2)
            return float(4 * narrow - wide) / 3, used, used < step or not smooth
        used /= 10


def _kink_sides(layers):
    """For each layer with a kink, on which side of it each unit stands: a list of Boolean arrays."""
    return [layer.x > 0 for layer in layers if getattr(layer, "has_kink", False)]


def _names(groups):
    """A function from a place in a flat vector to words such as "layer 0 Linear weight[3, 7]".

    `groups`: pairs of a prefix and a dict from names to shapes, in the order of the vector.
    """
    spans, start = [], 0
    for prefix, shapes in groups:
        for name, shape in shapes.items():
            spans.append((start, shape, prefix + name))
            start += math.prod(shape)

    def name_of(i):
        first, shape, words = next(span for span in reversed(spans) if span[0] <= i)
        place = np.unravel_index(i - first, shape)
        return f"{words}[{', '.join(str(int(p)) for p in place)}]"

    return name_of
