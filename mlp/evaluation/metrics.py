"""What a classifier got right: from true and predicted labels alone, with no knowledge of networks.

Labels and predictions are class numbers, (n,) integers from 0. Every function checks shapes and ranges first and
raises ValueError for what does not fit: of an (n, 1) and an (n,) NumPy would compare all n² pairs, and say nothing.
"""

import numpy as np

from mlp.checks import as_array, check_count, check_labels, check_rows

ROUNDING = 1e-3  # by which a row of probabilities may miss 1: float16 does by half of it


def accuracy(labels, predictions):
    """The share of `predictions` (n,) that equal `labels` (n,): a float from 0 to 1. n is 1 or more."""
    labels, predictions = check_answers(labels, predictions)
    return float(np.mean(labels == predictions))


def confusion_matrix(labels, predictions, classes):
    """(classes, classes) int64: entry [t, p] counts the images of true class t that were called p."""
    check_count("classes", classes)
    labels = check_labels(labels, classes)
    predictions = check_labels(predictions, classes, len(labels), "predictions")
    pairs = labels.astype(np.int64) * classes + predictions.astype(np.int64)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def precision_recall_f1(confusion):
    """Three float arrays (classes,) from a confusion matrix (classes, classes), whose rows are the true classes.

    precision = right / called so,  recall = right / truly so,  F1 = 2 · precision · recall / (precision + recall).
    Where nothing was called or is truly so, the value is 0, as in scikit-learn.
    """
    confusion = _check_confusion(confusion)
    right = np.diag(confusion).astype(float)
    precision = _share(right, confusion.sum(axis=0))
    recall = _share(right, confusion.sum(axis=1))
    return precision, recall, _share(2 * precision * recall, precision + recall)


def macro_average(confusion):
    """Precision, recall and F1, each the plain mean over the classes: every class counts the same. Three floats."""
    return tuple(float(values.mean()) for values in precision_recall_f1(confusion))


def weighted_average(confusion):
    """Precision, recall and F1, each the mean over the images: a class counts by its support, its number of images.

    Three floats; all 0 when the confusion matrix holds no image, as in scikit-learn.
    """
    support = _check_confusion(confusion).sum(axis=1)
    total = support.sum() or 1
    return tuple(float(values @ support / total) for values in precision_recall_f1(confusion))


def top_k_accuracy(labels, probabilities, k):
    """The share of images whose true class is among the `k` most probable: labels (n,), probabilities (n, classes).

    Between equal probabilities the class with the higher number goes first, as in scikit-learn. Scores that rank the
    classes the same way, such as logits, do as well. k goes from 1 to the number of classes.
    """
    probabilities = check_rows("probabilities", probabilities)
    classes = probabilities.shape[1]
    labels = check_labels(labels, classes, len(probabilities))
    if check_count("k", k) > classes:
        raise ValueError(f"k is {k}; expected at most {classes}, the number of classes")
    ranked = np.argsort(probabilities, axis=1, kind="stable")[:, ::-1]
    return float(np.mean((ranked[:, :k] == labels[:, None]).any(axis=1)))


def check_answers(labels, *predictions):
    """Labels and one or more predictions for the same images, each as (n,) integers from 0, n > 0, or ValueError."""
    labels = check_labels(labels)
    if len(labels) == 0:
        raise ValueError("there are no labels; expected at least one image to compare")
    return labels, *(check_labels(one, count=len(labels), name="predictions") for one in predictions)


def check_probabilities(probabilities):
    """Probabilities as an array (n, classes) whose rows sum to 1, n > 0, or ValueError."""
    probabilities = check_rows("probabilities", probabilities)
    low, high, sums = probabilities.min(), probabilities.max(), probabilities.sum(axis=1)
    if low < 0 or abs(sums - 1).max() > ROUNDING:
        raise ValueError(
            f"probabilities go from {low:.3g} to {high:.3g}, their rows sum to {sums.min():.3g} to {sums.max():.3g}; "
            "expected numbers from 0 to 1 in rows that sum to 1: softmax(logits) makes them"
        )
    return probabilities


def _check_confusion(confusion):
    confusion = as_array("confusion", confusion)
    if confusion.ndim != 2 or confusion.shape[0] != confusion.shape[1] or confusion.dtype.kind not in "buif":
        raise ValueError(
            f"confusion is {confusion.dtype} of shape {confusion.shape}; expected counts of shape (classes, classes): "
            "confusion_matrix(labels, predictions, classes) makes them"
        )
    if not np.isfinite(confusion).all() or (confusion < 0).any():
        raise ValueError("confusion holds negative numbers, NaN or infinity; expected counts of images")
    return confusion


def _share(part, whole):
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
