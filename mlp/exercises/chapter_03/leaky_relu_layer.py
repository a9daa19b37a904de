"""The second exercise of chapter 03: the leaky ReLU, with a slope of your choice."""

import numpy as np

from mlp.exercises.chapter_03.activation import (
    OUTPUTS,
    SIZES,
    SIZES_BECAUSE,
    batch_with_zero,
    changed,
    mistakes_of_all,
    run_layer,
)
from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.layers import Layer


class LeakyReLULayer(Layer):
    """The leaky rectified linear unit, Y = X where X > 0, else slope * X."""

    def __init__(self, slope=0.01):
        self.slope = slope

    def forward(self, x, training=False):
        """x (n, units), float32 or float64 -> output, of the same shape and dtype.
        Change nothing in x.
        """
        # BEGIN SOLUTION
        self.x = x
        return np.where(x > 0, x, self.slope * x)
        # END SOLUTION

    def backward(self, d_output):
        """d_output (n, units) -> d_input, of the same shape and dtype; x = 0 counts as
        the negative side.
        """
        # BEGIN SOLUTION
        return np.where(self.x > 0, d_output, self.slope * d_output)
        # END SOLUTION


def case(rng, n=5, units=3, dtype="float64", zero=False, slope=0.2, wide=False):
    return *batch_with_zero(rng, n, units, dtype, zero, wide), slope


def run_leaky(layer_class, x, d_output, slope):
    return run_layer(layer_class, x, d_output, slope)


def _leaky_forward(way):
    def forward(self, x, training=False):
        self.x = x
        return way(x, self.slope)

    return changed(LeakyReLULayer, forward)


def _leaky_backward(way):
    return changed(LeakyReLULayer, backward=lambda self, d_output: way(self.x, d_output, self.slope))


def _scaling(array, where, slope):
    array[where] *= slope
    return array


AT_ZERO = (
    "only where x is exactly 0 something is different: 0 belongs to the negative side by convention, so > and not >="
)

LEAKY_RELU_LAYER = Exercise(
    name="LeakyReLULayer",
    points=2,
    solution=LeakyReLULayer,
    case=case,
    vary=SIZES | {"zero": (True,), "slope": (0.01, 0.5)},
    because=SIZES_BECAUSE
    | {
        "zero": AT_ZERO,
        "slope": "it is right for one slope only: the slope is written as a number somewhere, use self.slope",
        ("slope", 0.01): "it is right for the slope 0.01 only: that is written as a number somewhere, use self.slope",
    },
    run=run_leaky,
    outputs=OUTPUTS,
    hints=(
        "There are two sides. Write down output and slope for each, and say which one x = 0 belongs to.",
        "`np.where(condition, a, b)` takes from a where the condition is true and from b elsewhere. The condition is "
        "about x in both methods; the slope stands in self.slope.",
        "forward keeps x in self.x and chooses between x and self.slope * x. backward chooses between d_output and "
        "self.slope * d_output, with the condition self.x > 0.",
    ),
    proves="both sides pass a gradient, the negative one `slope` times as much: no unit of this kind can die.",
    mistakes=(
        Mistake(
            _leaky_backward(lambda x, d_output, slope: d_output * (x > 0)),
            "the slope is forgotten in backward: where x is not above 0 the gradient is slope * d_output, not 0",
        ),
        Mistake(
            _leaky_forward(lambda x, slope: np.maximum(x, 0)),
            "the slope is forgotten in forward: where x is not above 0 the output is slope * x, not 0",
        ),
        Mistake(
            _leaky_forward(lambda x, slope: np.where(x > 0, x, 0.01 * x)),
            "is the slope written as a number in forward? Use self.slope",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: np.where(x > 0, d_output, 0.01 * d_output)),
            "is the slope written as a number in backward? Use self.slope",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: np.where(d_output > 0, d_output, slope * d_output)),
            "backward chooses by the sign of d_output: the sign of x decides, which forward has to keep",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: np.where(x > 0, slope * d_output, d_output)),
            "the two sides have changed places in backward: slope belongs to where x is not above 0",
        ),
        Mistake(
            _leaky_forward(lambda x, slope: np.where(x > 0, slope * x, x)),
            "the two sides have changed places in forward: slope belongs to where x is not above 0",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: np.where(x >= 0, d_output, slope * d_output)),
            AT_ZERO,
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: d_output * np.where(x > 0, 1.0, slope)),
            "np.where(..., 1, slope) chooses between two Python numbers, which makes float64: choose between "
            "d_output and slope * d_output, which have the right dtype",
        ),
        Mistake(
            _leaky_forward(lambda x, slope: np.maximum(x, 0) - slope * np.minimum(x, 0)),
            "the sign of the negative side is turned: slope * x is below 0 there",
        ),
        Mistake(
            _leaky_forward(lambda x, slope: np.maximum(x, 0) + slope * x),
            "the positive side got slope * x as well: there the output is x alone",
        ),
        Mistake(
            _leaky_forward(lambda x, slope: _scaling(x, x < 0, slope)),
            "`x[x < 0] *= slope` writes into the caller's array: np.where makes a new one",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: slope * d_output),
            "the slope is used everywhere in backward: only where x is not above 0 the gradient is slope * d_output, "
            "elsewhere "
            "d_output",
        ),
        Mistake(
            _leaky_forward(lambda x, slope: slope * x),
            "the slope is used everywhere in forward: where x is above 0 the output is x itself",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: d_output),
            "backward lets everything pass: where x is not above 0 the gradient is slope * d_output",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: np.where(x > 0, d_output, slope)),
            "d_output is missing on the negative side of backward: the gradient there is slope * d_output",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: np.where(x > 0, d_output, slope * x)),
            "backward returns slope * x on the negative side: the slope is multiplied by d_output there, not by x",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: np.where(x > 0, d_output, slope * x * d_output)),
            "x is a factor too many on the negative side of backward: the slope is the constant slope, without x",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: np.where(x > 0, x, slope * x)),
            "backward computes forward's output once more: it is d_output that passes, or slope times as much",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: d_output * ((x > 0) + slope)),
            "the slope was added on the positive side, too: 1 + slope; the slope is 1 where x is above 0",
        ),
        Mistake(
            _leaky_backward(lambda x, d_output, slope: np.where(x > 0, d_output, -slope * d_output)),
            "the sign of the negative side of backward is turned, by a minus too many",
        ),
        Mistake(
            changed(
                LeakyReLULayer,
                lambda self, x, training=False: self.__dict__.update(x=-x) or np.where(x < 0, x, self.slope * x),
            ),
            "the two sides have changed places, in forward and in backward: slope belongs to where x is not above 0",
        ),
        Mistake(
            _leaky_forward(lambda x, slope: np.where(x > 0, x, slope)),
            "x is missing on the negative side of forward: the output there is slope * x",
        ),
        Mistake(
            _leaky_forward(lambda x, slope: np.where(x > 0, x, x - slope)),
            "the slope is subtracted: the output on the negative side is slope times x",
        ),
        Mistake(
            _leaky_forward(lambda x, slope: np.where(x > 0, x, x / slope)),
            "x is divided by the slope: the output on the negative side is slope times x",
        ),
        *mistakes_of_all(LeakyReLULayer, lambda layer: np.where(layer.kept_x > 0, 1.0, layer.slope)),
    ),
)
