"""The third exercise of chapter 02: the gradient of any function, by central differences."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def numeric_gradient(function, x, step=1e-5):
    """The gradient of a function by central differences, equation (7) for one entry of
    x at a time.

    function  takes an array of x's shape and returns one number
    x         an array of any shape, float64; function may be called with x itself while
              one entry is moved, but afterwards x must be as it was
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


def case(rng, axes=1, n=4, step=1e-5):
    """The gradient of a sum of sines, whose one-sided differences are off; a step too many leaves a rest behind."""
    shape = (n, 3, 2)[:axes]
    return rng.standard_normal(shape), rng.standard_normal(shape), step


def run(numeric_gradient, factors, x, step):
    """The gradient, and how far from x the nearest point lay at which the function was called."""
    start, distances = x.copy(), []

    def function(point):
        if np.shape(point) == start.shape:
            distances.append(np.abs(point - start).max())
        return float(np.sum(factors * np.sin(point)))

    gradient = numeric_gradient(function, x, step)
    return gradient, min((distance for distance in distances if distance > step / 1e3), default=0.0)


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
    return (function(x + step) - function(x - step)) / (2 * step)


def _with_steps(function, x, step=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += step
        above = function(x)
        x[place] -= 2 * step
        below = function(x)
        x[place] += step
        gradient[place] = (above - below) / (2 * step)
    return gradient


def _never_put_back(function, x, step=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += step
        above = function(x)
        x[place] -= 2 * step
        gradient[place] = (above - function(x)) / (2 * step)
    return gradient


def _two_names(function, x, step=1e-5):
    """`up, down = x, x`: what is added is subtracted before the function is called."""
    return np.zeros_like(x)


def _view(function, x, step=1e-5):
    """The old number was kept as a view, so both calls see a point that has moved by one step, or none."""
    gradient, flat = np.zeros(x.size), x.reshape(-1, 1)
    for i in range(x.size):
        old = flat[i]
        flat[i] = old + step
        above = function(x)
        flat[i] = old - step
        below = function(x)
        flat[i] = old
        gradient[i] = (above - below) / (2 * step)
    return gradient.reshape(x.shape)


def _one_entry_alone(function, x, step=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        gradient[place] = (function(x[place] + step) - function(x[place] - step)) / (2 * step)
    return gradient


def _others_at_zero(function, x, step=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        above, below = np.zeros_like(x), np.zeros_like(x)
        above[place], below[place] = x[place] + step, x[place] - step
        gradient[place] = (function(above) - function(below)) / (2 * step)
    return gradient


def _whole_rows(function, x, step=1e-5):
    return _difference(_central, places=lambda x: range(len(x)))(function, x, step)


ALONE = "the function was given one number alone: it takes the whole array x, in which one entry is moved"
AT_ONCE = "every entry was moved at once: a partial derivative moves one and keeps the others"
NOT_BACK = (
    "an entry is not put back exactly: + step, - 2 * step and + step are each rounded, and a rest stays; keep the old "
    "number "
    "and restore that"
)

NUMERIC_GRADIENT = Exercise(
    name="numeric_gradient",
    points=2,
    solution=numeric_gradient,
    outputs=("the gradient", "the step that was taken"),
    case=case,
    vary={"axes": (2, 3), "n": (7, 1), "step": (1e-4,)},
    because={
        "axes": "it works for one number of axes only: np.ndindex(x.shape) runs over the places of an array of any "
        "shape",
        ("axes", 2): "it works for two axes only: np.ndindex(x.shape) runs over the places of an array of any shape",
        "n": "it is right for one number of entries only: is a size written as a number?",
        "the step that was taken": "the gradient is right, and the step is not the one asked for: is it written as a "
        "number? "
        "Use the parameter `step`",
    },
    run=run,
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
        Mistake(
            _difference(lambda above, here, below, step: (above + below) / (2 * step)),
            "the two losses are added: a slope comes from their difference",
        ),
        Mistake(
            _difference(lambda above, here, below, step: (above - 2 * here + below) / step**2),
            "that is the second difference, the curvature: the first derivative is (above - below) / (2 * step)",
        ),
        Mistake(
            _difference(lambda above, here, below, step: above - below / (2 * step)),
            "brackets are missing: only the second loss is divided; (above - below) / (2 * step)",
        ),
        Mistake(
            _difference(lambda above, here, below, step: abs(above - below) / (2 * step)),
            "the sign is lost, by an absolute value: a gradient may be negative",
        ),
        Mistake(_all_at_once, AT_ONCE),
        Mistake(lambda *inputs: np.full_like(inputs[1], _all_at_once(*inputs)), AT_ONCE),
        Mistake(_with_steps, NOT_BACK),
        Mistake(_never_put_back, "an entry was not put back: restore the original before you go on to the next one"),
        Mistake(
            _difference(_central, settle=lambda value, step: value - step),
            "an entry was not put back: restore the original before you go on to the next one",
        ),
        Mistake(
            _two_names,
            "every difference is 0: if `up` and `down` are two names for the same array x, adding to one and "
            "subtracting "
            "from the other leaves it as it was; x.copy() makes a second array",
        ),
        Mistake(
            _view,
            "old = x[i] of an array with more axes is a view of it, not a number: it changes with x; keep a copy",
        ),
        Mistake(_one_entry_alone, ALONE),
        Mistake(
            lambda function, x, step=1e-5: _others_at_zero(function, np.zeros_like(x), step),
            "the function was called around 0, not around x: the step is added to x",
        ),
        Mistake(_others_at_zero, "all other entries were set to 0: they stay as they are, only one is moved"),
        Mistake(
            _whole_rows,
            "whole rows are moved at once: x[i] is one entry only where x has one axis; np.ndindex(x.shape) runs over "
            "the "
            "places of an array of any shape",
        ),
        Mistake(
            lambda function, x, step=1e-5: numeric_gradient(function, x.astype("float32"), step).astype("float64"),
            "was x turned into float32? It has about 7 digits, and the difference of two losses loses most of them",
        ),
    ),
)
