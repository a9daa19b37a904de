"""Principal components: their properties, and against scikit-learn."""

import numpy as np
import pytest

from mlp.inside.principal_components import principal_components
from tests.requirements import require

ROWS = np.random.default_rng(0).normal(size=(60, 8)) @ np.diag(np.arange(1.0, 9.0)) + 5


def test_components_are_orthonormal_and_scores_are_uncorrelated():
    components, scores, shares = principal_components(ROWS, 8)
    np.testing.assert_allclose(components @ components.T, np.eye(8), atol=1e-12)
    covariance = np.cov(scores.T)
    np.testing.assert_allclose(covariance, np.diag(np.diag(covariance)), atol=1e-10)
    np.testing.assert_allclose(np.diag(covariance) / np.trace(covariance), shares)
    assert shares.sum() == pytest.approx(1) and (np.diff(shares) < 0).all()
    np.testing.assert_allclose(scores @ components + ROWS.mean(axis=0), ROWS)


def test_the_largest_entry_of_a_component_is_positive():
    components, _, _ = principal_components(ROWS, 5)
    assert (components.max(axis=1) == np.abs(components).max(axis=1)).all()
    np.testing.assert_allclose(principal_components(-ROWS, 5)[0], components)


def test_as_in_scikit_learn():
    decomposition = require("sklearn.decomposition", "to compare the principal components with")
    theirs = decomposition.PCA(4, svd_solver="full").fit(ROWS)
    components, scores, shares = principal_components(ROWS, 4)
    signs = np.sign((components * theirs.components_).sum(axis=1))
    np.testing.assert_allclose(components, theirs.components_ * signs[:, None], atol=1e-10)
    np.testing.assert_allclose(scores, theirs.transform(ROWS) * signs, atol=1e-9)
    np.testing.assert_allclose(shares, theirs.explained_variance_ratio_)


@pytest.mark.parametrize(
    ("rows", "count", "words"),
    [(ROWS, 9, "at most 8"), (ROWS, 0, "1 or more"), (np.ones((5, 3)), 2, "all rows are the same")],
)
def test_what_cannot_be_is_refused(rows, count, words):
    with pytest.raises(ValueError, match=words):
        principal_components(rows, count)
