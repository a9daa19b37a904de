"""The second exercise of chapter 05: how far two gradients are apart, in a number that says something."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def relative_error(analytic, numeric):
    """The relative error (7) of each entry.

    analytic  a gradient from a backward pass, an array of any shape, float32 or
              float64; not all entries are 0
    numeric   the same from central differences, of the same shape and dtype

    Return an array of that shape and dtype: |analytic - numeric| over the largest of
    |analytic|, |numeric| and a thousandth of the largest |analytic| of the whole array.
    Change none of the inputs.
    """
    # BEGIN SOLUTION
    floor = np.abs(analytic).max() / 1000
    scale = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), floor)
    return np.abs(analytic - numeric) / scale
    # END SOLUTION


def cases(rng):
    """Gradients of many sizes. One entry is 0 in both, one only in `analytic`, one has the wrong sign."""
    for shape, dtype in [((7,), "float64"), ((4, 3), "float32"), ((2, 5), "float64"), ((6, 1), "float64")]:
        analytic = (rng.standard_normal(shape) * 10 ** rng.uniform(-5, 1, shape)).astype(dtype)
        numeric = (analytic * 10 ** rng.uniform(-1, 1, shape)).astype(dtype)
        flat, other = analytic.reshape(-1), numeric.reshape(-1)
        flat[0], other[0] = 0, 0
        flat[1] = 0
        other[2] = -other[2]
        yield analytic, numeric


def _over(scale):
    """|analytic - numeric| over a scale of another kind."""
    return lambda analytic, numeric: np.abs(analytic - numeric) / scale(np.abs(analytic), np.abs(numeric))


def _floor(a):
    return a.max() / 1000


RELATIVE_ERROR = Exercise(
    name="relative_error",
    points=2,
    solution=relative_error,
    outputs=("the relative error",),
    cases=cases,
    hints=(
        "One error for each entry, so the result has the shape of `analytic`. Which of NumPy's functions takes the "
        "larger of two arrays, entry by entry?",
        "np.maximum(a, b) works entry by entry, a.max() gives one number for the whole array. You need the first "
        "twice, and the second once, for the floor.",
        "floor = np.abs(analytic).max() / 1000. The scale is the largest of |analytic|, |numeric| and floor; the error "
        "is |analytic - numeric| divided by it.",
    ),
    proves="your error means the same for gradients of 10 and of 0.00001, and stays finite where both are 0.",
    mistakes=(
        Mistake(
            lambda analytic, numeric: np.abs(analytic - numeric),
            "that is the absolute error: divide by the size of the gradients",
        ),
        Mistake(
            _over(lambda a, n: a),
            "you divided by |analytic| alone: where it is 0 that is not a number, and the two are not treated alike",
        ),
        Mistake(
            _over(lambda a, n: np.maximum(a, _floor(a))),
            "the scale looks at |analytic| alone: take the larger of |analytic| and |numeric|",
        ),
        Mistake(
            _over(lambda a, n: n),
            "you divided by |numeric| alone: where it is 0 that is not a number, and the two are not treated alike",
        ),
        Mistake(_over(np.maximum), "the floor is missing: where both gradients are 0 you divide by 0"),
        Mistake(
            _over(lambda a, n: a + n),
            "the scale is the larger of the two, not their sum, and the floor is missing: 0 / 0 is not a number",
        ),
        Mistake(
            _over(lambda a, n: np.maximum(a + n, _floor(a))),
            "the scale is the larger of |analytic| and |numeric|, not their sum",
        ),
        Mistake(
            _over(lambda a, n: max(a.max(), n.max())),
            "one scale for all entries hides the small ones: np.maximum takes the larger entry by entry",
        ),
        Mistake(
            _over(lambda a, n: np.maximum(np.maximum(a, n), a.max())),
            "the floor is the largest gradient / 1000: without the 1000 it hides the small ones",
        ),
        Mistake(
            _over(lambda a, n: np.maximum(np.maximum(a, n), 1e-3)),
            "a floor of 0.001 does not know how large these gradients are: take the largest |analytic| / 1000",
        ),
        Mistake(
            _over(lambda a, n: np.maximum(np.maximum(a, n), 1e-8)),
            "a floor of 1e-8 does not know how large these gradients are: take the largest |analytic| / 1000",
        ),
        Mistake(
            _over(lambda a, n: np.maximum(a, n) + _floor(a)),
            "the floor was added: it is the third of three numbers of which the largest counts",
        ),
        Mistake(
            lambda analytic, numeric: (
                (analytic - numeric)
                * relative_error(analytic, numeric)
                / np.where(analytic == numeric, 1, np.abs(analytic - numeric))
            ),
            "an error has no sign: take np.abs of the difference",
        ),
        Mistake(
            lambda analytic, numeric: (
                np.abs(np.abs(analytic) - np.abs(numeric))
                / np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), _floor(np.abs(analytic)))
            ),
            "the difference of absolute values is 0 for a wrong sign: take the absolute value of the difference",
        ),
        Mistake(
            lambda analytic, numeric: (
                np.abs(analytic - numeric) / np.maximum(np.maximum(analytic, numeric), analytic.max() / 1000)
            ),
            "np.abs is missing in the scale: a gradient of -3 is large",
        ),
        Mistake(
            lambda analytic, numeric: relative_error(analytic, numeric).max(),
            "that is the largest error: return the error of every entry",
        ),
        Mistake(
            lambda analytic, numeric: relative_error(analytic, numeric).mean(),
            "a mean hides the one entry that is wrong: return the error of every entry",
        ),
    ),
)
