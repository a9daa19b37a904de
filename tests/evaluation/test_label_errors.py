"""The confident joint counts as its equation says, and finds how many labels were made wrong."""

import numpy as np
import pytest

from mlp.evaluation.label_errors import confident_joint, estimated_label_errors


def test_by_hand():
    """Thresholds 0.6 and 0.8. The second image reaches neither; the last is labelled 1 and confidently 0."""
    labels = [0, 0, 0, 1, 1, 1]
    of_class_0 = [0.9, 0.5, 0.4, 0.0, 0.0, 0.6]
    probabilities = np.stack([of_class_0, 1 - np.array(of_class_0)], axis=1)
    assert confident_joint(labels, probabilities).tolist() == [[1, 0], [1, 2]]
    assert estimated_label_errors(labels, probabilities) == pytest.approx(3 * 0 + 3 * 1 / 3)


def test_it_estimates_how_many_were_planted_where_the_probabilities_are_good():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 10, 20_000)
    labels = np.where(rng.random(20_000) < 0.08, (truth + rng.integers(1, 10, 20_000)) % 10, truth)
    logits = rng.normal(0, 1, (20_000, 10)) + 6 * np.eye(10)[truth]
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    wrong = (labels != truth).sum()
    assert estimated_label_errors(labels, probabilities) == pytest.approx(wrong, rel=0.1)


def test_a_class_without_labels_is_named():
    with pytest.raises(ValueError, match=r"labels have shape \(2, 1\)"):
        confident_joint([[0], [1]], np.full((2, 2), 1 / 2))
    with pytest.raises(ValueError, match=r"softmax\(logits\)"):
        confident_joint([0, 1], [[3, -1], [-2, 4]])
    with pytest.raises(ValueError, match=r"no image is labelled \[2\]"):
        confident_joint([0, 1], np.full((2, 3), 1 / 3))
