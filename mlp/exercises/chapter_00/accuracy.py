"""The exercise of chapter 00: the share of images that a network classifies correctly."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def accuracy(labels, predictions):
    """The share of predictions that are right.

    labels        (n,) int64: the true class of each image, 0 to 9
    predictions   (n,) int64: the class that a network answers for each
    Returns a number from 0 to 1.
    """
    # BEGIN SOLUTION
    return np.mean(labels == predictions)
    # END SOLUTION


def case(rng, n=12, right=0.75):
    """`n` labels, of which the share `right` is predicted; never a half, so that right and wrong differ."""
    labels = rng.integers(0, 10, n)
    wrong = rng.permutation(n) >= round(right * n)
    return labels, np.where(wrong, (labels + rng.integers(1, 10, n)) % 10, labels)


def _counting_wrongly_from_the_classes(labels, predictions):
    return np.sum(labels == predictions) / 10


def _of_the_first_image(labels, predictions):
    return float(labels[0] == predictions[0])


def _with_lists_of_names(labels, predictions):
    return len(set(labels) & set(predictions)) / len(set(labels))


ACCURACY = Exercise(
    name="accuracy",
    points=1,
    solution=accuracy,
    outputs=("the accuracy",),
    case=case,
    vary={"n": (50, 3, 1, 301), "right": (0.25, 1.0, 0.0)},
    because={
        "n": "it is right for 12 images and not for other numbers of them: is a number written where the size belongs?"
    },
    hints=(
        "Which images are right? `labels == predictions` compares the two arrays entry by entry.",
        "The comparison gives an array of n values, True or False. In arithmetic True counts as 1 and False as 0.",
        "You want how many are True, divided by n. That is what the mean of an array of zeros and ones is: np.mean.",
    ),
    proves="your function tells the share of right answers for any number of images.",
    mistakes=(
        Mistake(
            lambda labels, predictions: np.mean(labels != predictions),
            "this is the share of mistakes: compare with == to get the share that is right",
        ),
        Mistake(
            lambda labels, predictions: np.sum(labels == predictions),
            "this is how many are right: divide by the number of images to get a share",
        ),
        Mistake(
            lambda labels, predictions: 100 * np.mean(labels == predictions),
            "this is in percent: a share lies between 0 and 1, so leave out the 100",
        ),
        Mistake(
            lambda labels, predictions: labels == predictions,
            "one True or False for each image came back: what is left is to take their mean",
        ),
        Mistake(
            lambda labels, predictions: np.sum(labels == predictions) // len(labels),
            "a single mistake turns it into 0: was // used, which rounds down, or np.all? Divide the count with /",
        ),
        Mistake(
            lambda labels, predictions: np.mean(labels[:, None] == predictions),
            "every label was compared with every prediction: both have shape (n,), so compare them as they are",
        ),
        Mistake(
            lambda labels, predictions: np.mean(np.abs(labels - predictions)),
            "class numbers are names, not amounts: 2 is not nearer to 3 than to 9, so only == makes sense",
        ),
        Mistake(
            _counting_wrongly_from_the_classes,
            "the count was divided by 10, the number of classes: divide by the number of images",
        ),
        Mistake(_of_the_first_image, "only the first image was looked at: compare the whole arrays"),
        Mistake(
            _with_lists_of_names,
            "this compares which classes occur: each prediction belongs to the label at its own place",
        ),
    ),
)
