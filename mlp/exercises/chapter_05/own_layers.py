"""The last exercise of chapter 05: a linear layer and a ReLU of your own, which then train the real network."""

import numpy as np

from mlp.exercises.chapter_02.linear_layer import step
from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.layers import Layer


class OwnLinear(Layer):
    def __init__(self, n_in, n_out):
        self.shapes = {"weight": (n_in, n_out), "bias": (n_out,)}

    def forward(self, x, training=False):
        # BEGIN SOLUTION
        self.x = x
        return x @ self.weight + self.bias
        # END SOLUTION

    def backward(self, d_output):
        # BEGIN SOLUTION
        self.d_weight[...] = self.x.T @ d_output
        self.d_bias[...] = d_output.sum(axis=0)
        return d_output @ self.weight.T
        # END SOLUTION


class OwnReLU(Layer):
    def forward(self, x, training=False):
        # BEGIN SOLUTION
        self.x = x
        return np.maximum(x, 0)
        # END SOLUTION

    def backward(self, d_output):
        # BEGIN SOLUTION
        return d_output * (self.x > 0)
        # END SOLUTION


def own_layers():
    return OwnLinear, OwnReLU


def cases(rng):
    for n, n_in, n_out, dtype in [
        (5, 4, 3, "float64"),
        (7, 2, 6, "float32"),
        (1, 3, 2, "float64"),
        (6, 4, 4, "float64"),
    ]:
        shapes = [(n, n_in), (n_in, n_out), (n_out,), (n, n_out), (n, n_out)]
        yield tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes)


def run(own_layers, x, weight, bias, z, d_output):
    """Do with both layers what a network does: hand them their views, then two steps on two different batches."""
    classes = own_layers()
    if not isinstance(classes, tuple) or len(classes) != 2:
        raise TypeError("own_layers returns the two classes: OwnLinear, OwnReLU")
    linear, relu = _made(classes[0], *weight.shape), _made(classes[1])
    parameters, gradient = np.concatenate([weight.ravel(), bias]), np.zeros(weight.size + bias.size, weight.dtype)
    linear.attach(parameters, gradient)
    relu.attach(parameters[:0], gradient[:0])
    results = []
    for layer, given in ((linear, x), (relu, z)):
        step(layer, 2 * given[::-1], -3 * d_output)
        results += step(layer, given, d_output)
    moved = np.abs(parameters - np.concatenate([weight.ravel(), bias])).max()
    return *results, linear.d_weight.copy(), linear.d_bias.copy(), float(moved)


def _made(layer_class, *sizes):
    if isinstance(layer_class, Layer):
        name = type(layer_class).__name__
        raise TypeError(f"what you return is a {name} object, made already; return the class: {name} without brackets")
    if not (isinstance(layer_class, type) and issubclass(layer_class, Layer)):
        name = getattr(layer_class, "__name__", repr(layer_class))
        raise TypeError(f"{name} is not a class that inherits from Layer; write `class {name}(Layer):`")
    return layer_class(*sizes)


def with_layers(linear=OwnLinear, relu=OwnReLU):
    """own_layers with one class in another form."""
    return lambda: (linear, relu)


class NoBias(OwnLinear):
    def forward(self, x, training=False):
        self.x = x
        return x @ self.weight


class OldInput(OwnLinear):
    x = None

    def forward(self, x, training=False):
        self.x = x if self.x is None else self.x
        return x @ self.weight + self.bias


class Accumulating(OwnLinear):
    def backward(self, d_output):
        self.d_weight += self.x.T @ d_output
        self.d_bias += d_output.sum(axis=0)
        return d_output @ self.weight.T


class AccumulatingWeight(OwnLinear):
    def backward(self, d_output):
        before = self.d_weight.copy()
        d_input = super().backward(d_output)
        self.d_weight += before
        return d_input


class LocalNames(OwnLinear):
    def backward(self, d_output):
        return d_output @ self.weight.T


class DividedAgain(OwnLinear):
    def backward(self, d_output):
        return super().backward(d_output / len(d_output))


class ParametersDividedAgain(OwnLinear):
    def backward(self, d_output):
        super().backward(d_output / len(d_output))
        return d_output @ self.weight.T


class BiasMean(OwnLinear):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        self.d_bias[...] = d_output.mean(axis=0)
        return d_input


class WithoutTranspose(OwnLinear):
    def backward(self, d_output):
        super().backward(d_output)
        return d_output @ self.weight


class StepsItself(OwnLinear):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        self.weight -= 0.1 * self.d_weight
        self.bias -= 0.1 * self.d_bias
        return d_input


