"""Is the gradient right? Compare it with the loss's change when one parameter at a time is moved.

The central difference D(h) = (L(p + h) - L(p - h)) / 2h differs from the derivative by c·h² + …, so a second one with
half the step cancels the leading error (Richardson 1911):  derivative ≈ (4 D(h/2) - D(h)) / 3.

Where a ReLU's input changes sign within ±h the loss has a kink, and no difference formula holds across it. The check
sees that, takes a tenth of the step until it no longer straddles the kink, and says so in the row.
"""

from dataclasses import dataclass

import numpy as np

from mlp.checks import check_count, check_number

SMALLEST_STEP = 1e-7


@dataclass(frozen=True)
class GradientRow:
    """One parameter: its place, its two derivatives, their relative error, the step used, whether a kink was near."""

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
    step = check_number("step", step, low=0, low_open=True)
    total = len(network.parameters)
    chosen = np.arange(total)
    if samples is not None:
        rng = np.random.default_rng(check_count("seed", seed, low=0))
        chosen = np.sort(rng.choice(total, size=min(check_count("samples", samples), total), replace=False))
    loss = network.loss_and_gradient(images, labels)
    if not np.isfinite(loss):
        raise ValueError(
            f"the loss of this batch is {loss}, so it has no derivative; look for an overflow, such as exp"
        )
    analytic = network.gradient.copy()
    for layer in network.layers:
        layer.frozen = True
    floor = max(np.abs(analytic).max() / 1000, np.finfo(float).tiny)
    names = _parameter_names(network)
    rows = []
    for i in chosen:
        numeric, used, kink = _derivative(network, images, labels, i, step)
        error = abs(analytic[i] - numeric) / max(abs(analytic[i]), abs(numeric), floor)
        rows.append(GradientRow(names(i), float(analytic[i]), numeric, float(error), used, kink))
    return GradientReport(rows)


def _derivative(network, images, labels, i, step):
    """The derivative by parameter i, the step it took, and whether that step had to shrink because of a kink."""
    original, used = network.parameters[i], step
    sides = _kink_sides(network, images, labels)[1]

    def difference(h):
        losses, smooth = [], True
        for moved in (original + h, original - h):
            network.parameters[i] = moved
            loss, here = _kink_sides(network, images, labels)
            losses.append(loss)
            smooth = smooth and all(np.array_equal(a, b) for a, b in zip(sides, here))
        network.parameters[i] = original
        return (losses[0] - losses[1]) / (2 * h), smooth

    while True:
        wide, smooth = difference(used)
        if smooth or used <= SMALLEST_STEP:
            narrow, _ = difference(used / 2)
            return float(4 * narrow - wide) / 3, used, used < step or not smooth
        used /= 10


def _kink_sides(network, images, labels):
    """The loss, and on which side of its kink each unit of each layer with a kink stands."""
    loss = network.loss.forward(network.forward(images, training=True), labels)
    return loss, [layer.x > 0 for layer in network.layers if getattr(layer, "has_kink", False)]


def _parameter_names(network):
    """A function from a place in the flat vector to words such as "layer 0 Linear weight[3, 7]"."""
    spans, start = [], 0
    for number, layer in enumerate(network.layers):
        for name, shape in layer.shapes.items():
            spans.append((start, shape, f"layer {number} {type(layer).__name__} {name}"))
            start += int(np.prod(shape))

    def name_of(i):
        first, shape, words = next(span for span in reversed(spans) if span[0] <= i)
        place = np.unravel_index(i - first, shape)
        return f"{words}[{', '.join(str(int(p)) for p in place)}]"

    return name_of
