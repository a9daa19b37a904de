"""The last exercise of chapter 04: loss and gradient with smoothed targets."""

import numpy as np

from mlp.exercises.chapter_04.softmax import labelled_cases, softmax, without_shift
from mlp.exercises.checking.exercise import Exercise, Mistake

AMOUNTS = (0.1, 0.25, 0.5, 0.1, 0.2, 0.1)


def smoothed_cross_entropy(logits, labels, label_smoothing):
    """The mean cross-entropy against smoothed targets, equation (10), and its gradient,
    equation (11).

    logits           (n, K), float32 or float64, of any size
    labels           (n,), whole numbers from 0 to K - 1
    label_smoothing  ε, a number from 0 to below 1

    Return L, one number, finite, and dS, (n, K), of the dtype of logits. Leave the
    inputs as they are.
    """
    # BEGIN SOLUTION
    n, classes = logits.shape
    targets = np.full_like(logits, label_smoothing / classes)
    targets[np.arange(n), labels] += 1 - label_smoothing
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -(targets * log_p).sum() / n
    return loss, (np.exp(log_p) - targets) / n
    # END SOLUTION


def cases(rng):
    for (logits, labels), amount in zip(labelled_cases(rng), AMOUNTS, strict=True):
        yield logits, labels, amount


def _one_hot(logits, labels):
    return np.eye(logits.shape[1], dtype=logits.dtype)[labels]


def _log_softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _against(targets):
    """Loss and gradient against other targets: targets(one_hot, ε, K)."""

    def wrong(logits, labels, label_smoothing):
        n, classes = logits.shape
        t = targets(_one_hot(logits, labels), label_smoothing, classes).astype(logits.dtype)
        return -(t * _log_softmax(logits)).sum() / n, (softmax(logits) - t) / n

    return wrong


def _changed(loss=None, gradient=None):
    """The solution with one of its two results changed."""

    def wrong(logits, labels, label_smoothing):
        right = smoothed_cross_entropy(logits, labels, label_smoothing)
        plain = smoothed_cross_entropy(logits, labels, 0.0)
        changes = (loss, gradient)
        return tuple(change(r, p, len(labels)) if change else r for change, r, p in zip(changes, right, plain))

    return wrong


def _smoothed_probabilities(logits, labels, label_smoothing):
    n, classes = logits.shape
    p = (1 - label_smoothing) * softmax(logits) + label_smoothing / classes
    return -np.log(p[np.arange(n), labels]).mean(), (p - _one_hot(logits, labels)) / n


def _logarithm_of_the_softmax(softmax):
    """Through the probabilities, of which some underflow to 0."""

    def wrong(logits, labels, label_smoothing):
        n, classes = logits.shape
        t = (1 - label_smoothing) * _one_hot(logits, labels) + label_smoothing / classes
        p = softmax(logits)
        return -(t * np.log(p)).sum() / n, (p - t) / n

    return wrong


def _in_place(logits, labels, label_smoothing):
    logits -= logits.max(axis=1, keepdims=True)
    return smoothed_cross_entropy(logits, labels, label_smoothing)


def _every_label_in_every_row(logits, labels, label_smoothing):
    n, classes = logits.shape
    t = np.full((n, classes), label_smoothing / classes, logits.dtype)
    t[:, labels] += logits.dtype.type(1 - label_smoothing)
    return -(t * _log_softmax(logits)).sum() / n, (softmax(logits) - t) / n


def _only_scaled(logits, labels, label_smoothing):
    loss, _ = smoothed_cross_entropy(logits, labels, label_smoothing)
    return loss, logits.dtype.type(1 - label_smoothing) * smoothed_cross_entropy(logits, labels, 0.0)[1]


