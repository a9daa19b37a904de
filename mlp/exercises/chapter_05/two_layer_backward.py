"""The first exercise of chapter 05: the backward pass of a two-layer network, written out."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.losses import softmax

SIZES = [
    (6, 5, 4, 3, "float64"),
    (4, 3, 5, 2, "float32"),
    (1, 4, 3, 5, "float64"),
    (3, 4, 4, 4, "float64"),
    (7, 6, 3, 4, "float64"),
]


def scores_backward(s, labels):
    """The first step back: dS = (P - T) / n."""
    d_s = softmax(s)
    d_s[np.arange(len(labels)), labels] -= 1
    return d_s / len(labels)


def two_layer_backward(x, z, h, s, labels, w2):
    """The gradients of the mean cross-entropy with respect to the parameters of linear
    -> ReLU -> linear -> softmax.

    x       (n, n_in), the images             z   (n, hidden), x @ w1 + b1
    h       (n, hidden), max(z, 0)            s   (n, classes), the scores h @ w2 + b2
    labels  (n,) integers, the true classes
    w2      (hidden, classes), the second layer's weights

    Return d_w1 (n_in, hidden), d_b1 (hidden,), d_w2 (hidden, classes), d_b2 (classes,),
    in this order and of the inputs' dtype, float32 or float64. Change none of the
    inputs. Call the gradients on the way d_s, d_h and d_z: the check looks at each.
    """
    # BEGIN SOLUTION
    n = len(labels)
    d_s = softmax(s)
    d_s[np.arange(n), labels] -= 1
    d_s /= n
    d_w2, d_b2 = h.T @ d_s, d_s.sum(axis=0)
    d_h = d_s @ w2.T
    d_z = d_h * (z > 0)
    d_w1, d_b1 = x.T @ d_z, d_z.sum(axis=0)
    return d_w1, d_b1, d_w2, d_b2
    # END SOLUTION


def cases(rng):
    """A forward pass with random numbers. In the last case images share labels; n = 1 is there too."""
    for n, n_in, hidden, classes, dtype in SIZES:
        shapes = [(n, n_in), (n_in, hidden), (hidden,), (hidden, classes), (classes,)]
        x, w1, b1, w2, b2 = (rng.standard_normal(shape).astype(dtype) for shape in shapes)
        z = x @ w1 + b1
        h = np.maximum(z, 0)
        yield x, z, h, h @ w2 + b2, rng.integers(0, classes, n), w2


def _backward(d_s=scores_backward, d_h=None, d_z=None, d_w=None, d_b=None, order=None):
    """The solution with one of its steps made in another way."""

    def wrong(x, z, h, s, labels, w2):
        d_scores = d_s(s, labels)
        d_hidden = d_h(d_scores, w2) if d_h else d_scores @ w2.T
        d_inner = d_z(d_hidden, z) if d_z else d_hidden * (z > 0)
        weight = d_w or (lambda below, d_above: below.T @ d_above)
        bias = d_b or (lambda d_above: d_above.sum(axis=0))
        results = weight(x, d_inner), bias(d_inner), weight(h, d_scores), bias(d_scores)
        return order(*results) if order else results

    return wrong


def _one_in_every_row(s, labels):
    d_s = softmax(s)
    d_s[:, labels] -= 1
    return d_s / len(labels)


def _softmax_of_columns(s, labels):
    d_s = softmax(s.T).T.copy()
    d_s[np.arange(len(labels)), labels] -= 1
    return d_s / len(labels)


def _shifting_in_place(x, z, h, s, labels, w2):
    s -= s.max(axis=1, keepdims=True)
    return two_layer_backward(x, z, h, s, labels, w2)


def _parts(d_w1=None, d_b1=None, d_w2=None, d_b2=None):
    """The solution with one of its results from another function of (x, h, d_s, d_h, d_z)."""

    def wrong(x, z, h, s, labels, w2):
        d_s = scores_backward(s, labels)
        d_h = d_s @ w2.T
        d_z = d_h * (z > 0)
        right = x.T @ d_z, d_z.sum(axis=0), h.T @ d_s, d_s.sum(axis=0)
        others = d_w1, d_b1, d_w2, d_b2
        return tuple(other(x, h, d_s, d_h, d_z) if other else mine for other, mine in zip(others, right, strict=True))

    return wrong


def _z_for_h(x, z, h, s, labels, w2):
    d_w1, d_b1, d_w2, d_b2 = two_layer_backward(x, z, h, s, labels, w2)
    return d_w1, d_b1, z.T @ scores_backward(s, labels), d_b2


TWO_LAYER_BACKWARD = Exercise(
    name="two_layer_backward",
    points=4,
    solution=two_layer_backward,
    outputs=("d_w1", "d_b1", "d_w2", "d_b2"),
    steps=("d_s", "d_h", "d_z"),
    cases=cases,
    hints=(
        "Go from the loss down, and write one line for each node: d_s, then d_w2, d_b2 and d_h, then d_z, then d_w1 "
        "and d_b1. Each has the shape of what it belongs to.",
        "d_s = (P - T) / n: take softmax(s), subtract 1 in each row at that image's label, divide by n. The pair "
        "of indices is np.arange(n), labels.",
        "d_h is d_s times w2 transposed. d_z is d_h where z > 0, else 0. A weight's gradient is (what came in) "
        "transposed times (what came back); a bias's is the sum of what came back over axis 0.",
    ),
    proves="you have written backpropagation: this is all that `loss_and_gradient` does for a net of two layers.",
    mistakes=(
        Mistake(
            _backward(d_s=lambda s, labels: softmax(s) / len(labels)),
            "d_s is P / n so far: subtract 1 from each image's own class before the division",
        ),
        Mistake(
            _backward(d_s=lambda s, labels: len(labels) * scores_backward(s, labels)),
            "the loss is a mean over n images, so d_s must be divided by n",
        ),
        Mistake(
            _backward(d_s=lambda s, labels: scores_backward(s, labels) / len(labels)),
            "the batch size was divided out twice: the 1/n belongs into d_s, once and nowhere else",
        ),
        Mistake(_backward(d_s=lambda s, labels: -scores_backward(s, labels)), "d_s is P - T, not T - P"),
        Mistake(_backward(d_s=_one_in_every_row), "[:, labels] takes from every row: the rows are np.arange(n)"),
        Mistake(_backward(d_s=_softmax_of_columns), "the softmax runs along the classes, axis 1: each row sums to 1"),
        Mistake(
            _backward(d_z=lambda d_h, z: np.maximum(d_h, 0)),
            "d_h was masked by its own sign, as in report 000's equation 3.2.2: the sign of z decides",
        ),
        Mistake(_backward(d_z=lambda d_h, z: d_h), "the ReLU was left out: d_z is d_h where z > 0, else 0"),
        Mistake(
            _backward(d_z=lambda d_h, z: d_h * np.maximum(z, 0)),
            "d_h was multiplied by the values of h: the ReLU's slope is 1 or 0, so multiply by (z > 0)",
        ),
        Mistake(
            _backward(d_z=lambda d_h, z: d_h * (1 - np.maximum(z, 0) ** 2)),
            "1 - h² is the slope of tanh: this network's activation is the ReLU",
        ),
        Mistake(_backward(d_z=lambda d_h, z: d_h * (z <= 0)), "the mask is turned round: it passes where z > 0"),
        Mistake(
            _parts(d_b1=lambda x, h, d_s, d_h, d_z: d_h.sum(axis=0)),
            "d_b1 was summed from d_h: b1 is added before the ReLU, so it is summed from d_z",
        ),
        Mistake(
            _parts(d_w1=lambda x, h, d_s, d_h, d_z: x.T @ d_h),
            "d_w1 was made with d_h: w1 acts before the ReLU, so take d_z, d_h behind the mask",
        ),
        Mistake(
            _parts(d_w1=lambda x, h, d_s, d_h, d_z: x.T @ d_h, d_b1=lambda x, h, d_s, d_h, d_z: d_h.sum(axis=0)),
            "the ReLU was left out: d_z is d_h where z > 0, else 0",
        ),
        Mistake(
            _parts(d_w1=lambda x, h, d_s, d_h, d_z: h.T @ d_z),
            "d_w1 was made with h: what goes into the first layer is x, so d_w1 is x.T @ d_z",
        ),
        Mistake(
            _parts(d_w2=lambda x, h, d_s, d_h, d_z: x.T @ d_s),
            "d_w2 was made with x: what goes into the second layer is h, so d_w2 is h.T @ d_s",
        ),
        Mistake(
            _parts(d_w1=lambda x, h, d_s, d_h, d_z: x.T @ d_z / len(x)),
            "d_w1 was divided by n once more: the 1/n is already inside d_s",
        ),
        Mistake(
            _parts(d_b2=lambda x, h, d_s, d_h, d_z: d_s.sum()),
            "d_b2 is a single number: sum over the images, axis=0, one number for each class stays",
        ),
        Mistake(
            _parts(d_b1=lambda x, h, d_s, d_h, d_z: d_s.sum(axis=0)),
            "d_b1 was summed from d_s: b1 stands before the ReLU, so it is summed from d_z",
        ),
        Mistake(
            _backward(d_s=lambda s, labels: (softmax(s) - labels[:, None]) / len(labels)),
            "the class numbers were subtracted: subtract 1 in each row, at that image's label",
        ),
        Mistake(
            _backward(d_s=lambda s, labels: softmax(s) / len(labels) - np.eye(s.shape[1], dtype=s.dtype)[labels]),
            "P was divided by n before 1 was subtracted: subtract first, then divide",
        ),
        Mistake(_z_for_h, "d_w2 was made with z: what goes into the second layer is h"),
        Mistake(
            _backward(d_h=lambda d_s, w2: d_s @ w2),
            "a transpose is missing in d_h: the classes of d_s must meet the classes of w2, so take w2.T",
        ),
        Mistake(
            _backward(d_w=lambda below, d_above: d_above.T @ below),
            "the weights' gradients are transposed: d_w1 is x.T @ d_z, d_w2 is h.T @ d_s",
        ),
        Mistake(
            _backward(d_w=lambda below, d_above: below @ d_above),
            "a transpose is missing in d_w2 and d_w1: the n of x must meet the n of d_z, so take x.T and h.T",
        ),
        Mistake(
            _backward(d_b=lambda d_above: d_above.sum(axis=1)),
            "the biases' gradients were summed over the wrong axis: axis=0 runs over the images",
        ),
        Mistake(
            _backward(d_b=lambda d_above: d_above.mean(axis=0)),
            "the biases' gradients are sums over the images, not means: the 1/n is already inside d_s",
        ),
        Mistake(
            _backward(d_b=lambda d_above: d_above.sum(axis=0, keepdims=True)),
            "keepdims=True leaves rows (1, …): a bias and its gradient are vectors",
        ),
        Mistake(
            _backward(order=lambda d_w1, d_b1, d_w2, d_b2: (d_w2, d_b2, d_w1, d_b1)),
            "the order of the `return` line: the first layer first, d_w1, d_b1, d_w2, d_b2",
        ),
        Mistake(
            _backward(order=lambda d_w1, d_b1, d_w2, d_b2: (d_w1, d_w2, d_b1, d_b2)),
            "the order of the `return` line is d_w1, d_b1, d_w2, d_b2",
        ),
        Mistake(_shifting_in_place, "`s -= …` writes into the caller's scores: make a new array, such as softmax(s)"),
    ),
)
