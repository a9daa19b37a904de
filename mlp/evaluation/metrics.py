"""What a classifier got right: from true and predicted labels alone, with no knowledge of networks."""

import numpy as np

from mlp.checks import check_count


def accuracy(labels, predictions):
    """The share of `predictions` (n,) that equal `labels` (n,): a float from 0 to 1."""
    return float(np.mean(np.asarray(labels) == np.asarray(predictions)))


def confusion_matrix(labels, predictions, classes):
    """(classes, classes) int64: entry [t, p] counts the images of true class t that were called p."""
    pairs = np.asarray(labels, dtype=np.int64) * classes + np.asarray(predictions, dtype=np.int64)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def precision_recall_f1(confusion):
    """Three float arrays (classes,) from a confusion matrix (rows = true class).

    precision = right / called so,  recall = right / truly so,  F1 = 2 · precision · recall / (precision + recall).
    Where nothing was called or is truly so, the value is 0, as in scikit-learn.
    """
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
    support = confusion.sum(axis=1)
    return tuple(float(values @ support / max(1, support.sum())) for values in precision_recall_f1(confusion))


def top_k_accuracy(labels, probabilities, k):
    """The share of images whose true class is among the `k` most probable: labels (n,), probabilities (n, classes).

    Between equal probabilities the class with the higher number goes first, as in scikit-learn. Scores that rank the
    classes the same way, such as logits, do as well. Raises ValueError when k is not from 1 to the number of classes.
    """
    probabilities = np.asarray(probabilities)
    classes = probabilities.shape[1]
    if check_count("k", k) > classes:
        raise ValueError(f"k is {k}; expected at most {classes}, the number of classes")
    ranked = np.argsort(probabilities, axis=1, kind="stable")[:, ::-1]
    return float(np.mean((ranked[:, :k] == np.asarray(labels)[:, None]).any(axis=1)))


def _share(part, whole):
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
