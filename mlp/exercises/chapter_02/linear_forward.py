"""Chapter 02, the linear layer forward: a whole batch at once."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def normal(rng, dtype, *shapes):
    return tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes)


def linear_forward(x, weight, bias):
    """The linear layer on a batch.

    x       (n, n_in), float32 or float64
    weight  (n_in, n_out), of the same dtype
    bias    (n_out,), of the same dtype

    Return the output, (n, n_out), of that dtype. Change none of the inputs.
    """
    # BEGIN SOLUTION
    return x @ weight + bias
    # END SOLUTION


def case(rng, n=5, n_in=4, n_out=3, dtype="float64"):
    return normal(rng, dtype, (n, n_in), (n_in, n_out), (n_out,))


VARY = {"n": (1, 8, 3), "n_in": (2, 3), "n_out": (6, 1), "dtype": ("float32",)}


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
    case=case,
    vary=VARY,
    because={
        "n": "it is right for one number of images only: n is whatever len(x) is",
        "n_in": "it is right for one number of inputs only: n_in is whatever x has columns",
        "n_out": "it is right for one number of outputs only: n_out is whatever weight has columns",
    },
    hints=(
        "Write the shapes side by side: (n, n_in) and (n_in, n_out). In which order do the inner sizes meet?",
        "@ multiplies matrices, * multiplies entry by entry. NumPy adds a (n_out,) vector to every row by itself.",
        "One line is enough: the matrix product of x and weight, plus bias. No loop, no transpose, no reshape.",
    ),
    proves="one line scores a whole batch, for any n, n_in and n_out, and keeps float32 in float32.",
    mistakes=(
        Mistake(lambda x, weight, bias: x @ weight, "is the bias missing?"),
        Mistake(
            lambda x, weight, bias: (x + bias) @ weight,
            "bias is added to x, before the product: it belongs to the output, so add it after the matrix product",
        ),
        Mistake(
            lambda x, weight, bias: x @ (weight + bias),
            "bias is added to the weight, inside the brackets: it belongs to the output, after the matrix product",
        ),
        Mistake(lambda x, weight, bias: x @ weight - bias, "bias is subtracted: it is added, Y = XW + b"),
        Mistake(lambda x, weight, bias: x @ weight * bias, "bias is multiplied in: it is added, Y = XW + b"),
        Mistake(
            lambda x, weight, bias: x @ weight + bias[0],
            "every output got the first bias, bias[0]: each output has its own, so add the whole vector",
        ),
        Mistake(
            lambda x, weight, bias: x @ weight + len(weight) * bias,
            "bias is added once for each input (in the inner loop): it is added once, after the sum over the inputs",
        ),
        Mistake(
            lambda x, weight, bias: x @ weight + bias.mean(),
            "every output got the mean of all biases: each output has its own, so add the vector itself",
        ),
        Mistake(
            lambda x, weight, bias: (x @ weight + bias).T,
            "the output is transposed: one row for each image, one column for each output",
        ),
        Mistake(
            lambda x, weight, bias: (x @ weight + bias).sum(axis=0),
            "the output is summed over the images: each image keeps a row of its own",
        ),
        Mistake(
            lambda x, weight, bias: (x @ weight + bias).mean(axis=0),
            "the output is averaged over the images: each image keeps a row of its own",
        ),
        Mistake(
            lambda x, weight, bias: np.maximum(x @ weight + bias, 0),
            "negative outputs are cut off, as by a ReLU: a linear layer keeps them",
        ),
        Mistake(
            lambda x, weight, bias: weight @ x + bias,
            "the order is wrong: (n_in, n_out) @ (n, n_in) does not fit, x belongs on the left",
        ),
        Mistake(
            lambda x, weight, bias: x @ weight.T + bias,
            "a transpose too many: weight is (n_in, n_out) already, so x @ weight fits as it is",
        ),
        Mistake(
            lambda x, weight, bias: x * weight + bias,
            "* multiplies entry by entry: a matrix product is written @",
        ),
        Mistake(
            lambda x, weight, bias: x @ weight + bias[:, None],
            "bias was made a column (n_out, 1), one number per row: it belongs to the columns, as the (n_out,) it is",
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
