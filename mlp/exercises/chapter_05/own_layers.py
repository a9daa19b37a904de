"""The last exercise of chapter 05: a linear layer and a ReLU of your own, which then train the real network."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake, Told
from mlp.exercises.checking.layer_runs import AT_ONCE, BECAUSE, OUTSIDE_TRAINING, STEP_IN_BACKWARD, in_turn, make, step
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


def case(rng, n=5, n_in=4, n_out=3, dtype="float64"):
    shapes = [(n, n_in), (n_in, n_out), (n_out,), (n, n_out), (n, n_out)]
    return tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes)


def run(own_layers, x, weight, bias, z, d_output):
    """Do with both layers what networks do: hand them their views, then steps, also of two layers in turn."""
    linear_class, relu_class = _classes(own_layers())
    given = {"weight": weight, "bias": bias}
    _compare_shapes(linear_class(*weight.shape), weight.shape)
    linears = [make(linear_class, *weight.shape, parameters=given) for _ in range(2)]
    relus = [make(relu_class) for _ in range(2)]
    results = []
    for (layer, _), batch in ((linears, x), (relus, z)):
        step(layer, 2 * batch[::-1], -3 * d_output)
        results += step(layer, batch, d_output)
    linear, another = linears
    gradients = linear.d_weight.copy(), linear.d_bias.copy()
    in_turn(linear, another, x, d_output)
    at_work = linear.d_weight.copy(), in_turn(*relus, z, d_output)
    step(another, x, d_output, training=False)
    outside = another.d_weight.copy(), step(relus[1], z, d_output, training=False)[1]
    return *results, *gradients, *at_work, *outside


def _classes(returned):
    """The two classes, in a tuple or list, each a Layer. Raises Told where they are not."""
    if not isinstance(returned, (tuple, list)) or len(returned) != 2:
        raise Told("own_layers returns the two classes, in its `return` line: return OwnLinear, OwnReLU")
    for part in returned:
        if isinstance(part, Layer):
            name = type(part).__name__
            raise Told(
                f"what own_layers returns is a {name} object, made already; return the class: {name} without brackets"
            )
        if not (isinstance(part, type) and issubclass(part, Layer)):
            name = getattr(part, "__name__", repr(part))
            raise Told(f"{name} is not a class that inherits from Layer: write `class {name}(Layer):`")
    return returned


def _compare_shapes(linear, shape):
    wanted, shapes = {"weight": shape, "bias": shape[1:]}, getattr(linear, "shapes", {})
    if not shapes:
        raise Told("the order is OwnLinear, then OwnReLU: the first class that came back has no parameters")
    found = {name: tuple(part) if isinstance(part, (tuple, list)) else part for name, part in shapes.items()}
    if found != wanted:
        raise Told(
            f"OwnLinear's shapes are {found} for {shape[0]} inputs and {shape[1]} outputs, expected {wanted}: the "
            "weight is (n_in, n_out), one row per input, one column per output, and the bias a vector (n_out,)"
        )


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


class ProductWithTheGradient(OwnLinear):
    def backward(self, d_output):
        super().backward(d_output)
        return d_output @ self.d_weight.T


class StepsItself(OwnLinear):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        self.weight -= 0.1 * self.d_weight
        self.bias -= 0.1 * self.d_bias
        return d_input


class StepsWithTheWeight(OwnLinear):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        self.weight -= 0.1 * self.d_weight
        return d_input


class Transposed(OwnLinear):
    def backward(self, d_output):
        self.d_weight[...] = d_output.T @ self.x
        self.d_bias[...] = d_output.sum(axis=0)
        return d_output @ self.weight.T


class NotTransposed(OwnLinear):
    def backward(self, d_output):
        self.d_weight[...] = self.x @ d_output
        self.d_bias[...] = d_output.sum(axis=0)
        return d_output @ self.weight.T


class KeepsTheOutput(OwnLinear):
    def forward(self, x, training=False):
        self.x = x @ self.weight + self.bias
        return self.x


class BiasOverUnits(OwnLinear):
    def backward(self, d_output):
        self.d_weight[...] = self.x.T @ d_output
        self.d_bias[...] = d_output.sum(axis=1)
        return d_output @ self.weight.T


class BiasTotal(OwnLinear):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        self.d_bias[...] = d_output.sum()
        return d_input


class NoBiasGradient(OwnLinear):
    def backward(self, d_output):
        self.d_weight[...] = self.x.T @ d_output
        return d_output @ self.weight.T


class NoWeightGradient(OwnLinear):
    def backward(self, d_output):
        self.d_bias[...] = d_output.sum(axis=0)
        return d_output @ self.weight.T


class ReturnsTheGradient(OwnLinear):
    def backward(self, d_output):
        super().backward(d_output)
        return d_output


class InTrainingOnly(OwnLinear):
    def forward(self, x, training=False):
        if training:
            self.x = x
        return x @ self.weight + self.bias


class TimesTheInput(OwnReLU):
    def backward(self, d_output):
        return d_output * self.x


class TurnedRound(OwnReLU):
    def backward(self, d_output):
        return d_output * (self.x < 0)


class KeepsTheNegative(OwnReLU):
    def forward(self, x, training=False):
        self.x = x
        return np.minimum(x, 0)


class AbsoluteValue(OwnReLU):
    def forward(self, x, training=False):
        self.x = x
        return np.abs(x)


class Leaky(OwnReLU):
    def forward(self, x, training=False):
        self.x = x
        return np.maximum(x, 0.01 * x)


class Clipped(OwnReLU):
    def forward(self, x, training=False):
        self.x = x
        return np.clip(x, 0, 1)


class WithSigns(OwnReLU):
    def backward(self, d_output):
        return d_output * np.sign(self.x)


class MaskInTrainingOnly(OwnReLU):
    def forward(self, x, training=False):
        if training:
            self.x = x
        return np.maximum(x, 0)


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


IN_TURN = "d_weight when two layers work in turn"
AFTERWARDS = "d_weight after forward outside training"

OWN_LAYERS = Exercise(
    name="own_layers",
    points=4,
    solution=own_layers,
    parts=(OwnLinear, OwnReLU, own_layers),
    case=case,
    vary={"n": (1, 7), "n_in": (2,), "n_out": (6, 4), "dtype": ("float32",)},
    because={
        IN_TURN: BECAUSE[AT_ONCE],
        f"OwnReLU: {AT_ONCE}": BECAUSE[AT_ONCE],
        AFTERWARDS: BECAUSE[OUTSIDE_TRAINING],
        f"OwnReLU: {OUTSIDE_TRAINING}": BECAUSE[OUTSIDE_TRAINING],
        "n": "it is right for one batch size only: n is whatever len(x) is",
    },
    run=run,
    outputs=(
        "what OwnLinear.forward returns",
        "what OwnLinear.backward returns",
        "what OwnReLU.forward returns",
        "what OwnReLU.backward returns",
        "d_weight",
        "d_bias",
        IN_TURN,
        f"OwnReLU: {AT_ONCE}",
        AFTERWARDS,
        f"OwnReLU: {OUTSIDE_TRAINING}",
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
        Mistake(
            with_layers(ProductWithTheGradient),
            "d_weight stands where weight belongs: d_input is d_output @ weight.T",
        ),
        Mistake(with_layers(StepsItself), STEP_IN_BACKWARD),
        Mistake(with_layers(StepsWithTheWeight), STEP_IN_BACKWARD),
        Mistake(
            with_layers(Transposed),
            "d_weight is transposed: it has the shape of weight, (n_in, n_out): self.x.T @ d_output",
        ),
        Mistake(
            with_layers(NotTransposed), "a transpose is missing in d_weight: the n of x must meet the n of d_output"
        ),
        Mistake(with_layers(KeepsTheOutput), "OwnLinear.forward keeps its output: backward needs the input x"),
        Mistake(with_layers(BiasOverUnits), "d_bias is summed over the wrong axis: axis=0 runs over the images"),
        Mistake(with_layers(BiasTotal), "d_bias is one number for all: sum over axis=0, so each output keeps its own"),
        Mistake(with_layers(NoBiasGradient), "self.d_bias is never filled"),
        Mistake(with_layers(NoWeightGradient), "self.d_weight is never filled"),
        Mistake(
            with_layers(ReturnsTheGradient),
            "OwnLinear.backward returns d_output as it came: the layer below needs d_output @ weight.T",
        ),
        Mistake(with_layers(InTrainingOnly), BECAUSE[OUTSIDE_TRAINING]),
        Mistake(with_layers(relu=MaskInTrainingOnly), BECAUSE[OUTSIDE_TRAINING]),
        Mistake(
            with_layers(relu=TimesTheInput),
            "OwnReLU multiplies by x: its slope is 1 or 0, so multiply by (self.x > 0)",
        ),
        Mistake(with_layers(relu=TurnedRound), "OwnReLU's mask is turned round: gradients pass where x > 0"),
        Mistake(with_layers(relu=KeepsTheNegative), "OwnReLU keeps the negative side: take the larger of x and 0"),
        Mistake(with_layers(relu=AbsoluteValue), "OwnReLU.forward gives |x|: a ReLU gives 0 where x is negative"),
        Mistake(with_layers(relu=Leaky), "that is a leaky ReLU: a ReLU gives 0 where x is negative"),
        Mistake(with_layers(relu=Clipped), "OwnReLU.forward cuts off above 1, too: a ReLU has no upper limit"),
        Mistake(with_layers(relu=WithSigns), "np.sign(x) is -1 where x is negative: the slope there is 0"),
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
