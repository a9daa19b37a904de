"""Where the weights start: normal random numbers whose spread depends on the layer's width.

For a weight of shape (in, out), each entry is drawn from a normal distribution of mean 0 and standard deviation

    kaiming   sqrt(2 / in)            He, Zhang, Ren, Sun 2015, equation 10: keeps the signal's size through ReLUs
    xavier    sqrt(2 / (in + out))    Glorot, Bengio 2010, equation 12: the same for activations that are linear near 0
    0.01      a number is used as it is; report 000 uses 0.01

Biases start at zero.
"""

import math

from mlp.checks import check_number


def standard_deviation(initializer, fan_in, fan_out):
    """The spread of the starting weights of a layer with `fan_in` inputs and `fan_out` outputs.

    `initializer` is "kaiming", "xavier" or a non-negative float, the standard deviation itself.
    Raises ValueError for anything else.
    """
    if initializer == "kaiming":
        return math.sqrt(2 / fan_in)
    if initializer == "xavier":
        return math.sqrt(2 / (fan_in + fan_out))
    if isinstance(initializer, str):
        raise ValueError(
            f"initializer is {initializer!r}; expected 'kaiming', 'xavier' or a number, the standard deviation"
        )
    return check_number("initializer (a standard deviation)", initializer, low=0)


def draw_weight(initializer, shape, rng):
    """A new weight of `shape` (…, in, out), float64, drawn with the generator `rng` (a numpy.random.Generator).

    Dimensions before the last two are places that share the numbers of inputs and outputs, as the pixels under the
    kernel of a convolution do: each place counts, for `in` as for `out`.
    """
    *places, n_in, n_out = shape
    fan_in, fan_out = math.prod(places) * n_in, math.prod(places) * n_out
    return standard_deviation(initializer, fan_in, fan_out) * rng.standard_normal(shape)
