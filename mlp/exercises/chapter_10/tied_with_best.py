"""An exercise of chapter 10: which settings tie with the best."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def tied_with_best(accuracies, images):
    """The standard error of the best accuracy, and which settings lie within it.

    accuracies  (settings,) float64, from 0 to 1
    images      on how many images each of them was measured

    Return error, the standard error (6) of the best accuracy, a float; and tied,
    (settings,) bool: True where the accuracy is at most that error below the best. The
    best ties with itself.
    """
    # BEGIN SOLUTION
    best = accuracies.max()
    error = np.sqrt(best * (1 - best) / images)
    return error, accuracies >= best - error
    # END SOLUTION


def ties_cases(rng):
    """Then a setting whose own error would reach the best, and a best one that is always right."""
    for settings, images in [(12, 10_000), (20, 5_000), (7, 1_000)]:
        spread = 3 * np.sqrt(0.87 * 0.13 / images)
        yield 0.87 - spread * rng.random(settings), images
    yield np.array([0.85 + 0.01 * rng.random(), 0.8685, 0.9, 0.88]), 100  # errors: 0.03, and 0.0338 of 0.8685
    yield np.array([0.9 + 0.05 * rng.random(), 1.0, 0.98]), 50


def _error(error):
    """The solution with another error(accuracies, images)."""

    def wrong(accuracies, images):
        found = error(accuracies, images)
        return found, accuracies.max() - accuracies <= found

    return wrong


def _tied(tied):
    """The right error with another tied(accuracies, error)."""

    def wrong(accuracies, images):
        error, _ = tied_with_best(accuracies, images)
        return error, tied(accuracies, error)

    return wrong


def _spread(share, images):
    return np.sqrt(share * (1 - share) / images)


NO_ROOT = "is the root missing? share * (1 - share) / images is the variance"
OF_SETTINGS = (
    "is that how much the settings differ? Asked for is how much one accuracy would differ on other images, "
    "which follows from their number"
)

TIED_WITH_BEST = Exercise(
    name="tied_with_best",
    points=3,
    solution=tied_with_best,
    cases=ties_cases,
    outputs=("error", "tied"),
    hints=(
        "First the standard error of the best accuracy, then a comparison for each of the accuracies.",
        "With best = accuracies.max(), the error is the square root of best * (1 - best) / images.",
        "An accuracy ties when best - accuracy is at most the error: one comparison of an array with a number gives "
        "all answers at once.",
    ),
    proves="you have the rule of thumb in your hands; the next cells put it to the test.",
    mistakes=(
        Mistake(_error(lambda a, n: np.std(a) / np.sqrt(n)), OF_SETTINGS),
        Mistake(_error(lambda a, n: np.std(a, ddof=1) / np.sqrt(n)), OF_SETTINGS),
        Mistake(
            lambda a, n: (_spread(a[0], n), a >= a[0] - _spread(a[0], n)),
            "is the first one taken for the best? The settings come in any order: best = accuracies.max()",
        ),
        Mistake(
            lambda a, n: (_spread(a[-1], n), a >= a[-1] - _spread(a[-1], n)),
            "is the last one taken for the best? The settings come in any order: best = accuracies.max()",
        ),
        Mistake(
            lambda a, n: (_spread(a.min(), n), a <= a.min() + _spread(a.min(), n)),
            "is the lowest accuracy taken for the best? best = accuracies.max()",
        ),
        Mistake(
            _tied(lambda a, error: a.max() - a <= 2 * error),
            "does the comparison take two errors? Here it is one",
        ),
        Mistake(_error(lambda a, n: a.max() * (1 - a.max()) / n), NO_ROOT),
        Mistake(
            _error(lambda a, n: np.sqrt(a.max() * (1 - a.max())) / n),
            "is only the upper part under the root? The error falls with the root of the number of images",
        ),
        Mistake(_error(lambda a, n: np.sqrt(a.max() * (1 - a.max()))), "is the number of images missing? Divide by it"),
        Mistake(
            _error(lambda a, n: _spread(a.max(), len(a))), "was it divided by the number of settings, not of images?"
        ),
        Mistake(_error(lambda a, n: np.sqrt(a.max() / n)), "is the factor 1 - best missing?"),
        Mistake(_error(lambda a, n: 1 / np.sqrt(n)), "is best * (1 - best) missing under the root?"),
        Mistake(
            _error(lambda a, n: _spread(a.mean(), n)), "is that the error of the mean accuracy? Take the best one's"
        ),
        Mistake(
            lambda a, n: (_spread(a.max(), n), a.max() - a <= _spread(a, n)),
            "each setting is compared by an error of its own: the best one's is the measure for all",
        ),
        Mistake(
            _tied(lambda a, error: a > a.max() - error),
            "is `>` written where `>=` is meant? A best that is always right has error 0, and ties with itself",
        ),
        Mistake(_error(lambda a, n: _spread(a, n)), "is that one error per setting? Asked for is that of the best one"),
        Mistake(_error(lambda a, n: np.std(a)), OF_SETTINGS),
        Mistake(_error(lambda a, n: np.std(a, ddof=1)), OF_SETTINGS),
        Mistake(_error(lambda a, n: np.std(a) / np.sqrt(len(a))), OF_SETTINGS),
        Mistake(_error(lambda a, n: 2 * _spread(a.max(), n)), "are those two standard errors? The rule here is one"),
        Mistake(
            _error(lambda a, n: 1.96 * _spread(a.max(), n)), "are those 1.96 standard errors? The rule here is one"
        ),
        Mistake(
            _tied(lambda a, error: np.flatnonzero(a.max() - a <= error)),
            "are those the numbers of the settings? Asked for is True or False for each",
        ),
        Mistake(_tied(lambda a, error: a.max() - a > error), "is it the wrong way round? True is for those that tie"),
        Mistake(_tied(lambda a, error: a == a.max()), "is only the best one marked? Those within one error of it tie"),
        Mistake(
            _tied(lambda a, error: (a < a.max()) & (a.max() - a <= error)),
            "is the best one itself left out? It ties with itself",
        ),
        Mistake(
            _tied(lambda a, error: np.abs(a - a.mean()) <= error),
            "is that the distance from the mean? Take that from the best",
        ),
    ),
)
