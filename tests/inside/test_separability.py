"""Probes: a linear classifier by least squares, and how alike the images of a class are."""

import numpy as np
import pytest

from mlp.inside.separability import linear_probe, similarity
from tests.requirements import require

RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 3, 300)
CLOUDS = RNG.normal(size=(300, 6)) + 3 * np.eye(6)[LABELS]


def test_as_ridge_regression_in_scikit_learn():
    linear_model = require("sklearn.linear_model", "to compare the probe with")
    fitted, new = CLOUDS[:200], CLOUDS[200:]
    penalty = 1e-3 * fitted.var(axis=0).mean() * 200
    theirs = linear_model.Ridge(alpha=penalty).fit(fitted, np.eye(3)[LABELS[:200]]).predict(new).argmax(axis=1)
    ours = linear_probe(fitted, LABELS[:200], new, classes=3)
    np.testing.assert_array_equal(ours, theirs)
    assert (ours == LABELS[200:]).mean() > 0.9


def test_dead_and_equal_units_do_no_harm():
    with_copies = np.hstack([CLOUDS, CLOUDS[:, :2], np.zeros((300, 2))])
    named = linear_probe(with_copies, LABELS, with_copies, classes=3)
    assert (named == LABELS).mean() > 0.9


def test_labels_out_of_range_are_refused():
    with pytest.raises(ValueError, match="labels hold 2"):
        linear_probe(CLOUDS, LABELS, CLOUDS, classes=2)


def test_similarity_by_hand():
    outputs = np.array([[1.0, 0], [2, 0], [0, 1], [1, 1], [0, 0]])
    within, between = similarity(outputs, np.array([0, 0, 1, 1, 1]))
    root = np.sqrt(0.5)
    assert within.tolist() == pytest.approx([1, root / 3])
    assert between == pytest.approx((0 + root + 0) / 3)