SMOOTHING = Exercise(
    name="smoothed_cross_entropy",
    points=3,
    solution=smoothed_cross_entropy,
    outputs=("loss", "d_logits"),
    cases=cases,
    hints=(
        "Make the targets T first, (n, K): every entry gets its share of ε, the true class's the rest on top.",
        "log P = shifted - log Σ exp(shifted), where shifted = scores minus the row's largest. All are (n, K).",
        "L = -(T * log P).sum() / n. The gradient needs nothing new: (P - T) / n, with P = exp(log P).",
    ),
    proves="you can train against any targets whose rows sum to 1, smoothed labels among them.",
    mistakes=(
        Mistake(
            _every_label_in_every_row,
            "`[:, labels]` picks every label in every row: np.arange(n) pairs each row with its own label",
        ),
        Mistake(
            _against(lambda t, e, k: e * t + (1 - e) / k),
            "ε and 1 - ε have changed places: the true class keeps 1 - ε, and ε is spread over all",
        ),
        Mistake(
            lambda logits, labels, e: smoothed_cross_entropy(logits * logits.dtype.type(1 - e), labels, 0.0),
            "the scores were scaled, not the targets: the logits stay as they are, T is smoothed",
        ),
        Mistake(
            _only_scaled,
            "the one-hot gradient was only scaled by 1 - ε: the part ε / K of every class is not subtracted",
        ),
        Mistake(
            _against(lambda t, e, k: np.clip(t, e, 1 - e)),
            "the one-hot targets were clipped: each wrong class gets the whole ε, so a row sums to more than 1; "
            "divide ε by K",
        ),
        Mistake(
            _against(lambda t, e, k: (1 - e) * t + e / k * (1 - t)),
            "the true class gets 1 - ε only: ε / K goes to every class, the true one too",
        ),
        Mistake(_against(lambda t, e, k: t), "label_smoothing was not used: the targets are still one-hot"),
        Mistake(
            _against(lambda t, e, k: (1 - e) * t + e / (k - 1) * (1 - t)),
            "ε was shared among the K - 1 wrong classes: it goes to all K, the true class gets its ε / K as well",
        ),
        Mistake(
            _against(lambda t, e, k: t + e / k),
            "the rows of T sum to more than 1: the true class must give up what is spread, so it keeps 1 - ε",
        ),
        Mistake(
            _against(lambda t, e, k: (1 - e) * t + e),
            "every class got the whole ε: it is shared, ε / K for each",
        ),
        Mistake(
            _against(lambda t, e, k: (1 - e) * t),
            "the true class gave up ε, and nobody got it: add ε / K to all K classes, so that the rows of T sum to 1",
        ),
        Mistake(
            _changed(gradient=lambda right, plain, n: plain),
            "the gradient is still that of one-hot targets: subtract the smoothed T from P",
        ),
        Mistake(
            _changed(loss=lambda right, plain, n: plain),
            "the loss is still that of one-hot targets: sum T * log P over all classes, not the true one only",
        ),
        Mistake(_changed(gradient=lambda right, plain, n: n * right), "the 1/n is missing in the gradient"),
        Mistake(_changed(loss=lambda right, plain, n: n * right), "the loss is a sum over the images: divide it by n"),
        Mistake(_changed(loss=lambda right, plain, n: -right), "the loss has the wrong sign: log P is negative"),
        Mistake(
            _changed(gradient=lambda right, plain, n: -right), "the gradient has the wrong sign: it is P - T, not T - P"
        ),
        Mistake(
            _smoothed_probabilities,
            "the probabilities were smoothed: it is the targets that are, P stays the softmax of the scores",
        ),
        Mistake(
            _logarithm_of_the_softmax(softmax),
            "some probabilities are exactly 0, and log(0) is -inf: take log P from the scores, "
            "shifted - log Σ exp(shifted)",
        ),
        Mistake(
            _logarithm_of_the_softmax(without_shift),
            "exp of a large score is inf: subtract each row's largest score first",
        ),
        Mistake(
            _in_place,
            "`logits -= …` writes into the caller's array: write `shifted = logits - …`, which makes a new one",
        ),
    ),
)
