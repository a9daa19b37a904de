"""The third exercise of chapter 04: the gradient of the cross-entropy with respect to the scores."""

import numpy as np

from mlp.exercises.chapter_04.softmax import labelled_cases, softmax, without_shift
from mlp.exercises.checking.exercise import Exercise, Mistake


def softmax_cross_entropy_backward(logits, labels):
    """The gradient of the mean cross-entropy with respect to the scores, equation (8).

    logits  (n, K), float32 or float64, of any size
    labels  (n,), whole numbers from 0 to K - 1

    Return dS, (n, K), of the dtype of logits. Leave the inputs as they are.
    """
    # BEGIN SOLUTION
    n = len(labels)
    d_logits = np.exp(logits - logits.max(axis=1, keepdims=True))
    d_logits /= d_logits.sum(axis=1, keepdims=True)
    d_logits[np.arange(n), labels] -= 1
    return d_logits / n
    # END SOLUTION


def _one_hot(logits, labels):
    return np.eye(logits.shape[1], dtype=logits.dtype)[labels]


def _subtract_at(rows):
    """Subtract 1 from other places than row i, column label i."""

    def wrong(logits, labels):
        d_logits = softmax(logits)
        d_logits[rows(logits), labels] -= 1
        return d_logits / len(labels)

    return wrong


def _subtract_after_dividing(logits, labels):
    return softmax(logits) / len(labels) - _one_hot(logits, labels)


def _by_the_probabilities(logits, labels):
    rows = np.arange(len(labels))
    d_probabilities = np.zeros_like(logits)
    d_probabilities[rows, labels] = -1 / softmax(logits)[rows, labels] / len(labels)
    return d_probabilities


