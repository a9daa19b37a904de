"""Chapter 02, the linear layer backward: its three gradients."""

import numpy as np

from mlp.exercises.chapter_02.linear_forward import VARY, normal
from mlp.exercises.checking.exercise import Exercise, Mistake


def linear_backward(d_output, x, weight):
    """The gradients of a linear layer on a batch.

    d_output  (n, n_out), dL/dY: the gradient of the loss by the layer's output
    x         (n, n_in), the layer's input, as it was in the forward pass
    weight    (n_in, n_out)

    Return d_weight (n_in, n_out), d_bias (n_out,) and d_input (n, n_in), in this order
    and of the inputs' dtype. Change none of the inputs.
    """
    # BEGIN SOLUTION
    d_weight = x.T @ d_output
    d_bias = d_output.sum(axis=0)
    d_input = d_output @ weight.T
    return d_weight, d_bias, d_input
    # END SOLUTION


def case(rng, n=5, n_in=4, n_out=3, dtype="float64"):
    return normal(rng, dtype, (n, n_out), (n, n_in), (n_in, n_out))


def _backward(d_weight=None, d_bias=None, d_input=None):
    """The solution with one of its three results made in another way."""

    def wrong(d_output, x, weight):
        right = linear_backward(d_output, x, weight)
        ways = (d_weight, d_bias, d_input)
        return tuple(way(d_output, x, weight) if way else value for way, value in zip(ways, right, strict=True))

    return wrong


def _backward_dividing_in_place(d_output, x, weight):
    d_output /= len(x)
    return linear_backward(d_output, x, weight)


