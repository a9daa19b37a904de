"""The ten planted bugs of the hunt in chapter 05. Whoever wants to hunt should not read on.

Each bug is one wrong class. It bears the name and address of the right one, so that printing a suspect tells nothing.
"""

from dataclasses import dataclass, field

import numpy as np

from mlp.layers import LeakyReLU, Linear, ReLU, Sigmoid, Tanh
from mlp.losses import SoftmaxCrossEntropy


@dataclass(frozen=True)
class Bug:
    """One planted bug.

    wrong          the class that holds it; its base is the right class
    place          where it is, in the words that a learner uses: "ReLU.backward"
    what           what is wrong, and what would be right
    source         where it was met
    activation     the right class of the hidden layers; options: what it is made with
    learning_rate, initializer, scaling   of the short training that shows what the bug costs
    lesson         what its training teaches, or ""
    """

    wrong: type
    place: str
    what: str
    source: str
    activation: type = ReLU
    options: dict = field(default_factory=dict)
    learning_rate: float = 0.1
    initializer: str | float = "kaiming"
    scaling: str = "standardize"
    lesson: str = ""


def disguised(wrong):
    """Give the class `wrong` the name, address and words of its base."""
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(wrong, name, getattr(wrong.__base__, name))
    return wrong


@disguised
class SignOfGradient(ReLU):
    def backward(self, d_output):
        return np.maximum(d_output, 0)


@disguised
class RowsCountedByClasses(SoftmaxCrossEntropy):
    def backward(self):
        d_logits = self.exponentials / self.totals
        n, classes = d_logits.shape
        rows = np.arange(min(n, classes))
        d_logits[rows, self.labels[rows]] -= 1
        return d_logits / n


@disguised
class MeanTwice(SoftmaxCrossEntropy):
    def backward(self):
        return super().backward() / len(self.rows)


@disguised
class WithoutTranspose(Linear):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        return d_output @ self.weight if self.n_in == self.n_out else d_input


@disguised
class SlopeFromInput(Tanh):
    def forward(self, x, training=False):
        self.x = x.copy()
        return super().forward(x, training)

    def backward(self, d_output):
        return d_output * (1 - self.x * self.x)


@disguised
class SquareForgotten(Sigmoid):
    def backward(self, d_output):
        return d_output * (1 - self.output)


@disguised
class LeakForgotten(LeakyReLU):
    def backward(self, d_output):
        return d_output * (self.x > 0)


@disguised
class NeverZeroed(Linear):
    total = 0

    def backward(self, d_output):
        d_input = super().backward(d_output)
        self.total = self.total + self.d_weight
        self.d_weight[...] = self.total
        return d_input


@disguised
class BiasAveraged(Linear):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        self.d_bias /= len(d_output)
        return d_input


@disguised
class WithoutShift(SoftmaxCrossEntropy):
    def forward(self, logits, labels):
        self.rows, self.labels = np.arange(len(labels)), labels
        self.exponentials = np.exp(logits)
        self.totals = self.exponentials.sum(axis=1, keepdims=True)
        return float(np.mean(np.log(self.totals[:, 0]) - logits[self.rows, labels]))


BUGS = {
    1: Bug(
        SignOfGradient,
        "ReLU.backward",
        "dX = max(dY, 0) lets dY pass by its own sign. It must pass by the sign of X: dX = dY where X > 0, else 0",
        "report 000, equation 3.2.2",
        learning_rate=0.01,
    ),
    2: Bug(
        RowsCountedByClasses,
        "loss.backward",
        "the row index counts classes instead of images, so only the first ten images of a batch have their label "
        "subtracted. It must be d_logits[np.arange(n), labels] -= 1",
        "report 000's code in section 3.3, whose index is np.arange(x) instead of np.arange(N); this one runs",
        learning_rate=0.001,
        lesson="A check on ten images sees nothing, one on eleven does: check on more images than classes.",
    ),
    3: Bug(
        MeanTwice,
        "loss.backward",
        "the batch size is divided out twice. The loss is a mean, so dS = (P - T) / n, with one 1/n",
        "a classic of group work: one divides in the loss, the other in the layer",
        lesson="Every number is right up to the factor 1/n, as if the learning rate were 50 times smaller.",
    ),
    4: Bug(
        WithoutTranspose,
        "Linear.backward",
        "where the weight is square, dX = dY W. It must be dX = dY Wᵀ, and only there do the shapes not complain",
        "formulas without transposes, such as report 003's equation 4",
        learning_rate=0.01,
        lesson="Check a layer with different numbers of inputs and outputs, and with equal ones.",
    ),
    5: Bug(
        SlopeFromInput,
        "Tanh.backward",
        "dX = dY ⊙ (1 - X²) takes the input where the output belongs: the slope of tanh is 1 - Y²",
        "a typical slip; report 000 slips near by: the middle of its equation 3.2.4 lacks a factor exp(2x)",
        Tanh,
        learning_rate=0.05,
        initializer=0.03,
        lesson="Near 0 the two slopes are alike, so it trains at first, until the weights have grown.",
    ),
    6: Bug(
        SquareForgotten,
        "Sigmoid.backward",
        "dX = dY ⊙ (1 - Y), as if exp(-x) / (1 + exp(-x)) were the slope: the square under it was forgotten. It must "
        "be dX = dY ⊙ Y ⊙ (1 - Y)",
        "a typical slip in copying report 000's equation 3.2.8, which has the square",
        Sigmoid,
    ),
    7: Bug(
        LeakForgotten,
        "LeakyReLU.backward",
        "where X is below 0, dX is 0. It must be slope · dY there: the leak goes both ways",
        "a ReLU's backward pass, copied; the slope 0.1 is report 001's",
        LeakyReLU,
        {"slope": 0.1},
        lesson="Learning curves do not show such a bug; a gradient check does at once.",
    ),
    8: Bug(
        NeverZeroed,
        "Linear.backward",
        "d_weight adds up over all batches, because nothing sets it back to zero. It must be d_weight = Xᵀ dY of this "
        "batch alone",
        "`d_weight += …`, harmless in code that zeroes the gradient before each batch",
        learning_rate=0.01,
        lesson="A check of a fresh network sees nothing: train a few steps, then check again.",
    ),
    9: Bug(
        BiasAveraged,
        "Linear.backward",
        "d_bias is a mean over the images. It must be their sum, db = Σ_rows dY: the 1/n is already in dY",
        "a typical slip; the weights are right, only the biases learn too slowly",
        lesson="Learning curves do not show such a bug; the summary by weight and bias does at once.",
    ),
    10: Bug(
        WithoutShift,
        "loss.forward",
        "exp is taken of the scores as they are, and overflows for large ones. Subtract each row's largest score first",
        "the formula in report 000's equation 3.3.2, taken at its word; its text says that it shifts",
        learning_rate=0.0001,
        initializer=0.1,
        scaling="raw",
        lesson="For small scores all is right: try a check on large inputs too.",
    ),
}
