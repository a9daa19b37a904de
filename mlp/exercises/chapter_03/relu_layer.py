"""The first exercise of chapter 03: the ReLU."""

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


class ReLULayer(Layer):
    """The rectified linear unit, Y = max(X, 0)."""

    def forward(self, x, training=False):
        """x (n, units), float32 or float64 -> output, of the same shape and dtype.
        Change nothing in x.
        """
        # BEGIN SOLUTION
        self.x = x
        return np.maximum(x, 0)
        # END SOLUTION

    def backward(self, d_output):
        """d_output (n, units) -> d_input, of the same shape and dtype; 0 where x was 0.
        Change nothing in d_output.
        """
        # BEGIN SOLUTION
        return d_output * (self.x > 0)
        # END SOLUTION


def _relu_forward(way):
    def forward(self, x, training=False):
        self.x = x
        return way(x)

    return changed(ReLULayer, forward)


def _relu_backward(way):
    return changed(ReLULayer, backward=lambda self, d_output: way(self.x, d_output))


def _writing(array, where, value):
    array[where] = value
    return array


def run_relu(layer_class, x, d_output):
    return run_layer(layer_class, x, d_output)


AT_ZERO = "only where x is exactly 0 something is different: the slope there is 0 by convention, so > and not >="
TURNED = "the mask is turned round: the gradient passes where x is above 0"

RELU_LAYER = Exercise(
    name="ReLULayer",
    points=2,
    solution=ReLULayer,
    case=batch_with_zero,
    vary=SIZES | {"zero": (True,)},
    because=SIZES_BECAUSE | {"zero": AT_ZERO},
    run=run_relu,
    outputs=OUTPUTS,
    hints=(
        "Forward: NumPy has a function that compares two arrays, or an array and a number, entry by entry and keeps "
        "the larger. Backward: which of x and d_output decides whether the unit was switched on?",
        "backward is not given x, so forward must keep it. `self.x > 0` is an array of True and False, and those "
        "count as 1 and 0 in a product.",
        "forward keeps x in self.x and returns np.maximum of x and 0. backward multiplies d_output, entry by entry, "
        "by the array that is True where self.x is above 0.",
    ),
    proves="the gradient goes through where the unit was on and nowhere else, whatever the sign of dY.",
    mistakes=(
        Mistake(
            _relu_backward(lambda x, d_output: np.maximum(d_output, 0)),
            "this is max(dY, 0): it looks at the sign of dY, but the slope of a ReLU depends on the sign of X, "
            "which forward has to keep",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: d_output * (x >= 0)),
            AT_ZERO,
        ),
        Mistake(
            _relu_backward(lambda x, d_output: d_output),
            "nothing was blocked: where the unit was off, d_input is 0 (and if you mask by the output, note that "
            "`output >= 0` is true everywhere)",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: d_output * (x < 0)),
            TURNED,
        ),
        Mistake(
            _relu_backward(lambda x, d_output: d_output * (x <= 0)),
            TURNED,
        ),
        Mistake(
            _relu_backward(lambda x, d_output: x * (d_output > 0)),
            "x and d_output have changed places: d_output is what passes, the sign of x decides where",
        ),
        Mistake(
            _relu_forward(lambda x: _writing(x, x < 0, 0)),
            "`x[x < 0] = 0` writes into the caller's array: np.maximum makes a new one",
        ),
        Mistake(_relu_forward(np.abs), "that is |x|: a ReLU gives 0 where x is negative"),
        Mistake(_relu_forward(lambda x: np.minimum(x, 0)), "that keeps the negative side: take the larger of x and 0"),
        Mistake(
            _relu_forward(lambda x: np.max(x, 0)),
            "np.max(x, 0) is the largest number along axis 0: np.maximum(x, 0) compares entry by entry",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: d_output * np.sign(x)),
            "np.sign(x) is -1 where x is negative: the slope there is 0, because the output does not move",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: np.where(x > 0, d_output, -d_output)),
            "where x is negative the gradient is 0, not -d_output: the output does not move there",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: np.maximum(d_output, 0) * (x > 0)),
            "negative numbers of d_output are cut off, too: the sign of x alone decides what passes",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: np.where(x > 0, 1, d_output)),
            "where x is above 0 the gradient is d_output, and 0 elsewhere: np.where(x > 0, d_output, 0)",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: np.zeros_like(d_output)),
            "nothing passes: d_input is 0 everywhere, and must be d_output where x is above 0",
        ),
        Mistake(
            _relu_forward(lambda x: x),
            "forward lets negative numbers pass: a ReLU gives 0 where x is negative",
        ),
        Mistake(
            _relu_forward(lambda x: (x > 0).astype(x.dtype)),
            "forward returns the mask, 1 or 0: a ReLU gives x itself where x is above 0",
        ),
        Mistake(_relu_forward(np.sign), "forward returns the sign of x: a ReLU gives x itself where x is above 0"),
        Mistake(
            _relu_forward(lambda x: np.clip(x, 0, 1)),
            "large x is cut off at 1 (clipped): a ReLU has no upper limit",
        ),
        Mistake(
            _relu_forward(lambda x: np.where(x > 0, x, 0.01 * x)),
            "that is a leaky ReLU: a ReLU gives 0 where x is negative",
        ),
        *mistakes_of_all(ReLULayer, lambda layer: (layer.kept_x > 0).astype(layer.kept_x.dtype)),
    ),
)
