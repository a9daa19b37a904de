"""The second exercise of chapter 03: the leaky ReLU, with a slope of your choice."""

import numpy as np

from mlp.exercises.chapter_03.relu_layer import FORGOTTEN, OLD_CACHE, changed, relu_cases, run_layer, with_old_cache
from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.layers import Layer


class LeakyReLULayer(Layer):
    """The leaky rectified linear unit, Y = X where X > 0, else slope * X."""

    def __init__(self, slope=0.01):
        self.slope = slope

    def forward(self, x, training=False):
        """x (n, units), float32 or float64 -> output, of the same shape and dtype. Change nothing in x."""
        # BEGIN SOLUTION
        self.x = x
        return np.where(x > 0, x, self.slope * x)
        # END SOLUTION

    def backward(self, d_output):
        """d_output (n, units) -> d_input, of the same shape and dtype; x = 0 counts as the negative side."""
        # BEGIN SOLUTION
        return np.where(self.x > 0, d_output, self.slope * d_output)
        # END SOLUTION


def leaky_cases(rng):
    for (x, d_output), slope in zip(relu_cases(rng), (0.01, 0.25, 0.1, 0.5), strict=True):
        yield x, d_output, slope


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


LEAKY_RELU_LAYER = Exercise(
    name="LeakyReLULayer",
    points=2,
    solution=LeakyReLULayer,
    cases=leaky_cases,
    run=run_leaky,
    outputs=("the output", "d_input"),
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
            "only where x is exactly 0 something is different: 0 belongs to the negative side by convention, so > "
            "and not >=",
        ),
        Mistake(_leaky_backward(lambda x, d_output, slope: np.where(x > 0, 1.0, slope)), FORGOTTEN),
        Mistake(_leaky_backward(lambda x, d_output, slope: np.where(x > 0, 1.0, slope).astype(x.dtype)), FORGOTTEN),
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
            _leaky_backward(lambda x, d_output, slope: _scaling(d_output, x <= 0, slope)),
            "`d_output[...] *= slope` writes into the caller's array: np.where makes a new one",
        ),
        Mistake(with_old_cache(LeakyReLULayer), OLD_CACHE),
    ),
)
