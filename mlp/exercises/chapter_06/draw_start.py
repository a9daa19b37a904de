"""The exercise of chapter 06 that draws a layer's starting weights."""

import copy
import math

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def draw_start(initializer, n_in, n_out, rng):
    """The weight and the bias with which a linear layer starts.

    initializer  "kaiming" or "xavier"
    n_in, n_out  n_in and n_out of the layer
    rng          a numpy.random.Generator: draw all random numbers with it, in one call

    Return weight (n_in, n_out), normal numbers of mean 0 and the right standard
    deviation, and bias (n_out,), zeros; both float64.
    """
    # BEGIN SOLUTION
    if initializer == "kaiming":
        deviation = np.sqrt(2 / n_in)
    else:
        deviation = np.sqrt(2 / (n_in + n_out))
    return deviation * rng.standard_normal((n_in, n_out)), np.zeros(n_out)
    # END SOLUTION


def run(answer, initializer, n_in, n_out, rng):
    """Which of the two sizes comes first in the draw is free: weights drawn as (n_out, n_in) and turned over count too.

    So where the numbers are those, in that order, they are turned into those of the other order.
    """
    twin = copy.deepcopy(rng)
    results = answer(initializer, n_in, n_out, rng)
    if not isinstance(results, (tuple, list)) or len(results) != 2:
        return results
    weight = np.asarray(results[0])
    if weight.shape == (n_in, n_out) and weight.dtype == np.float64:
        drawn = twin.standard_normal(n_in * n_out)
        with np.errstate(all="ignore"):
            scale = weight / drawn.reshape(n_out, n_in).T
        if np.ptp(scale) <= 1e-9 * abs(scale[0, 0]):
            return scale[0, 0] * drawn.reshape(n_in, n_out), results[1]
    return results


def start_cases(rng):
    for initializer, n_in, n_out in [("kaiming", 30, 20), ("xavier", 30, 20), ("xavier", 8, 50), ("kaiming", 64, 3)]:
        yield initializer, n_in, n_out, np.random.default_rng(rng.integers(2**32))


def _kaiming(n_in, n_out):
    return math.sqrt(2 / n_in)


def _xavier(n_in, n_out):
    return math.sqrt(2 / (n_in + n_out))


def _scaled(kaiming=_kaiming, xavier=_xavier, then=lambda deviation: deviation):
    """The solution with another standard deviation for one of the two, or for both."""

    def wrong(initializer, n_in, n_out, rng):
        deviation = {"kaiming": kaiming, "xavier": xavier}[initializer](n_in, n_out)
        return then(deviation) * rng.standard_normal((n_in, n_out)), np.zeros(n_out)

    return wrong


def _drawn(draw):
    """The solution with weights from draw(rng, deviation, n_in, n_out)."""

    def wrong(initializer, n_in, n_out, rng):
        deviation = {"kaiming": _kaiming, "xavier": _xavier}[initializer](n_in, n_out)
        return draw(rng, deviation, n_in, n_out), np.zeros(n_out)

    return wrong


def _uniform(factor):
    return _drawn(lambda rng, deviation, n_in, n_out: rng.uniform(-1, 1, (n_in, n_out)) * factor * deviation)


def _with_biases(draw):
    """The solution with biases from draw(rng, deviation, n_out)."""

    def wrong(initializer, n_in, n_out, rng):
        weight, _ = draw_start(initializer, n_in, n_out, rng)
        deviation = {"kaiming": _kaiming, "xavier": _xavier}[initializer](n_in, n_out)
        return weight, draw(rng, deviation, n_out)

    return wrong


def _with_own_generator(initializer, n_in, n_out, rng):
    return draw_start(initializer, n_in, n_out, np.random.default_rng(0))


NORMAL_WANTED = "drawn evenly between two ends (rng.uniform). Asked for are normal numbers"
BIASES_AT_ZERO = "the biases {}: they start at zero, because different weights already make the units differ"

