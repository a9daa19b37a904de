"""An exercise of chapter 12: how probable a class stays while a square covers the image, place by place."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def occlusion_map(predict_proba, image, label, patch, fill):
    """The probability of a class with a square over the image, for each place of the
    square.

    predict_proba   takes images, one per row, (n, height * width), and returns
                    probabilities (n, classes)
    image           (height, width); do not change it
    label           the class
    patch, fill     the square's side in pixels, and the number that is put there

    Return (height - patch + 1, width - patch + 1): entry [r, c] belongs to the square
    whose upper left pixel is [r, c].
    """
    # BEGIN SOLUTION
    rows, columns = image.shape[0] - patch + 1, image.shape[1] - patch + 1
    covered = []
    for row, column in np.ndindex(rows, columns):
        copy = image.copy()
        copy[row : row + patch, column : column + patch] = fill
        covered.append(copy.ravel())
    return predict_proba(np.array(covered))[:, label].reshape(rows, columns)
    # END SOLUTION


def occlusion_cases(rng):
    for (height, width), classes, patch in [((6, 6), 3, 2), ((7, 5), 4, 3), ((5, 8), 3, 1), ((4, 6), 5, 4)]:
        weight = rng.normal(size=(height * width, classes))
        label, fill = int(rng.integers(classes)), float(rng.normal())
        yield _softmax_of(weight), rng.normal(size=(height, width)), label, patch, fill


def _softmax_of(weight):
    """A network of one layer: images (n, pixels) -> probabilities (n, classes)."""

    def predict_proba(images):
        if np.ndim(images) != 2 or np.shape(images)[1] != len(weight):
            raise ValueError(
                f"the network takes one image per row, (n, {len(weight)}), and got shape {np.shape(images)}: "
                "reshape(1, -1) makes one row of an image of any size"
            )
        scores = np.asarray(images) @ weight / 3
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    return predict_proba


def _places(image, patch):
    return image.shape[0] - patch + 1, image.shape[1] - patch + 1


def _all_of(answers):
    """A map from answers(predict_proba, covered (n, pixels), image, label), one for each covered image."""

    def wrong(predict_proba, image, label, patch, fill):
        covered = _cover_all(image, patch, fill)
        return answers(predict_proba, covered, image, label).reshape(_places(image, patch))

    return wrong


def _cover_all(image, patch, fill):
    height, width = _places(image, patch)
    covered = np.tile(image, (height, width, 1, 1))
    for row in range(height):
        for column in range(width):
            covered[row, column, row : row + patch, column : column + patch] = fill
    return covered.reshape(height * width, -1)


def _never_uncovered(predict_proba, image, label, patch, fill):
    copy, (height, width) = image.copy(), _places(image, patch)
    found = np.zeros((height, width))
    for row in range(height):
        for column in range(width):
            copy[row : row + patch, column : column + patch] = fill
            found[row, column] = predict_proba(copy.reshape(1, -1))[0, label]
    return found


def _with(change):
    """The solution with some of its inputs changed."""

    def wrong(*inputs):
        return occlusion_map(*change(*inputs))

    return wrong


def _only_the_square(predict_proba, image, label, patch, fill):
    found = np.zeros(_places(image, patch))
    for row, column in np.ndindex(found.shape):
        rest = np.full_like(image, fill)
        rest[row : row + patch, column : column + patch] = image[row : row + patch, column : column + patch]
        found[row, column] = predict_proba(rest.reshape(1, -1))[0, label]
    return found


def _fewer_places(predict_proba, image, label, patch, fill):
    return occlusion_map(predict_proba, image, label, patch, fill)[:-1, :-1]


def _turned_places(predict_proba, image, label, patch, fill):
    right = occlusion_map(predict_proba, image, label, patch, fill)
    return right.T.reshape(right.shape)


def _centred_square(predict_proba, image, label, patch, fill):
    """The square's middle at each pixel, cut off at the edges."""
    found, half = np.zeros(image.shape), patch // 2
    for row, column in np.ndindex(image.shape):
        copy = image.copy()
        copy[max(row - half, 0) : row - half + patch, max(column - half, 0) : column - half + patch] = fill
        found[row, column] = predict_proba(copy.reshape(1, -1))[0, label]
    return found


def _beyond_the_edge(predict_proba, image, label, patch, fill):
    found = np.zeros(image.shape)
    for row, column in np.ndindex(image.shape):
        copy = image.copy()
        copy[row : row + patch, column : column + patch] = fill
        found[row, column] = predict_proba(copy.reshape(1, -1))[0, label]
    return found


