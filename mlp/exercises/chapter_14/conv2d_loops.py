"""An exercise of chapter 14: a convolution by two loops, one over the rows and one over the columns."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def conv2d_loops(image, kernel, bias):
    """What every filter gives at every place where its window lies on the image.

    image    (height, width, channels)
    kernel   (kernel height, kernel width, channels, filters)
    bias     (filters,)

    Return (height - kernel height + 1, width - kernel width + 1, filters): entry
    [r, s, f] belongs to the window whose upper left pixel is [r, s].
    """
    # BEGIN SOLUTION
    tall, wide, _, filters = kernel.shape
    rows, columns = image.shape[0] - tall + 1, image.shape[1] - wide + 1
    output = np.zeros((rows, columns, filters))
    for r in range(rows):
        for s in range(columns):
            window = image[r : r + tall, s : s + wide]
            for f in range(filters):
                output[r, s, f] = np.sum(window * kernel[..., f]) + bias[f]
    return output
    # END SOLUTION


def conv2d_cases(rng):
    for shape, window, filters in [((5, 6, 2), (2, 3), 3), ((4, 4, 1), (2, 2), 1), ((7, 5, 3), (3, 2), 2)]:
        kernel = rng.normal(size=(*window, shape[2], filters))
        yield rng.normal(size=shape), kernel, rng.normal(size=filters)


def _with(change):
    """The solution with some of its inputs changed."""

    def wrong(*inputs):
        return conv2d_loops(*change(*inputs))

    return wrong


def _changed(change):
    """The solution whose output is changed by change(output, bias)."""

    def wrong(image, kernel, bias):
        return change(conv2d_loops(image, kernel, bias), bias)

    return wrong


def _in_steps_of_the_kernel(image, kernel, bias):
    right = conv2d_loops(image, kernel, bias)
    return right[:: kernel.shape[0], :: kernel.shape[1]]


def _padded(image, kernel, bias):
    beyond = [(0, size - 1) for size in kernel.shape[:2]] + [(0, 0)]
    return conv2d_loops(np.pad(image, beyond), kernel, bias)


def _first_channel(image, kernel, bias):
    return conv2d_loops(image[..., :1], kernel[:, :, :1], bias)


def _mean_over_the_window(image, kernel, bias):
    return conv2d_loops(image, kernel / kernel[..., 0].size, bias)


def _bias_at_each_pixel(image, kernel, bias):
    return conv2d_loops(image, kernel, bias * kernel[..., 0].size)


def _one_filter_for_all(image, kernel, bias):
    return conv2d_loops(image, np.repeat(kernel[..., :1], len(bias), axis=3), bias)


CONV2D_LOOPS = Exercise(
    name="conv2d_loops",
    points=3,
    solution=conv2d_loops,
    cases=conv2d_cases,
    outputs=("the output",),
    hints=(
        "Make an array of zeros for the output, then loop over its rows r and its columns s. In the loops, cut the "
        "window out of the image: a slice of rows, a slice of columns, and all channels.",
        "The kernel has kernel.shape[0] rows, so the window's rows are r : r + kernel.shape[0], and there are "
        "image.shape[0] - kernel.shape[0] + 1 places for it. The same for columns.",
        "For filter f: multiply the window by kernel[..., f], which has the same shape, add up all products, and add "
        "bias[f] once.",
    ),
    proves="you know what a convolutional layer computes, for any image, kernel and number of filters.",
    mistakes=(
        Mistake(
            _with(lambda image, kernel, bias: (image, kernel[::-1, ::-1], bias)),
            "is the kernel turned by 180 degrees? That is a mathematician's convolution; here weight [i, j] meets "
            "pixel [r + i, s + j]",
        ),
        Mistake(
            _with(lambda image, kernel, bias: (image, kernel, 0 * bias)),
            "is the bias missing? Each filter adds bias[f] to its sum",
        ),
        Mistake(
            _with(lambda image, kernel, bias: (image, kernel, -bias)),
            "is the bias taken off? It is added",
        ),
        Mistake(
            _bias_at_each_pixel,
            "is the bias added for every product of the window? It is added once, to the sum",
        ),
        Mistake(
            _with(lambda image, kernel, bias: (image, kernel, np.full_like(bias, bias[0]))),
            "does every filter get the first filter's bias? Filter f has bias[f]",
        ),
        Mistake(
            _one_filter_for_all,
            "does every filter use the first filter's weights? Filter f has kernel[..., f]",
        ),
        Mistake(
            _first_channel,
            "is only the first channel used? The sum runs over all channels of the window",
        ),
        Mistake(
            _mean_over_the_window,
            "is that the mean of the products? A convolution is their sum",
        ),
        Mistake(
            _changed(lambda output, bias: output[:-1, :-1]),
            "is the last place left out? A kernel of height 2 has 4 places in 5 rows: height - kernel height + 1",
        ),
        Mistake(
            _padded,
            "does the window hang over the edge? It stays on the image: there are height - kernel height + 1 rows",
        ),
        Mistake(
            _in_steps_of_the_kernel,
            "does the window jump by its own size? It moves by one pixel, so neighbouring windows overlap",
        ),
        Mistake(
            _changed(lambda output, bias: np.maximum(output, 0)),
            "is a ReLU in it already? The layer gives the sums themselves",
        ),
        Mistake(
            _changed(lambda output, bias: output.sum(axis=2)),
            "are the filters added up? Each filter has a number of its own at each place",
        ),
        Mistake(
            _changed(lambda output, bias: output.transpose(2, 0, 1)),
            "do the filters stand first? They are the last axis: (rows, columns, filters)",
        ),
    ),
)
