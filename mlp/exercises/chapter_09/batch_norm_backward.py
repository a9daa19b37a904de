"""An exercise of chapter 09: batch normalisation's backward pass."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def batch_norm_backward(d_output, x_hat, deviation, gamma):
    """Equations (7) and (10), for all units at once.

    d_output   (n, units), dY;  x_hat  (n, units), X̂
    deviation  (units,), δ of (5);  gamma  (units,)

    Return d_x (n, units), d_gamma (units,), d_beta (units,). Change none of the inputs.
    """
    # BEGIN SOLUTION
    d_x_hat = d_output * gamma
    through_mean = d_x_hat.mean(axis=0)
    through_deviation = x_hat * (d_x_hat * x_hat).mean(axis=0)
    d_x = (d_x_hat - through_mean - through_deviation) / deviation
    return d_x, (d_output * x_hat).sum(axis=0), d_output.sum(axis=0)
    # END SOLUTION


def case(rng, n=7, units=4, dtype="float64"):
    x = rng.normal(2, 3, (n, units))
    deviation = np.sqrt(x.var(axis=0) + 0.01)
    x_hat = (x - x.mean(axis=0)) / deviation
    arrays = rng.standard_normal((n, units)), x_hat, deviation, rng.uniform(0.5, 2, units)
    return tuple(array.astype(dtype) for array in arrays)


def _d_x(form):
    """The solution with d_x from form(d_x_hat, x_hat, deviation)."""

    def wrong(d_output, x_hat, deviation, gamma):
        _, d_gamma, d_beta = batch_norm_backward(d_output, x_hat, deviation, gamma)
        return form(d_output * gamma, x_hat, deviation), d_gamma, d_beta

    return wrong


def _mean(d):
    return d.mean(axis=0)


def _by_one_less(d):
    return d.sum(axis=0) / (len(d) - 1)


def _no_gamma(d_output, x_hat, deviation, gamma):
    d_x, _, _ = batch_norm_backward(d_output, x_hat, deviation, np.ones_like(gamma))
    return d_x, (d_output * x_hat).sum(axis=0), d_output.sum(axis=0)


def _parameters(form):
    """The solution with other d_gamma and d_beta: form(d_output, x_hat, gamma)."""

    def wrong(d_output, x_hat, deviation, gamma):
        d_x, _, _ = batch_norm_backward(d_output, x_hat, deviation, gamma)
        return d_x, *form(d_output, x_hat, gamma)

    return wrong


def _along_rows(d_output, x_hat, deviation, gamma):
    d = d_output * gamma
    d_x = d - d.mean(axis=1, keepdims=True) - x_hat * (d * x_hat).mean(axis=1, keepdims=True)
    return d_x / deviation, (d_output * x_hat).sum(axis=0), d_output.sum(axis=0)


def _gamma_in_place(d_output, x_hat, deviation, gamma):
    d_output *= gamma
    return batch_norm_backward(d_output, x_hat, deviation, np.ones_like(gamma))


def _gamma_in_the_straight_path(d_output, x_hat, deviation, gamma):
    d_gamma, d_beta = (d_output * x_hat).sum(axis=0), d_output.sum(axis=0)
    return (gamma * d_output - d_beta / len(x_hat) - x_hat * d_gamma / len(x_hat)) / deviation, d_gamma, d_beta


def _d_x_last(d_output, x_hat, deviation, gamma):
    d_x, d_gamma, d_beta = batch_norm_backward(d_output, x_hat, deviation, gamma)
    return d_gamma, d_beta, d_x


NOT_CONSTANT = (
    "treats {} as a constant. It was computed from the batch, so every x of the column pulls at it: a path is missing"
)

BATCH_NORM_BACKWARD = Exercise(
    name="batch_norm_backward",
    points=4,
    solution=batch_norm_backward,
    case=case,
    vary={"n": (12, 4), "units": (3, 7), "dtype": ("float32",)},
    because={"n": "it is right for one batch size only: n is whatever len(d_output) is"},
    outputs=("d_x", "d_gamma", "d_beta"),
    hints=(
        "Begin with what is easy: d_beta and d_gamma are sums over the images, and d_x_hat = d_output * gamma.",
        "d_x is d_x_hat with two things taken away, one for each statistic, and then divided by the deviation. Each of "
        "the two is a mean over the images, axis=0.",
        "The mean's path takes away d_x_hat.mean(axis=0); the variance's takes away x_hat times the mean over the "
        "images of d_x_hat * x_hat.",
    ),
    proves="every path from x to the loss is there: straight, through the mean, and through the variance.",
    mistakes=(
        Mistake(
            _gamma_in_the_straight_path,
            "gamma is in the straight path alone: the means are those of d_x_hat = d_output * gamma, too",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: d / deviation),
            "d_x " + NOT_CONSTANT.format("mean and variance"),
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d)) / deviation),
            "d_x " + NOT_CONSTANT.format("the variance") + ", or comes to nothing: the mean of a product is not the "
            "product of the means",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - x_hat * _mean(d * x_hat)) / deviation),
            "d_x " + NOT_CONSTANT.format("the mean"),
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - d.sum(axis=0) - x_hat * (d * x_hat).sum(axis=0)) / deviation),
            "are these sums in d_x? Mean and variance carry a 1/n, so what comes back through them are means",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d) - _mean(d * x_hat)) / deviation),
            "the variance's path must reach each x by its own distance from the mean: times x_hat",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d) - x_hat * _by_one_less(d * x_hat)) / deviation),
            "the variance's path divides by n - 1: it is a mean over the images, so divide by n",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _by_one_less(d) - x_hat * _by_one_less(d * x_hat)) / deviation),
            "the two paths divide by n - 1: they are means over the images, so divide by n",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _by_one_less(d) - x_hat * _mean(d * x_hat)) / deviation),
            "the mean's path divides by n - 1: it is a mean over the images, so divide by n",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d) - x_hat * _mean(d * x_hat)) / np.sqrt(deviation)),
            "divided by the root of deviation? It is the root of the variance already: divide by deviation itself",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d) + x_hat * _mean(d * x_hat)) / deviation),
            "the sign of the variance's path is turned: both paths take away",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d + _mean(d) - x_hat * _mean(d * x_hat)) / deviation),
            "the sign of the mean's path is turned: both paths take away",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d) - x_hat * _mean(d)) / deviation),
            "the variance's path averages d_x_hat alone: it is x_hat times the mean of d_x_hat * x_hat",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d) - x_hat * (d * x_hat)) / deviation),
            "a mean is missing in the variance's path: average d_x_hat * x_hat over the images",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d) - 2 * x_hat * _mean(d * x_hat)) / deviation),
            "a factor of 2 too many in the variance's path: the 2 of the square cancels the 1/2 of the root",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d) - x_hat * _mean(d * x_hat) / 2) / deviation),
            "a factor of 1/2 too many in the variance's path: the 1/2 of the root cancels the 2 of the square",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d) - x_hat**2 * _mean(d)) / deviation),
            "the variance's path is x_hat times the mean of d_x_hat * x_hat: x_hat inside the mean, and once outside",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d + _mean(d) + x_hat * _mean(d * x_hat)) / deviation),
            "are the signs of the two paths turned? Both take away: what all x share, X̂ does not see",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d) - x_hat * _mean(d * x_hat)) / deviation**2),
            "divided by the variance? X̂ divides by the deviation, its root, once",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: (d - _mean(d) - x_hat * _mean(d * x_hat)) * deviation),
            "multiplied by the deviation? X̂ divides by it, so its derivative does too",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: d - _mean(d) - x_hat * _mean(d * x_hat)),
            "is the division by the deviation missing?",
        ),
        Mistake(
            _d_x(lambda d, x_hat, deviation: d / deviation - _mean(d) - x_hat * _mean(d * x_hat)),
            "does only one of the three terms get divided by the deviation? Put parentheses around all three",
        ),
        Mistake(_no_gamma, "is gamma missing? The gradient passes gamma first: d_x_hat = d_output * gamma"),
        Mistake(_along_rows, "the statistics run over the images of the batch, axis=0, and not over the units"),
        Mistake(
            _parameters(lambda d, x_hat, gamma: (d.sum(axis=0), (d * x_hat).sum(axis=0))),
            "d_gamma and d_beta have changed places: gamma is what X̂ is multiplied by, and d_gamma is returned first",
        ),
        Mistake(
            _parameters(lambda d, x_hat, gamma: ((d * x_hat).mean(axis=0), d.mean(axis=0))),
            "d_gamma and d_beta are sums over the images: the 1/n of the loss is inside d_output already",
        ),
        Mistake(
            _parameters(lambda d, x_hat, gamma: ((d * gamma * x_hat).sum(axis=0), d.sum(axis=0))),
            "d_gamma holds gamma itself: Y = gamma X̂ + beta, so take d_output times X̂, before gamma",
        ),
        Mistake(
            _parameters(lambda d, x_hat, gamma: ((d * gamma * x_hat).sum(axis=0), (d * gamma).sum(axis=0))),
            "d_gamma and d_beta come from d_output, before it is multiplied by gamma",
        ),
        Mistake(
            _gamma_in_place,
            "`d_output *= gamma` writes into the caller's array: d_x_hat = d_output * gamma makes a new one",
        ),
        Mistake(_d_x_last, "the order is d_x, d_gamma, d_beta"),
    ),
)
