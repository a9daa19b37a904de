"""Metrics: by hand, and against scikit-learn."""

import numpy as np
import pytest

from mlp.metrics import accuracy, confusion_matrix, precision_recall_f1
from tests.requirements import require

LABELS, PREDICTIONS = np.array([0, 0, 1, 1, 1, 2]), np.array([0, 1, 1, 1, 0, 0])


def test_by_hand():
    confusion = confusion_matrix(LABELS, PREDICTIONS, 4)
    np.testing.assert_array_equal(confusion, [[1, 1, 0, 0], [1, 2, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]])
    precision, recall, f1 = precision_recall_f1(confusion)
    np.testing.assert_allclose(precision, [1 / 3, 2 / 3, 0, 0])
    np.testing.assert_allclose(recall, [1 / 2, 2 / 3, 0, 0])
    np.testing.assert_allclose(f1, [0.4, 2 / 3, 0, 0])
    assert accuracy(LABELS, PREDICTIONS) == 0.5


@pytest.mark.parametrize("seed", range(20))
def test_as_scikit_learn(seed):
    metrics = require("sklearn.metrics", "metrics compared with scikit-learn's")
    rng = np.random.default_rng(seed)
    labels, predictions = rng.integers(0, 10, 50), rng.integers(0, 10, 50)
    classes = range(10)
    ours = confusion_matrix(labels, predictions, 10)
    np.testing.assert_array_equal(ours, metrics.confusion_matrix(labels, predictions, labels=classes))
    theirs = metrics.precision_recall_fscore_support(labels, predictions, labels=classes, zero_division=0)
    np.testing.assert_allclose(precision_recall_f1(ours), theirs[:3])
