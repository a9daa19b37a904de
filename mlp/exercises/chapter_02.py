"""The exercises of chapter 02: the linear layer forward and backward.

Its other two, a numeric derivative and a layer of your own, are in `chapter_02_derivative` and `chapter_02_layer`.
"""

import numpy as np

from .framework import Exercise, Mistake

SIZES = [(5, 4, 3, "float64"), (7, 2, 6, "float32"), (1, 3, 2, "float64"), (4, 4, 4, "float64")]


def _normal(rng, dtype, *shapes):
    return tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes)


def linear_forward(x, weight, bias):
    return x @ weight + bias


def forward_cases(rng):
    for n, d_in, d_out, dtype in SIZES:
        yield _normal(rng, dtype, (n, d_in), (d_in, d_out), (d_out,))


def _forward_adding_bias_to_weight(x, weight, bias):
    weight += bias
    return x @ weight


def _forward_by_loops(x, weight, bias):
    output = np.zeros((x.shape[0], weight.shape[1]))
    for i in range(x.shape[0]):
        for j in range(weight.shape[1]):
            output[i, j] = np.dot(x[i], weight[:, j]) + bias[j]
    return output


LINEAR_FORWARD = Exercise(
    name="linear_forward",
    points=1,
    solution=linear_forward,
    outputs=("the output",),
    cases=forward_cases,
    hints=(
        "Write the shapes side by side: (n, d_in) and (d_in, d_out). In which order do the inner sizes meet?",
        "@ multiplies matrices, * multiplies entry by entry. NumPy adds a (d_out,) vector to every row by itself.",
        "One line is enough: the matrix product of x and weight, plus bias. No loop, no transpose, no reshape.",
    ),
    proves="one line scores a whole batch, for any n, d_in and d_out, and keeps float32 in float32.",
    mistakes=(
        Mistake(lambda x, weight, bias: x @ weight, "is the bias missing?"),
        Mistake(
            lambda x, weight, bias: weight @ x + bias,
            "the order is wrong: (d_in, d_out) @ (n, d_in) does not fit, x belongs on the left",
        ),
        Mistake(
            lambda x, weight, bias: x @ weight.T + bias,
            "a transpose too many: weight is (d_in, d_out) already, so x @ weight fits as it is",
        ),
        Mistake(
            lambda x, weight, bias: x * weight + bias,
            "* multiplies entry by entry: a matrix product is written @",
        ),
        Mistake(
            lambda x, weight, bias: x @ weight + bias[:, None],
            "bias was made a column (d_out, 1), one number per row: it belongs to the columns, as the (d_out,) it is",
        ),
        Mistake(
            lambda x, weight, bias: x @ weight + bias.sum(),
            "every output got the sum of all biases: add the vector itself, NumPy repeats it for each row",
        ),
        Mistake(
            lambda x, weight, bias: x[0] @ weight + bias,
            "only the first image was scored: use the whole batch x, not x[0]",
        ),
        Mistake(
            _forward_adding_bias_to_weight,
            "bias is added to the product x @ weight, not to weight, and `+=` writes into the caller's array",
        ),
        Mistake(
            lambda x, weight, bias: (x @ weight + bias) / len(x),
            "a division by the batch size: each image is scored on its own, only the loss takes a mean",
        ),
    ),
)


def linear_backward(d_output, x, weight):
    d_weight = x.T @ d_output
    d_bias = d_output.sum(axis=0)
    d_input = d_output @ weight.T
    return d_weight, d_bias, d_input


def backward_cases(rng):
    for n, d_in, d_out, dtype in SIZES:
        yield _normal(rng, dtype, (n, d_out), (n, d_in), (d_in, d_out))


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
    cases=backward_cases,
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
            "a transpose is missing in d_input: the d_out of d_output must meet the d_out of weight, so take weight.T",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: d_output.sum(axis=1)),
            "d_bias was summed over the wrong axis: axis=1 runs over the outputs, axis=0 over the images",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: d_output.sum(axis=0, keepdims=True)),
            "keepdims=True leaves d_bias as (1, d_out), but bias is (d_out,)",
        ),
        Mistake(
            _backward(d_bias=lambda d_output, x, weight: d_output),
            "d_bias still has one row per image: every image uses the same bias, so sum over the rows",
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
