"""The second exercise of chapter 04: the cross-entropy, from the scores and kept finite."""

import numpy as np

from mlp.exercises.chapter_04.softmax import labelled_cases, softmax
from mlp.exercises.checking.exercise import Exercise, Mistake


def cross_entropy(logits, labels):
    """The mean cross-entropy of a batch, equations (3) to (5).

    logits  (n, K), float32 or float64, of any size
    labels  (n,), whole numbers from 0 to K - 1

    Return L, one number, finite whatever the (finite) scores are. Leave the inputs as they are.
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
    for tiny in 10.0 ** -np.arange(4, 17):
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
