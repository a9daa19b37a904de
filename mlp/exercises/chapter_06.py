"""The exercises of chapter 06 that draw a layer's starting weights: Kaiming's and Xavier's.

Its other two follow the signals through a deep network: `chapter_06_forward` and `chapter_06_backward`.
"""

import math

import numpy as np

from .framework import Exercise, Mistake


def kaiming_start(n_in, n_out, rng):
    weight = math.sqrt(2 / n_in) * rng.standard_normal((n_in, n_out))
    return weight, np.zeros(n_out)


def xavier_start(n_in, n_out, rng):
    weight = math.sqrt(2 / (n_in + n_out)) * rng.standard_normal((n_in, n_out))
    return weight, np.zeros(n_out)


def start_cases(rng):
    for n_in, n_out in [(30, 20), (8, 50), (64, 3), (1, 6)]:
        yield n_in, n_out, np.random.default_rng(rng.integers(2**32))


def _scaled_by(deviation):
    """Normal weights of standard deviation `deviation(n_in, n_out)`, and biases of zero."""

    def wrong(n_in, n_out, rng):
        return deviation(n_in, n_out) * rng.standard_normal((n_in, n_out)), np.zeros(n_out)

    return wrong


def _uniform(limit):
    def wrong(n_in, n_out, rng):
        end = limit(n_in, n_out)
        return rng.uniform(-end, end, (n_in, n_out)), np.zeros(n_out)

    return wrong


def _changed(right, change):
    """The right answer, changed afterwards: change(weight, bias, rng) -> weight, bias."""

    def wrong(n_in, n_out, rng):
        return change(*right(n_in, n_out, rng), rng)

    return wrong


def _with_own_generator(right):
    def wrong(n_in, n_out, rng):
        return right(n_in, n_out, np.random.default_rng(0))

    return wrong


def _shape_turned(deviation):
    def wrong(n_in, n_out, rng):
        return deviation(n_in, n_out) * rng.standard_normal((n_out, n_in)), np.zeros(n_out)

    return wrong


def _drawn_in_float32(deviation):
    def wrong(n_in, n_out, rng):
        weight = rng.standard_normal((n_in, n_out), dtype=np.float32)
        return np.float32(deviation(n_in, n_out)) * weight, np.zeros(n_out)

    return wrong


def common_mistakes(right, deviation):
    """What goes wrong with either start; `deviation` is the right standard deviation."""
    not_normal = "drawn evenly between two ends (rng.uniform). Asked for are normal numbers"
    return (
        Mistake(
            _scaled_by(lambda n_in, n_out: deviation(n_in, n_out) ** 2),
            "is that the variance? What multiplies standard normal numbers is the standard deviation, its square root",
        ),
        Mistake(
            _scaled_by(lambda n_in, n_out: math.sqrt(deviation(n_in, n_out))),
            "is one square root too many taken?",
        ),
        Mistake(_scaled_by(lambda n_in, n_out: 1), "the weights have standard deviation 1, whatever the layer's size"),
        Mistake(_scaled_by(lambda n_in, n_out: 0.01), "the weights have standard deviation 0.01, whatever the size"),
        Mistake(
            _uniform(deviation),
            f"{not_normal}; and evenly from -a to a the standard deviation is not a but a / sqrt(3)",
        ),
        Mistake(
            _uniform(lambda n_in, n_out: math.sqrt(3) * deviation(n_in, n_out)),
            f"the standard deviation is right, but the weights are {not_normal}",
        ),
        Mistake(_shape_turned(deviation), "the shape is (n_out, n_in): one row per input, one column per unit"),
        Mistake(
            _drawn_in_float32(deviation),
            "the weights were drawn in float32: draw in float64, a network turns them into its own dtype",
        ),
        Mistake(_with_own_generator(right), "is it a generator of your own with a fixed seed? Draw with the given rng"),
        Mistake(
            _changed(right, lambda weight, bias, rng: (weight, bias + 0.01)),
            "the biases start at 0.01: zero is asked for, different weights already make the units differ",
        ),
        Mistake(
            _changed(right, lambda weight, bias, rng: (weight, bias + 1)), "the biases start at 1: zero is asked for"
        ),
        Mistake(
            _changed(right, lambda weight, bias, rng: (weight, rng.standard_normal(bias.shape))),
            "the biases were drawn at random: they start at zero, different weights already make the units differ",
        ),
        Mistake(
            _changed(right, lambda weight, bias, rng: (weight, rng.normal(0, deviation(*weight.shape), bias.shape))),
            "the biases were drawn at random like the weights: they start at zero",
        ),
        Mistake(
            _changed(right, lambda weight, bias, rng: (np.abs(weight), bias)),
            "are the weights all positive? Their mean must be 0, or the derivation does not hold",
        ),
    )


