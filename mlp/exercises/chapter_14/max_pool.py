"""An exercise of chapter 14: the largest number of every 2 x 2 window, for each channel."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def max_pool(image):
    """The largest of each 2 x 2 window, for every channel apart.

    image   (height, width, channels), height and width even

    Return (height / 2, width / 2, channels). The windows lie side by side and do not
    overlap.
    """
    # BEGIN SOLUTION
    height, width, channels = image.shape
    windows = image.reshape(height // 2, 2, width // 2, 2, channels)
    return windows.max(axis=(1, 3))
    # END SOLUTION


def pool_cases(rng):
    for shape in [(4, 6, 2), (2, 2, 1), (6, 4, 3)]:
        yield (rng.normal(size=shape),)
    yield (-1 - rng.random((4, 4, 2)),)


def _parts(image):
    return np.stack([image[i::2, j::2] for i, j in np.ndindex(2, 2)])


def _overlapping(image):
    parts = [image[i : len(image) - 1 + i, j : image.shape[1] - 1 + j] for i, j in np.ndindex(2, 2)]
    return np.max(parts, axis=0)


def _halves(image):
    height, width, channels = image.shape
    return image.reshape(2, height // 2, 2, width // 2, channels).max(axis=(0, 2))


def _of_all_channels(image):
    pooled = max_pool(image)
    return np.broadcast_to(pooled.max(axis=2, keepdims=True), pooled.shape).copy()


MAX_POOL = Exercise(
    name="max_pool",
    points=2,
    solution=max_pool,
    cases=pool_cases,
    outputs=("the output",),
    hints=(
        "Loops will do: output[r, s] is the largest of image[2 * r : 2 * r + 2, 2 * s : 2 * s + 2] over its first two "
        "axes. There is also a way without loops.",
        "Without loops, give each window axes of its own: reshape to (height // 2, 2, width // 2, 2, channels). Axis 1 "
        "is then the row within a window.",
        "Axis 3 is the column within a window. Take the maximum over these two axes; channels stay apart.",
    ),
    proves="you can halve an image and keep what its filters found.",
    mistakes=(
        Mistake(lambda image: _parts(image).mean(axis=0), "is that the mean of each window? Asked for is the largest"),
        Mistake(
            lambda image: _parts(image).min(axis=0), "is that the smallest of each window? Asked for is the largest"
        ),
        Mistake(lambda image: _parts(image).sum(axis=0), "is that the sum of each window? Asked for is the largest"),
        Mistake(
            lambda image: _parts(image)[0],
            "is that the upper left pixel of each window? Asked for is the largest of its four",
        ),
        Mistake(
            lambda image: _parts(image)[-1],
            "is that the lower right pixel of each window? Asked for is the largest of its four",
        ),
        Mistake(
            lambda image: np.abs(_parts(image)).max(axis=0),
            "is that the largest amount, without its sign? Of -3 and 1 the largest is 1",
        ),
        Mistake(
            lambda image: np.maximum(max_pool(image), 0),
            "is 0 among the numbers? Where all four are negative, so is the largest: do not start from zeros",
        ),
        Mistake(
            lambda image: _parts(image)[:2].max(axis=0),
            "is only the upper row of each window used? A window has two rows",
        ),
        Mistake(
            lambda image: _parts(image)[::2].max(axis=0),
            "is only the left column of each window used? A window has two columns",
        ),
        Mistake(_overlapping, "do the windows overlap? They lie side by side: the next one begins two pixels further"),
        Mistake(_halves, "are pixels from the image's two halves compared? The axes of size 2 stand behind the others"),
        Mistake(_of_all_channels, "is that the largest of all channels? Each channel has a maximum of its own"),
        Mistake(
            lambda image: max_pool(image).max(axis=2),
            "are the channels gone? Each channel has a maximum of its own",
        ),
        Mistake(
            lambda image: max_pool(image).transpose(1, 0, 2),
            "have rows and columns changed places?",
        ),
    ),
)
