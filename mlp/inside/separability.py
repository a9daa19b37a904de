"""How well a straight line tells the classes apart at each depth: probes (G. Alain, Y. Bengio, arXiv:1610.01644)."""

import numpy as np

from mlp.checks import check_labels


def linear_probe(outputs, labels, new_outputs, classes=10, penalty=1e-3):
    """Fit a linear classifier to `outputs`, by least squares on one-hot targets, and name the classes of `new_outputs`.

    outputs (n, units), labels (n,), new_outputs (m, units) -> (m,) int64
    penalty   on the squared weights, as a share of the outputs' mean variance: it keeps the equations solvable where
              units are dead or alike

    Raises ValueError for labels out of range.
    """
    labels = check_labels(labels, classes, len(outputs))
    mean = outputs.mean(axis=0, dtype=np.float64)
    centred = outputs - mean
    targets = np.eye(classes)[labels]
    covariance = centred.T @ centred / len(centred)
    covariance[np.diag_indices_from(covariance)] += penalty * np.trace(covariance) / len(covariance)
    weight = np.linalg.solve(covariance, centred.T @ (targets - targets.mean(axis=0)) / len(centred))
    return ((new_outputs - mean) @ weight + targets.mean(axis=0)).argmax(axis=1)


def similarity(outputs, labels):
    """The mean cosine between two images of one class and of two classes: (within (classes,), between).

    outputs (n, units), labels (n,): every class has two images or more. An image whose outputs are all 0 counts as 0.
    """
    length = np.linalg.norm(outputs, axis=1, keepdims=True)
    directions = outputs / np.where(length > 0, length, 1)
    cosine = directions @ directions.T
    same = labels[:, None] == labels
    off_diagonal = ~np.eye(len(labels), dtype=bool)
    within = [cosine[same & off_diagonal & (labels == name)[:, None]].mean() for name in np.unique(labels)]
    return np.array(within), cosine[~same].mean()
