"""The second exercise of chapter 05: how far two gradients are apart, in a number that says something."""

import math

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


def case(rng, shape=(12,), dtype="float64"):
    """Gradients of many sizes, of every power of ten. One entry is 0 in both, one only in `analytic`, one has the
    wrong sign.
    """
    size = math.prod(shape)
    sizes = 10 ** rng.permutation(np.linspace(-11, 1, size))
    analytic = (rng.uniform(0.5, 1, size) * rng.choice([-1, 1], size) * sizes).astype(dtype)
    numeric = (analytic * 10 ** rng.uniform(-1, 1, size)).astype(dtype)
    analytic[0] = numeric[0] = 0
    analytic[1] = 0
    numeric[2] *= -1
    return analytic.reshape(shape), numeric.reshape(shape)


def _over(scale):
    """|analytic - numeric| over a scale of another kind."""
    return lambda analytic, numeric: np.abs(analytic - numeric) / scale(np.abs(analytic), np.abs(numeric))


def _floor(a):
    return a.max() / 1000


def explain(inputs, got, expected):
    """Which floor was taken, where the scale is right but for its floor: it can be read off the result."""
    analytic, numeric = (np.abs(array.astype(float)) for array in inputs)
    difference = np.abs(inputs[0].astype(float) - inputs[1].astype(float))
    told = (difference > 0) & np.isfinite(got) & (got > 0)
    if not told.any():
        return None
    scale, larger = difference[told] / got[told], np.maximum(analytic, numeric)[told]
    raised = scale > 1.001 * larger
    floor, wanted = scale[raised].max() if raised.any() else 0.0, analytic.max() / 1000
    if not np.allclose(scale, np.maximum(larger, floor), rtol=1e-3) or np.isclose(floor, wanted, rtol=1e-3):
        return None
    so_large = f"{floor:.3g} here" if floor else "too small to count here"
    return (
        f"the scale is right but for its floor, which is {so_large}: it is a thousandth of the largest |analytic| "
        f"of the whole array, {wanted:.3g}"
    )


RELATIVE_ERROR = Exercise(
    name="relative_error",
    points=2,
    solution=relative_error,
    outputs=("the relative error",),
    case=case,
    explain=explain,
    vary={"shape": ((4, 3), (5, 4), (9, 1)), "dtype": ("float32",)},
    because={("shape", (12,)): "it is right for vectors only: the largest |analytic| is that of the whole array"},
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
        Mistake(
            _over(np.maximum),
            "the floor is missing, or it is 0, as a thousandth of the smallest entry is: where both gradients are 0 "
            "you divide by 0; it is a thousandth of the largest |analytic|",
        ),
        *(
            Mistake(
                _over(lambda a, n, small=small: np.maximum(a + n, small)),
                "the scale is the larger of |analytic| and |numeric|, not their sum, and its floor no fixed number",
            )
            for small in (1e-8, 1e-12, 1e-3)
        ),
        *(
            Mistake(
                _over(lambda a, n, small=small: a + n + small),
                "the scale is the larger of |analytic| and |numeric|, not their sum, and a small number added is no "
                "floor",
            )
            for small in (1e-8, 1e-12, 1e-10, 1e-6, 1e-3)
        ),
        *(
            Mistake(
                _over(lambda a, n, small=small: np.maximum(a, n) + small),
                f"{small:g} is added to the scale: the floor is the third of three numbers of which the largest "
                f"counts, a thousandth of the largest |analytic|",
            )
            for small in (1e-8, 1e-12, 1e-10, 1e-6, 1e-3)
        ),
        Mistake(
            _over(lambda a, n: (a + n) / 2),
            "the scale is the larger of |analytic| and |numeric|, not their mean, and the floor is missing",
        ),
        Mistake(
            _over(lambda a, n: np.maximum((a + n) / 2, _floor(a))),
            "the scale is the larger of |analytic| and |numeric|, not their mean",
        ),
        Mistake(
            _over(lambda a, n: np.maximum(np.minimum(a, n), _floor(a))),
            "the smaller of the two is the scale: take the larger, np.maximum",
        ),
        *(
            Mistake(
                _over(lambda a, n, part=part: np.maximum(np.maximum(a, n), a.max() / part)),
                f"the floor is the largest |analytic| / {part:,}: it is a thousandth of it, / 1000",
            )
            for part in (10, 100, 10_000, 100_000, 1_000_000)
        ),
        Mistake(
            _over(lambda a, n: np.maximum(np.maximum(a, n), a.mean() / 1000)),
            "the floor comes from the mean |analytic|: it is a thousandth of the largest",
        ),
        Mistake(
            _over(lambda a, n: np.maximum(np.maximum(a, n), n.max() / 1000)),
            "the floor comes from |numeric|: it is a thousandth of the largest |analytic|",
        ),
        Mistake(
            _over(lambda a, n: np.maximum(np.maximum(a, n), max(a.max(), n.max()) / 1000)),
            "the floor looks at |numeric| as well: it is a thousandth of the largest |analytic|",
        ),
        Mistake(
            lambda analytic, numeric: np.where(
                np.maximum(np.abs(analytic), np.abs(numeric)) > 0,
                np.abs(analytic - numeric)
                / np.where(
                    analytic == 0, np.abs(numeric) + (numeric == 0), np.maximum(np.abs(analytic), np.abs(numeric))
                ),
                0,
            ).astype(analytic.dtype),
            "0 stands where both are 0, and the floor is missing for the others: it is a thousandth of the largest "
            "|analytic|",
        ),
        Mistake(
            lambda analytic, numeric: 100 * relative_error(analytic, numeric),
            "the error is in per cent: a ratio is wanted",
        ),
        Mistake(
            lambda analytic, numeric: (
                np.linalg.norm(analytic - numeric) / (np.linalg.norm(analytic) + np.linalg.norm(numeric))
            ),
            "that is one error for the whole array, by norms: return the error of every entry",
        ),
        Mistake(
            lambda analytic, numeric: (
                np.linalg.norm(analytic - numeric) / max(np.linalg.norm(analytic), np.linalg.norm(numeric))
            ),
            "that is one error for the whole array, by norms: return the error of every entry",
        ),
        Mistake(
            lambda analytic, numeric: (
                (analytic - numeric) ** 2
                / np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), _floor(np.abs(analytic)))
            ),
            "the difference is squared: take its absolute value",
        ),
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
