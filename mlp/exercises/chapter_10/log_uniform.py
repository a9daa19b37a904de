"""The exercise of chapter 10 that draws on a log scale."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def log_uniform(low, high, u):
    """Turn numbers that are even between 0 and 1 into numbers whose logarithm is even
    between those of low and high.

    low, high  the ends, floats above 0
    u          (n,) float64, each in [0, 1)

    Return (n,) float64: low where u is 0, and nearly high where u is nearly 1.
    """
    # BEGIN SOLUTION
    return np.exp(np.log(low) + u * (np.log(high) - np.log(low)))
    # END SOLUTION


def log_uniform_cases(rng):
    for low, high, n in [(1e-4, 1.0, 6), (0.003, 0.3, 9), (2.0, 50.0, 5), (1e-6, 1e-2, 7)]:
        yield low, high, rng.random(n)


def _uniform(low, high, u):
    return low + (high - low) * u


def _exponents(log):
    def wrong(low, high, u):
        return log(low) + (log(high) - log(low)) * u

    return wrong


def _other_base(log, power):
    def wrong(low, high, u):
        return power(_exponents(log)(low, high, u))

    return wrong


LOG_UNIFORM = Exercise(
    name="log_uniform",
    points=2,
    solution=log_uniform,
    cases=log_uniform_cases,
    outputs=("your array",),
    hints=(
        "Follow the text: take the logarithm of both ends, go the share u of the way from one to the other, undo the "
        "logarithm.",
        "Between two numbers a and b, the point at the share u of the way is a + (b - a) * u. Here a and b are "
        "np.log(low) and np.log(high).",
        "np.exp undoes np.log. Check it with your eyes: u = 0 must give low, u = 1 must give high.",
    ),
    proves="every power of ten gets as many of your trials as every other.",
    mistakes=(
        Mistake(
            lambda low, high, u: 1 / (1 / low + u * (1 / high - 1 / low)),
            "the reciprocals are even, not the logarithms: take np.log of both ends, and np.exp in the end",
        ),
        Mistake(
            _uniform,
            "is that the uniform draw? Nine in ten of them lie in the last power of ten: take the logarithms first",
        ),
        Mistake(_exponents(np.log10), "are those the exponents? What is wanted is 10 to their power"),
        Mistake(_exponents(np.log), "are those the logarithms themselves? What is wanted is np.exp of them"),
        Mistake(_other_base(np.log10, np.exp), "np.log10 is undone by 10 ** ..., np.exp undoes np.log"),
        Mistake(
            _other_base(np.log, lambda power: 10.0**power), "np.log is undone by np.exp, 10 ** ... undoes np.log10"
        ),
        Mistake(lambda low, high, u: high * (low / high) ** u, "have the ends changed places? u = 0 must give low"),
        Mistake(lambda low, high, u: low * high**u, "u = 1 gives low * high: which power of which ratio gives high?"),
        Mistake(
            lambda low, high, u: np.exp(np.log(low) + u * np.log(high - low)),
            "is that the logarithm of the difference? Take the difference of the logarithms, log(high) - log(low)",
        ),
        Mistake(
            lambda low, high, u: low + (high - low) ** u,
            "u = 0 gives low + 1: ** u belongs on the ratio high / low, and the result is multiplied by low",
        ),
        Mistake(
            lambda low, high, u: np.sqrt(low * high) * np.ones_like(u),
            "is that the geometric mean, whatever u is? u says how far to go from low to high",
        ),
        Mistake(
            lambda low, high, u: np.logspace(np.log10(low), np.log10(high), len(u)),
            "are those even steps, as of np.logspace or np.geomspace, in which u is never used? u says where each lies",
        ),
        Mistake(
            lambda low, high, u: np.exp(np.log(low) + np.sort(u) * np.log(high / low)),
            "were they sorted? Number i belongs to u[i]",
        ),
        Mistake(lambda low, high, u: low + (high / low) ** u, "is there a sum where a product should stand?"),
        Mistake(
            lambda low, high, u: 10.0 ** _uniform(low, high, u),
            "are low and high used as exponents? They are the ends themselves: take their logarithms",
        ),
        Mistake(
            lambda low, high, u: np.exp(_uniform(low, high, u)),
            "are low and high used as exponents? They are the ends themselves: take their logarithms",
        ),
        Mistake(
            lambda low, high, u: np.log(_uniform(low, high, u)),
            "is that the logarithm of a uniform draw? It goes the other way: a uniform draw of the logarithm",
        ),
    ),
)