def _in_place(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    return (softmax(logits) - _one_hot(logits, labels)) / len(labels)


def _softmax_over_images(logits, labels):
    return (softmax(logits.T).T - _one_hot(logits, labels)) / len(labels)


BY_P = "that is the gradient by the probabilities, -1/p: go one step further, through the softmax, to the scores"


def explain(inputs, got, expected):
    """A right row sums to zero, because P and the one-hot row both sum to 1; -1/p at the true class is by P."""
    logits, labels = inputs
    at_label = got[np.arange(len(labels)), labels]
    if np.count_nonzero(got) <= len(labels) and (at_label <= -0.999 / len(labels)).all():
        return BY_P
    row = int(np.argmax(np.abs(got.sum(axis=1))))
    total = float(got[row].sum())
    if not np.isfinite(total) or abs(total) < 1e-4:
        return None
    return f"a row of this gradient sums to 0, but row {row} of yours sums to {total:.3g}: where is 1 subtracted?"


BACKWARD = Exercise(
    name="softmax_cross_entropy_backward",
    points=3,
    solution=softmax_cross_entropy_backward,
    outputs=("d_logits",),
    cases=labelled_cases,
    explain=explain,
    hints=(
        "It starts with the probabilities: your softmax from exercise 1 gives them.",
        "In row i, 1 comes off in one column only: the one of label i. Everything is divided by n at the end.",
        "probabilities[np.arange(n), labels] names one entry in each row, and `-= 1` works on it.",
    ),
    proves="your gradient is the one that you derived, so every layer in front of the loss gets the right dY.",
    mistakes=(
        Mistake(
            lambda logits, labels: (softmax(logits) - 1) * _one_hot(logits, labels) / len(labels),
            "only the true class has a gradient here: the other classes get their probability, so the whole row is "
            "not 0",
        ),
        Mistake(
            lambda logits, labels: (logits - _one_hot(logits, labels)) / len(labels),
            "1 was taken off the scores themselves: the softmax is missing, P comes before the subtraction",
        ),
        Mistake(
            lambda logits, labels: (softmax(logits) - np.roll(_one_hot(logits, labels), -1, axis=1)) / len(labels),
            "1 comes off one class before the true one: labels are counted from 0, so `labels - 1` is off by one",
        ),
        Mistake(
            lambda logits, labels: (softmax(logits) - np.roll(_one_hot(logits, labels), 1, axis=1)) / len(labels),
            "1 comes off one class after the true one: labels are counted from 0, so `labels + 1` is off by one",
        ),
        Mistake(
            lambda logits, labels: (softmax(logits) - _one_hot(logits, labels)) / logits.size,
            "was it divided by the number of entries? The loss is a mean over images: divide by len(labels)",
        ),
        Mistake(
            lambda logits, labels: softmax(logits) * (1 - softmax(logits)) / len(labels),
            "that is the slope of each probability by itself, p (1 - p): the labels have no part in it",
        ),
        Mistake(
            lambda logits, labels: (
                (np.log(np.maximum(softmax(logits), 1e-300)) - _one_hot(logits, labels)) / len(labels)
            ),
            "the logarithm of the probabilities was taken: the gradient has P itself, P minus one-hot",
        ),
        Mistake(
            lambda logits, labels: softmax(logits) - _one_hot(logits, labels),
            "the 1/n is missing: the loss is a mean over the batch, and so is its gradient",
        ),
        Mistake(
            lambda logits, labels: (_one_hot(logits, labels) - softmax(logits)) / len(labels),
            "the sign is turned: it is P minus one-hot, so that the true class gets a negative slope",
        ),
        Mistake(
            lambda logits, labels: softmax(logits) / len(labels),
            "nothing was subtracted: take 1 off the probability of each image's true class",
        ),
        Mistake(
            lambda logits, labels: (softmax(logits) - 1) / len(labels),
            "1 was taken off every entry: only the true class's entry in each row loses 1",
        ),
        Mistake(
            _subtract_at(lambda logits: slice(None)),
            "[:, labels] takes 1 off these columns in every row: [np.arange(n), labels] pairs row i with its own label",
        ),
        Mistake(
            _subtract_at(lambda logits: np.arange(logits.shape[1])),
            "np.arange(K) counts the classes: the row numbers are np.arange(n), one for each image",
        ),
        Mistake(
            _subtract_after_dividing,
            "P was divided by n before 1 was subtracted: subtract first, so that the 1 is divided by n as well",
        ),
        Mistake(
            lambda logits, labels: softmax(logits - _one_hot(logits, labels)) / len(labels),
            "1 was taken off the scores: it comes off the probabilities, after the softmax",
        ),
        Mistake(
            lambda logits, labels: (softmax(logits) - labels) / len(labels),
            "the class number itself was subtracted, from whole rows: 1 comes off, at the class that it names "
            "(one-hot)",
        ),
        Mistake(
            lambda logits, labels: (softmax(logits) - labels[:, None].astype(logits.dtype)) / len(labels),
            "the class number itself was subtracted: what comes off is 1, in the column that has this number",
        ),
        Mistake(lambda logits, labels: -_one_hot(logits, labels) / softmax(logits) / len(labels), BY_P),
        Mistake(_by_the_probabilities, BY_P),
        Mistake(
            lambda logits, labels: (softmax(logits) - np.eye(logits.shape[1])[labels]) / len(labels),
            "float32 scores came back as float64: np.eye and np.zeros make float64, unless told dtype=logits.dtype",
        ),
        Mistake(
            lambda logits, labels: (softmax(logits) - _one_hot(logits, labels)) / logits.shape[1],
            "it was divided by the number of classes: the mean is over the n images",
        ),
        Mistake(
            lambda logits, labels: (without_shift(logits) - _one_hot(logits, labels)) / len(labels),
            "exp of a large score is inf: subtract each row's largest score first, as in exercise 1",
        ),
        Mistake(
            _softmax_over_images,
            "the softmax ran over the images, axis=0: each image's own row sums to 1, axis=1",
        ),
        Mistake(
            _in_place,
            "`logits -= …` writes into the caller's array: write `shifted = logits - …`, which makes a new one",
        ),
    ),
)