LINEAR_BACKWARD = Exercise(
    name="linear_backward",
    points=3,
    solution=linear_backward,
    outputs=("d_weight", "d_bias", "d_input"),
    case=case,
    vary=VARY,
    because={
        "n": "it is right for one number of images only: is n written as a number?",
        "n_in": "it is right for one number of inputs only: is a size written as a number?",
        "n_out": "it is right for one number of outputs only: is a size written as a number?",
    },
    hints=(
        "Each gradient has the shape of what it belongs to. Write the three shapes down before the formulas.",
        "d_weight and d_bias collect a term from every image, so n must disappear. d_input keeps one row per image.",
        "dW = XᵀdY; db sums dY over its n rows, axis 0; dX = dYWᵀ. In NumPy Xᵀ is x.T. Mind the order of the return.",
    ),
    proves="your three gradients agree with the derivation for every shape tried, so a layer can learn with them.",
    mistakes=(
        Mistake(
            lambda d_output, x, weight: linear_backward(d_output, x, weight)[::-1],
            "the order of the `return` line is turned round: d_weight first, then d_bias, then d_input",
        ),
        Mistake(
            lambda d_output, x, weight: (d_output @ weight.T, x.T @ d_output, d_output.sum(axis=0)),
            "the order of the `return` line is wrong: d_weight first, then d_bias, then d_input",
        ),
        Mistake(
            _backward(d_weight=lambda d_output, x, weight: d_output.T @ x),
            "d_weight is transposed: x.T @ d_output has the shape of weight, d_output.T @ x has it turned over",
        ),
        Mistake(
            _backward(d_weight=lambda d_output, x, weight: x @ d_output),
            "a transpose is missing in d_weight: the n of x must meet the n of d_output, so take x.T",
        ),
        Mistake(
            _backward(d_input=lambda d_output, x, weight: d_output @ weight),
            "a transpose is missing in d_input: the n_out of d_output must meet the n_out of weight, so take weight.T",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: d_output.sum(axis=1)),
            "d_bias was summed over the wrong axis: axis=1 runs over the outputs, axis=0 over the images",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: d_output.sum(axis=0, keepdims=True)),
            "keepdims=True leaves d_bias as (1, n_out), but bias is (n_out,)",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: d_output),
            "d_bias still has one row per image: every image uses the same bias, so sum over the rows",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: np.ones(weight.shape[1])),
            "d_bias is all ones: that is the derivative of the output alone, and the chain rule multiplies it by "
            "d_output, "
            "summed over the images",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: np.full(weight.shape[1], float(len(x)))),
            "d_bias is n everywhere: that is the derivative of the output alone, without d_output; the chain rule "
            "asks for "
            "the sum of d_output",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: np.zeros(weight.shape[1])),
            "d_bias is 0 everywhere: the bias moves every output, so its gradient is the sum of d_output",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: d_output[0]),
            "d_bias is that of the first image alone: every image uses the bias, so sum over all rows",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: d_output.sum()),
            "d_bias is one number, summed over every axis: there is one for each output, so sum over the images, "
            "axis=0",
        ),
        Mistake(
            _backward(d_weight=lambda d_output, x, weight: x.mean(axis=0)[:, None] * d_output.sum(axis=0)),
            "d_weight multiplies the mean image by the sum of d_output: each image meets its own row, x.T @ d_output",
        ),
        Mistake(
            _backward(d_weight=lambda d_output, x, weight: x[:, :, None] * d_output[:, None, :]),
            "d_weight still has one matrix for each image: sum them over the images, as x.T @ d_output does",
        ),
        Mistake(
            _backward(d_weight=lambda d_output, x, weight: np.outer(x[0], d_output[0])),
            "d_weight is that of the first image alone: every image adds its own, x.T @ d_output sums them",
        ),
        Mistake(
            _backward(
                d_weight=lambda d_output, x, weight: np.outer(x[-1], d_output[-1]),
                d_bias=lambda d_output, x, weight: d_output[-1],
            ),
            "only the last image counts: each round of the loop overwrites d_weight and d_bias of the round before: "
            "collect with += instead",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: (x.T @ d_output).sum(axis=0)),
            "d_bias was summed from d_weight: it is the sum of d_output over the images",
        ),
        Mistake(
            _backward(d_input=lambda d_output, x, weight: (d_output @ weight.T).sum(axis=0)),
            "d_input is summed over the images: each image has its own gradient, one row per image",
        ),
        Mistake(
            _backward(d_input=lambda d_output, x, weight: (d_output @ weight.T).mean(axis=0)),
            "d_input is averaged over the images: each image has its own gradient, one row per image",
        ),
        Mistake(
            _backward(d_input=lambda d_output, x, weight: weight @ d_output.T),
            "d_input comes out transposed, with one column per image: d_output @ weight.T has one row for each",
        ),
        Mistake(
            _backward(d_input=lambda d_output, x, weight: d_output @ weight.T / len(x)),
            "d_input was divided by the batch size again: the 1/n of the loss is already inside d_output",
        ),
        Mistake(
            _backward(d_input=lambda d_output, x, weight: weight.T),
            "d_input is weight.T alone: that is the local derivative, and the chain rule multiplies it by d_output",
        ),
        Mistake(
            _backward(d_weight=lambda d_output, x, weight: x.T),
            "d_weight is x.T alone: that is the local derivative, and the chain rule multiplies it by d_output",
        ),
        Mistake(
            _backward(
                d_weight=lambda d_output, x, weight: x[1:].T @ d_output[1:],
                d_bias=lambda d_output, x, weight: d_output[1:].sum(axis=0),
            ),
            "the first image is left out: every image adds to d_weight and d_bias",
        ),
        Mistake(
            _backward(
                d_weight=lambda d_output, x, weight: x[:-1].T @ d_output[:-1],
                d_bias=lambda d_output, x, weight: d_output[:-1].sum(axis=0),
            ),
            "the last image is left out: every image adds to d_weight and d_bias",
        ),
        Mistake(
            _backward(
                d_weight=lambda d_output, x, weight: x.T @ d_output / len(x),
                d_bias=lambda d_output, x, weight: d_output.mean(axis=0),
            ),
            "d_weight and d_bias were divided by the batch size again: the 1/n of the loss is already inside d_output",
        ),
        Mistake(
            lambda d_output, x, weight: tuple(-part for part in linear_backward(d_output, x, weight)),
            "the sign of all three is turned, by a minus too many: the update subtracts, the gradient does not",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: d_output.mean(axis=0)),
            "a sum belongs there, not a mean: the 1/n of the loss is already inside d_output",
        ),
        Mistake(
            _backward(d_weight=lambda d_output, x, weight: x.T @ d_output / len(x)),
            "d_weight was divided by the batch size again: the 1/n of the loss is already inside d_output",
        ),
        Mistake(
            lambda d_output, x, weight: tuple(part / len(x) for part in linear_backward(d_output, x, weight)),
            "all three were divided by the batch size again: the 1/n of the loss is already inside d_output",
        ),
        Mistake(
            _backward_dividing_in_place,
            "`d_output /= n` writes into the caller's array, and the 1/n of the loss is already inside it",
        ),
    ),
)
