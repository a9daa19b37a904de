"""The exercises of chapter 04. This one: the softmax, kept finite.

The others are in `cross_entropy`, `softmax_cross_entropy_backward` and `smoothed_cross_entropy`.
"""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake

SIZES = [
    (5, 4, "float64", "ordinary"),
    (7, 10, "float32", "ordinary"),
    (1, 3, "float64", "ordinary"),
    (4, 4, "float64", "ordinary"),
    (3, 6, "float32", "high rows"),
    (6, 5, "float64", "wide"),
]


def draw_logits(rng, n, classes, dtype, kind):
    """Scores (n, classes): ordinary ones; rows around 1000, 2000, …; or rows that reach thousands up and down."""
    logits = rng.standard_normal((n, classes))
    if kind == "high rows":
        logits += 1000 * np.arange(1, n + 1)[:, None]
    if kind == "wide":
        logits *= 3000
    return logits.astype(dtype)


def labelled_cases(rng):
    """Scores and labels; in the wide case each label is the least likely class, whose probability underflows to 0."""
    for n, classes, dtype, kind in SIZES:
        logits = draw_logits(rng, n, classes, dtype, kind)
        yield logits, logits.argmin(axis=1) if kind == "wide" else rng.integers(0, classes, n)


def softmax(logits):
    """The probabilities of each row, equation (1), finite for scores of any size.

    logits  (n, K), float32 or float64

    Return P, (n, K), of the same dtype; each row sums to 1. Leave logits as they are.
    """
    # BEGIN SOLUTION
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
    # END SOLUTION


def without_shift(logits):
    """The softmax as it stands in books: exp of a large score is inf, and inf / inf is nan."""
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def _shifted_by(shift):
    """The softmax with another shift."""

    def wrong(logits):
        exponentials = np.exp(logits - shift(logits))
        return exponentials / exponentials.sum(axis=1, keepdims=True)

    return wrong


def _divided_by(total):
    """The softmax with another total."""

    def wrong(logits):
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        return exponentials / total(exponentials)

    return wrong


def _over_columns(logits):
    exponentials = np.exp(logits - logits.max(axis=0))
    return exponentials / exponentials.sum(axis=0)


def _no_keepdims(logits):
    exponentials = np.exp(logits - logits.max(axis=1))
    return exponentials / exponentials.sum(axis=1)


def _in_place(logits):
    logits -= logits.max(axis=1, keepdims=True)
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


KEEPDIMS = "a (n,) vector met the (n, K) matrix from the right, where K stands: keepdims=True keeps it a column (n, 1)"
COLUMNS = "axis=0 runs over the images: it is each image's own row that must sum to 1, so take axis=1"


def _of(scores):
    with np.errstate(all="ignore"):
        return without_shift(scores)


