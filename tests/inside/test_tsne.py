"""t-SNE: its pieces by hand, and what it reaches against scikit-learn."""

import numpy as np
import pytest

from mlp.inside.tsne import divergence, gradient, joint_probabilities, squared_distances, tsne
from tests.requirements import require

RNG = np.random.default_rng(0)
GROUPS = np.repeat(np.arange(4), 30)
ROWS = RNG.normal(size=(120, 10)) + 8 * np.eye(10)[GROUPS]  # four clouds


def test_squared_distances_by_hand():
    rows = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]])
    np.testing.assert_allclose(squared_distances(rows), [[0, 25, 1], [25, 0, 18], [1, 18, 0]], atol=1e-12)


def test_each_row_has_the_perplexity_that_is_asked_for():
    joint = joint_probabilities(ROWS, 12.0)
    assert joint.sum() == pytest.approx(1) and (joint == joint.T).all() and (np.diag(joint) == 0).all()
    manifold = require("sklearn.manifold._t_sne", "to compare the neighbours' probabilities with")
    distances = squared_distances(ROWS).astype(np.float32)
    np.fill_diagonal(distances, 0)
    theirs = manifold._joint_probabilities(distances, 12.0, 0)  # the triangle above the diagonal, row by row
    np.testing.assert_allclose(joint[np.triu_indices(len(joint), 1)], theirs, rtol=2e-3, atol=1e-7)


def test_the_gradient_is_that_of_the_divergence():
    wanted, points = joint_probabilities(ROWS[::8], 4.0), RNG.normal(size=(15, 2))
    exact = gradient(points, wanted)
    for row, column in [(0, 0), (7, 1), (14, 0)]:
        step = np.zeros_like(points)
        step[row, column] = 1e-6
        numeric = (divergence(points + step, wanted) - divergence(points - step, wanted)) / 2e-6
        assert exact[row, column] == pytest.approx(numeric, rel=1e-5, abs=1e-9)


def test_clouds_stay_apart_and_the_same_rows_give_the_same_picture():
    points = tsne(ROWS, perplexity=15, steps=300)
    distances = squared_distances(points)
    np.fill_diagonal(distances, np.inf)
    assert (GROUPS[distances.argmin(axis=1)] == GROUPS).all()
    np.testing.assert_array_equal(points, tsne(ROWS, perplexity=15, steps=300))


def test_it_gets_as_low_as_scikit_learn():
    manifold = require("sklearn.manifold", "to compare t-SNE with")
    reached = []
    for _ in range(3):  # each run ends in another valley
        rows = RNG.normal(size=(100, 20)) * np.linspace(3, 0.1, 20)
        wanted = joint_probabilities(rows, 30.0)
        theirs = manifold.TSNE(perplexity=30, init="pca", method="exact", max_iter=500).fit_transform(rows)
        ours = tsne(rows, perplexity=30, steps=500)
        reached.append([divergence(points.astype(float), wanted) for points in (ours, theirs)])
    ours, theirs = np.mean(reached, axis=0)
    assert ours < 1.05 * theirs


@pytest.mark.parametrize(
    ("perplexity", "steps", "words"), [(1, 10, "above 1"), (60, 10, "at most 39"), (5, 0, "1 or more")]
)
def test_what_cannot_be_is_refused(perplexity, steps, words):
    with pytest.raises(ValueError, match=words):
        tsne(ROWS, perplexity, steps)