def _kaiming_deviation(n_in, n_out):
    return math.sqrt(2 / n_in)


def _xavier_deviation(n_in, n_out):
    return math.sqrt(2 / (n_in + n_out))


KAIMING_START = Exercise(
    name="kaiming_start",
    points=2,
    solution=kaiming_start,
    cases=start_cases,
    outputs=("weight", "bias"),
    hints=(
        "Three things: the shape (n_in, n_out), the standard deviation of equation (5), and zeros for the biases.",
        "`rng.standard_normal(shape)` gives normal numbers of mean 0 and standard deviation 1. What must you multiply "
        "them by so that their standard deviation becomes sigma?",
        "sigma is the square root of 2 over the number of terms in one unit's sum. Return weight and bias, in "
        "this order.",
    ),
    proves="any layer you make starts where ReLUs keep the signal's size, and the same seed gives the same layer.",
    mistakes=(
        Mistake(
            _scaled_by(lambda n_in, n_out: math.sqrt(2 / n_out)),
            "is that fan_out? The sum of one unit runs over its inputs, so divide by n_in",
        ),
        Mistake(
            _scaled_by(lambda n_in, n_out: math.sqrt(1 / n_in)),
            "is the factor 2 missing? The ReLU throws half of the mean square away, and the 2 makes up for it",
        ),
        Mistake(_scaled_by(_xavier_deviation), "that is Xavier's 2 / (n_in + n_out): Kaiming divides by n_in alone"),
        *common_mistakes(kaiming_start, _kaiming_deviation),
    ),
)

XAVIER_START = Exercise(
    name="xavier_start",
    points=1,
    solution=xavier_start,
    cases=start_cases,
    outputs=("weight", "bias"),
    hints=(
        "Only the standard deviation differs from kaiming_start: look at equation (8).",
        "Forward wants the variance 1 / n_in, backward 1 / n_out. Xavier takes one over the mean of n_in and n_out.",
        "One over the mean of two numbers is 2 over their sum; that is the variance. The standard deviation is its "
        "square root.",
    ),
    proves="your start treats both directions alike, and the same seed gives the same layer.",
    mistakes=(
        Mistake(
            _scaled_by(lambda n_in, n_out: math.sqrt(1 / (n_in + n_out))),
            "is the factor 2 missing? One over the mean of n_in and n_out is 2 / (n_in + n_out)",
        ),
        Mistake(
            _scaled_by(lambda n_in, n_out: math.sqrt(1 / n_in)),
            "that is forward's wish alone, 1 / n_in: where is n_out, which backward asks for?",
        ),
        Mistake(
            _scaled_by(lambda n_in, n_out: math.sqrt(1 / n_out)),
            "that is backward's wish alone, 1 / n_out: where is n_in, which forward asks for?",
        ),
        Mistake(_scaled_by(_kaiming_deviation), "that is Kaiming's 2 / n_in: Xavier divides by n_in + n_out"),
        Mistake(
            _scaled_by(lambda n_in, n_out: math.sqrt(6 / (n_in + n_out))),
            "sqrt(6 / (n_in + n_out)) is the end of Xavier's uniform version; for normal numbers a 2 stands there",
        ),
        *common_mistakes(xavier_start, _xavier_deviation),
    ),
)
