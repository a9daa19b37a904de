"""An exercise of chapter 06: the size of the activations in every layer of a deep network."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake

WIDTHS = [((6, 5, 9, 4), "float64"), ((5, 5, 5, 5), "float64"), ((3, 8, 6), "float32"), ((7, 4), "float64")]


def relu(z):
    return np.maximum(z, 0)


def as_float64(answer, *inputs):
    """Run the answer; whether its standard deviations are float32 or float64 is left to the learner."""
    result = answer(*inputs)
    is_float = isinstance(result, np.ndarray) and result.dtype.kind == "f"
    return result.astype(np.float64) if is_float else result


def run_forward(answer, x, weights, activation):
    return as_float64(answer, x, weights, activation)


def draw(rng, widths, dtype, n):
    """A batch of n rows for the first width, and one weight matrix from each width to the next."""
    x = rng.normal(0.3, 1, (n, widths[0])).astype(dtype)
    return x, [rng.normal(0, 0.7, shape).astype(dtype) for shape in zip(widths, widths[1:], strict=False)]


def forward_std(x, weights, activation):
    """The standard deviation of each layer's output Y = activation(X W), first layer
    first.

    x           (n, d), float32 or float64: the images
    weights     a list of matrices (n_in, n_out), one per layer; the biases are 0
    activation  a function of an array, such as np.tanh

    Return an array (len(weights),): for each layer one number, over all images and
    units. Change none of the inputs.
    """
    # BEGIN SOLUTION
    deviations = []
    for weight in weights:
        x = activation(x @ weight)
        deviations.append(x.std())
    return np.array(deviations)
    # END SOLUTION


def forward_cases(rng):
    for n, (widths, dtype), activation in zip((10, 4, 7, 12), WIDTHS, (relu, np.tanh, np.tanh, relu), strict=True):
        yield (*draw(rng, widths, dtype, n), activation)


def _forward(size, measure_first=False):
    """The solution with another measure of size; with `measure_first` it is taken before the activation."""

    def wrong(x, weights, activation):
        sizes = []
        for weight in weights:
            z = x @ weight
            x = activation(z)
            sizes.append(size(z if measure_first else x))
        return np.array(sizes)

    return wrong


def _forward_from_the_images(x, weights, activation):
    return np.array([activation(x @ weight).std() for weight in weights])


def _forward_without_activation(x, weights, activation):
    return forward_std(x, weights, lambda z: z)


def _forward_transposed(x, weights, activation):
    return forward_std(x, [weight.T for weight in weights], activation)


def _forward_with_the_images(x, weights, activation):
    return np.array([x.std(), *forward_std(x, weights, activation)])


def _forward_last_only(x, weights, activation):
    return forward_std(x, weights, activation)[-1]


def _forward_of_the_weights(x, weights, activation):
    return np.array([weight.std() for weight in weights])


def _inputs_measured(x, weights, activation):
    sizes = []
    for weight in weights:
        sizes.append(x.std())
        x = activation(x @ weight)
    return np.array(sizes)


FORWARD_STD = Exercise(
    name="forward_std",
    points=2,
    solution=forward_std,
    run=run_forward,
    cases=forward_cases,
    outputs=("your array",),
    hints=(
        "A loop over the weights: what comes out of one layer goes into the next, so one name can hold both.",
        "In the loop: the matrix product, then the activation, then the standard deviation of that whole matrix, "
        "appended to a list.",
        "y.std() without an axis is over all images and units. After the loop, np.array turns the list into an array.",
    ),
    proves="you can follow a signal through a network of any depth, whatever its widths and its activation.",
    mistakes=(
        Mistake(
            _inputs_measured,
            "each layer's input was measured, the images first: measure what comes out of the layer, its output",
        ),
        Mistake(
            lambda x, weights, activation: forward_std(x, weights, activation)[-1:],
            "only the last layer was measured: asked for is one number per layer, so append inside the loop",
        ),
        Mistake(
            lambda x, weights, activation: forward_std(x, weights, relu),
            "it is always the ReLU: the given activation is not used",
        ),
        Mistake(
            lambda x, weights, activation: forward_std(x, weights, np.tanh),
            "it is always tanh: the given activation is not used",
        ),
        Mistake(
            _forward_from_the_images,
            "does every layer get the images? What a layer gives out goes into the next: write x = activation(...)",
        ),
        Mistake(_forward_without_activation, "is the activation missing? Without it all layers together are linear"),
        Mistake(
            _forward(np.std, measure_first=True),
            "was that measured before the activation? Asked for is what comes out of it, activation(x @ weight)",
        ),
        Mistake(_forward(np.var), "is that the variance? The standard deviation is its square root, .std()"),
        Mistake(
            _forward(lambda y: np.sqrt(np.mean(y**2))),
            "that is the root of the mean square: for the standard deviation the mean is subtracted first",
        ),
        Mistake(
            _forward(lambda y: y.std(axis=0).mean()),
            "is that a mean over the units' own deviations (axis=0)? Take one .std() over all images and units",
        ),
        Mistake(
            _forward(lambda y: y.std(axis=1).mean()),
            "is that a mean over the images' own deviations (axis=1)? Take one .std() over all images and units",
        ),
        Mistake(
            _forward(lambda y: y.std(ddof=1)), "is that ddof=1? With NumPy's own .std() you divide by the full number"
        ),
        Mistake(_forward(np.mean), "is that the mean? Asked for is the standard deviation"),
        Mistake(_forward_transposed, "weight is (n_in, n_out) already: x @ weight fits without a transpose"),
        Mistake(_forward_with_the_images, "does the first entry belong to the images? Begin with the first layer"),
        Mistake(_forward_last_only, "only the last layer came back: append one number in every round of the loop"),
        Mistake(_forward_of_the_weights, "is that the weights' own standard deviation? Measure what comes out of it"),
    ),
)
