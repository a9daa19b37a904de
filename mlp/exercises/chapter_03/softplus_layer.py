"""The last exercise of chapter 03, whose derivative is printed nowhere: softplus, a ReLU without the kink."""

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


class SoftplusLayer(Layer):
    """Softplus, Y = log(1 + exp(X)): close to 0 for very negative X, close to X for
    large X.
    """

    def forward(self, x, training=False):
        """x (n, units), float32 or float64 -> output, of the same shape and dtype; no
        x, however large, overflows.
        """
        # BEGIN SOLUTION
        self.x = x
        return np.logaddexp(0, x)
        # END SOLUTION

    def backward(self, d_output):
        """d_output (n, units) -> d_input, of the same shape and dtype. Change neither
        d_output nor the output.
        """
        # BEGIN SOLUTION
        return d_output * (1 + np.tanh(self.x / 2)) / 2
        # END SOLUTION


def _softplus(way):
    return with_backward(SoftplusLayer, way)


def _sigmoid(x):
    return (1 + np.tanh(x / 2)) / 2


def _of_the_sum(x):
    return np.where(x > 0, x, 0) + np.log(1 + np.exp(x))


SOFTPLUS_LAYER = Exercise(
    name="SoftplusLayer",
    points=3,
    solution=SoftplusLayer,
    case=batch_of_size,
    vary=OF_SIZE,
    because=SMOOTH_BECAUSE,
    run=run_smooth(30),
    outputs=SMOOTH_OUTPUTS,
    hints=(
        "Derive the slope with the chain rule: log of something, and what is inside. Simplify; you know the result.",
        "Forward: exp(x) overflows for large x. Take the larger of x and 0 out of the logarithm, or use np.logaddexp, "
        "which does that: it computes log(exp(a) + exp(b)) and stays finite.",
        "1 + exp(x) is exp(0) + exp(x). The slope is exp(x) / (1 + exp(x)), the sigmoid of x: keep x in forward, and "
        "write "
        "the sigmoid in backward so that nothing overflows, as you did in SigmoidLayer.",
    ),
    proves="you have derived and written an activation that this chapter prints no formula for.",
    mistakes=(
        Mistake(
            with_forward(SoftplusLayer, lambda x: np.log(1 + np.exp(x))),
            "exp(x) overflows for large x, and log(inf) is inf: np.logaddexp(0, x) computes the same and stays finite",
        ),
        Mistake(
            with_forward(SoftplusLayer, lambda x: np.log(1 + np.exp(-x))),
            "the sign of the exponent is turned: log(1 + exp(-X)) falls, softplus rises",
        ),
        Mistake(
            with_forward(SoftplusLayer, lambda x: np.logaddexp(0, -x)),
            "the sign of the exponent is turned: log(1 + exp(-X)) falls, softplus rises",
        ),
        Mistake(
            with_forward(SoftplusLayer, lambda x: np.logaddexp(1, x)),
            "np.logaddexp(a, b) takes the exponents: 1 = exp(0), so a is 0 and not 1",
        ),
        Mistake(
            with_forward(SoftplusLayer, lambda x: np.maximum(x, 0)),
            "that is the ReLU: softplus has no kink, log(1 + exp(X))",
        ),
        Mistake(
            with_forward(SoftplusLayer, _sigmoid),
            "that is the sigmoid, which is softplus's slope: forward returns log(1 + exp(X))",
        ),
        Mistake(
            with_forward(SoftplusLayer, lambda x: np.where(x > 20, x, np.log1p(np.exp(x)))),
            "np.where chooses, but both branches are computed for every x first, and exp(x) overflows: "
            "np.logaddexp(0, x)",
        ),
        Mistake(
            with_forward(SoftplusLayer, lambda x: np.log(1 + np.exp(np.clip(x, None, 80)))),
            "clipping x cuts softplus off: for large x it is x itself; np.logaddexp(0, x) needs no clipping",
        ),
        Mistake(
            with_forward(SoftplusLayer, _of_the_sum),
            "the larger of x and 0 was added, but not taken out of the logarithm: log(1 + exp(-|x|)) is what is left "
            "there",
        ),
        Mistake(
            with_forward(SoftplusLayer, lambda x: np.logaddexp(0, x) / np.log(2)),
            "the logarithm is to base 2: np.log is the natural one",
        ),
        Mistake(
            with_forward(SoftplusLayer, lambda x: x + np.exp(x)),
            "the logarithm is missing: softplus is log(1 + exp(X))",
        ),
        Mistake(
            _softplus(lambda x, output, d_output: d_output * np.exp(x) / (1 + np.exp(x))),
            "exp(x) overflows for large x, and inf / inf is nan: write the same slope, the sigmoid, with tanh(x / 2)",
        ),
        Mistake(
            _softplus(lambda x, output, d_output: d_output / (1 + np.exp(-x))),
            "exp(-x) overflows for large negative x: write the same slope, the sigmoid, with tanh(x / 2)",
        ),
        Mistake(
            _softplus(lambda x, output, d_output: d_output / (1 + np.exp(np.minimum(x, 80)))),
            "the inner derivative is missing: the slope of log(u) is 1 / u times the slope of u = 1 + exp(x), which "
            "is exp(x)",
        ),
        Mistake(
            _softplus(lambda x, output, d_output: d_output * _sigmoid(-x)),
            "the sign of x is turned in the slope: it is the sigmoid of x, which rises from 0 to 1 as softplus bends "
            "up",
        ),
        Mistake(
            _softplus(lambda x, output, d_output: d_output * _sigmoid(x) * (1 - _sigmoid(x))),
            "that is the slope of the sigmoid, the second derivative of softplus: softplus's slope is the sigmoid "
            "itself",
        ),
        Mistake(
            _softplus(lambda x, output, d_output: d_output * output * (1 - output)),
            "output (1 - output) is the slope of the sigmoid: derive that of softplus, log(1 + exp(X))",
        ),
        Mistake(
            _softplus(lambda x, output, d_output: d_output * _sigmoid(output)),
            "the slope is taken at the output: it is the sigmoid of x, so keep x in forward",
        ),
        Mistake(
            _softplus(lambda x, output, d_output: d_output * np.tanh(x)),
            "the slope is the sigmoid, from 0 to 1, not tanh: (1 + tanh(x / 2)) / 2",
        ),
        Mistake(
            _softplus(lambda x, output, d_output: d_output * (x > 0)),
            "that is the slope of the ReLU, which jumps at 0: softplus's slope rises smoothly from 0 to 1",
        ),
        Mistake(
            _softplus(lambda x, output, d_output: d_output),
            "backward lets everything pass: softplus's slope is below 1, and near 0 for very negative x",
        ),
        *mistakes_of_all(SoftplusLayer, lambda layer: _sigmoid(layer.kept_x)),
    ),
)
