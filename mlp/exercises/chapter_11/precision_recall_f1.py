"""The exercise of chapter 11 that reads a confusion matrix class by class."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def precision_recall_f1(confusion):
    """What a confusion matrix says of each class.

    confusion  (classes, classes) int64, rows the true class, columns what it was called

    Return precision, recall and f1, each (classes,) float64 from 0 to 1; 0 where a
    division would be 0 / 0.
    """
    # BEGIN SOLUTION
    found = np.diag(confusion)
    called, truly = confusion.sum(axis=0), confusion.sum(axis=1)
    precision, recall = found / np.maximum(called, 1), found / np.maximum(truly, 1)
    return precision, recall, 2 * found / np.maximum(called + truly, 1)
    # END SOLUTION


def confusion_cases(rng):
    """Classes of different sizes; in later cases one class is never called, or has no image at all."""
    for classes, never, absent in [(4, None, None), (10, 6, None), (3, 0, None), (5, None, 2), (6, 1, 1)]:
        shares = 0.5 * rng.dirichlet(np.ones(classes), classes) + 0.5 * np.eye(classes)
        if never is not None:
            shares[:, never] = 0
            shares /= shares.sum(axis=1, keepdims=True)
        sizes = rng.integers(40, 400, classes)
        if absent is not None:
            sizes[absent] = 0
        yield (np.array([rng.multinomial(size, share) for size, share in zip(sizes, shares)]),)


def _parts(confusion):
    return np.diag(confusion), confusion.sum(axis=0), confusion.sum(axis=1)


def _share(part, whole):
    return part / np.maximum(whole, 1)


def _with_f1(combine):
    """The solution with another F1 = combine(precision, recall)."""

    def wrong(confusion):
        precision, recall, _ = precision_recall_f1(confusion)
        with np.errstate(all="ignore"):
            return precision, recall, combine(precision, recall)

    return wrong


def _from(precision, recall):
    """Precision and recall from other functions of (right, called, truly), with the F1 that follows from them."""

    def wrong(confusion):
        p, r = precision(*_parts(confusion)), recall(*_parts(confusion))
        return p, r, np.where(p + r > 0, 2 * p * r / np.where(p + r > 0, p + r, 1), 0)

    return wrong


def _without_guard(confusion):
    right, called, truly = _parts(confusion)
    with np.errstate(all="ignore"):
        precision, recall = right / called, right / truly
        return precision, recall, 2 * precision * recall / (precision + recall)


def _recall_without_guard(confusion):
    right, called, truly = _parts(confusion)
    with np.errstate(all="ignore"):
        return _share(right, called), right / truly, _share(2 * right, called + truly)


def _f1_without_guard(confusion):
    precision, recall, _ = precision_recall_f1(confusion)
    with np.errstate(all="ignore"):
        return precision, recall, 2 * precision * recall / (precision + recall)


def _precision_guarded(confusion):
    right, called, truly = _parts(confusion)
    precision = _share(right, called)
    with np.errstate(all="ignore"):
        recall = right / truly
        return precision, recall, 2 * precision * recall / (precision + recall)


def _specificity(right, called, truly):
    others = truly.sum() - truly
    return _share(others - called + right, others)


def _one_for_none(confusion):
    """1 where nothing was called so, or nothing is so."""
    right, called, truly = _parts(confusion)
    found = precision_recall_f1(confusion)
    return tuple(
        np.where(none, 1.0, share) for none, share in zip((called == 0, truly == 0, called + truly == 0), found)
    )


def _odds(confusion):
    right, called, truly = _parts(confusion)
    return _share(right, called - right), _share(right, truly - right)


def _means(confusion):
    return tuple(values.mean() for values in precision_recall_f1(confusion))


def _percent(confusion):
    return tuple(100 * values for values in precision_recall_f1(confusion))


def _largest(confusion):
    right = confusion.max(axis=1)
    precision, recall = _share(right, confusion.sum(axis=0)), _share(right, confusion.sum(axis=1))
    return precision, recall, _share(2 * precision * recall, precision + recall)


def _one_against_all(confusion):
    right, called, truly = _parts(confusion)
    precision, _, _ = precision_recall_f1(confusion)
    recall = 1 - (called + truly - 2 * right) / confusion.sum()
    return precision, recall, 2 * precision * recall / (precision + recall)


SWAPPED = (
    "have precision and recall changed places? Rows are the true classes, so truly so is a sum over a row, "
    "axis=1, and called so one over a column, axis=0"
)

PRECISION_RECALL_F1 = Exercise(
    name="precision_recall_f1",
    points=2,
    solution=precision_recall_f1,
    cases=confusion_cases,
    outputs=("precision", "recall", "f1"),
    hints=(
        "You need three arrays: how many of each class are right, how many were called so, how many truly are so.",
        "right = np.diag(confusion). Columns are what was called, confusion.sum(axis=0); rows what is true, axis=1.",
        "Dividing by np.maximum(called, 1) instead of called gives 0 where nothing was called. For F1, use equation "
        "(2): twice right, over called + truly.",
    ),
    proves="you can say of any class how far its name can be trusted, and how much of it is missed.",
    mistakes=(
        Mistake(_one_for_none, "it is 1 where a division would be 0 / 0: the value there is agreed to be 0"),
        Mistake(
            lambda confusion: (*_one_for_none(confusion)[:2], precision_recall_f1(confusion)[2]),
            "it is 1 where a division would be 0 / 0: the value there is agreed to be 0",
        ),
        Mistake(
            lambda confusion: (*_odds(confusion), precision_recall_f1(confusion)[2]),
            "is the right one divided by the wrong ones alone? Then it can be above 1: a share has the right ones in "
            "the whole, too",
        ),
        Mistake(
            _without_guard,
            "is a class that was never called divided by 0? The value there is agreed to be 0: "
            "np.maximum(called, 1) keeps the division finite",
        ),
        Mistake(
            _from(
                lambda right, called, truly: _share(right, truly), lambda right, called, truly: _share(right, called)
            ),
            SWAPPED,
        ),
        Mistake(
            _recall_without_guard,
            "recall is 0 / 0 where a class has no image at all: the value there is agreed to be 0, np.maximum(truly, "
            "1) gives it",
        ),
        Mistake(
            _precision_guarded,
            "precision alone is looked after: recall is 0 / 0 where a class has no image, and F1 where precision and "
            "recall are both 0; the value there is agreed to be 0",
        ),
        Mistake(
            _f1_without_guard,
            "F1 is divided by 0 where precision and recall are both 0: the value there is agreed to be 0",
        ),
        Mistake(
            _from(lambda right, called, truly: _share(right, called), _specificity),
            "is that the specificity, the share of the *other* classes' images that were not called so? Recall is "
            "the share of "
            "the class's own images that were found",
        ),
        Mistake(
            lambda confusion: tuple(np.full(len(confusion), np.trace(confusion) / confusion.sum()) for _ in range(3)),
            "is that the accuracy, for every class? Each class has a precision and a recall of its own",
        ),
        Mistake(_with_f1(lambda p, r: (p + r) / 2), "is F1 the plain mean of the two? It is the harmonic one"),
        Mistake(_with_f1(lambda p, r: np.sqrt(p * r)), "is F1 the geometric mean of the two? It is the harmonic one"),
        Mistake(
            _with_f1(lambda p, r: p * r / np.where(p + r > 0, p + r, 1)),
            "is the 2 of F1 missing? With precision = recall, F1 must be the same",
        ),
        Mistake(_with_f1(lambda p, r: p * r), "is F1 the product of the two? Divide it by their sum, and double it"),
        Mistake(_with_f1(np.minimum), "is F1 the smaller of the two? It is their harmonic mean, near the smaller one"),
        Mistake(
            _from(*[lambda right, called, truly: right / truly.sum()] * 2),
            "was it divided by all images? Precision divides by those called so, recall by those truly so",
        ),
        Mistake(
            _from(lambda right, called, truly: _share(right, called), lambda right, called, truly: right / truly.sum()),
            "was recall divided by all images? It divides by those of its own class, the sum of the row",
        ),
        Mistake(_means, "are those the means over the classes? Asked for is one number per class"),
        Mistake(_percent, "is that in percent? Asked for are shares from 0 to 1"),
        Mistake(_largest, "are those the largest entries of the rows? Right answers stand on the diagonal"),
        Mistake(
            _one_against_all,
            "does recall count the images of other classes that were rightly called something else? "
            "Nine in ten images are that, so it would always look good; recall looks at its own row alone",
        ),
        Mistake(
            _from(
                lambda right, called, truly: _share(called - right, called),
                lambda right, called, truly: _share(truly - right, truly),
            ),
            "are those the shares that are wrong? Precision and recall are the shares that are right",
        ),
    ),
)
