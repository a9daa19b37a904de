"""What a classifier got right: from true and predicted labels alone, with no knowledge of networks."""

import numpy as np


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


def _share(part, whole):
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