def _square_of(side):
    """The solution with a square of another side, side(patch), at the same places."""

    def wrong(predict_proba, image, label, patch, fill):
        found = np.zeros(_places(image, patch))
        for row, column in np.ndindex(found.shape):
            copy = image.copy()
            copy[row : row + side(patch), column : column + side(patch)] = fill
            found[row, column] = predict_proba(copy.reshape(1, -1))[0, label]
        return found

    return wrong


def _in_strides(predict_proba, image, label, patch, fill):
    right, found = occlusion_map(predict_proba, image, label, patch, fill), np.zeros(_places(image, patch))
    found[::patch, ::patch] = right[::patch, ::patch]
    return found


def _of_28_pixels(predict_proba, image, label, patch, fill):
    copy = image.copy()
    copy[:patch, :patch] = fill
    return predict_proba(copy.reshape(1, 784))


OCCLUSION_MAP = Exercise(
    name="occlusion_map",
    points=3,
    solution=occlusion_map,
    cases=occlusion_cases,
    outputs=("the map",),
    hints=(
        "Two loops, over the rows and the columns where the square's upper left pixel may stand; in them, cover a copy "
        "of the image and append it to a list.",
        "There are image.shape[0] - patch + 1 rows to stand in. copy = image.copy(), then copy[row : row + patch, "
        "column : column + patch] = fill. The network takes one image per row: append copy.ravel().",
        "After the loops, one call for all: predict_proba(np.array(covered)). Its column `label`, reshaped to (rows, "
        "columns), is the map.",
    ),
    proves="you can ask any classifier which places of an image it needs, without looking inside.",
    mistakes=(
        Mistake(
            _of_28_pixels,
            "28 and 784 are written as numbers: image.shape and image.size are the sizes, and reshape(1, -1) makes one "
            "row of an image of any size",
        ),
        Mistake(
            _never_uncovered, "do the squares add up? Each place needs a fresh copy of the image, with one square on it"
        ),
        Mistake(
            _only_the_square,
            "is everything hidden but the square? It is the other way: the square is covered, and the rest stays",
        ),
        Mistake(
            _with(lambda predict, image, label, patch, fill: (predict, image, label, patch, image.mean())),
            "is the square filled with the image's mean? Fill it with `fill`",
        ),
        Mistake(
            _with(lambda predict, image, label, patch, fill: (predict, image, 0, patch, fill)),
            "is it always class 0? Asked for is the probability of the class `label`",
        ),
        Mistake(
            _square_of(lambda patch: patch + 1),
            "the square is one pixel too large: row : row + patch are patch rows already, without + 1",
        ),
        Mistake(
            _square_of(lambda patch: max(patch - 1, 0)),
            "the square is one pixel too small: row : row + patch are patch rows, without - 1",
        ),
        Mistake(
            _in_strides,
            "the square moves in steps of patch, so most places stay 0: it moves by one pixel, to every place",
        ),
        Mistake(_fewer_places, "is the last place left out? A square of side 2 has 5 places in 6 pixels: - patch + 1"),
        Mistake(
            _beyond_the_edge,
            "does the square hang over the edge at the right and below? There are image.shape[0] - patch + 1 rows",
        ),
        Mistake(
            _centred_square,
            "is the pixel the middle of the square? Here it is the square's upper left one, and no square hangs over",
        ),
        Mistake(_turned_places, "have rows and columns changed places? The map's rows are the image's rows"),
        Mistake(
            _with(lambda predict, image, label, patch, fill: (predict, image, label, patch, 0.0)),
            "is the square filled with 0? Fill it with `fill`",
        ),
        Mistake(
            _all_of(lambda predict, covered, image, label: predict(covered).max(axis=1)),
            "is that the largest probability? Asked for is that of the class `label`",
        ),
        Mistake(
            _all_of(lambda predict, covered, image, label: predict(covered).argmax(axis=1)),
            "are those the predicted classes? Asked for is the probability of the class `label`",
        ),
        Mistake(
            _all_of(lambda predict, covered, image, label: 1 - predict(covered)[:, label]),
            "is that 1 minus the probability? Asked for is the probability itself",
        ),
        Mistake(
            _all_of(
                lambda predict, covered, image, label: (
                    predict(image.reshape(1, -1))[:, label] - predict(covered)[:, label]
                )
            ),
            "is that how much the probability falls? Asked for is the probability itself",
        ),
        Mistake(
            _all_of(lambda predict, covered, image, label: np.log(predict(covered)[:, label])),
            "is that the logarithm? Asked for is the probability itself",
        ),
    ),
)
