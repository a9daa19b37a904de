"""An exercise of chapter 02 whose formulas are printed nowhere: a linear layer that keeps its weight turned over."""

import numpy as np

from mlp.exercises.chapter_02.linear_forward import VARY, normal
from mlp.exercises.checking.exercise import Exercise, Mistake


def transposed_linear(x, weight, d_output):
    """A linear layer that keeps its weight as PyTorch does, one row per output: Y = X
    Wᵀ, without a bias.

    x         (n, n_in)
    weight    (n_out, n_in)
    d_output  (n, n_out), dL/dY

    Return the output (n, n_out), d_weight (n_out, n_in) and d_input (n, n_in), in this
    order and of the inputs' dtype. Change none of the inputs.
    """
    # BEGIN SOLUTION
    return x @ weight.T, d_output.T @ x, d_output @ weight
    # END SOLUTION


def case(rng, n=5, n_in=4, n_out=3, dtype="float64"):
    return normal(rng, dtype, (n, n_in), (n_out, n_in), (n, n_out))


def _with(output=None, d_weight=None, d_input=None):
    """The solution with some of its three results made in another way."""

    def wrong(x, weight, d_output):
        right = transposed_linear(x, weight, d_output)
        ways = (output, d_weight, d_input)
        return tuple(way(x, weight, d_output) if way else value for way, value in zip(ways, right, strict=True))

    return wrong


def _dividing_in_place(x, weight, d_output):
    d_output /= len(x)
    return transposed_linear(x, weight, d_output)


AGAIN = "the 1/n of the loss is already inside d_output"

TRANSPOSED_LINEAR = Exercise(
    name="transposed_linear",
    points=2,
    solution=transposed_linear,
    outputs=("the output", "d_weight", "d_input"),
    case=case,
    vary=VARY,
    because={
        "n": "it is right for one number of images only: is n written as a number?",
        "n_in": "it is right for one number of inputs only: is a size written as a number?",
        "n_out": "it is right for one number of outputs only: is a size written as a number?",
    },
    hints=(
        "Shapes first: which product of (n, n_in) and (n_out, n_in) has the shape (n, n_out)? Each gradient has the "
        "shape "
        "of what it belongs to.",
        "Write one output as a sum, y_ij = Σ_k x_ik w_jk. By how much does y_ij change when w_jk does, and when x_ik "
        "does? "
        "Multiply by dY_ij, and sum over what is left.",
        "d_weight: the sum over the images of dY_ij x_ik, which is one product of the two with a transpose. d_input: "
        "the "
        "sum over the outputs of dY_ij w_jk, which needs none.",
    ),
    proves="you can derive a gradient whose formula nobody has printed: with the chain rule, and the shapes as a "
    "check.",
    mistakes=(
        Mistake(
            _with(d_weight=lambda x, weight, d_output: x.T @ d_output),
            "d_weight is transposed: x.T @ d_output is (n_in, n_out), the formula for a weight that is not turned over",
        ),
        Mistake(
            _with(d_input=lambda x, weight, d_output: d_output @ weight.T),
            "d_input takes weight.T, the formula for a weight that is not turned over: here weight is (n_out, n_in), "
            "and its "
            "n_out must meet that of d_output",
        ),
        Mistake(
            _with(
                output=lambda x, weight, d_output: x @ weight,
            ),
            "the transpose in Y = XWᵀ is missing: x is (n, n_in) and weight (n_out, n_in), so the product is x @ "
            "weight.T",
        ),
        Mistake(
            _with(output=lambda x, weight, d_output: weight @ x.T),
            "the output is transposed: weight @ x.T has one column per image, x @ weight.T one row",
        ),
        Mistake(
            _with(d_input=lambda x, weight, d_output: weight.T @ d_output.T),
            "d_input is transposed: one row per image is wanted, d_output stands on the left",
        ),
        Mistake(
            _with(d_weight=lambda x, weight, d_output: d_output @ x),
            "a transpose is missing in d_weight: the n of d_output must meet the n of x",
        ),
        Mistake(
            lambda x, weight, d_output: (
                x @ weight.T,
                d_output @ weight,
                d_output.T @ x,
            ),
            "the order of the `return` line is wrong: the output first, then d_weight, then d_input",
        ),
        Mistake(
            _with(d_weight=lambda x, weight, d_output: d_output.T @ x / len(x)),
            f"d_weight was divided by the batch size: {AGAIN}",
        ),
        Mistake(
            _with(d_input=lambda x, weight, d_output: d_output @ weight / len(x)),
            f"d_input was divided by the batch size: {AGAIN}",
        ),
        Mistake(
            _with(
                d_weight=lambda x, weight, d_output: d_output.T @ x / len(x),
                d_input=lambda x, weight, d_output: d_output @ weight / len(x),
            ),
            f"both gradients were divided by the batch size: {AGAIN}",
        ),
        Mistake(
            _with(d_weight=lambda x, weight, d_output: x.sum(axis=0) * np.ones_like(weight)),
            "d_output is missing in d_weight: that is the derivative of the outputs alone, and the chain rule "
            "multiplies it "
            "by d_output",
        ),
        Mistake(
            _with(d_input=lambda x, weight, d_output: weight.sum(axis=0) * np.ones_like(x)),
            "d_output is missing in d_input: that is the derivative of the outputs alone, and the chain rule "
            "multiplies it "
            "by d_output",
        ),
        Mistake(
            _with(d_weight=lambda x, weight, d_output: np.outer(d_output[0], x[0])),
            "d_weight is that of the first image alone: every image adds its own",
        ),
        Mistake(
            _with(d_weight=lambda x, weight, d_output: np.outer(d_output.sum(axis=0), x.sum(axis=0))),
            "d_weight multiplies two sums over the images: each image's row of x meets its own row of d_output, and "
            "the "
            "products are summed",
        ),
        Mistake(
            _with(d_weight=lambda x, weight, d_output: np.outer(d_output.sum(axis=0), x.mean(axis=0))),
            "d_weight multiplies the mean image by the sum of d_output: each image's row of x meets its own row of "
            "d_output",
        ),
        Mistake(
            _with(d_weight=lambda x, weight, d_output: d_output[:, :, None] * x[:, None, :]),
            "d_weight still has one matrix for each image: sum them over the images",
        ),
        Mistake(
            _with(d_input=lambda x, weight, d_output: (d_output @ weight).sum(axis=0)),
            "d_input is summed over the images: each image has its own gradient, one row per image",
        ),
        Mistake(
            _dividing_in_place,
            f"`d_output /= n` writes into the caller's array, and {AGAIN}",
        ),
    ),
)
