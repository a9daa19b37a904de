"""What may have happened to a right result: turned over, sorted, rounded, cut short, summed once too often.

Each line of the tables is a claim about the numbers that came out, and is said only where it holds in every case.
"""

import numpy as np

from mlp.exercises.checking.factors import find_factor
from mlp.exercises.checking.trials import close, is_numeric, right_value, same_value, tolerance

ROUNDED = tuple(
    (lambda r, d=d: np.round(r, d), f"is rounded to {d} decimals, and must keep all digits") for d in range(1, 5)
)
OF_NUMBERS = (  # done to each number of the right result, it gives what came out
    (lambda r: np.abs(r), "has lost its sign: is there an absolute value too many?"),
    (lambda r: np.round(r), "is rounded to whole numbers"),
    (
        lambda r: np.trunc(r),
        "has lost what stands after the point: whole numbers (an integer array, int() or //) cut it off",
    ),
    (lambda r: np.floor(r), "is rounded down to whole numbers: by // or np.floor?"),
    (lambda r: np.ceil(r), "is rounded up to whole numbers"),
    *ROUNDED,
    (lambda r: np.clip(r, 0, 1), "is cut off (clipped) below 0 and above 1"),
    (lambda r: np.maximum(r, 0), "is cut off below 0, as by a ReLU"),
    (lambda r: np.minimum(r, 1), "is cut off (clipped) above 1"),
    (lambda r: r**2, "is the square of what is expected: a square root is missing, or there is a square too many"),
    (lambda r: np.sqrt(r), "is the square root of what is expected: a square is missing, or there is a root too many"),
    (lambda r: 1 / r, "is upside down: 1 divided by what is expected"),
    (lambda r: 1 - r, "is 1 minus what is expected"),
    (lambda r: 1 / (1 + np.exp(-r)), "is the sigmoid of what is expected"),
    (lambda r: np.tanh(r), "is tanh of what is expected"),
    (lambda r: np.exp(r), "is exp of what is expected: a logarithm is missing, or there is an exp too many"),
    (lambda r: np.log(r), "is the logarithm of what is expected: an exp is missing, or there is a logarithm too many"),
    (lambda r: r + 1, "is one too large everywhere: off by one"),
    (lambda r: r - 1, "is one too small everywhere: off by one"),
)
OF_ARRAYS = (  # done to the right array, it gives what came out
    (lambda r: r.T, "comes out transposed: rows and columns have changed places"),
    (lambda r: r[::-1], "comes in the reverse order, the last first"),
    (lambda r: r[:, ::-1], "has its columns in the reverse order"),
    (lambda r: np.sort(r), "is sorted: each number belongs to its own place"),
    (lambda r: np.sort(r)[::-1], "is sorted, the largest first: each number belongs to its own place"),
    (lambda r: r - r.mean(), "has its mean subtracted"),
    (lambda r: r / r.sum(), "is divided by its sum"),
    (lambda r: r / r.max(), "is divided by its largest number"),
    (lambda r: r[:-1], "ends one too early: the last one is missing"),
    (lambda r: r[1:], "begins one too late: the first one is missing"),
    (lambda r: r[0], "is only the first entry (or row) of what is expected"),
    (lambda r: r[-1], "is only the last entry (or row) of what is expected"),
    (
        lambda r: _but(r, np.s_[-1:]),
        "is right but for the last entry (or row), which is still 0: does a loop stop too early?",
    ),
    (
        lambda r: _but(r, np.s_[..., -1:]),
        "is right but for the last column, which is still 0: does a loop stop too early?",
    ),
    (
        lambda r: _but(r, np.s_[:1]),
        "is right but for the first entry (or row), which is still 0: does a loop begin too late?",
    ),
    (
        lambda r: _but(r, np.s_[1:]),
        "is right in its first entry (or row) and 0 after it: does `return` stand inside the loop, so that it ends in "
        "its first round?",
    ),
    (lambda r: r.sum(), "is summed over every axis, which leaves a single number: is axis=... missing?"),
    (lambda r: r.mean(), "is averaged over every axis, which leaves a single number: is axis=... missing?"),
    (lambda r: r.max(), "is the single largest number: is axis=... missing?"),
    (lambda r: r.sum(axis=0), "is summed over axis 0: one number (or row) for each entry of that axis is wanted"),
    (lambda r: r.sum(axis=1), "is summed over axis 1: one number for each entry of that axis is wanted"),
    (lambda r: r.mean(axis=0), "is averaged over axis 0: one number (or row) for each entry of that axis is wanted"),
    (lambda r: r.mean(axis=1), "is averaged over axis 1: one number for each entry of that axis is wanted"),
    (
        lambda r: np.cumsum(r, axis=0),
        "is summed up from the start along axis 0 (as by np.cumsum, or a += that goes on)",
    ),
    (lambda r: r.ravel(), "has all numbers and no longer their shape: is a reshape missing, or a ravel too much?"),
    (lambda r: r[None], "has an axis of length 1 too many, in front: from keepdims or brackets?"),
    (lambda r: r[..., None], "has an axis of length 1 too many, at the end: from keepdims or a slice?"),
    (lambda r: r.squeeze(), "lacks an axis of length 1: was it lost by an index or np.squeeze?"),
)
WHAT_IS_LEFT = (  # done to what came out, it gives the right result
    (lambda g: g.mean(), "what is left to do is to take the mean of {name}"),
    (lambda g: g.sum(), "what is left to do is to add up {name}"),
    (lambda g: g.mean(axis=0), "what is left to do is to take the mean of {name} over axis 0"),
    (lambda g: g.mean(axis=1), "what is left to do is to take the mean of {name} over axis 1"),
    (lambda g: g.sum(axis=0), "what is left to do is to sum {name} over axis 0"),
    (lambda g: g.sum(axis=1), "what is left to do is to sum {name} over axis 1"),
    (lambda g: g.sum(axis=1, keepdims=True), "what is left to do is to sum {name} over axis 1"),
    (
        lambda g: g.argmax(axis=-1),
        "{name} holds a score for each class: the place of the largest (np.argmax) is wanted",
    ),
    (lambda g: np.flatnonzero(g), "{name} is a mask of True or False: np.flatnonzero turns it into positions"),
    (lambda g: g[0], "{name} holds more than what is wanted, which is its first entry"),
    (lambda g: g[-1], "{name} holds more than what is wanted, which is its last entry"),
    (lambda g: g / g.sum(), "the division of {name} by its sum is missing"),
    (lambda g: g / g.sum(axis=1, keepdims=True), "the division of each row of {name} by its own sum is missing"),
    (
        lambda g: np.diagonal(g),
        "every entry met every other, and {name} has become a table: (n,) and (n, 1) were broadcast",
    ),
)
PLACES = (  # where the wrong numbers are, if they are nowhere else
    (lambda r: _at(r, np.s_[-1:]), "only the last entry (or row) of {name} is wrong"),
    (lambda r: _at(r, np.s_[..., -1:]), "only the last column of {name} is wrong"),
    (lambda r: _at(r, np.s_[:1]), "only the first entry (or row) of {name} is wrong"),
    (lambda r: _at(r, np.s_[..., :1]), "only the first column of {name} is wrong"),
)