def _powers(base, logits):
    powers = logits.dtype.type(base) ** (logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _above_only(logits):
    with np.errstate(all="ignore"):
        return np.exp(logits - logits.max(axis=1, keepdims=True)) / np.exp(logits).sum(axis=1, keepdims=True)


SOFTMAX = Exercise(
    name="softmax",
    points=2,
    solution=softmax,
    cases=lambda rng: ((logits,) for logits, _ in labelled_cases(rng)),
    hints=(
        "Three steps, each a line: take something off the scores, then exp, then divide by a sum. Which shapes?",
        "Every row by itself: its own largest score is subtracted, its own sum divides. Rows run along axis=1.",
        "logits.max(axis=1) has shape (n,). For it to be subtracted row by row it must be (n, 1): keepdims=True.",
    ),
    proves="your rows sum to 1 and stay finite for scores of any size, in float32 and in float64.",
    mistakes=(
        Mistake(
            lambda logits: (
                np.exp(np.clip(logits, -80, 80)) / np.exp(np.clip(logits, -80, 80)).sum(axis=1, keepdims=True)
            ),
            "the scores were clipped: differences beyond the limit are lost, and large scores become equal",
        ),
        Mistake(
            lambda logits: (1 + np.tanh(logits / 2)) / 2,
            "that is the sigmoid of each score by itself: a softmax is divided by the sum of its row",
        ),
        Mistake(
            lambda logits: _powers(2.0, logits),
            "those are powers of 2: the base is e, np.exp",
        ),
        Mistake(
            lambda logits: _powers(10.0, logits),
            "those are powers of 10: the base is e, np.exp",
        ),
        Mistake(
            lambda logits: softmax(softmax(logits)),
            "the softmax was taken twice: what went into the second one were probabilities already",
        ),
        Mistake(
            _shifted_by(lambda logits: logits.dtype.type(100)),
            "the same constant came off every score, whatever the scores are: each row needs its own largest",
        ),
        Mistake(
            lambda logits: _of(logits / logits.max(axis=1, keepdims=True)),
            "the scores were divided by the largest: it must be subtracted, not divided by, or the differences are "
            "scaled",
        ),
        Mistake(
            _above_only,
            "the shift stands above only, and not in the sum below: both must use the same shifted exponentials",
        ),
        Mistake(
            _divided_by(lambda e: np.linalg.norm(e, axis=1, keepdims=True)),
            "that is divided by the norm, the root of the sum of squares: divide by the sum",
        ),
        Mistake(
            _divided_by(lambda e: (e**2).sum(axis=1, keepdims=True)),
            "that is divided by the sum of squares: divide by the sum",
        ),
        Mistake(
            lambda logits: (
                (logits - logits.min(axis=1, keepdims=True))
                / (logits - logits.min(axis=1, keepdims=True)).sum(axis=1, keepdims=True)
            ),
            "np.exp is missing: scores that are shifted and divided by their sum are no softmax",
        ),
        Mistake(
            lambda logits: np.log(np.maximum(softmax(logits), 1e-300)),
            "is that the logarithm of the softmax? Asked for are the probabilities themselves",
        ),
        Mistake(
            lambda logits: _of(-logits),
            "the sign of the scores is turned: a high score must get a high probability",
        ),
        Mistake(
            without_shift,
            "exp gives inf above 88 in float32 and above 709 in float64, and inf / inf is nan: first subtract each "
            "row's largest score",
        ),
        Mistake(_over_columns, COLUMNS),
        Mistake(_divided_by(lambda e: e.sum(axis=0)), COLUMNS),
        Mistake(_divided_by(lambda e: e.sum()), "all rows together sum to 1: each row must, so sum along axis=1"),
        Mistake(_shifted_by(lambda s: s.max(axis=1)), KEEPDIMS),
        Mistake(_divided_by(lambda e: e.sum(axis=1)), KEEPDIMS),
        Mistake(_no_keepdims, KEEPDIMS),
        Mistake(
            _shifted_by(lambda s: s.max()),
            "the largest score of the whole batch was subtracted: a row far below it becomes exp(-1000) = 0, and 0 / 0 "
            "is nan; each row needs its own, axis=1",
        ),
        Mistake(
            _shifted_by(lambda s: s.max(axis=0)),
            "the largest score of each class was subtracted: that is another number for every entry of a row, and "
            "changes the result; use the row's own, axis=1",
        ),
        Mistake(
            _shifted_by(lambda s: s.mean(axis=1, keepdims=True)),
            "the mean was subtracted: the largest score of a wide row still lies far above it, and exp overflows; "
            "subtract the largest",
        ),
        Mistake(
            _in_place,
            "`logits -= …` writes into the caller's array: write `shifted = logits - …`, which makes a new one",
        ),
        Mistake(
            lambda logits: np.exp(logits - logits.max(axis=1, keepdims=True)),
            "the rows do not sum to 1 yet: divide each by its own sum",
        ),
        Mistake(
            lambda logits: logits / logits.sum(axis=1, keepdims=True),
            "exp is missing: scores can be negative, probabilities cannot",
        ),
        Mistake(
            lambda logits: softmax(-logits),
            "the sign is turned: exp(-s) gives the largest score the smallest probability",
        ),
        Mistake(lambda logits: np.log(softmax(logits)), "these are the logarithms of the probabilities: leave out log"),
    ),
)
