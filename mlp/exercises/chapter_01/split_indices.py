"""An exercise of chapter 01: split the data so that the parts are disjoint, complete, stratified and repeatable."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake

TWO_ARRAYS = "two 1-D arrays of row numbers"
PLACES = "validation rows that are all below the size of one class"


def split_indices(labels, per_class, seed):
    """Choose `per_class` images of every class at random: the validation part.

    All other images are for training.

    labels     (n,) integers: the class of each image, in any order
    per_class  how many images of each class go to validation
    seed       for np.random.default_rng: the same seed, the same split
    returns    train_rows, validation_rows: two 1-D integer arrays of row numbers
               from 0 to n - 1
    """
    # BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    in_validation = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        in_validation[rng.permutation(rows)[:per_class]] = True
    return np.flatnonzero(~in_validation), np.flatnonzero(in_validation)
    # END SOLUTION


def measure_split(answer, labels, per_class, seed):
    """Facts about the split: the right ones are the same for every right split, whatever images it draws."""
    parts = answer(labels, per_class, seed)
    if parts is None:
        return (None,) * 8
    kind = _kind_of(parts, len(labels))
    if kind == TWO_ARRAYS and _are_places(parts[1], labels):
        kind = PLACES
    if kind != TWO_ARRAYS:
        return (kind,) + ("unknown",) * 7
    train, validation = parts
    again, other = answer(labels, per_class, seed), answer(labels, per_class, seed + 1)
    in_train, in_validation = set(train.tolist()), set(validation.tolist())
    per_class_found = [np.count_nonzero(labels[validation] == label) for label in set(labels.tolist())]
    return (
        kind,
        len(in_train & in_validation),
        len(labels) - len(in_train | in_validation),
        len(train) + len(validation) - len(in_train) - len(in_validation),
        min(per_class_found),
        max(per_class_found),
        int(not np.array_equal(again[1], validation)),
        int(np.array_equal(np.sort(other[1]), np.sort(validation))),
    )


def _are_places(validation, labels):
    """Whether all are below the size of the largest class, and more of them differ than there are classes."""
    sizes = np.bincount(labels)
    return len(np.unique(validation)) > len(sizes) and validation.max() < sizes.max() < len(labels) / 2


def _kind_of(parts, n):
    """TWO_ARRAYS, or what came back instead."""
    if not isinstance(parts, (tuple, list)) or len(parts) != 2:
        return f"one {type(parts).__name__}" if not isinstance(parts, (tuple, list)) else f"{len(parts)} values"
    for part in parts:
        if not isinstance(part, np.ndarray):
            return f"a pair with a {type(part).__name__} in it"
        if part.dtype.kind not in "iu":
            return f"a pair with an array of dtype {part.dtype} in it"
        if part.ndim != 1:
            return f"a pair with an array of shape {part.shape} in it"
        if part.size and not 0 <= part.min() <= part.max() < n:
            return f"a pair with row numbers from {part.min()} to {part.max()} in it, for {n} images"
    return TWO_ARRAYS


def not_stratified(labels, per_class, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    count = per_class * len(np.unique(labels))
    return order[count:], order[:count]


def in_training_too(labels, per_class, seed):
    return np.arange(len(labels)), split_indices(labels, per_class, seed)[1]


def swapped(labels, per_class, seed):
    return split_indices(labels, per_class, seed)[::-1]


def without_the_seed(labels, per_class, seed):
    return split_indices(labels, per_class, None)


def places_within_the_class(labels, per_class, seed):
    rng, in_validation = np.random.default_rng(seed), np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        in_validation[rng.permutation(np.count_nonzero(labels == label))[:per_class]] = True
    return np.flatnonzero(~in_validation), np.flatnonzero(in_validation)


def with_replacement(labels, per_class, seed):
    rng = np.random.default_rng(seed)
    chosen = [rng.choice(np.flatnonzero(labels == label), per_class) for label in np.unique(labels)]
    validation = np.concatenate(chosen)
    return np.setdiff1d(np.arange(len(labels)), validation), validation


def masks(labels, per_class, seed):
    in_validation = np.isin(np.arange(len(labels)), split_indices(labels, per_class, seed)[1])
    return ~in_validation, in_validation


def labels_instead(labels, per_class, seed):
    return tuple(labels[rows] for rows in split_indices(labels, per_class, seed))


def case(rng, classes=10, per_class=20, sizes="equal", order="mixed"):
    """Labels of `classes` classes, with 60 images of each, or of different numbers of them."""
    counts = [60] * classes if sizes == "equal" else [30 + 7 * k for k in range(classes)]
    labels = np.repeat(np.arange(classes), counts)
    seed = int(rng.integers(1, 1000))
    return (rng.permutation(labels) if order == "mixed" else labels), per_class, seed


def _apart(order, count):
    return order[count:], order[:count]


def _drawn(labels, seed, how_many):
    """Validation rows: `how_many(rows)` of each class."""
    rng, drawn = np.random.default_rng(seed), []
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        drawn.append(rng.permutation(rows)[: how_many(rows)])
    return _with_the_rest(labels, np.concatenate(drawn))


def _with_the_rest(labels, validation):
    return np.setdiff1d(np.arange(len(labels)), validation), validation


def only_the_last_class(labels, per_class, seed):
    rng = np.random.default_rng(seed)
    rows = rng.permutation(np.flatnonzero(labels == labels.max()))
    return rows[per_class:], rows[:per_class]


def only_class_nine(labels, per_class, seed):
    rows = np.random.default_rng(seed).permutation(np.flatnonzero(labels == 9))
    return rows[per_class:], rows[:per_class]


def validation_of_the_last_class(labels, per_class, seed):
    return _with_the_rest(labels, only_the_last_class(labels, per_class, seed)[1])


def first_of_each_class(labels, per_class, seed):
    rows = [np.flatnonzero(labels == label)[:per_class] for label in np.unique(labels)]
    return _with_the_rest(labels, np.concatenate(rows))


def _what_to_make_of(kind):
    """What to do about something that is no pair of two arrays of row numbers."""
    if kind == PLACES:
        return "was the place within the class used as a row number? Permute the rows themselves"
    if "list" in kind:
        return "np.concatenate makes one array of a list of arrays, np.array one of a list of numbers"
    if kind.startswith("one "):
        return "one value came back: two arrays are wanted, the rows for training, then those for validation"
    if "of shape" in kind:
        return "the row numbers of a part stand in one 1-D array: np.concatenate makes it (np.where gives a tuple)"
    if "row numbers from" in kind:
        return "there are fewer images than these row numbers ask for: len(labels) tells how many there are"
    return None


def what_a_split_lacks(inputs, got, expected):
    """What the first wrong fact means, said only as far as it goes."""
    wrong = next(i for i in range(8) if got[i] != expected[i])
    if wrong == 0:
        return _what_to_make_of(got[0])
    return {
        1: "the two parts share rows: an image that the net was trained on tells nothing about new ones",
        2: "some images are in neither part: all that are not chosen for validation are for training",
        3: "a part lists a row more than once: were images drawn with replacement?",
        6: "the same seed gives another split the second time: make rng = np.random.default_rng(seed) in the function",
        7: "another seed gives the same split: is the random order missing, or its seed written as a number?",
    }.get(wrong)


OVERWRITTEN = (
    "only the rows of the last class come back: each round of the loop overwrites those of the round before; collect "
    "them, with a list and np.concatenate, or in a mask"
)

SPLIT_INDICES = Exercise(
    name="split_indices",
    points=3,
    solution=split_indices,
    case=case,
    vary={"classes": (3,), "per_class": (5,), "sizes": ("different",), "order": ("sorted",)},
    because={
        (
            "order",
            "sorted",
        ): "it is right for sorted labels only, where a class stands in one block: labels come in any order, and "
        " np.flatnonzero(labels == label) finds the rows of a class",
        "sizes": "it is right only where all classes are equally large: labels == label finds the images of one class",
        "classes": "it is right for one number of classes only: np.unique(labels) gives those that there are",
    },
    run=measure_split,
    outputs=(
        "what comes back",
        "the number of rows in both parts",
        "the number of rows in neither part",
        "the number of rows that one part lists again",
        "the smallest number of images of one class in validation",
        "the largest number of images of one class in validation",
        "the number of repetitions with the same seed (out of 1) that give another split",
        "the number of other seeds (out of 1) that give the same split",
    ),
    hints=(
        "Take one class at a time: `np.flatnonzero(labels == label)` gives the rows of the images with that label. "
        "Put them in random order, and take the first `per_class`.",
        "Make `rng = np.random.default_rng(seed)` once, before the loop; `rng.permutation(rows)` returns the rows "
        "in random order. Keep what you choose in a boolean array with one entry per image.",
        "Start with `in_validation = np.zeros(len(labels), dtype=bool)` and set it to True for the rows that you "
        "choose. After the loop, `np.flatnonzero(in_validation)` are the validation rows; `~` turns the mask round.",
    ),
    mistakes=(
        Mistake(
            not_stratified,
            "were the images drawn from all classes at once? Then chance decides how many of each there are: draw "
            "`per_class` from each class by itself",
        ),
        Mistake(
            lambda labels, per_class, seed: _apart(
                np.random.default_rng(seed).permutation(len(labels)), 10 * per_class
            ),
            "were the images drawn from all classes at once? Then chance decides how many of each there are: draw "
            "`per_class` from each class by itself",
        ),
        Mistake(in_training_too, "are all rows in the training part? Leave out those that were chosen for validation"),
        Mistake(swapped, "are the two parts swapped in the `return` line? Training comes first"),
        Mistake(only_the_last_class, OVERWRITTEN),
        Mistake(only_class_nine, OVERWRITTEN),
        Mistake(validation_of_the_last_class, OVERWRITTEN),
        Mistake(
            lambda labels, per_class, seed: _drawn(labels, seed, lambda rows: per_class + 1),
            "one image too many of each class is taken (off by one): `[:per_class]` ends before its end",
        ),
        Mistake(
            lambda labels, per_class, seed: _drawn(labels, seed, lambda rows: per_class - 1),
            "one image too few of each class is taken (off by one): `[:per_class]` has per_class entries",
        ),
        Mistake(
            lambda labels, per_class, seed: _drawn(labels, seed, lambda rows: int(per_class * len(rows))),
            "per_class is taken for a share of the class, a fraction: it is the number of images of each class",
        ),
        Mistake(
            lambda labels, per_class, seed: _drawn(labels, seed, lambda rows: per_class // 10),
            "per_class is taken for the total, and divided by the classes: it is already the number per class",
        ),
        Mistake(
            lambda labels, per_class, seed: _drawn(labels, seed, lambda rows: per_class // len(np.unique(labels))),
            "per_class is taken for the total, and divided by the classes: it is already the number per class",
        ),
        Mistake(
            lambda labels, per_class, seed: _drawn(labels, seed, lambda rows: per_class * len(rows) // len(labels)),
            "per_class is taken for the total, and shared out by the sizes of the classes: it is the number per class",
        ),
        Mistake(
            lambda labels, per_class, seed: _drawn(labels, seed, lambda rows: per_class * 10),
            "per_class is multiplied by the classes: it is the number of images of each class",
        ),
        Mistake(without_the_seed, "is the seed missing in np.random.default_rng(seed)?"),
        Mistake(
            first_of_each_class,
            "another seed gives the same split: is a seed written as a number, or are the first images of each class "
            "taken without a random order?",
        ),
        Mistake(
            places_within_the_class,
            "was the place within the class used as a row number? Permute the rows themselves",
        ),
        Mistake(
            with_replacement,
            "were images drawn with replacement? rng.choice may take one image twice: use rng.permutation(rows)",
        ),
        Mistake(masks, "these are masks of True and False; np.flatnonzero turns a mask into row numbers"),
        Mistake(labels_instead, "are these labels? Return the row numbers themselves, not labels[rows]"),
    ),
    explain=what_a_split_lacks,
    proves="the two parts share no image, lose none, hold each class alike, and come back with their seed.",
)
