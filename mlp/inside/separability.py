"""How well a straight line tells the classes apart at each depth: probes (G. Alain, Y. Bengio, arXiv:1610.01644)."""

import numpy as np

from mlp.checks import check_labels, check_rows


def linear_probe(outputs, labels, new_outputs, classes=10, penalty=1e-3):
    """Fit a linear classifier to `outputs`, by least squares on one-hot targets, and name the classes of `new_outputs`.

    outputs (n, units), labels (n,), new_outputs (m, units) -> (m,) int64
    penalty   on the squared weights, as a share of the outputs' mean variance: it keeps the equations solvable where
              units are dead or alike

    Raises ValueError for labels out of range and for arrays of other shapes.
    """
    outputs = check_rows("outputs", outputs)
    new_outputs = check_rows("new_outputs", new_outputs, width=outputs.shape[1])
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

    outputs (n, units), labels (n,): two classes or more, each with two images or more, else ValueError. An image whose
    outputs are all 0 counts as 0.
    """
    outputs = check_rows("outputs", outputs)
    labels = check_labels(labels, count=len(outputs))
    names, counts = np.unique(labels, return_counts=True)
    if len(names) < 2 or counts.min() < 2:
        found = ", ".join(f"{count} of class {name}" for name, count in zip(names, counts, strict=True))
        raise ValueError(f"the images are {found}; expected two classes or more, each with two images or more")
    length = np.linalg.norm(outputs, axis=1, keepdims=True)
    directions = outputs / np.where(length > 0, length, 1)
    cosine = directions @ directions.T
    same = labels[:, None] == labels
    off_diagonal = ~np.eye(len(labels), dtype=bool)
    within = [cosine[same & off_diagonal & (labels == name)[:, None]].mean() for name in names]
    return np.array(within), cosine[~same].mean()
