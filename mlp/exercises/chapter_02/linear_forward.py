"""Chapter 02, the linear layer forward: a whole batch at once."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake

SIZES = [(5, 4, 3, "float64"), (7, 2, 6, "float32"), (1, 3, 2, "float64"), (4, 4, 4, "float64")]


def normal(rng, dtype, *shapes):
    return tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes)


def linear_forward(x, weight, bias):
    """The linear layer on a batch.

    x       (n, d_in), float32 or float64
    weight  (d_in, d_out), of the same dtype
    bias    (d_out,), of the same dtype

    Return the output, (n, d_out), of that dtype. Change none of the inputs.
    """
    # BEGIN SOLUTION
    return x @ weight + bias
    # END SOLUTION


def forward_cases(rng):
    for n, d_in, d_out, dtype in SIZES:
        yield normal(rng, dtype, (n, d_in), (d_in, d_out), (d_out,))


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
