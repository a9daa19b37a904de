"""How many labels are wrong? Confident learning, by thresholds for each class: Northcutt, Jiang, Chuang 2021."""

import numpy as np

from mlp.checks import check_labels
from mlp.evaluation.metrics import check_probabilities


def confident_joint(labels, probabilities):
    """Count images by their label (row) and by the class that they confidently belong to: (classes, classes).

    labels (n,), as they are given; probabilities (n, classes), each image's from networks that were not trained on it

    The threshold of class j is the mean probability of j among the images labelled j. An image counts for the class
    with the highest probability among those that reach their thresholds; where none does, it does not count. An
    image counted off the diagonal confidently belongs to another class than its label says. Equation 1 there.
    Raises ValueError for labels or probabilities of other shapes or out of range, and for a class that no label has.
    """
    probabilities = check_probabilities(probabilities).astype(float)
    classes = probabilities.shape[1]
    labels = check_labels(labels, classes, len(probabilities))
    sizes = np.bincount(labels, minlength=classes)
    if not sizes.all():
        raise ValueError(f"no image is labelled {np.flatnonzero(sizes == 0).tolist()}; expected some of each class")
    thresholds = np.array([probabilities[labels == label, label].mean() for label in range(classes)])
    reaches = np.where(probabilities >= thresholds, probabilities, -1.0)
    confident = reaches.max(axis=1) >= 0
    joint = np.zeros((classes, classes), int)
    np.add.at(joint, (labels[confident], reaches.argmax(axis=1)[confident]), 1)
    return joint


def estimated_label_errors(labels, probabilities):
    """How many of the labels are wrong, a float: each row of the confident joint is scaled up to all its images.

    Equation 2 there. It is an estimate and not a list: which ones they are takes a look at the images.
    """
    joint = confident_joint(labels, probabilities)
    sizes = np.bincount(labels, minlength=len(joint))
    counted = np.maximum(joint.sum(axis=1), 1)
    return float((sizes * (1 - np.diag(joint) / counted)).sum())
