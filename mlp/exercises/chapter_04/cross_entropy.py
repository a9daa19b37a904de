"""The second exercise of chapter 04: the cross-entropy, from the scores and kept finite."""

import numpy as np

from mlp.exercises.chapter_04.softmax import labelled_cases, softmax
from mlp.exercises.checking.exercise import Exercise, Mistake


def cross_entropy(logits, labels):
    """The mean cross-entropy of a batch, equations (3) to (5).

    logits  (n, K), float32 or float64, of any size
    labels  (n,), whole numbers from 0 to K - 1

    Return L, one number, finite whatever the (finite) scores are. Leave the inputs as
    they are.
    """
    # BEGIN SOLUTION
    largest = logits.max(axis=1)
    log_sum_exp = largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))
    return float((log_sum_exp - logits[np.arange(len(labels)), labels]).mean())
    # END SOLUTION


def _log_sum_exp(logits, axis=1):
    largest = logits.max(axis=axis, keepdims=True)
    return (largest + np.log(np.exp(logits - largest).sum(axis=axis, keepdims=True))).squeeze(axis)


def _picked(array, labels):
    return array[np.arange(len(labels)), labels]


def _losses(logits, labels):
    return _log_sum_exp(logits) - _picked(logits, labels)


def _without_shift(logits, labels):
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - _picked(logits, labels))


def _log_of_naive_softmax(logits, labels):
    exponentials = np.exp(logits)
    return -np.mean(np.log(_picked(exponentials / exponentials.sum(axis=1, keepdims=True), labels)))


def _shift_forgotten(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - _picked(logits, labels))


def _shifted_in_place(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - _picked(logits, labels))


def explain(inputs, got, expected):
    """Recognise a tiny number inside the logarithm, whatever its size: it caps the loss and so hides the infinity."""
    logits, labels = inputs
    picked = _picked(softmax(logits), labels)
    close = 1e-9 if logits.dtype == np.float64 else 2e-5
    for tiny in 10.0 ** -np.array([*range(4, 17), 20, 30, 45, 100, 200, 300, 308]):
        capped = [-np.log(picked + tiny).mean(), -np.log(np.maximum(picked, tiny)).mean()]
        if np.isclose(got, capped, rtol=close, atol=0).any():
            return (
                "a tiny number inside the log, or a clip, only caps the loss: work with the scores and the "
                "log-sum-exp, then no logarithm of 0 occurs"
            )
    return None


OVERFLOW = "exp of a large score is inf: subtract each row's largest score before exp, and add it again after log"
UNDERFLOW = (
    "the softmax gave the true class exactly 0, and log(0) is -inf: do not go through the probabilities, "
    "use the log-sum-exp of the scores minus the true class's score"
)


def _one_hot(logits, labels):
    return np.eye(logits.shape[1])[labels]


def _batch_maximum(logits, labels):
    largest = logits.max()
    with np.errstate(all="ignore"):
        return (largest + np.log(np.exp(logits - largest).sum(axis=1)) - _picked(logits, labels)).mean()


def _binary(logits, labels):
    p, t = softmax(logits), _one_hot(logits, labels)
    return -(t * np.log(p + 1e-300) + (1 - t) * np.log(1 - p + 1e-300)).sum() / len(labels)


def _sum_of_logs(logits, labels):
    largest = logits.max(axis=1)
    return (largest + np.log(np.exp(logits - largest[:, None])).sum(axis=1) - _picked(logits, labels)).mean()


