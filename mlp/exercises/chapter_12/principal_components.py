"""The exercise of chapter 12 that finds principal components.

Its other two look at one image: `effective_map` and `occlusion_map`.
"""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def principal_components(rows, count):
    """The directions along which rows differ most.

    rows    (n, d) float64; do not change it
    count   how many components are wanted, at most min(n, d)

    Return components, (count, d): one in each row, of length 1, the most important
    first, with either sign; and shares, (count,): which share of all the variance lies
    along each.
    """
    # BEGIN SOLUTION
    _, singular, right = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    return right[:count], singular[:count] ** 2 / np.sum(singular**2)
    # END SOLUTION


def components_cases(rng):
    for n, d, count in [(30, 6, 2), (25, 8, 3), (7, 9, 4), (40, 5, 5)]:
        turn, _ = np.linalg.qr(rng.normal(size=(d, d)))
        sizes = 3.0 * 0.6 ** np.arange(d) * rng.uniform(0.95, 1.05, d)
        yield rng.normal(size=(n, d)) * sizes @ turn + rng.normal(0, 2, d), count


def run_components(answer, rows, count):
    """Run the answer; the sign of a component is left to the learner."""
    result = answer(rows, count)
    if not isinstance(result, tuple) or len(result) != 2:
        return result
    components, shares = result
    if isinstance(components, np.ndarray) and components.shape == (count, rows.shape[1]):
        largest = np.abs(components).argmax(axis=1)
        signs = np.sign(components[np.arange(count), largest])
        components = components * signs[:, None]
    return components, shares


def _svd(rows, centre=True):
    return np.linalg.svd(rows - rows.mean(axis=0) if centre else rows, full_matrices=False)


def _uncentred(rows, count):
    _, singular, components = _svd(rows, centre=False)
    return components[:count], singular[:count] ** 2 / (singular**2).sum()


def _centred_by_row(rows, count):
    return _uncentred(rows - rows.mean(axis=1, keepdims=True), count)


def _shares(shares):
    """The right components with other shares(singular, count)."""

    def wrong(rows, count):
        _, singular, components = _svd(rows)
        return components[:count], shares(singular, count)

    return wrong


def _components(components):
    """The right shares with other components(left, singular, right, count)."""

    def wrong(rows, count):
        left, singular, right = _svd(rows)
        return components(left, singular, right, count), singular[:count] ** 2 / (singular**2).sum()

    return wrong


def _eigh(rows, over=1):
    centred = rows - rows.mean(axis=0)
    return np.linalg.eigh(centred.T @ centred / over)


def _smallest(over):
    """The first eigenvectors of the products over `over(rows)`; where values are equal, rounding decides on them."""

    def wrong(rows, count):
        values, vectors = _eigh(rows, over(rows))
        return vectors[:, :count].T, values[:count] / values.sum()

    return wrong


def _rows_of_eigh(rows, count):
    values, vectors = _eigh(rows)
    return vectors[::-1][:count], values[::-1][:count] / values.sum()


def _first_rows_of_eigh(rows, count):
    values, vectors = _eigh(rows)
    return vectors[:count], values[::-1][:count] / values.sum()


def _standardized(rows, count):
    return _uncentred((rows - rows.mean(axis=0)) / rows.std(axis=0), count)


def _smallest_first(rows, count):
    _, singular, components = _svd(rows)
    return components[::-1][:count], singular[::-1][:count] ** 2 / (singular**2).sum()


PRINCIPAL_COMPONENTS = Exercise(
    name="principal_components",
    points=3,
    solution=principal_components,
    cases=components_cases,
    outputs=("components", "shares"),
    run=run_components,
    hints=(
        "Three steps: take the mean row off every row, call np.linalg.svd, read components and shares from what it "
        "returns.",
        "left, singular, right = np.linalg.svd(centred, full_matrices=False). Its `right` is the Vᵀ of equation (1): "
        "its rows are the components, the most important one first.",
        "The variance along component k is proportional to singular[k] ** 2. A share is that over the sum of all of "
        "them, not of the first `count`.",
    ),
    proves="the SVD of centred rows is all there is to principal components.",
    mistakes=(
        *(
            Mistake(
                _smallest(over),
                "are those the smallest eigenvalues? np.linalg.eigh gives them in rising order: the last columns come "
                "first",
            )
            for over in (lambda rows: 1, len, lambda rows: len(rows) - 1)
        ),
        Mistake(
            _rows_of_eigh,
            "are those rows of what np.linalg.eigh gives? The eigenvectors are its columns, so take .T first",
        ),
        Mistake(
            _first_rows_of_eigh,
            "are those rows of what np.linalg.eigh gives? The eigenvectors are its columns, so take .T first",
        ),
        Mistake(
            lambda rows, count: (_svd(rows)[2][:count], _svd(rows)[1][:count] ** 2 / len(rows)),
            "are those the variances themselves? Asked for are shares: divide by the total of all",
        ),
        Mistake(
            lambda rows, count: (_svd(rows)[2][:count], _svd(rows)[1][:count] ** 2 / (len(rows) - 1)),
            "are those the variances themselves? Asked for are shares: divide by the total of all",
        ),
        Mistake(_uncentred, "is the mean row still in? Take it off first, or the first component points at it"),
        Mistake(_centred_by_row, "was each row's own mean taken off? It is the mean row, rows.mean(axis=0)"),
        Mistake(
            _standardized, "was each column also divided by its standard deviation? Here only the mean is taken off"
        ),
        Mistake(_smallest_first, "are those the least important ones? np.linalg.svd gives the largest first"),
        Mistake(
            _shares(lambda s, count: s[:count] / s.sum()),
            "are the singular values not squared? The variance along a component goes with their square",
        ),
        Mistake(
            _shares(lambda s, count: s[:count] ** 2 / (s[:count] ** 2).sum()),
            "do your shares add up to 1? They are shares of all the variance, so the sum below runs over all of them",
        ),
        Mistake(_shares(lambda s, count: s[:count] ** 2), "are those not shares yet? Divide by the sum of all squares"),
        Mistake(_shares(lambda s, count: s[:count]), "are those the singular values? Asked for are shares of variance"),
        Mistake(
            _shares(lambda s, count: np.cumsum(s**2)[:count] / (s**2).sum()),
            "are the shares added up? Asked for is each component's own",
        ),
        Mistake(
            _components(lambda left, s, right, count: right[:, :count].T),
            "were the columns of the SVD's third result taken? np.linalg.svd returns Vᵀ: the components are its rows",
        ),
        Mistake(
            _components(lambda left, s, right, count: right[:, :count]),
            "were the columns of the SVD's third result taken? np.linalg.svd returns Vᵀ: the components are its rows",
        ),
        Mistake(
            _components(lambda left, s, right, count: right[:count].T),
            "does each component stand in a column? Asked for is one in each row",
        ),
        Mistake(
            _components(lambda left, s, right, count: left[:, :count].T),
            "is that the SVD's first result? It says where each row lies, the third says along which directions",
        ),
        Mistake(
            _components(lambda left, s, right, count: s[:count, None] * right[:count]),
            "are the components stretched by their singular values? Each has length 1",
        ),
        Mistake(
            _components(lambda left, s, right, count: right),
            "are those all components? Only the first `count` are asked for",
        ),
    ),
)
