"""Principal components: the directions along which rows of numbers differ most (K. Pearson, 1901), by the SVD."""

import numpy as np

from mlp.checks import check_count, check_rows


def principal_components(rows, count):
    """The `count` directions of largest variance: (components, scores, shares).

    rows         (n, d); their mean is subtracted first
    components   (count, d) float64, of length 1 and at right angles to each other. A component's sign means nothing:
                 here its entry with the largest absolute value is positive
    scores       (n, count): each row's coordinates along them, (rows - mean) componentsᵀ
    shares       (count,): which share of the rows' variance lies along each, in falling order

    Raises ValueError for another shape, a count above min(n, d), and rows that are all the same.
    """
    rows = check_rows("rows", rows, dtype=np.float64)
    if check_count("count", count) > min(rows.shape):
        raise ValueError(f"count is {count}; expected at most {min(rows.shape)}, as rows are {rows.shape}")
    centred = rows - rows.mean(axis=0)
    _, singular, components = np.linalg.svd(centred, full_matrices=False)  # centred = U diag(singular) components
    total = (singular**2).sum()
    if total == 0:
        raise ValueError("all rows are the same; expected some that differ")
    components = components[:count]
    largest = np.abs(components).argmax(axis=1)
    components = components * np.sign(components[np.arange(count), largest])[:, None]
    return components, centred @ components.T, singular[:count] ** 2 / total
