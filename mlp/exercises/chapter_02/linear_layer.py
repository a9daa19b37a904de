"""The last exercise of chapter 02: a layer of your own, which a network can train."""

import inspect
import math

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.layers import Layer


class LinearLayer(Layer):
    """The linear layer Y = X W + b, by the layer protocol."""

    def __init__(self, n_in, n_out):
        """Set self.shapes: a dict that gives "weight" the shape (n_in, n_out) and "bias" the shape (n_out,)."""
        # BEGIN SOLUTION
        self.shapes = {"weight": (n_in, n_out), "bias": (n_out,)}
        # END SOLUTION

    def forward(self, x, training=False):
        """x (n, n_in) -> output (n, n_out). Keep what backward needs."""
        # BEGIN SOLUTION
        self.x = x
        return x @ self.weight + self.bias
        # END SOLUTION

    def backward(self, d_output):
        """d_output (n, n_out) -> d_input (n, n_in); fill self.d_weight and self.d_bias."""
        # BEGIN SOLUTION
        self.d_weight[...] = self.x.T @ d_output
        self.d_bias[...] = d_output.sum(axis=0)
        return d_output @ self.weight.T
        # END SOLUTION


def cases(rng):
    for n, n_in, n_out, dtype in [
        (5, 4, 3, "float64"),
        (7, 2, 6, "float32"),
        (1, 3, 2, "float64"),
        (4, 4, 4, "float64"),
    ]:
        shapes = [(n, n_in), (n_in, n_out), (n_out,), (n, n_out)]
        yield tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes)


def run(layer_class, x, weight, bias, d_output):
    """Do with the layer what a network does: hand it its views, then two steps on two different batches."""
    layer = layer_class(*weight.shape)
    if not isinstance(layer, Layer):
        return layer_class.__mro__[1].__name__, *[math.nan] * 6
    base, shapes = "Layer", {name: tuple(shape) for name, shape in layer.shapes.items()}
    if shapes != {"weight": weight.shape, "bias": bias.shape}:
        return base, shapes, *[math.nan] * 5
    parameters, gradient = np.concatenate([weight.ravel(), bias]), np.zeros(weight.size + bias.size, weight.dtype)
    before = parameters.copy()
    layer.attach(parameters, gradient)
    step(layer, 2 * x, 3 * d_output)
    output, d_input = step(layer, x, d_output)
    return base, shapes, output, d_input, layer.d_weight.copy(), layer.d_bias.copy(), parameters - before


def step(layer, x, d_output):
    """One training step's work: forward, backward; returns output and d_input.

    Raises TypeError or AttributeError with a sentence for a learner on the two mistakes that would raise anyway.
    """
    if "training" not in inspect.signature(layer.forward).parameters:
        raise TypeError("a network calls forward(x, training): keep the second parameter")
    output = layer.forward(x, training=True)
    try:
        d_input = layer.backward(d_output)
    except AttributeError as error:
        if error.obj is not layer:
            raise
        advice = "keep in forward what backward needs, such as self.x = x"
        raise AttributeError(f"backward uses self.{error.name}, which nothing has set: {advice}") from error
    return output, d_input


class NotALayer:
    def __init__(self, n_in, n_out):
        pass


class Transposed(LinearLayer):
    def __init__(self, n_in, n_out):
        self.shapes = {"weight": (n_out, n_in), "bias": (n_out,)}


class BiasAsRow(LinearLayer):
    def __init__(self, n_in, n_out):
        self.shapes = {"weight": (n_in, n_out), "bias": (1, n_out)}


class OtherNames(LinearLayer):
    def __init__(self, n_in, n_out):
        self.shapes = {"W": (n_in, n_out), "b": (n_out,)}


class NoShapes(LinearLayer):
    def __init__(self, n_in, n_out):
        pass


class OldCache(LinearLayer):
    x = None

    def forward(self, x, training=False):
        self.x = x if self.x is None else self.x
        return x @ self.weight + self.bias


class NoBias(LinearLayer):
    def forward(self, x, training=False):
        self.x = x
        return x @ self.weight


class Accumulating(LinearLayer):
    def backward(self, d_output):
        self.d_weight += self.x.T @ d_output
        self.d_bias += d_output.sum(axis=0)
        return d_output @ self.weight.T


