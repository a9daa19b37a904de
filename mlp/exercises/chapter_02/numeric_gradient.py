"""The third exercise of chapter 02: the gradient of any function, by central differences."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def numeric_gradient(function, x, step=1e-5):
    """The gradient of a function by central differences, equation (7) for one entry of x at a time.

    function  takes an array of x's shape and returns one number
    x         an array of any shape, float64; function may be called with x itself while one entry is moved,
              but afterwards x must be as it was
    step      h

    Return the gradient, of x's shape, float64.
    """
    # BEGIN SOLUTION
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        original = x[place]
        x[place] = original + step
        above = function(x)
        x[place] = original - step
        below = function(x)
        x[place] = original
        gradient[place] = (above - below) / (2 * step)
    return gradient
    # END SOLUTION


def cases(rng):
    """A sum of sines, whose one-sided differences are off. Entries and steps are such that x + step - step is x."""
    for shape, step in [((4,), 2**-17), ((3, 2), 2**-17), ((5, 1), 2**-13), ((2, 3), 2**-13)]:
        factors = rng.standard_normal(shape)
        x = rng.integers(-128, 128, shape) / 64
        yield lambda x, factors=factors: float(np.sum(factors * np.sin(x))), x, step


def _difference(quotient, places=lambda x: np.ndindex(x.shape), settle=None):
    """numeric_gradient with another quotient, other places, or another way to put the entry back."""

    def wrong(function, x, step=1e-5):
        gradient = np.zeros_like(x)
        for place in places(x):
            above, here, below = x.copy(), function(x), x.copy()
            above[place] += step
            below[place] -= step
            gradient[place] = quotient(function(above), here, function(below), step)
            if settle:
                x[place] = settle(x[place], step)
        return gradient

    return wrong


def _central(above, here, below, step):
    return (above - below) / (2 * step)


def _all_at_once(function, x, step=1e-5):
    return np.full_like(x, (function(x + step) - function(x - step)) / (2 * step))


NUMERIC_GRADIENT = Exercise(
    name="numeric_gradient",
    points=2,
    solution=numeric_gradient,
    outputs=("the gradient",),
    cases=cases,
    tolerance=1e-6,
    hints=(
        "One entry at a time: all others stay where they are. `np.ndindex(x.shape)` runs over the places of any array.",
        "Call function with this entry a step higher, then a step lower. How far are the two apart?",
        "Keep `original = x[place]`, set x[place] to original ± step for the two calls, put original back, and "
        "divide the difference of the two losses by the distance, 2 * step.",
    ),
    proves="you can now check any gradient in this course without knowing its formula.",
    mistakes=(
        Mistake(
            _difference(lambda above, here, below, step: (above - here) / step),
            "that is a one-sided difference, whose error shrinks with step only: a step down as well makes it step²",
        ),
        Mistake(
            _difference(lambda above, here, below, step: (here - below) / step),
            "that is a one-sided difference, whose error shrinks with step only: a step up as well makes it step²",
        ),
        Mistake(
            _difference(lambda above, here, below, step: (above - below) / step),
            "the two points lie 2 * step apart, so divide by 2 * step",
        ),
        Mistake(
            _difference(lambda above, here, below, step: (above - below) / 2 * step),
            "/ 2 * step divides by 2 and then multiplies by step: put brackets round (2 * step)",
        ),
        Mistake(
            _difference(lambda above, here, below, step: above - below),
            "a difference of losses is not yet a slope: divide by the distance, 2 * step",
        ),
        Mistake(
            _difference(lambda above, here, below, step: (below - above) / (2 * step)),
            "the sign is turned: the loss a step higher comes first",
        ),
        Mistake(_all_at_once, "every entry was moved at once: a partial derivative moves one and keeps the others"),
        Mistake(
            _difference(_central, settle=lambda value, step: value - step),
            "an entry was not put back: restore the original before you go on to the next one",
        ),
        Mistake(
            lambda function, x, step=1e-5: numeric_gradient(function, x.astype("float32"), step).astype("float64"),
            "was x turned into float32? It has about 7 digits, and the difference of two losses loses most of them",
        ),
        Mistake(
            _difference(lambda above, here, below, step: (above - below) / 2**-16),
            "is the step written as a number? Use the parameter `step`",
        ),
    ),
)
