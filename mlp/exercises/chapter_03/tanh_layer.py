"""The third exercise of chapter 03: tanh, whose slope comes from its output."""

import numpy as np

from mlp.exercises.chapter_03.activation import (
    OF_SIZE,
    SMOOTH_BECAUSE,
    SMOOTH_OUTPUTS,
    batch_of_size,
    mistakes_of_all,
    run_smooth,
    with_backward,
    with_forward,
)
from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.layers import Layer

QUOTIENT = "exp overflows for large x, and inf / inf is nan: np.tanh computes the same and stays finite"


class TanhLayer(Layer):
    """The hyperbolic tangent, Y = tanh(X)."""

    def forward(self, x, training=False):
        """x (n, units), float32 or float64 -> output, of the same shape and dtype; no
        x, however large, overflows.
        """
        # BEGIN SOLUTION
        self.output = np.tanh(x)
        return self.output
        # END SOLUTION

    def backward(self, d_output):
        """d_output (n, units) -> d_input, of the same shape and dtype. Change neither
        d_output nor the output.
        """
        # BEGIN SOLUTION
        return d_output * (1 - self.output**2)
        # END SOLUTION


def _tanh(way):
    return with_backward(TanhLayer, way)


def _quotient(x):
    return (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)


def _four_exps(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


TANH_LAYER = Exercise(
    name="TanhLayer",
    points=2,
    solution=TanhLayer,
    case=batch_of_size,
    vary=OF_SIZE,
    because=SMOOTH_BECAUSE,
    run=run_smooth(16),
    outputs=SMOOTH_OUTPUTS,
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
        Mistake(
            with_forward(TanhLayer, lambda x: np.tanh(x, out=x)),
            "np.tanh(x, out=x) writes into the caller's array: leave the `out` away",
        ),
        Mistake(with_forward(TanhLayer, _quotient), QUOTIENT),
        Mistake(with_forward(TanhLayer, _four_exps), QUOTIENT),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * np.sqrt(1 - output**2)),
            "that is the square root of the slope (1 / cosh, not squared): the slope is 1 - output², without a root",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * (1 - output) ** 2),
            "the square is taken of the whole bracket: 1 - output² squares the output alone",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * (1 - 2 * output)),
            "2 * output is not the square: the slope is 1 - output²",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * (1 - np.abs(output))),
            "the absolute value is not the square: the slope is 1 - output²",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * output**2),
            "`1 -` is missing: the slope is 1 - output²",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output),
            "backward lets everything pass: tanh has the slope 1 - output², which is 1 only at x = 0",
        ),
        Mistake(
            _tanh(lambda x, output, d_output: d_output * (output > 0)),
            "that is the mask of a ReLU: tanh has the slope 1 - output² everywhere",
        ),
        Mistake(
            with_forward(TanhLayer, lambda x: np.tanh(x / 2)),
            "x is halved: tanh(X) is wanted, not tanh(X / 2)",
        ),
        Mistake(
            with_forward(TanhLayer, lambda x: (1 + np.tanh(x / 2)) / 2),
            "that is the sigmoid, from 0 to 1: tanh goes from -1 to 1",
        ),
        Mistake(with_forward(TanhLayer, np.sinh), "that is sinh: tanh is sinh / cosh"),
        *mistakes_of_all(TanhLayer, lambda layer: 1 - layer.kept_output**2),
    ),
)
