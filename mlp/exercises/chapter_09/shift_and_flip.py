"""An exercise of chapter 09: shift and flip the images of a batch, with black where nothing is left."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake

REACH = 3  # pixels: no case shifts further


def shift_and_flip(images, down, right, flipped, black):
    """Equation (12) for a batch, each image by its own numbers: shifted first, then
    mirrored if flipped.

    images       (n, 784), scaled, rows of 28 x 28 images
    black        (784,), B: what a black pixel is after the scaling
    down, right  (n,) whole numbers from -3 to 3: down = 2 moves row 0 to row 2, right =
                 -1 moves column 1 to column 0
    flipped      (n,) booleans: whether left and right are swapped

    Return a new array (n, 784) of the same dtype; change none of the inputs. A loop
    over the images is fine.
    """
    # BEGIN SOLUTION
    result = np.empty_like(images)
    for i in range(len(images)):
        padded = np.pad((images[i] - black).reshape(28, 28), 3)
        top, left = 3 - down[i], 3 - right[i]
        square = padded[top : top + 28, left : left + 28]
        if flipped[i]:
            square = square[:, ::-1]
        result[i] = square.ravel() + black
    return result
    # END SOLUTION


def cases(rng):
    for n, dtype in [(6, "float64"), (4, "float32"), (9, "float64")]:
        black = rng.uniform(-2, -0.2, 784).astype(dtype)
        images = (black + 4 * rng.random((n, 784)) * (rng.random((n, 784)) < 0.7)).astype(dtype)
        down, right = rng.integers(-REACH, REACH + 1, (2, n))
        down[:2], right[:2] = (2, -1), (-3, 1)
        flipped = rng.random(n) < 0.5
        flipped[:2] = True, False
        yield images, down, right, flipped, black


def _shifted(square, down, right, fill=0.0):
    padded = np.pad(square, REACH, constant_values=fill)
    return padded[REACH - down : REACH - down + 28, REACH - right : REACH - right + 28]


def _each(change, before=lambda image, black: image - black, after=lambda image, black: image + black):
    """The solution with change(square, down, right, flipped) for each image, and another treatment of black."""

    def wrong(images, down, right, flipped, black):
        result = np.empty_like(images)
        for i in range(len(images)):
            square = before(images[i], black).reshape(28, 28)
            result[i] = after(change(square, down[i], right[i], flipped[i]).ravel(), black)
        return result

    return wrong


def _right_way(square, down, right, flipped):
    square = _shifted(square, down, right)
    return square[:, ::-1] if flipped else square


def _flip_first(square, down, right, flipped):
    return _shifted(square[:, ::-1] if flipped else square, down, right)


def _rolled(square, down, right, flipped):
    square = np.roll(square, (down, right), axis=(0, 1))
    return square[:, ::-1] if flipped else square


def _as_it_is(image, black):
    return image


def _filled_with(fill):
    """Move the scaled numbers as they are, and fill with fill(black, row, column)."""

    def wrong(images, down, right, flipped, black):
        result = np.empty_like(images)
        for i in range(len(images)):
            inside = _shifted(np.ones((28, 28), bool), down[i], right[i])
            square = np.where(inside, _shifted(images[i].reshape(28, 28), down[i], right[i]), fill(black))
            result[i] = (square[:, ::-1] if flipped[i] else square).ravel()
        return result

    return wrong


def _filled_at_last(images, down, right, flipped, black):
    result = np.empty_like(images)
    for i in range(len(images)):
        inside, square = (_right_way(s, down[i], right[i], flipped[i]) for s in _ones_and(images[i]))
        result[i] = np.where(inside, square, black.reshape(28, 28)).ravel()
    return result


def _ones_and(image):
    return np.ones((28, 28), bool), image.reshape(28, 28)


def _filled_with_own(fill):
    """Move the scaled numbers as they are, and fill with fill(image): a number of the image itself."""

    def wrong(images, down, right, flipped, black):
        squares = [_shifted(s.reshape(28, 28), d, r, fill(s)) for s, d, r in zip(images, down, right, strict=True)]
        return np.array([(s[:, ::-1] if f else s).ravel() for s, f in zip(squares, flipped, strict=True)])

    return wrong


def _black_before_the_mirror(images, down, right, flipped, black):
    moved = shift_and_flip(images, down, right, np.zeros(len(images), bool), black).reshape(-1, 28, 28)
    return np.array([(s[:, ::-1] if f else s).ravel() for s, f in zip(moved, flipped, strict=True)])


def _in_place(images, down, right, flipped, black):
    images[...] = shift_and_flip(images, down, right, flipped, black)
    return images


def _first_for_all(images, down, right, flipped, black):
    n = len(images)
    return shift_and_flip(images, np.full(n, down[0]), np.full(n, right[0]), np.full(n, flipped[0]), black)


MOVES_NUMBERS = (
    "the scaled numbers were moved as they are. The same number is another brightness at another pixel: subtract "
    "black, so that black is 0 everywhere, then move, then add black again"
)

SHIFT_AND_FLIP = Exercise(
    name="shift_and_flip",
    points=3,
    solution=shift_and_flip,
    cases=cases,
    outputs=("the images",),
    hints=(
        "Go through the images one by one. With images[i] - black, black is 0 at every pixel; at the end + black.",
        "np.pad(square, 3) puts a frame of zeros, 3 wide, around a 28 x 28 image. Every shift by up to 3 is then a "
        "window of 28 x 28 in it.",
        "The window that begins in row 3 - down and in column 3 - right holds the shifted image. Mirrored, it is "
        "square[:, ::-1]: the columns from the last to the first.",
    ),
    proves="what you make of scaled images is what scaling the moved pixels would give, black edges included.",
    mistakes=(
        Mistake(_each(_right_way, before=_as_it_is, after=_as_it_is), "what came in is 0, and 0 is not black here"),
        Mistake(_each(_right_way, after=_as_it_is), "was black subtracted, and not added again at the end?"),
        Mistake(_each(_right_way, before=_as_it_is), "was black added at the end, and not subtracted at the start?"),
        Mistake(_filled_with(lambda black: black.reshape(28, 28)), MOVES_NUMBERS),
        Mistake(_filled_at_last, MOVES_NUMBERS),
        Mistake(
            _filled_with(lambda black: black.mean()), "filled with the mean of black? Each pixel has its own black"
        ),
        Mistake(_filled_with(lambda black: black[0]), "filled with black[0]? Each pixel has its own black"),
        Mistake(_filled_with(lambda black: black.min()), "filled with the least black? Each pixel has its own black"),
        Mistake(
            _each(_right_way, before=lambda image, black: image + black, after=lambda image, black: image - black),
            "black is added first and subtracted after: it is the other way round, subtract it, move, add it again",
        ),
        Mistake(
            _each(_right_way, before=lambda image, black: image + black),
            "black is added at the start as well: subtract it there, move, then add it again",
        ),
        Mistake(
            _black_before_the_mirror,
            "black is added before the mirror, and is mirrored with the image: it belongs to the pixels' places, so "
            "add it last",
        ),
        Mistake(
            _filled_with_own(np.min),
            "filled with the image's smallest number? 0 is not black, nor is the minimum: each pixel has its own black",
        ),
        Mistake(_filled_with_own(np.mean), "filled with the image's mean? Each pixel has its own black"),
        Mistake(
            _filled_with_own(lambda image: image[0]),
            "filled with the image's first pixel? Each pixel has its own black",
        ),
        Mistake(
            _each(_rolled),
            "np.roll brings back on one side what it pushed out on the other: there, black must come in",
        ),
        Mistake(
            _each(_rolled, before=_as_it_is, after=_as_it_is),
            "np.roll brings back on one side what it pushed out on the other: there, black must come in",
        ),
        Mistake(
            _each(lambda square, down, right, flipped: _right_way(square, -down, -right, flipped)),
            "both shifts go the wrong way: down = 2 means that row 0 lands in row 2",
        ),
        Mistake(
            _each(lambda square, down, right, flipped: _right_way(square, -down, right, flipped)),
            "down goes up: down = 2 means that row 0 lands in row 2",
        ),
        Mistake(
            _each(lambda square, down, right, flipped: _right_way(square, down, -right, flipped)),
            "right goes left: right = 2 means that column 0 lands in column 2",
        ),
        Mistake(
            _each(lambda square, down, right, flipped: _right_way(square, right, down, flipped)),
            "down and right have changed places: rows are axis 0 of a 28 x 28 image, columns axis 1",
        ),
        Mistake(
            _each(_flip_first),
            "was it mirrored before it was shifted? Then right has become left: shift first",
        ),
        Mistake(
            _each(lambda square, down, right, flipped: _shifted(square, down, right)[:: -1 if flipped else 1]),
            "it stands on its head: a mirror swaps the columns, [:, ::-1], and leaves the rows",
        ),
        Mistake(
            _each(lambda square, down, right, flipped: _shifted(square, down, right)[:: -1 if flipped else 1, ::-1]),
            "all images are mirrored, and those that are flipped stand on their heads: a mirror swaps the columns, "
            "[:, ::-1]",
        ),
        Mistake(
            _each(lambda square, down, right, flipped: np.rot90(_shifted(square, down, right), 2 * int(flipped))),
            "it is turned by half a circle, rows and columns both: a mirror swaps the columns alone, [:, ::-1]",
        ),
        Mistake(
            _each(
                lambda square, down, right, flipped: (
                    _shifted(square, down, right).T if flipped else _shifted(square, down, right)
                )
            ),
            "it is transposed, rows for columns: a mirror swaps left and right, [:, ::-1]",
        ),
        Mistake(
            _each(lambda square, down, right, flipped: _right_way(square, down, right, True)),
            "all images were mirrored: only where flipped[i] is True",
        ),
        Mistake(
            _each(lambda square, down, right, flipped: _right_way(square, down, right, not flipped)),
            "mirrored are those that should not be, and the other way round",
        ),
        Mistake(_each(lambda square, down, right, flipped: _shifted(square, down, right)), "no image was mirrored"),
        Mistake(
            _each(lambda square, down, right, flipped: square[:, ::-1] if flipped else square), "no image was shifted"
        ),
        Mistake(_first_for_all, "all images were moved like the first: each has its own down, right and flipped"),
        Mistake(_in_place, "your code wrote into images: the caller still needs them as they were"),
    ),
)