class MasksBySign(OwnReLU):
    def backward(self, d_output):
        return np.maximum(d_output, 0)


class NoMask(OwnReLU):
    def backward(self, d_output):
        return d_output


class ValuesForMask(OwnReLU):
    def backward(self, d_output):
        return d_output * np.maximum(self.x, 0)


class MaskAlone(OwnReLU):
    def backward(self, d_output):
        return (self.x > 0).astype(d_output.dtype)


class InPlace(OwnReLU):
    def forward(self, x, training=False):
        self.x = x
        x[x < 0] = 0
        return x


class GradientInPlace(OwnReLU):
    def backward(self, d_output):
        d_output[self.x <= 0] = 0
        return d_output


class OldMask(OwnReLU):
    mask = None

    def forward(self, x, training=False):
        self.mask = x > 0 if self.mask is None else self.mask
        return np.maximum(x, 0)

    def backward(self, d_output):
        return d_output * self.mask


OWN_LAYERS = Exercise(
    name="own_layers",
    points=4,
    solution=own_layers,
    parts=(OwnLinear, OwnReLU, own_layers),
    cases=cases,
    run=run,
    outputs=(
        "what OwnLinear.forward returns",
        "what OwnLinear.backward returns",
        "what OwnReLU.forward returns",
        "what OwnReLU.backward returns",
        "d_weight",
        "d_bias",
        "how far backward moved the parameters",
    ),
    hints=(
        "Each forward keeps what its backward will need: self.x = x. OwnReLU has no parameters, so its backward only "
        "returns.",
        "OwnLinear.backward fills self.d_weight and self.d_bias with [...] = and returns d_input, as in chapter 02. "
        "OwnReLU.backward lets d_output pass where self.x > 0.",
        "Y = X W + b; dW = XᵀdY, db = Σ_rows dY, dX = dYWᵀ. For the ReLU: Y = max(X, 0) by np.maximum, and dX = dY ⊙ "
        "[X > 0]: a Boolean array multiplies as 1 and 0.",
    ),
    proves="both layers do all that a network asks, so the next cell trains the real network with your classes.",
    mistakes=(
        Mistake(lambda: (OwnReLU, OwnLinear), "the order is OwnLinear, then OwnReLU"),
        Mistake(with_layers(NoBias), "is the bias missing in OwnLinear.forward?"),
        Mistake(with_layers(OldInput), "OwnLinear.backward used the x of an earlier batch: each forward keeps its own"),
        Mistake(with_layers(Accumulating), "`+=` adds to what the batch before left there: self.d_weight[...] = …"),
        Mistake(
            with_layers(AccumulatingWeight), "`+=` adds to what the batch before left there: self.d_weight[...] = …"
        ),
        Mistake(with_layers(LocalNames), "fill self.d_weight and self.d_bias: without `self.` they are local names"),
        Mistake(with_layers(DividedAgain), "OwnLinear divided by the batch size: the 1/n is already inside d_output"),
        Mistake(
            with_layers(ParametersDividedAgain),
            "OwnLinear divided by the batch size: the 1/n is already inside d_output",
        ),
        Mistake(with_layers(BiasMean), "d_bias is a sum over the images, not a mean: the 1/n is already in d_output"),
        Mistake(with_layers(WithoutTranspose), "a transpose is missing: OwnLinear's d_input is d_output @ weight.T"),
        Mistake(with_layers(StepsItself), "backward only works out gradients: moving the parameters is SGD's work"),
        Mistake(
            with_layers(relu=MasksBySign),
            "OwnReLU masks d_output by its own sign, as in report 000's equation 3.2.2: the sign of x decides",
        ),
        Mistake(with_layers(relu=NoMask), "OwnReLU lets every gradient pass: only those where x > 0 may"),
        Mistake(
            with_layers(relu=ValuesForMask),
            "OwnReLU multiplies by the values of its output: its slope is 1 or 0, so multiply by (self.x > 0)",
        ),
        Mistake(with_layers(relu=MaskAlone), "OwnReLU returns its slope alone: multiply d_output by it"),
        Mistake(with_layers(relu=InPlace), "OwnReLU.forward writes into x: np.maximum(x, 0) makes a new array"),
        Mistake(with_layers(relu=GradientInPlace), "OwnReLU.backward writes into d_output: multiply instead"),
        Mistake(with_layers(relu=OldMask), "OwnReLU.backward used an earlier batch's mask: each forward makes its own"),
    ),
)
