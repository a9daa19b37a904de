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


def pixels(rng):
    """A training and a validation part with pixels 0 to 255, of which the first is always 0, as a corner is."""
    for n, n_validation, d, dtype in [(12, 5, 6, "float32"), (9, 9, 4, "float64"), (30, 1, 8, "float32")]:
        train = rng.integers(0, 200, (n, d)).astype(dtype) * rng.random(d).astype(dtype)
        validation = rng.integers(60, 256, (n_validation, d)).astype(dtype)
        train[:, 0] = validation[:, 0] = 0
        yield train, validation


STANDARDIZE = Exercise(
    name="standardize",
    points=2,
    solution=standardize,
    cases=pixels,
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
        Mistake(not_divided, "this is centred; is the division by the standard deviation missing?"),
    ),
    proves="both parts are scaled with numbers from the training part alone, so nothing leaks.",
)