CROSS_ENTROPY = Exercise(
    name="cross_entropy",
    points=3,
    solution=cross_entropy,
    outputs=("the loss",),
    cases=labelled_cases,
    explain=explain,
    hints=(
        "No probability is needed: the loss of a row is its log-sum-exp minus the score of its true class.",
        "logits[np.arange(n), labels] pairs row i with its own label: shape (n,). The log-sum-exp must be (n,) too.",
        "With m, the largest score of each row: the log-sum-exp is m + log Σ exp(s - m). Subtract, take the mean.",
    ),
    proves="your loss is right to the last digits, and stays finite where the probability of the true class is 0.",
    mistakes=(
        Mistake(
            lambda logits, labels: _losses(logits, labels).sum() / logits.shape[1],
            "was it divided by the number of classes? The mean is over the images, so divide by the batch size, "
            "len(labels)",
        ),
        Mistake(
            _batch_maximum,
            "the largest score of the whole batch was subtracted: each row needs its own largest, or rows far below "
            "underflow to 0",
        ),
        Mistake(
            _binary,
            "that is the binary cross-entropy, which also looks at 1 - p of the other classes: here only the true "
            "class counts",
        ),
        Mistake(
            lambda logits, labels: ((softmax(logits) - _one_hot(logits, labels)) ** 2).sum() / len(labels),
            "that is the squared error of the probabilities: the cross-entropy takes -log of the true class's "
            "probability",
        ),
        Mistake(
            lambda logits, labels: ((softmax(logits) - _one_hot(logits, labels)) ** 2).mean(),
            "that is the mean squared error of the probabilities: the cross-entropy takes -log of the true class's "
            "probability",
        ),
        Mistake(
            lambda logits, labels: -np.log(_picked(softmax(logits), labels).mean()),
            "that is the logarithm of the mean probability: first the log of each image's, then the mean of the logs",
        ),
        Mistake(
            lambda logits, labels: _losses(logits, labels - 1).mean(),
            "the labels were counted from 1: they are counted from 0 here, so `labels - 1` picks the class before",
        ),
        Mistake(
            _sum_of_logs,
            "the sum of the logarithms was taken, in place of the logarithm of the sum: first add up the "
            "exponentials, then log",
        ),
        Mistake(
            lambda logits, labels: 1 - _picked(softmax(logits), labels).mean(),
            "that is 1 minus the probability of the true class, without a logarithm",
        ),
        Mistake(
            lambda logits, labels: -_picked(logits, labels).mean(),
            "that is the true class's score alone: the log-sum-exp of the row is missing",
        ),
        Mistake(
            lambda logits, labels: _losses(logits, labels).max(),
            "that is the loss of the worst image: asked for is the mean",
        ),
        Mistake(
            lambda logits, labels: _losses(logits, labels)[0],
            "that is the loss of the first image only: asked for is the mean over all",
        ),
        Mistake(lambda logits, labels: -np.mean(np.log(_picked(softmax(logits), labels))), UNDERFLOW),
        Mistake(_without_shift, OVERFLOW),
        Mistake(_log_of_naive_softmax, OVERFLOW),
        Mistake(
            lambda logits, labels: _losses(logits, labels).sum(),
            "that is n times the mean: is the 1/n missing, or did (n, 1) meet (n,) and make an (n, n) square?",
        ),
        Mistake(
            lambda logits, labels: -_losses(logits, labels).mean(),
            "the sign is turned: log p is negative, the loss is -log p",
        ),
        Mistake(
            _losses,
            "there is one loss per image, (n,): the loss of the batch is their mean, one number",
        ),
        Mistake(
            lambda logits, labels: _losses(logits, labels).mean() / logits.shape[1],
            "a mean over all n · K entries: K - 1 of them are zero for each image, so sum over the classes and divide "
            "by n only",
        ),
        Mistake(
            lambda logits, labels: (_log_sum_exp(logits)[:, None] - logits[:, labels]).mean(),
            "logits[:, labels] picks a whole column for every label, (n, n) numbers: pair each row with its own label, "
            "logits[np.arange(n), labels]",
        ),
        Mistake(
            lambda logits, labels: np.mean(_log_sum_exp(logits, axis=0) - _picked(logits, labels)),
            "the log-sum-exp ran over the images, axis=0: it belongs to one image's classes, axis=1",
        ),
        Mistake(
            _shift_forgotten,
            "the largest score was taken off inside exp and never given back: add it after log, or take it off the "
            "true class's score too",
        ),
        Mistake(
            _shifted_in_place,
            "`logits -= …` writes into the caller's array: write `shifted = logits - …`, which makes a new one",
        ),
        Mistake(
            lambda logits, labels: np.mean(_log_sum_exp(logits)),
            "the score of the true class is missing: subtract it from the log-sum-exp",
        ),
    ),
)
