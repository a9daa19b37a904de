"""Metrics: by hand, and against scikit-learn."""

import numpy as np
import pytest

from mlp.evaluation.metrics import (
    accuracy,
    confusion_matrix,
    macro_average,
    precision_recall_f1,
    top_k_accuracy,
    weighted_average,
)
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


def test_averages_by_hand():
    confusion = confusion_matrix(LABELS, PREDICTIONS, 4)
    np.testing.assert_allclose(macro_average(confusion), [1 / 4, 7 / 24, (0.4 + 2 / 3) / 4])
    np.testing.assert_allclose(weighted_average(confusion), [8 / 18, 1 / 2, (0.8 + 2) / 6])
    assert weighted_average(np.zeros((3, 3), int)) == (0, 0, 0)


def test_top_k_by_hand():
    probabilities = [[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]
    assert [top_k_accuracy([1, 0], probabilities, k) for k in (1, 2, 3)] == [0, 0.5, 1]
    with pytest.raises(ValueError, match="k is 4; expected at most 3"):
        top_k_accuracy([1, 0], probabilities, 4)


COLUMN, SCORES = LABELS[:, None], np.full((6, 3), 1 / 3)


@pytest.mark.parametrize("call, words", [
    (lambda: accuracy(COLUMN, LABELS), r"labels have shape \(6, 1\); .*: use np.ravel\(labels\)"),
    (lambda: accuracy(LABELS, COLUMN), r"predictions have shape \(6, 1\); .*: use np.ravel\(predictions\)"),
    (lambda: accuracy(LABELS, LABELS[None]), r"predictions have shape \(1, 6\)"),
    (lambda: accuracy(LABELS, LABELS[:1]), "got 1 predictions for 6 images"),
    (lambda: accuracy(LABELS, 1), r"predictions have shape \(\)"),
    (lambda: accuracy(LABELS, SCORES), r"predictions have shape \(6, 3\); .*: this looks like a score for each class"),
    (lambda: accuracy(LABELS, LABELS / 2), "predictions hold 0.5; expected integers"),
    (lambda: accuracy(LABELS, [*"001112"]), "predictions have dtype <U1; expected integers"),
    (lambda: accuracy([*"aabbbc"], LABELS), "labels are names, such as 'a'; expected integers"),
    (lambda: accuracy([], []), "there are no labels"),
    (lambda: confusion_matrix([0], [12], 10), "predictions hold 12; expected class numbers from 0 to 9"),
    (lambda: confusion_matrix([-1], [2], 10), "labels hold -1"),
    (lambda: confusion_matrix(COLUMN, PREDICTIONS, 3), r"labels have shape \(6, 1\)"),
    (lambda: confusion_matrix(LABELS, PREDICTIONS[:1], 3), "got 1 predictions for 6 images"),
    (lambda: confusion_matrix(LABELS, PREDICTIONS, 2.5), "classes is 2.5; expected a whole number"),
    (lambda: precision_recall_f1([3, 4]), r"confusion is int64 of shape \(2,\); expected counts of shape \(classes"),
    (lambda: macro_average(np.ones((2, 3))), r"confusion is float64 of shape \(2, 3\)"),
    (lambda: weighted_average([[1, -2], [0, 1]]), "confusion holds negative numbers"),
    (lambda: top_k_accuracy(LABELS[:1], SCORES, 2), "got 1 labels for 6 images"),
    (lambda: top_k_accuracy(COLUMN, SCORES, 2), r"labels have shape \(6, 1\)"),
    (lambda: top_k_accuracy(LABELS + 1, SCORES, 2), "labels hold 3; .*: they seem to count from 1, so use labels - 1"),
    (lambda: top_k_accuracy(LABELS, SCORES[0], 2), r"probabilities have shape \(3,\)"),
    (lambda: top_k_accuracy(LABELS, SCORES * np.nan, 2), "probabilities hold NaN or infinite numbers in 6 of 6 rows"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_at_the_door(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_every_kind_of_integers_gives_the_same_matrix():
    expected = confusion_matrix(LABELS, PREDICTIONS, 200)
    for dtype in (np.uint8, np.int8, np.uint64, np.int32):
        found = confusion_matrix(LABELS.astype(dtype), PREDICTIONS.astype(dtype), 200)
        np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(confusion_matrix(list(LABELS), list(PREDICTIONS), 200), expected)
    assert confusion_matrix([], [], 3).tolist() == [[0] * 3] * 3


@pytest.mark.parametrize("block", range(10))
def test_a_thousand_random_cases_as_scikit_learn(block):
    """100 cases in each block: any number of images and classes, classes that are never true or never predicted."""
    metrics = require("sklearn.metrics", "metrics compared with scikit-learn's")
    rng = np.random.default_rng(block)
    for _ in range(100):
        classes, count = rng.integers(3, 12), rng.integers(1, 80)
        present = rng.choice(classes, rng.integers(1, classes + 1), replace=False)
        labels, predictions = rng.choice(present, count), rng.integers(0, classes, count)
        ours = confusion_matrix(labels, predictions, classes)
        settings = {"labels": range(classes), "zero_division": 0}
        np.testing.assert_array_equal(ours, metrics.confusion_matrix(labels, predictions, labels=range(classes)))
        *theirs, support = metrics.precision_recall_fscore_support(labels, predictions, **settings)
        np.testing.assert_allclose(precision_recall_f1(ours), theirs)
        np.testing.assert_array_equal(ours.sum(axis=1), support)
        for average, name in ((macro_average, "macro"), (weighted_average, "weighted")):
            theirs = metrics.precision_recall_fscore_support(labels, predictions, average=name, **settings)
            np.testing.assert_allclose(average(ours), theirs[:3])
        assert accuracy(labels, predictions) == pytest.approx(metrics.accuracy_score(labels, predictions))
        scores = rng.integers(0, 5, (count, classes)) / 4  # many are equal
        k = int(rng.integers(1, classes))
        theirs = metrics.top_k_accuracy_score(labels, scores, k=k, labels=range(classes))
        assert top_k_accuracy(labels, scores, k) == pytest.approx(theirs)
