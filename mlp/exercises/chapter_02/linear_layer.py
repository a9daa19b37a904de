"""The last exercise of chapter 02: a layer of your own, which a network can train."""

import math

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.exercises.checking.layer_runs import (
    AT_ONCE,
    BECAUSE,
    OUTPUT_OUTSIDE,
    OUTSIDE_TRAINING,
    STEP_IN_BACKWARD,
    STEP_IN_FORWARD,
    in_turn,
    make,
    step,
)
from mlp.layers import Layer


class LinearLayer(Layer):
    """The linear layer Y = X W + b, by the layer protocol."""

    def __init__(self, n_in, n_out):
        """Set self.shapes: a dict that gives "weight" the shape (n_in, n_out) and
        "bias" the shape (n_out,).
        """
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
        """d_output (n, n_out) -> d_input (n, n_in); fill self.d_weight, self.d_bias."""
        # BEGIN SOLUTION
        self.d_weight[...] = self.x.T @ d_output
        self.d_bias[...] = d_output.sum(axis=0)
        return d_output @ self.weight.T
        # END SOLUTION


def case(rng, n=5, n_in=4, n_out=3, dtype="float64"):
    shapes = [(n, n_in), (n_in, n_out), (n_out,), (n, n_out)]
    return tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes)


def run(layer_class, x, weight, bias, d_output):
    """Do with the layer what a network does: hand it its views, then two steps on two different batches, and so on."""
    given = {"weight": weight, "bias": bias}
    layer = layer_class(*weight.shape)
    shapes = {name: tuple(shape) if isinstance(shape, (tuple, list)) else shape for name, shape in layer.shapes.items()}
    if shapes != {name: part.shape for name, part in given.items()}:
        return shapes, *[math.nan] * 7
    layer, another, later, idle = (make(layer_class, *weight.shape, parameters=given) for _ in range(4))
    step(layer, 2 * x, 3 * d_output)
    output, d_input = step(layer, x, d_output)
    gradients = layer.d_weight.copy(), layer.d_bias.copy()
    in_turn(another, later, x, d_output)
    outside = step(idle, x, d_output, training=False)[0]
    return shapes, output, d_input, *gradients, another.d_weight.copy(), outside, idle.d_weight.copy()


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


class NoBiasShape(LinearLayer):
    def __init__(self, n_in, n_out):
        self.shapes = {"weight": (n_in, n_out)}


class NoComma(LinearLayer):
    def __init__(self, n_in, n_out):
        self.shapes = {"weight": (n_in, n_out), "bias": (n_out)}


class BiasOfInputs(LinearLayer):
    def __init__(self, n_in, n_out):
        self.shapes = {"weight": (n_in, n_out), "bias": (n_in,)}


class WithReLU(LinearLayer):
    def forward(self, x, training=False):
        return np.maximum(super().forward(x), 0)


class BiasSubtracted(LinearLayer):
    def forward(self, x, training=False):
        self.x = x
        return x @ self.weight - self.bias


class ReturnsWeightGradient(LinearLayer):
    def backward(self, d_output):
        super().backward(d_output)
        return self.d_weight


class ReturnsOutputGradient(LinearLayer):
    def backward(self, d_output):
        super().backward(d_output)
        return d_output


class MeanOfBias(LinearLayer):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        self.d_bias[...] = d_output.mean(axis=0)
        return d_input


class KeepsTheOutput(LinearLayer):
    def forward(self, x, training=False):
        self.x = x @ self.weight + self.bias
        return self.x


class StepsInForward(LinearLayer):
    def forward(self, x, training=False):
        self.weight -= 0.1 * self.d_weight
        self.bias -= 0.1 * self.d_bias
        return super().forward(x)


class NoWeightGradient(LinearLayer):
    def backward(self, d_output):
        self.d_bias[...] = d_output.sum(axis=0)
        return d_output @ self.weight.T


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


AT_WORK = "d_weight when two layers work in turn"
AT_REST = "d_weight after forward outside training"

LINEAR_LAYER = Exercise(
    name="LinearLayer",
    points=3,
    solution=LinearLayer,
    case=case,
    vary={"n": (1, 8), "n_in": (2, 3), "n_out": (6, 4), "dtype": ("float32",)},
    because={
        AT_WORK: BECAUSE[AT_ONCE],
        AT_REST: BECAUSE[OUTSIDE_TRAINING],
        OUTPUT_OUTSIDE: BECAUSE[OUTPUT_OUTSIDE],
        "n": "it is right for one batch size only: n is whatever len(x) is",
    },
    run=run,
    outputs=(
        "shapes",
        "what forward returns",
        "what backward returns",
        "d_weight",
        "d_bias",
        AT_WORK,
        OUTPUT_OUTSIDE,
        AT_REST,
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
        Mistake(NoShapes, "self.shapes is missing or empty: a network keeps as much room as it says"),
        Mistake(NoBiasShape, "the bias is missing in shapes: a network keeps no room for what does not stand there"),
        Mistake(NoComma, "(n_out) is a number in brackets: a tuple of one size needs a comma, (n_out,)"),
        Mistake(BiasOfInputs, "the bias has one number for each output: its shape is (n_out,)"),
        Mistake(WithReLU, "negative outputs are cut off, as by a ReLU: a linear layer keeps them"),
        Mistake(BiasSubtracted, "the bias is subtracted in forward: it is added, Y = XW + b"),
        Mistake(
            ReturnsWeightGradient,
            "backward returns d_weight: that stays in self, and what is returned is d_input, the gradient by the input",
        ),
        Mistake(
            ReturnsOutputGradient,
            "backward returns d_output as it came: the layer before needs d_input, the gradient by the input",
        ),
        Mistake(
            MeanOfBias, "d_bias is a mean over the images: it is a sum, the 1/n of the loss is already inside d_output"
        ),
        Mistake(KeepsTheOutput, "forward keeps its output: backward needs the input x"),
        Mistake(StepsInForward, STEP_IN_FORWARD),
        Mistake(NoWeightGradient, "self.d_weight is never filled"),
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
        Mistake(StepsItself, STEP_IN_BACKWARD),
    ),
)
