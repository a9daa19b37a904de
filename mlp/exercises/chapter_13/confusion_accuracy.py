"""An exercise of chapter 13: what a printed confusion matrix says about the accuracy printed beside it."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def confusion_accuracy(confusion):
    """The accuracy that a confusion matrix holds, and its standard error.

    confusion  (classes, classes) integers: how many images of the row's class were
               given the column's

    Return accuracy, the share of all images that were given their own class; and
    error, equation (1) for it.
    """
    # BEGIN SOLUTION
    images = confusion.sum()
    accuracy = np.trace(confusion) / images
    return accuracy, np.sqrt(accuracy * (1 - accuracy) / images)
    # END SOLUTION


def confusion_cases(rng):
    """Classes of different sizes, so that a mean over classes is not the mean over images."""
    for classes in (3, 10, 5):
        sizes = rng.integers(40, 400, classes)
        shares = 0.5 * rng.dirichlet(np.full(classes, 0.4), classes) + 0.5 * np.eye(classes)
        shares[0] = np.eye(classes)[1] * 0.6 + 0.4 / classes  # one class is mostly taken for another
        yield (np.array([rng.multinomial(size, share) for size, share in zip(sizes, shares)]),)


def _accuracy(share):
    """The solution with another accuracy, share(confusion), and its error."""

    def wrong(confusion):
        found = share(confusion)
        return found, np.sqrt(np.abs(found * (1 - found)) / confusion.sum())

    return wrong


def _error(error):
    """The right accuracy with another error(accuracy, confusion)."""

    def wrong(confusion):
        accuracy, _ = confusion_accuracy(confusion)
        return accuracy, error(accuracy, confusion)

    return wrong


def _diagonal_over(axis):
    def share(confusion):
        return np.mean(np.diag(confusion) / np.maximum(confusion.sum(axis=axis), 1))

    return share


def _of_ten_thousand(confusion):
    accuracy = np.trace(confusion) / 10_000
    return accuracy, np.sqrt(accuracy * (1 - accuracy) / 10_000)


def _percent(confusion):
    return tuple(100 * value for value in confusion_accuracy(confusion))


CONFUSION_ACCURACY = Exercise(
    name="confusion_accuracy",
    points=2,
    solution=confusion_accuracy,
    cases=confusion_cases,
    outputs=("accuracy", "error"),
    hints=(
        "Row i, column j: how many images of class i were called j. Which entries are right answers?",
        "np.trace(confusion) is the sum of the diagonal, confusion.sum() the number of all images.",
        "accuracy is the first over the second; error is the root of accuracy * (1 - accuracy) / images, equation (1).",
    ),
    proves="whoever prints a confusion matrix prints an accuracy with it, and you can hold it against the other one.",
    mistakes=(
        *(
            Mistake(
                _accuracy(lambda c, digits=digits: round(np.trace(c) / c.sum(), digits)),
                "is the accuracy rounded? Round where you print it: what is computed with it is then right, too",
            )
            for digits in (2, 3, 4)
        ),
        Mistake(
            _error(lambda a, c: np.sqrt(a * (1 - a) / 10_000)),
            "is 10,000 written into the error? Take the number of images from the matrix itself",
        ),
        Mistake(
            _of_ten_thousand,
            "is 10,000 written into the function? Take the number of images from the matrix itself",
        ),
        Mistake(_accuracy(lambda c: np.trace(c) / len(c)), "was it divided by the number of classes, not of images?"),
        Mistake(_accuracy(lambda c: np.trace(c) / c.size), "was it divided by the number of entries, not of images?"),
        Mistake(
            _accuracy(_diagonal_over(1)),
            "is that the mean of the classes' recalls? It is the accuracy only where all classes are equally large",
        ),
        Mistake(_accuracy(_diagonal_over(0)), "is that the mean of the classes' precisions?"),
        Mistake(
            _accuracy(lambda c: 1 - np.trace(c) / c.sum()),
            "is that the share of the wrong answers? 1 minus it is right",
        ),
        Mistake(
            _accuracy(lambda c: c.max(axis=1).sum() / c.sum()),
            "are those the largest entries of the rows? Right answers stand on the diagonal, large or not",
        ),
        Mistake(
            _error(lambda a, c: np.sqrt(a * (1 - a) / c.size)),
            "was the error divided by the number of entries of the matrix? n is the number of images, confusion.sum()",
        ),
        Mistake(
            lambda c: (np.trace(c), np.sqrt(np.trace(c) / c.sum() * (1 - np.trace(c) / c.sum()) / c.sum())),
            "is that how many are right, a count? The accuracy is a share: divided by the number of images",
        ),
        Mistake(
            _accuracy(lambda c: np.trace(c[::-1]) / c.sum()),
            "is that the other diagonal, from the lower left to the upper right? Right answers stand where row and "
            "column agree",
        ),
        Mistake(_percent, "is that in percent? Asked for are shares from 0 to 1"),
        Mistake(_error(lambda a, c: a * (1 - a) / c.sum()), "is the root missing? a (1 - a) / n is the variance"),
        Mistake(
            _error(lambda a, c: np.sqrt(a * (1 - a)) / c.sum()),
            "is only the upper part under the root? The error falls with the root of the number of images",
        ),
        Mistake(_error(lambda a, c: np.sqrt(a * (1 - a))), "is the number of images missing? Divide by it"),
        Mistake(
            _error(lambda a, c: np.sqrt(a * (1 - a) / len(c))), "was the error divided by the classes, not the images?"
        ),
        Mistake(_error(lambda a, c: np.sqrt(a / c.sum())), "is the factor 1 - accuracy missing?"),
        Mistake(_error(lambda a, c: 2 * np.sqrt(a * (1 - a) / c.sum())), "are those two standard errors? One is asked"),
        Mistake(
            _error(lambda a, c: np.sqrt(a * (1 - a) / np.trace(c))),
            "was it divided by the right answers alone? All images count",
        ),
    ),
)
