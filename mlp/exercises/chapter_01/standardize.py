"""An exercise of chapter 01: scale two parts of the data with numbers from the training part alone."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def standardize(train, validation):
    """Centre both parts with train's mean image; divide by its one standard deviation.

    train       (n, d) float32: one image per row
    validation  (m, d) float32
    returns     train_scaled (n, d), validation_scaled (m, d), both float32; the
                inputs stay as they are
    """
    # BEGIN SOLUTION
    mean = train.mean(axis=0)
    deviation = (train - mean).std()
    return (train - mean) / deviation, (validation - mean) / deviation
    # END SOLUTION


def each_with_its_own(train, validation):
    return standardize(train, train)[0], standardize(validation, validation)[0]


def from_both_parts(train, validation):
    both = np.concatenate([train, validation])
    return tuple(standardize(both, part)[1] for part in (train, validation))


def only_the_training_part(train, validation):
    return standardize(train, validation)[0], validation


def one_mean_for_all_pixels(train, validation):
    return (train - train.mean()) / train.std(), (validation - train.mean()) / train.std()


def mean_of_each_image(train, validation):
    centred = [part - part.mean(axis=1, keepdims=True) for part in (train, validation)]
    return tuple(part / centred[0].std() for part in centred)


def deviation_of_each_pixel(train, validation):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / deviation, (validation - mean) / deviation


def deviation_before_centring(train, validation):
    mean = train.mean(axis=0)
    return (train - mean) / train.std(), (validation - mean) / train.std()


def divided_by_variance(train, validation):
    mean = train.mean(axis=0)
    return (train - mean) / (train - mean).var(), (validation - mean) / (train - mean).var()


def divided_before_centring(train, validation):
    mean, deviation = train.mean(axis=0), (train - train.mean(axis=0)).std()
    return train / deviation - mean, validation / deviation - mean


def not_divided(train, validation):
    return train - train.mean(axis=0), validation - train.mean(axis=0)


def _scaled(train, validation, mean, deviation):
    return (train - mean) / deviation, (validation - mean) / deviation


def _about(train, validation, center=lambda part: part.mean(axis=0), spread=lambda centred: centred.std()):
    """`standardize` with another center, another spread of what is left, or both."""
    center = center(train)
    return _scaled(train, validation, center, spread(train - center))


def own_mean_of_validation(train, validation):
    deviation = (train - train.mean(axis=0)).std()
    return (train - train.mean(axis=0)) / deviation, (validation - validation.mean(axis=0)) / deviation


def own_deviation_of_validation(train, validation):
    mean = train.mean(axis=0)
    return (train - mean) / (train - mean).std(), (validation - mean) / (validation - mean).std()


def only_train_divided(train, validation):
    return standardize(train / np.float32(255), validation)


def only_validation_divided(train, validation):
    return standardize(train, validation / np.float32(255))


def from_smallest_to_largest(train, validation):
    low, high = train.min(), train.max()
    return (train - low) / (high - low), (validation - low) / (high - low)


def from_smallest_to_largest_of_each_pixel(train, validation):
    low, high = train.min(axis=0), train.max(axis=0)
    return (train - low) / (high - low), (validation - low) / (high - low)


def by_255(train, validation):
    return train / np.float32(255), validation / np.float32(255)


def case(rng, n=12, n_validation=5, d=6):
    """A training and a validation part with pixels 0 to 255, of which the first is always 0, as a corner is."""
    train = (rng.integers(0, 200, (n, d)) * rng.random(d)).astype("float32")
    validation = rng.integers(60, 256, (n_validation, d)).astype("float32")
    train[:, 0] = validation[:, 0] = 0
    return train, validation


STANDARDIZE = Exercise(
    name="standardize",
    points=2,
    solution=standardize,
    case=case,
    vary={"n": (30, 5), "n_validation": (1, 12), "d": (9,)},
    outputs=("train_scaled", "validation_scaled"),
    hints=(
        "Two things are learned from `train`, and from nothing else: the mean image, of shape (784,), and one "
        "standard deviation, a single number.",
        "`train.mean(axis=0)` averages over the images and keeps the pixels. Subtract it first; take the standard "
        "deviation of what is left, over all its pixels at once.",
        "Name the two numbers, `mean` and `deviation`, and then write the same expression twice, once with `train` "
        "in it and once with `validation`: both use the same `mean` and the same `deviation`.",
    ),
    mistakes=(
        Mistake(
            from_both_parts,
            "do the mean and the standard deviation come from both parts together? Then validation images leak "
            "into what the net is trained on: take them from train alone",
        ),
        Mistake(
            each_with_its_own,
            "does the validation part use a mean and a standard deviation of its own? Both parts are scaled with "
            "the numbers of train",
        ),
        Mistake(only_the_training_part, "is validation returned as it came? It is scaled too, with train's numbers"),
        Mistake(
            one_mean_for_all_pixels,
            "is the mean one number for all pixels? train.mean(axis=0) is the mean image, one number per pixel",
        ),
        Mistake(mean_of_each_image, "is that axis=1? It averages over the pixels of one image; axis=0 over the images"),
        Mistake(
            deviation_of_each_pixel,
            "is the standard deviation taken per pixel (axis=0)? A pixel that never varies has 0, and 0 / 0 is nan; "
            "take one number over all pixels",
        ),
        Mistake(
            deviation_before_centring,
            "is the standard deviation that of the pixels before the mean image was subtracted? Take it after",
        ),
        Mistake(divided_by_variance, "is that the variance? The standard deviation is its square root"),
        Mistake(
            divided_before_centring,
            "is the mean image subtracted after the division? It was computed from unscaled pixels: subtract first",
        ),
        Mistake(
            lambda train, validation: standardize(validation, train)[::-1],
            "do the mean and the standard deviation come from validation? Both are learned from train alone",
        ),
        Mistake(
            lambda train, validation: (train / train.std(), validation / train.std()),
            "the mean image is never subtracted: centre first, then divide",
        ),
        Mistake(
            lambda train, validation: (
                train / (train - train.mean(axis=0)).std(),
                validation / (train - train.mean(axis=0)).std(),
            ),
            "the mean image is not subtracted from what comes back: centre first, then divide",
        ),
        Mistake(
            lambda train, validation: (
                standardize(train, validation)[0],
                validation / (train - train.mean(axis=0)).std(),
            ),
            "validation is not centred: the mean image of train is subtracted from it, too",
        ),
        Mistake(
            lambda train, validation: _about(train, validation, spread=np.linalg.norm),
            "was it divided by the norm of all numbers? The standard deviation is the root of the mean square, the "
            "norm that of the sum of squares",
        ),
        Mistake(
            own_mean_of_validation,
            "does the validation part use a mean of its own? Both parts are scaled with the numbers of train",
        ),
        Mistake(
            own_deviation_of_validation,
            "does the validation part use a standard deviation of its own? Both are divided by that of train",
        ),
        Mistake(
            only_train_divided,
            "only the training part was divided by 255: both parts need the same scaling (and here none is needed "
            "before the standard deviation)",
        ),
        Mistake(only_validation_divided, "only validation was divided by 255: both parts need the same scaling"),
        Mistake(
            lambda train, validation: _about(train, validation, center=lambda part: np.round(part.mean(axis=0))),
            "the mean image is rounded to whole numbers, and loses what stands after the point",
        ),
        Mistake(
            lambda train, validation: _about(train, validation, center=lambda part: np.trunc(part.mean(axis=0))),
            "the mean image is turned into whole numbers (integers), and loses what stands after the point",
        ),
        Mistake(
            lambda train, validation: _about(train, validation, center=lambda part: np.median(part, axis=0)),
            "is the median taken? The mean image is wanted",
        ),
        Mistake(
            lambda train, validation: _about(train, validation, center=lambda part: part.sum(axis=0)),
            "is that the sum of the images? The mean image is the sum divided by how many there are",
        ),
        Mistake(
            lambda train, validation: _about(train, validation, center=lambda part: part[0]),
            "was the first image subtracted, instead of the mean image?",
        ),
        Mistake(
            lambda train, validation: _about(train, validation, spread=lambda left: np.abs(left).mean()),
            "is that the mean absolute deviation? The standard deviation is the root of the mean square",
        ),
        Mistake(
            lambda train, validation: _about(train, validation, spread=lambda left: np.abs(left).max()),
            "was it divided by the largest number, instead of the standard deviation?",
        ),
        Mistake(
            lambda train, validation: _about(train, validation, spread=lambda left: left.std(axis=0).mean()),
            "is that the mean of each pixel's standard deviation? One standard deviation over all pixels is wanted: "
            "variances can be averaged, deviations not",
        ),
        Mistake(
            from_smallest_to_largest,
            "this scales from the smallest to the largest number (min-max): the mean image and the standard deviation "
            "are wanted",
        ),
        Mistake(
            from_smallest_to_largest_of_each_pixel,
            "this scales each pixel from its smallest to its largest number (min-max): the mean image and one standard "
            "deviation are wanted",
        ),
        Mistake(by_255, "this only divides by 255: the mean image and the standard deviation are wanted"),
        Mistake(not_divided, "this is centred; is the division by the standard deviation missing?"),
    ),
    proves="both parts are scaled with numbers from the training part alone, so nothing leaks.",
)
