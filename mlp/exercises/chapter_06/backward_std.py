"""An exercise of chapter 06: the size of the gradients in every layer of a deep network."""

import numpy as np

from mlp.exercises.chapter_06.forward_std import WIDTHS, as_float64, draw
from mlp.exercises.checking.exercise import Exercise, Mistake


def run_backward(answer, d_output, weights, slopes):
    return as_float64(answer, d_output, weights, slopes)


def backward_std(d_output, weights, slopes):
    """The standard deviation of the gradient by each layer's input, dX, by equation
    (6); first layer first.

    d_output  (n, d_last), dL/dY of the last layer
    weights   a list of matrices (n_in, n_out), one per layer, first layer first
    slopes    a list of f'(Z), (n, n_out) each, one per layer, first layer first

    Return an array (len(weights),): for each layer one number, over all images and
    inputs. Change none of the inputs.
    """
    # BEGIN SOLUTION
    from_the_last = []
    for weight, slope in zip(reversed(weights), reversed(slopes)):
        d_output = (d_output * slope) @ weight.T
        from_the_last.append(d_output.std())
    return np.array(from_the_last[::-1])
    # END SOLUTION


def backward_cases(rng):
    for n, (widths, dtype) in zip((10, 4, 7, 12), WIDTHS, strict=True):
        _, weights = draw(rng, widths, dtype, n)
        slopes = [rng.uniform(0, 1, (n, width)).astype(dtype) for width in widths[1:]]
        yield rng.standard_normal((n, widths[-1])).astype(dtype), weights, slopes


def _backward(step, size=np.std):
    """The solution with another step, step(d_output, weight, slope), or another measure of size."""

    def wrong(d_output, weights, slopes):
        sizes = []
        for weight, slope in zip(weights[::-1], slopes[::-1], strict=True):
            d_output = step(d_output, weight, slope)
            sizes.append(size(d_output))
        return np.array(sizes[::-1])

    return wrong


def _chain(d_output, weight, slope):
    return (d_output * slope) @ weight.T


def _backward_last_first(d_output, weights, slopes):
    return backward_std(d_output, weights, slopes)[::-1]


def _backward_from_the_front(d_output, weights, slopes):
    deviations = []
    for weight, slope in zip(weights, slopes, strict=True):
        d_output = (d_output * slope) @ weight.T
        deviations.append(d_output.std())
    return np.array(deviations)


def _backward_slopes_from_the_front(d_output, weights, slopes):
    return backward_std(d_output, weights, slopes[::-1])


def _backward_behind_the_linear_layer(d_output, weights, slopes):
    deviations = []
    for weight, slope in zip(weights[::-1], slopes[::-1], strict=True):
        d_z = d_output * slope
        deviations.append(d_z.std())
        d_output = d_z @ weight.T
    return np.array(deviations[::-1])


def _backward_one_layer_late(d_output, weights, slopes):
    return np.array([*backward_std(d_output, weights, slopes)[1:], d_output.std()])


def _backward_not_handed_on(order, step=_chain):
    """Every layer gets the first d_output; `order` of the layers is 1 or -1."""

    def wrong(d_output, weights, slopes):
        pairs = zip(weights[::order], slopes[::order], strict=True)
        return np.array([step(d_output, *pair).std() for pair in pairs][::order])

    return wrong


def _backward_in_place(d_output, weights, slopes):
    d_output *= slopes[-1]
    return backward_std(d_output, weights, [*slopes[:-1], np.ones_like(slopes[-1])])


def _backward_with_the_start(d_output, weights, slopes):
    return np.array([*backward_std(d_output, weights, slopes), d_output.std()])


SLOPE_LATE = (
    "was the slope multiplied after the matrix product? The activation is the layer's last step, so it is the first on "
    "the way back"
)
NOT_HANDED_ON = "does every layer get the same d_output? What leaves one layer goes into the one before it"


def _of_the_weights(d_output, weights, slopes):
    sizes = []
    for weight, slope in zip(reversed(weights), reversed(slopes)):
        d_z = d_output * slope
        sizes.append((weight * d_z.mean(axis=0)).std())
        d_output = d_z @ weight.T
    return np.array(sizes[::-1])


BACKWARD_STD = Exercise(
    name="backward_std",
    points=3,
    solution=backward_std,
    run=run_backward,
    cases=backward_cases,
    outputs=("your array",),
    hints=(
        "Go through the layers from the last to the first. In each, the gradient passes the activation, then the "
        "linear layer: equation (6).",
        "In the loop: multiply entry by entry with the slope, then by the transpose of the weight, then append the "
        "standard deviation of the result.",
        "zip(reversed(weights), reversed(slopes)) gives the pairs from the last to the first. The list is then the "
        "wrong way round: [::-1] turns it.",
    ),
    proves="you can follow a gradient back through a network of any depth, as backpropagation does.",
    mistakes=(
        Mistake(
            _of_the_weights,
            "is that the size of the weights' gradient, dW? Asked for is the gradient by the layer's input, dX",
        ),
        Mistake(
            _backward(lambda d_output, weight, slope: d_output @ weight.T),
            "is the slope missing? On its way back the gradient passes the activation first: d_output * slope",
        ),
        Mistake(_backward(lambda d_output, weight, slope: (d_output @ weight.T) * slope), SLOPE_LATE),
        Mistake(_backward(lambda d_output, weight, slope: slope * (d_output @ weight.T)), SLOPE_LATE),
        Mistake(
            _backward(lambda d_output, weight, slope: (d_output * slope) @ weight),
            "is a transpose missing? dX = dZ @ weight.T",
        ),
        Mistake(_backward_last_first, "the order is last layer first: turn the list round at the end"),
        Mistake(_backward_from_the_front, "does the loop begin with the first layer? Gradients come from the last one"),
        Mistake(
            _backward_slopes_from_the_front,
            "weights and slopes run in opposite directions: take both from the last to the first",
        ),
        Mistake(
            _backward_behind_the_linear_layer,
            "was that measured before the linear layer, at dZ? Asked for is dX, after the product with weight.T",
        ),
        Mistake(
            _backward_one_layer_late,
            "is that the gradient by each layer's output? Asked for is the one by its input: append after the step",
        ),
        Mistake(_backward_not_handed_on(1), NOT_HANDED_ON),
        Mistake(_backward_not_handed_on(-1), NOT_HANDED_ON),
        Mistake(
            _backward_not_handed_on(-1, lambda d_output, weight, slope: (slope * d_output) @ weight.T), NOT_HANDED_ON
        ),
        Mistake(_backward(_chain, np.var), "is that the variance? The standard deviation is its square root, .std()"),
        Mistake(
            _backward(_chain, lambda d: np.sqrt(np.mean(d**2))),
            "that is the root of the mean square: for the standard deviation the mean is subtracted first",
        ),
        Mistake(
            _backward(_chain, lambda d: np.abs(d).mean()),
            "is that the mean of the sizes? Asked for is the standard deviation",
        ),
        Mistake(
            _backward_in_place,
            "`d_output *= ...` writes into the caller's array: d_output = d_output * slope makes a new one",
        ),
        Mistake(_backward_with_the_start, "there is one number too many: d_output itself belongs to no layer's input"),
    ),
)