def _but(r, place):
    """`r` with zeros at a place."""
    if r.ndim == 0 or len(r) < 2:
        raise ValueError
    changed = r.copy()
    changed[place] = 0
    return changed


def _at(r, place):
    where = np.zeros(r.shape, bool)
    where[place] = True
    return where


def find_effect(evidence):
    """A sentence on what happened to the right result, or ""."""
    if evidence.output is None:
        return ""
    exercise, k = evidence.exercise, evidence.output
    name = exercise.outputs[k]
    runs = list(zip(evidence.trials, evidence.rights, strict=True))
    if any(trial.error or len(trial.results) != len(exercise.outputs) for trial, _ in runs):
        return ""
    order = _other_order(exercise, runs)
    if order:
        return order
    if not all(is_numeric(trial.results[k]) and is_numeric(right.results[k]) for trial, right in runs):
        return ""
    pairs = [(trial, np.asarray(trial.results[k]), np.asarray(right.results[k])) for trial, right in runs]
    triples = [(trial, got, right) for trial, got, right in pairs if not _broken(got, right)]
    if len(triples) < 2:
        return ""
    runs = [
        (trial, right) for (trial, right), (_, got, wanted) in zip(runs, pairs, strict=True) if not _broken(got, wanted)
    ]
    with np.errstate(all="ignore"):
        if _square(triples):
            return f"{name} became a square table: shapes (n,) and (n, 1) met, and every entry met every other"
        same_shape = all(got.shape == right.shape for _, got, right in triples)
        factor = (
            find_factor(exercise, *zip(*runs, strict=True), k, evidence.trials[evidence.wrong]) if same_shape else None
        )
        if factor and factor.why:
            return f"{name} is {factor.what}: {factor.why}"
        if _other_output(exercise, runs, k):
            return _other_output(exercise, runs, k)
        if same_shape and _single(triples):
            return f"{name} is right to about 7 digits only: was something turned into float32 on the way?"
        arrays = any(right.ndim for _, _, right in triples)
        for change, words in (*OF_NUMBERS, *OF_ARRAYS) if arrays else OF_NUMBERS:
            if _holds(exercise, [(trial, got, right, change) for trial, got, right in triples]):
                return f"{name} {words}"
        if all(got.size == right.size and close(got.ravel(), right.ravel(), 1e-6) for _, got, right in triples):
            return "" if same_shape else f"{name} has its numbers in the right order, but another shape"
        for change, words in WHAT_IS_LEFT:
            if _holds(exercise, [(trial, right, got, change) for trial, got, right in triples]):
                return words.format(name=name)
        if factor:
            return f"{name} is {factor.what}"
        if same_shape and _earlier(exercise, evidence, k):
            return f"{name} is that of an earlier call: something is kept, and used again when other numbers come"
        for places, words in PLACES if same_shape else ():
            if _only_at(evidence, triples, places):
                return words.format(name=name)
    return ""