DRAW_START = Exercise(
    name="draw_start",
    points=3,
    solution=draw_start,
    cases=start_cases,
    run=run,
    outputs=("weight", "bias"),
    hints=(
        "Three things: a standard deviation, (5) or (8); normal numbers of the right shape; zeros for the biases.",
        "`rng.standard_normal(shape)` gives normal numbers of mean 0 and standard deviation 1. What must you multiply "
        "them by so that their standard deviation becomes sigma?",
        "(5) and (8) give sigma squared, so take the square root. Multiply it by rng.standard_normal((n_in, n_out)), "
        "and return weight and bias, in this order.",
    ),
    proves="any layer you make starts where its signals keep their size, and the same seed gives the same layer.",
    mistakes=(
        Mistake(
            _scaled(lambda n_in, n_out: math.sqrt(1 / n_in), lambda n_in, n_out: math.sqrt(1 / (n_in + n_out))),
            "1 stands under both roots where 2 belongs: 2 / n_in and 2 / (n_in + n_out)",
        ),
        Mistake(
            _scaled(xavier=lambda n_in, n_out: math.sqrt(1 / (n_in + n_out) / 2)),
            "Xavier's variance is a quarter of what it should be: one over the mean of n_in and n_out is 2 / (n_in + "
            "n_out)",
        ),
        Mistake(
            _scaled(kaiming=lambda n_in, n_out: math.sqrt(4 / (n_in + n_out))),
            "Kaiming took the mean of n_in and n_out: it looks at n_in alone, only the inputs add up",
        ),
        Mistake(
            _drawn(lambda rng, deviation, n_in, n_out: rng.normal(deviation, size=(n_in, n_out))),
            "the first argument of rng.normal is the mean: write scale=, so that the weights are centred on 0",
        ),
        Mistake(
            _drawn(lambda rng, deviation, n_in, n_out: np.full((n_in, n_out), deviation * rng.standard_normal())),
            "all weights are the same number: each weight needs one of its own, so give the shape (n_in, n_out)",
        ),
        Mistake(
            _scaled(kaiming=lambda n_in, n_out: math.sqrt(2 / n_out)),
            "is that fan_out under Kaiming's root? The sum of one unit runs over its inputs, so divide by n_in",
        ),
        Mistake(
            _scaled(kaiming=lambda n_in, n_out: math.sqrt(1 / n_in)),
            "is Kaiming's factor 2 missing? The ReLU throws half of the mean square away, and the 2 makes up for it",
        ),
        Mistake(_scaled(kaiming=_xavier), "do both give Xavier's weights? Kaiming divides by n_in alone"),
        Mistake(_scaled(xavier=_kaiming), "do both give Kaiming's weights? Xavier divides by n_in + n_out"),
        Mistake(_scaled(kaiming=_xavier, xavier=_kaiming), "Kaiming and Xavier have changed places"),
        Mistake(
            _scaled(xavier=lambda n_in, n_out: math.sqrt(1 / (n_in + n_out))),
            "is Xavier's factor 2 missing? One over the mean of n_in and n_out is 2 / (n_in + n_out)",
        ),
        Mistake(
            _scaled(xavier=lambda n_in, n_out: math.sqrt(1 / n_in)),
            "Xavier's is forward's wish alone, 1 / n_in: where is n_out, which backward asks for?",
        ),
        Mistake(
            _scaled(xavier=lambda n_in, n_out: math.sqrt(1 / n_out)),
            "Xavier's is backward's wish alone, 1 / n_out: where is n_in, which forward asks for?",
        ),
        Mistake(
            _scaled(xavier=lambda n_in, n_out: math.sqrt(6 / (n_in + n_out))),
            "sqrt(6 / (n_in + n_out)) is the end of Xavier's uniform version; for normal numbers a 2 stands there",
        ),
        Mistake(
            _scaled(then=lambda deviation: deviation**2),
            "is that the variance? What multiplies standard normal numbers is the standard deviation, its square root",
        ),
        Mistake(_scaled(then=math.sqrt), "was one square root too many taken?"),
        Mistake(_scaled(then=lambda deviation: 1), "the weights have standard deviation 1, whatever the layer's size"),
        Mistake(_scaled(then=lambda deviation: 0.01), "the weights have standard deviation 0.01, whatever the size"),
        Mistake(
            _uniform(1), f"{NORMAL_WANTED}; and evenly from -a to a, the standard deviation is not a but a / sqrt(3)"
        ),
        Mistake(_uniform(math.sqrt(3)), f"the standard deviation is right, but the weights are {NORMAL_WANTED}"),
        Mistake(
            _drawn(lambda rng, deviation, n_in, n_out: deviation * rng.standard_normal((n_out, n_in))),
            "the shape is (n_out, n_in), expected (n_in, n_out): one row per input, one column per unit",
        ),
        Mistake(
            _drawn(lambda rng, deviation, n_in, n_out: deviation * np.abs(rng.standard_normal((n_in, n_out)))),
            "are the weights all positive? Their mean must be 0, or the derivation does not hold",
        ),
        Mistake(_with_own_generator, "is it a generator of your own with a fixed seed? Draw with the given rng"),
        Mistake(_with_biases(lambda rng, deviation, n_out: np.full(n_out, 0.01)), BIASES_AT_ZERO.format("are 0.01")),
        Mistake(_with_biases(lambda rng, deviation, n_out: np.full(n_out, 0.1)), BIASES_AT_ZERO.format("are 0.1")),
        Mistake(_with_biases(lambda rng, deviation, n_out: np.ones(n_out)), BIASES_AT_ZERO.format("are 1")),
        Mistake(
            _with_biases(lambda rng, deviation, n_out: rng.standard_normal(n_out)), BIASES_AT_ZERO.format("are random")
        ),
        Mistake(
            _with_biases(lambda rng, deviation, n_out: deviation * rng.standard_normal(n_out)),
            BIASES_AT_ZERO.format("are random, like the weights"),
        ),
    ),
)
