"""t-SNE: points in the plane that have the same neighbours as the rows (L. van der Maaten, G. Hinton, JMLR 9, 2008).

This is the exact algorithm. Its time and memory grow with the square of the number of rows: seconds for 1,000.
"""

import numpy as np

from mlp.checks import check_count, check_number, check_rows
from mlp.inside.principal_components import principal_components

EXAGGERATION, EXAGGERATED_STEPS = np.float32(12), 100  # section 3.4: at first all neighbours attract each other more


def tsne(rows, perplexity=30.0, steps=500):
    """Place (n, d) rows in the plane: (n, 2) float64. The same rows give the same picture.

    perplexity   about how many neighbours each row has, above 1 and at most (n - 1) / 3
    steps        of gradient descent with momentum, 1 or more

    It starts from the first two principal components instead of random points, so that no seed is needed (D. Kobak, P.
    Berens, Nature Communications 10, 2019). Raises ValueError for an argument out of range.
    """
    rows = check_rows("rows", rows, dtype=np.float64)
    check_count("steps", steps)
    check_number("perplexity", perplexity, low=1, low_open=True, high=(len(rows) - 1) / 3)
    wanted = joint_probabilities(rows, perplexity).astype(np.float32)  # half the memory to go through at each step
    _, points, _ = principal_components(rows, 2)
    points *= 1e-4 / points[:, 0].std()
    exaggerated = min(EXAGGERATED_STEPS, steps // 2)
    points = _descend(points, EXAGGERATION * wanted, exaggerated, momentum=0.5)
    return _descend(points, wanted, steps - exaggerated, momentum=0.8)


def _descend(points, wanted, steps, momentum):
    """Gradient descent with momentum, and for each number a gain of its own (section 3.4, after Jacobs 1988)."""
    learning_rate = max(len(points) / EXAGGERATION / 4, 50.0)  # A. Belkina et al., Nature Communications 10, 2019
    velocity, gains = np.zeros_like(points), np.ones_like(points)
    for _ in range(steps):
        slope = gradient(points, wanted)
        downhill = slope * velocity < 0
        gains = np.maximum(np.where(downhill, gains + 0.2, gains * 0.8), 0.01)
        velocity = momentum * velocity - learning_rate * gains * slope
        points = points + velocity
    return points - points.mean(axis=0)


def joint_probabilities(rows, perplexity):
    """How close neighbours each two rows are, p_ij: (n, n), symmetric, 0 on the diagonal, of sum 1.

    p_j|i is a Gaussian around row i, as wide as the perplexity asks for (equation 1). The widths are found by halving
    intervals, for all rows at once; p_ij = (p_j|i + p_i|j) / 2n (section 3.1).
    """
    distances = squared_distances(rows)
    np.fill_diagonal(distances, np.inf)
    distances -= distances.min(
        axis=1, keepdims=True
    )  # changes no p_j|i, and keeps exp from underflowing in a whole row
    start = 1 / distances[np.isfinite(distances)].mean()
    low, high, sharpness = (np.full((len(rows), 1), value) for value in (0.0, np.inf, start))
    for _ in range(50):
        weights = np.exp(-distances * sharpness)
        conditional = weights / weights.sum(axis=1, keepdims=True)
        entropy = -np.sum(conditional * np.log(np.where(conditional > 0, conditional, 1)), axis=1, keepdims=True)
        too_wide = entropy > np.log(perplexity)
        low, high = np.where(too_wide, sharpness, low), np.where(too_wide, high, sharpness)
        sharpness = np.where(np.isinf(high), sharpness * 2, (low + high) / 2)
    return (conditional + conditional.T) / (2 * len(rows))


def divergence(points, wanted):
    """KL(P || Q), the loss that t-SNE lowers (equations 2 and 4): between P, of the rows, and Q, of the points."""
    q = 1 / (1 + squared_distances(points))
    np.fill_diagonal(q, 0)
    q /= q.sum()
    there = wanted > 0
    return float(np.sum(wanted[there] * np.log(wanted[there] / q[there])))


def gradient(points, wanted):
    """dKL/dpoints, (n, 2), in the dtype of P: 4 Σ_j (p_ij - q_ij)(y_i - y_j) / (1 + |y_i - y_j|²), equation 5."""
    points = points.astype(wanted.dtype)
    kernel = squared_distances(points)
    kernel += 1
    np.reciprocal(kernel, out=kernel)
    np.fill_diagonal(kernel, 0)
    force = kernel / -kernel.sum()
    force += wanted
    force *= kernel
    return 4 * (force.sum(axis=1)[:, None] * points - force @ points)


def squared_distances(rows):
    """|row_i - row_j|² for each two rows: (n, n), at least 0, of the rows' dtype."""
    squares = np.einsum("nd,nd->n", rows, rows)
    distances = rows @ (-2 * rows.T)
    distances += squares[:, None]
    distances += squares
    return np.maximum(distances, 0, out=distances)
