"""The fourth exercise of chapter 03: the sigmoid, written so that nothing overflows."""

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


class SigmoidLayer(Layer):
    """The logistic function, Y = 1 / (1 + exp(-X))."""

    def forward(self, x, training=False):
        """x (n, units), float32 or float64 -> output, of the same shape and dtype; no
        x, however large, overflows.
        """
        # BEGIN SOLUTION
        self.output = (1 + np.tanh(x / 2)) / 2
        return self.output
        # END SOLUTION

    def backward(self, d_output):
        """d_output (n, units) -> d_input, of the same shape and dtype. Change neither
        d_output nor the output.
        """
        # BEGIN SOLUTION
        return d_output * self.output * (1 - self.output)
        # END SOLUTION


def _sigmoid(way):
    return with_backward(SigmoidLayer, way)


def _both_branches(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


def _softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _logistic_slope(x, output, d_output):
    return d_output * np.exp(-x) / (1 + np.exp(-x)) ** 2


SIGMOID_LAYER = Exercise(
    name="SigmoidLayer",
    points=3,
    solution=SigmoidLayer,
    case=batch_of_size,
    vary=OF_SIZE,
    because=SMOOTH_BECAUSE,
    run=run_smooth(30),
    outputs=SMOOTH_OUTPUTS,
    hints=(
        "Forward: equation (8) has no exp of a large number in it. Backward: what does equation (7) need, X or Y?",
        "(8) needs np.tanh of half of x. Keep what forward returns: backward uses that and nothing else.",
        "forward keeps half of the sum of 1 and np.tanh(x / 2) in self.output. backward multiplies three things: "
        "d_output, self.output, and one minus self.output.",
    ),
    proves="your sigmoid gives numbers between 0 and 1 for any x, and its gradient is never nan.",
    mistakes=(
        Mistake(
            with_forward(SigmoidLayer, lambda x: 1 / (1 + np.exp(-x))),
            "exp(-x) is inf for large negative x (in float32 below -88): use (1 + tanh(x / 2)) / 2, the same function",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: np.exp(x) / (1 + np.exp(x))),
            "exp(x) is inf for large positive x, and inf / inf is nan: use (1 + tanh(x / 2)) / 2, the same function",
        ),
        Mistake(
            with_forward(SigmoidLayer, _both_branches),
            "np.where chooses, but both branches are computed for every x first, and one of them overflows: use "
            "(1 + tanh(x / 2)) / 2",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: 1 / (1 + np.exp(x))),
            "the sign of the exponent is turned: this falls from 1 to 0, and it is exp(-x) in the definition",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: (1 + np.tanh(x)) / 2),
            "the half inside is missing: (1 + tanh(x)) / 2 is the sigmoid of 2x, take tanh(x / 2)",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: np.tanh(x / 2)),
            "tanh(x / 2) goes from -1 to 1: add 1 and halve it",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: 1 + np.tanh(x / 2) / 2),
            "brackets are missing: the 1 is halved too, (1 + tanh(x / 2)) / 2",
        ),
        Mistake(
            _sigmoid(lambda x, output, d_output: d_output * x * (1 - x)),
            "that is X (1 - X): the slope is Y (1 - Y), so keep the output in forward, not the input",
        ),
        Mistake(
            _sigmoid(lambda x, output, d_output: d_output * (1 + np.tanh(output / 2)) * (1 - np.tanh(output / 2)) / 4),
            "the sigmoid was taken twice: self.output is already the sigmoid of X, so the slope is Y (1 - Y)",
        ),
        Mistake(
            _sigmoid(lambda x, output, d_output: d_output * (1 - output**2)),
            "1 - output² is the slope of tanh: for the sigmoid it is output * (1 - output)",
        ),
        Mistake(
            _sigmoid(lambda x, output, d_output: d_output * output - output),
            "brackets are missing round the difference: output * (1 - output)",
        ),
        Mistake(
            _sigmoid(lambda x, output, d_output: d_output * (1 - output)),
            "one factor is missing: the slope is output * (1 - output)",
        ),
        Mistake(
            _sigmoid(_logistic_slope),
            "exp(-x) is inf for large negative x, and inf / inf is nan: the same slope is output * (1 - output)",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: np.divide(1 + np.tanh(x / 2), 2, out=x)),
            "forward writes into the caller's array: leave out=x and the likes of `x /= 2` away",
        ),
        Mistake(
            _sigmoid(lambda x, output, d_output: d_output * output**2 * (1 - output)),
            "output is a factor too many: the slope is output * (1 - output)",
        ),
        Mistake(
            _sigmoid(lambda x, output, d_output: d_output * output * (1 + output)),
            "there is a plus in the slope: it is output * (1 - output), which is never above 1/4",
        ),
        Mistake(
            _sigmoid(lambda x, output, d_output: d_output * np.sqrt(output * (1 - output))),
            "there is a square root too many: the slope is output * (1 - output)",
        ),
        Mistake(
            _sigmoid(lambda x, output, d_output: d_output),
            "backward lets everything pass: the sigmoid has the slope output * (1 - output)",
        ),
        Mistake(
            _sigmoid(lambda x, output, d_output: d_output * d_output * (1 - d_output)),
            "d_output stands where the output belongs: the slope comes from the output that forward kept",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: (1 - np.tanh(x / 2)) / 2),
            "the sign of x is turned: this falls from 1 to 0, and the sigmoid rises, (1 + tanh(x / 2)) / 2",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: 1 + np.tanh(x / 2)),
            "this goes from 0 to 2: halve it, (1 + tanh(x / 2)) / 2",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: (1 + np.tanh(2 * x)) / 2),
            "that is tanh(2x): the sigmoid is (1 + tanh(x / 2)) / 2, with half of x inside",
        ),
        Mistake(
            with_forward(SigmoidLayer, _softmax),
            "that is a softmax, whose rows sum to 1: a sigmoid takes each number by itself, 1 / (1 + exp(-x))",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: np.nan_to_num(np.exp(x) / (1 + np.exp(x)))),
            "nan_to_num hides that exp(x) overflows: inf / inf is nan, and 0 in its place is wrong, the sigmoid is 1 "
            "there",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: 1 / (1 + np.exp(-np.clip(x, -500, 500)))),
            "x is clipped at 500, but in float32 exp overflows above 88 already: use (1 + tanh(x / 2)) / 2",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: (x > 0).astype(x.dtype)),
            "that is a step, 0 or 1: the sigmoid rises smoothly, 1 / (1 + exp(-x))",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: np.exp(-x) / (1 + np.exp(-x))),
            "the sign of x is turned: this falls from 1 to 0, and the sigmoid rises",
        ),
        Mistake(
            with_forward(SigmoidLayer, lambda x: 1 / 1 + np.exp(-x)),
            "brackets are missing: 1 / (1 + exp(-x)) divides by the whole sum",
        ),
        *mistakes_of_all(SigmoidLayer, lambda layer: layer.kept_output * (1 - layer.kept_output)),
    ),
)
