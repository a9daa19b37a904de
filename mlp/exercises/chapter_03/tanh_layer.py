"""The third exercise of chapter 03: tanh, whose slope comes from its output; and what it shares with the sigmoid."""

import numpy as np

from mlp.exercises.chapter_03.relu_layer import FORGOTTEN, OLD_CACHE, SIZES, batch, changed, run_layer, with_old_cache
from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.layers import Layer

OUTPUTS = ("the output", "d_input", "the place of an overflow")
LARGE = 2000.0  # exp of a tenth of it overflows in float32, exp of half of it in float64
OUTPUT_CHANGED = "backward wrote into the output that forward had returned: the next layer still needs it"
QUOTIENT = "exp overflows for large x, and inf / inf is nan: np.tanh computes the same and stays finite"
D_OUTPUT_CHANGED = "`d_output *= ...` writes into the caller's array: return a product, which is a new one"


def smooth_cases(rng):
    """Moderate numbers, then cases with large negative ones only and cases with large positive ones only."""
    for sizes in SIZES:
        yield batch(rng, *sizes)
    for sign in (-1, 1):
        for dtype in ("float64", "float32"):
            x, d_output = batch(rng, 3, 2, dtype)
            yield sign * LARGE * (1 + np.abs(x)), d_output


def run_smooth(layer_class, x, d_output):
    """As `run_layer`, and where a number became too large for its dtype: "forward", "backward" or "nowhere"."""
    output, d_input = run_layer(layer_class, x, d_output)
    layer = layer_class()
    forward = _overflows(lambda: layer.forward(x, training=True))
    backward = _overflows(lambda: layer.backward(d_output))
    return output, d_input, "forward" if forward else "backward" if backward else "nowhere"


def _overflows(run):
    heard = []
    with np.errstate(over="call", call=lambda kind, flag: heard.append(kind)):
        run()
    return bool(heard)


def with_forward(layer_class, function):
    """A layer like `layer_class` with another function in forward."""

    def forward(self, x, training=False):
        self.output = function(x)
        return self.output

    return changed(layer_class, forward)


def with_backward(layer_class, way):
    """A layer like `layer_class` with another backward: way(x, output, d_output)."""

    def forward(self, x, training=False):
        self.x = x
        return layer_class.forward(self, x)

    return changed(layer_class, forward, lambda self, d_output: way(self.x, self.output, d_output))


def product_in_place(slope):
    def way(x, output, d_output):
        d_output *= slope(output)
        return d_output

    return way


class TanhLayer(Layer):
    """The hyperbolic tangent, Y = tanh(X)."""

    def forward(self, x, training=False):
        """x (n, units), float32 or float64 -> output, of the same shape and dtype; no x, however large, overflows."""
        # BEGIN SOLUTION
        self.output = np.tanh(x)
        return self.output
        # END SOLUTION

    def backward(self, d_output):
        """d_output (n, units) -> d_input, of the same shape and dtype. Change neither d_output nor the output."""
        # BEGIN SOLUTION
        return d_output * (1 - self.output**2)
        # END SOLUTION


def _tanh(way):
    return with_backward(TanhLayer, way)


def _quotient(x):
    return (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)


def _four_exps(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def _squaring_in_place(x, output, d_output):
    output *= output
    return d_output * (1 - output)


TANH_LAYER = Exercise(
    name="TanhLayer",
    points=2,
    solution=TanhLayer,
    cases=smooth_cases,
    run=run_smooth,
    outputs=OUTPUTS,
    hints=(
        "NumPy has the function. Which of the two, input or output, does the slope 1 - tanh² ask for?",
        "Keep the output in forward: in backward the slope is then one subtraction and one square away. No tanh there.",
        "forward keeps np.tanh(x) in self.output and returns it. backward multiplies d_output by one minus the square "
        "of self.output, with brackets round the difference.",
    ),
    proves="one tanh per number is enough for both passes, and no input overflows.",
    mistakes=(
        Mistake(
            _tanh(lambda x, output, d_output: d_output * 4 / (np.exp(2 * x) + 1) ** 2),
            "4 / (exp(2x) + 1)² lacks the factor exp(2x): that is the slip of report 000's equation 3.2.4",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * 4 * np.exp(2 * x) / (np.exp(2 * x) + 1) ** 2),
            "exp(2x) overflows for large x, and inf / inf is nan: use the output, 1 - output²",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output / np.cosh(x) ** 2),
            "cosh overflows for large x: the same slope is 1 - output², which cannot",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * (1 - np.tanh(output) ** 2)),
            "the tanh was taken twice: self.output is tanh(X) already, so the slope is 1 - output²",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * (1 - x**2)),
            "that is 1 - X²: the slope is 1 - Y², so keep the output in forward, not the input",
        ),
        Mistake(_tanh(lambda x, output, d_output: d_output * (1 - output)), "the square is missing: 1 - output²"),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * (1 + output**2)),
            "there is a plus in the slope: 1 - output² is never above 1",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * (output**2 - 1)),
            "the sign is turned: tanh rises everywhere, so its slope 1 - output² is never negative",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * output * (1 - output)),
            "output * (1 - output) is the slope of the sigmoid: for tanh it is 1 - output²",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output - output**2),
            "brackets are missing: d_output * 1 - output² subtracts from the product",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * (1 - d_output**2)),
            "d_output was squared: the slope comes from the output that forward kept",
        ),
        Mistake(_tanh(lambda x, output, d_output: 1 - output**2), FORGOTTEN),
        Mistake(_tanh(_squaring_in_place), OUTPUT_CHANGED),
        Mistake(_tanh(product_in_place(lambda output: 1 - output**2)), D_OUTPUT_CHANGED),
        Mistake(
            with_forward(TanhLayer, lambda x: np.tanh(x, out=x)),
            "np.tanh(x, out=x) writes into the caller's array: leave the `out` away",
        ),
        Mistake(with_forward(TanhLayer, _quotient), QUOTIENT),
        Mistake(with_forward(TanhLayer, _four_exps), QUOTIENT),
        Mistake(with_old_cache(TanhLayer), OLD_CACHE),
    ),
)