def _broken(got, right):
    """Whether there is nan or inf where a number should be: of such a case no effect can be told."""
    return not np.isfinite(got).all() and bool(np.isfinite(right).all())


def _other_output(exercise, runs, k):
    """One output has the numbers that another should have."""
    if not any(np.ndim(right.results[k]) or isinstance(right.results[k], float) for _, right in runs):
        return ""  # small whole numbers are equal by chance
    for j, name in enumerate(exercise.outputs):
        values = [(trial, trial.results[k], right.results[j], right.results[k]) for trial, right in runs]
        if j != k and all(same_value(exercise, trial, got, other, dtypes=False) for trial, got, other, _ in values):
            if not all(same_value(exercise, trial, other, right, dtypes=False) for trial, _, other, right in values):
                return f"{exercise.outputs[k]} has the value that {name} should have"
    return ""


def _single(triples):
    """Whether numbers of 7 digits came where more are wanted."""
    wide = [(got, right) for _, got, right in triples if right.dtype == np.float64 and got.dtype.kind == "f"]
    return bool(wide) and all(
        np.array_equal(got, got.astype("float32")) and close(got, right, 1e-5) for got, right in wide
    )


def _square(triples):
    """(n, n) where (n,) or (n, 1) is wanted, for more than one n."""
    sizes = {right.size for _, _, right in triples}
    flat = all(right.size == max(right.shape, default=0) for _, _, right in triples)
    return len(sizes) > 1 and flat and all(got.shape == (right.size, right.size) for _, got, right in triples)


def _holds(exercise, quadruples):
    """Whether change(start) is the end in every case, not the start itself in all of them, and not always the same."""
    telling, differs, first = False, False, quadruples[0][1]
    for trial, end, start, change in quadruples:
        try:
            made = np.asarray(change(start))
        except (ValueError, IndexError, TypeError):
            return False
        if made.shape != end.shape or not close(end, made, _digits(end, made)):
            return False
        telling = telling or start.shape != end.shape or not close(end, start, tolerance(exercise, trial, start))
        differs = differs or end.shape != first.shape or not close(end, first, 1e-12)
    return telling and differs


def _digits(*arrays):
    """The relative difference up to which arrays count as equal: they have 7 digits or 15."""
    return 1e-5 if any(array.dtype == np.float32 for array in arrays) else 1e-9


def _other_order(exercise, runs):
    """All values are there and right, in another order."""
    from itertools import permutations

    n = len(exercise.outputs)
    if not 2 <= n <= 4:
        return ""
    for order in list(permutations(range(n)))[1:]:
        if all(
            same_value(exercise, trial, trial.results[i], right.results[j], dtypes=False)
            for trial, right in runs
            for i, j in enumerate(order)
        ):
            wanted = ", ".join(exercise.outputs)
            return f"the values have changed places in the `return` line: {wanted} are wanted, in this order"
    return ""


def _earlier(exercise, evidence, k):
    """The result of each case is what was right for the first, or for the one before."""
    trials, rights = evidence.trials, evidence.rights
    for before in (lambda i: 0, lambda i: i - 1):
        pairs = [(trials[i], rights[before(i)]) for i in range(1, len(trials))]
        if all(same_value(exercise, trial, trial.results[k], right.results[k], False) for trial, right in pairs):
            return True
    return False


def _only_at(evidence, triples, places):
    """Whether in every case the wrong numbers are at certain places and nowhere else, and somewhere more is there."""
    more = False
    for i, (trial, got, right) in enumerate(triples):
        if right_value(evidence.exercise, trial, evidence.rights[i], evidence.output):
            continue
        if right.ndim == 0:
            return False
        there = places(right)
        mended = np.where(there, right, got)
        if not close(mended, right, tolerance(evidence.exercise, trial, right)):
            return False
        more = more or not there.all()
    return more