class AccumulatingWeight(LinearLayer):
    def backward(self, d_output):
        self.d_weight += self.x.T @ d_output
        self.d_bias[...] = d_output.sum(axis=0)
        return d_output @ self.weight.T


class AccumulatingBias(LinearLayer):
    def backward(self, d_output):
        self.d_weight[...] = self.x.T @ d_output
        self.d_bias += d_output.sum(axis=0)
        return d_output @ self.weight.T


class LocalNames(LinearLayer):
    def backward(self, d_output):
        return d_output @ self.weight.T


class NoBiasGradient(LinearLayer):
    def backward(self, d_output):
        self.d_weight[...] = self.x.T @ d_output
        return d_output @ self.weight.T


class DividedAgain(LinearLayer):
    def backward(self, d_output):
        return super().backward(d_output / len(d_output))


class ParametersDividedAgain(LinearLayer):
    def backward(self, d_output):
        super().backward(d_output / len(d_output))
        return d_output @ self.weight.T


class DividedInPlace(LinearLayer):
    def backward(self, d_output):
        d_output /= len(d_output)
        return super().backward(d_output)


class ReturnsAll(LinearLayer):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        return self.d_weight, self.d_bias, d_input


class StepsItself(LinearLayer):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        self.weight -= 0.1 * self.d_weight
        self.bias -= 0.1 * self.d_bias
        return d_input


LINEAR_LAYER = Exercise(
    name="LinearLayer",
    points=3,
    solution=LinearLayer,
    cases=cases,
    run=run,
    outputs=(
        "the base class",
        "shapes",
        "what forward returns",
        "what backward returns",
        "d_weight",
        "d_bias",
        "the parameters' change",
    ),
    hints=(
        "forward is linear_forward with self.weight and self.bias; backward is linear_backward. What does backward "
        "need that only forward is given?",
        "Keep x in forward: self.x = x. backward writes into self.d_weight and self.d_bias, and returns only d_input.",
        'self.shapes = {"weight": (n_in, n_out), "bias": (n_out,)}. In backward, self.d_weight[...] = ... replaces '
        "what an earlier batch left there; self.d_bias alike. The last line returns d_output @ self.weight.T.",
    ),
    proves="it does all that a network asks of a layer: the training at the end of this chapter runs on your class.",
    mistakes=(
        Mistake(NotALayer, "write `class LinearLayer(Layer):`: Layer brings the rest of what a network needs"),
        Mistake(NoShapes, "self.shapes is missing or empty: a network keeps as much room as it says"),
        Mistake(Transposed, "the weight is (n_in, n_out): one row per input, one column per output"),
        Mistake(BiasAsRow, "the bias is a vector (n_out,), not a matrix of one row"),
        Mistake(OtherNames, 'the names in shapes become attributes: call them "weight" and "bias"'),
        Mistake(OldCache, "backward used the x of an earlier batch: every forward must keep its own"),
        Mistake(NoBias, "is the bias missing in forward?"),
        Mistake(Accumulating, "`+=` adds to what the batch before left there: self.d_weight[...] = ... replaces it"),
        Mistake(AccumulatingWeight, "`+=` adds to what the batch before left there: self.d_weight[...] = ..."),
        Mistake(AccumulatingBias, "`+=` adds to what the batch before left there: self.d_bias[...] = ..."),
        Mistake(
            LocalNames,
            "backward must fill self.d_weight and self.d_bias: without `self.` they are local names and get lost",
        ),
        Mistake(NoBiasGradient, "self.d_bias is never filled"),
        Mistake(DividedAgain, "backward divided by the batch size: the 1/n of the loss is already inside d_output"),
        Mistake(
            ParametersDividedAgain,
            "the gradients were divided by the batch size: the 1/n of the loss is already inside d_output",
        ),
        Mistake(
            DividedInPlace,
            "`d_output /= n` writes into the caller's array, and the 1/n of the loss is already inside it",
        ),
        Mistake(ReturnsAll, "backward returns d_input alone: the network finds d_weight and d_bias in self"),
        Mistake(StepsItself, "backward only works out gradients: moving the parameters is the optimiser's step"),
    ),
)
