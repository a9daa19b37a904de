"""The exercises of chapter 03, activations as layers: what they share, and the first, the ReLU.

The others are in `chapter_03_leaky_relu`, `chapter_03_tanh` and `chapter_03_sigmoid`.
"""

import numpy as np

from mlp.exercises.chapter_02.linear_layer import step
from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.layers import Layer

SIZES = [(5, 3, "float64"), (7, 2, "float32"), (1, 4, "float64"), (4, 4, "float64")]  # n, units, dtype
FORGOTTEN = "d_output is missing: backward returns the slope f'(X) times d_output, not the slope alone"
OLD_CACHE = "backward used what an earlier batch left: every forward must keep its own"


def batch(rng, n, units, dtype, scale=1.0):
    """x and d_output, (n, units) each, in which no number is near 0."""
    x, d_output = (np.sign(part) * (0.1 + abs(part)) for part in rng.standard_normal((2, n, units)))
    return (scale * x).astype(dtype), d_output.astype(dtype)


def run_layer(layer_class, x, d_output, *options):
    """Two training steps with the layer, on different batches; the second's output and d_input."""
    layer = layer_class(*options)
    if not isinstance(layer, Layer):
        raise TypeError(f"the class is not a Layer: write `class {layer_class.__name__}(Layer):`")
    layer.attach(np.zeros(0), np.zeros(0))
    step(layer, x[::-1] / 2, 3 * d_output)
    return step(layer, x, d_output)


def changed(layer_class, forward=None, backward=None):
    """A layer like `layer_class` with another forward, another backward, or both."""
    parts = {"forward": forward, "backward": backward}
    return type("Changed", (layer_class,), {name: part for name, part in parts.items() if part})


def with_old_cache(layer_class):
    """A layer like `layer_class` whose backward always uses the first batch."""

    class OldCache(layer_class):
        first = None

        def forward(self, x, training=False):
            self.first = x if self.first is None else self.first
            return super().forward(x)

        def backward(self, d_output):
            super().forward(self.first)
            return super().backward(d_output)

    return OldCache


class ReLULayer(Layer):
    """The rectified linear unit, Y = max(X, 0)."""

    def forward(self, x, training=False):
        """x (n, units), float32 or float64 -> output, of the same shape and dtype. Change nothing in x."""
        # BEGIN SOLUTION
        self.x = x
        return np.maximum(x, 0)
        # END SOLUTION

    def backward(self, d_output):
        """d_output (n, units) -> d_input, of the same shape and dtype; 0 where x was 0. Change nothing in d_output."""
        # BEGIN SOLUTION
        return d_output * (self.x > 0)
        # END SOLUTION


def relu_cases(rng):
    """In each case the first entry of x is exactly 0."""
    for sizes in SIZES:
        x, d_output = batch(rng, *sizes)
        x[0, 0] = 0
        yield x, d_output


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


RELU_LAYER = Exercise(
    name="ReLULayer",
    points=2,
    solution=ReLULayer,
    cases=relu_cases,
    run=run_layer,
    outputs=("the output", "d_input"),
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
            "only where x is exactly 0 something is different: the slope there is 0 by convention, so > and not >=",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: d_output),
            "nothing was blocked: where the unit was off, d_input is 0 (and if you mask by the output, note that "
            "`output >= 0` is true everywhere)",
        ),
        Mistake(_relu_backward(lambda x, d_output: x > 0), FORGOTTEN),
        Mistake(_relu_backward(lambda x, d_output: (x > 0).astype(int)), FORGOTTEN),
        Mistake(_relu_backward(lambda x, d_output: (x > 0).astype(float)), FORGOTTEN),
        Mistake(_relu_backward(lambda x, d_output: (x > 0).astype(x.dtype)), FORGOTTEN),
        Mistake(
            _relu_backward(lambda x, d_output: d_output * (x < 0)),
            "the mask is turned round: the gradient passes where x is above 0",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: d_output * (x <= 0)),
            "the mask is turned round: the gradient passes where x is above 0",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: x * (d_output > 0)),
            "x and d_output have changed places: d_output is what passes, the sign of x decides where",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: d_output * np.maximum(x, 0)),
            "d_output was multiplied by the output: the slope of max(x, 0) is 1 where x is above 0, not x",
        ),
        Mistake(
            _relu_backward(lambda x, d_output: _writing(d_output, x <= 0, 0)),
            "`d_output[...] = 0` writes into the caller's array: make a new one, such as a product with the mask",
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
            _relu_forward(lambda x: max(x, 0)),
            "Python's max compares two single values: np.maximum compares arrays entry by entry",
        ),
        Mistake(with_old_cache(ReLULayer), OLD_CACHE),
    ),
)
