"""The layers, each one operation with its forward and backward pass; and the protocol that your own layers follow too.

A layer of your own inherits from `Layer` and has

    shapes                      name and shape of every parameter: {"weight": (784, 128), "bias": (128,)}; none: {}
    forward(x, training=False)  (n, in) -> (n, out); keeps what the backward pass needs
    backward(d_output)          (n, out) -> (n, in): takes dL/d_output, returns dL/dx, and fills d_weight, d_bias, …

n is the number of images in the batch, L the loss, and dL/dx the gradient of L with respect to x, which has x's shape.
A network gives each layer its parameters and gradients as views into its two flat vectors: self.weight and
self.d_weight, self.bias and self.d_bias. `self.d_weight = …` writes into the view, and so does `layer.weight = …`.

That is all. Everything below has a default, which your class may replace:

    weight_names     the parameters that an L2 penalty shrinks. Default: those with two or more dimensions
    n_in, n_out      how many numbers an image has before the layer and after it. Default: the shape of the first
                     parameter with two dimensions; without one, as many after as before, whatever their number
    initialize(initializer, rng)   sets the starting values. Default: what has two or more dimensions is drawn, by
                     `mlp.initializers.draw_weight`; all else is 0
    options()        what `type(self)(**options)` needs to build the layer again from a file. Default: nothing
    state            what training leaves behind beside the parameters, such as running averages: a dictionary, name ->
                     array or number
    smallest_batch   how many images a training batch needs. Default: 1. Where it is more, as for batch statistics, a
                     network refuses smaller ones, and a trainer makes no batch of a pass's small rest

A layer that draws random numbers keeps its numpy.random.Generator as an attribute, under any name. Then copies, files
and checkpoints know where it stands, and the gradient check lets it draw the same numbers again.
"""

import copy
import math
from types import ModuleType

import numpy as np

from mlp.checks import check_count, check_number, write_into
from mlp.initializers import draw_weight

__all__ = ["BatchNorm", "Dropout", "Layer", "LeakyReLU", "Linear", "ReLU", "Sigmoid", "Tanh"]


class Layer:
    """What all layers share: the defaults of the protocol, and the views into a network's vectors."""

    shapes, state = {}, {}
    n_in = n_out = None
    smallest_batch = 1
    needs_d_input = True  # the network's first layer need not work out dL/d(image)

    def __new__(cls, *arguments, **options):
        """A layer with dictionaries of its own, whether or not its class calls `super().__init__()`."""
        layer = super().__new__(cls)
        layer.__dict__.update(_views={}, vectors=None)
        for name in ("shapes", "state"):
            if isinstance(getattr(cls, name), dict):
                layer.__dict__[name] = copy.deepcopy(getattr(cls, name))
        return layer

    def attach(self, parameters, gradient):
        """Take this layer's part of the network's two flat vectors, as named views: `weight`, `d_weight`, …

        parameters, gradient: one-dimensional, of the layer's `size`; kept as the pair `vectors`.
        """
        views, start = {}, 0
        for name, shape in self.shapes.items():
            stop = start + math.prod(shape)
            views[name] = parameters[start:stop].reshape(shape)
            views["d_" + name] = gradient[start:stop].reshape(shape)
            start = stop
        self.__dict__.update(views, _views=views, vectors=(parameters, gradient))

    def __setattr__(self, name, value):
        """Set an attribute. A parameter or gradient is written into its view, so that the network has it too.

        Raises ValueError when what is written has another shape.
        """
        view = self._views.get(name)
        if view is None:
            object.__setattr__(self, name, value)
        else:
            write_into(view, value, f"{type(self).__name__}.{name}")

    def __getstate__(self):
        """What a copy or a pickle holds: the two vectors once, and not the views into them."""
        return {name: value for name, value in dict(vars(self)).items() if name != "_views" and name not in self._views}

    def __setstate__(self, state):
        """Make the views again, so that those of the copy look into its own vectors."""
        self.__dict__.update(state)
        if self.vectors is not None:
            self.attach(*self.vectors)

    def __copy__(self):
        """An independent layer, as copy.deepcopy gives it: a shallow copy would be trained along with this one."""
        return copy.deepcopy(self)

    def generators(self):
        """Every numpy.random.Generator that the layer holds, in lists, dictionaries and other objects too."""
        return list(_find(np.random.Generator, self, set()))

    @property
    def size(self):
        """How many numbers the parameters hold."""
        return sum(math.prod(shape) for shape in self.shapes.values())

    @property
    def weight_names(self):
        """The parameters that an L2 penalty shrinks: those with two or more dimensions."""
        return [name for name, shape in self.shapes.items() if len(shape) > 1]

    def initialize(self, initializer, rng):
        """Draw what has two or more dimensions with the generator `rng`; all other parameters become 0."""
        for name, shape in self.shapes.items():
            setattr(self, name, draw_weight(initializer, shape, rng) if len(shape) > 1 else np.zeros(shape))

    def forward(self, x, training=False):
        """(n, in) -> (n, out)."""
        raise NotImplementedError(f"{type(self).__name__} has no forward pass")

    def backward(self, d_output):
        """(n, out) -> (n, in): dL/d_output -> dL/dx."""
        raise NotImplementedError(f"{type(self).__name__} has no backward pass")

    def options(self):
        """What `type(self)(**options)` needs to build this layer again; plain numbers and strings only."""
        return {}


class Linear(Layer):
    """The linear layer: Y = X W + b. X is (n, in), W (in, out), b (out,), Y (n, out).

    Backward (report 000, equations 3.1.1 to 3.1.3):  dW = Xᵀ dY,  db = Σ_rows dY,  dX = dY Wᵀ.
    `n_in` and `n_out` are whole numbers, 1 or more; anything else raises ValueError.
    """

    def __init__(self, n_in, n_out):
        self.n_in, self.n_out = check_count("n_in", n_in), check_count("n_out", n_out)
        self.shapes = {"weight": (self.n_in, self.n_out), "bias": (self.n_out,)}
        self.attach(np.zeros(self.size), np.zeros(self.size))

    def options(self):
        return {"n_in": self.n_in, "n_out": self.n_out}

    def forward(self, x, training=False):
        """X -> X W + b."""
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, d_output):
        """dY -> dX = dY Wᵀ; fills d_weight = Xᵀ dY and d_bias = Σ_rows dY."""
        np.matmul(self.x.T, d_output, out=self.d_weight)
        d_output.sum(axis=0, out=self.d_bias)
        return d_output @ self.weight.T if self.needs_d_input else None


class ReLU(Layer):
    """The rectified linear unit: Y = max(X, 0). Backward: dX = dY where X > 0, else 0.

    Report 000's equation 3.2.2 masks dY by its own sign instead of by the sign of X: that is a mistake.
    """

    def forward(self, x, training=False):
        """X -> max(X, 0), of the same shape (n, units)."""
        self.x = x
        return np.maximum(x, 0)

    def backward(self, d_output):
        """dY -> dY ⊙ [X > 0]."""
        return d_output * (self.x > 0)


class LeakyReLU(Layer):
    """The leaky rectified linear unit: Y = X where X > 0, else slope · X. Maas, Hannun, Ng 2013.

    Backward: dX = dY where X > 0, else slope · dY. `slope` lies in [0, 1); 0.01 is the paper's.
    """

    def __init__(self, slope=0.01):
        self.slope = check_number("slope", slope, low=0, high=1, high_open=True)

    def options(self):
        return {"slope": self.slope}

    def forward(self, x, training=False):
        """X -> max(X, slope · X), which is the same because slope < 1."""
        self.x = x
        return np.maximum(x, self.slope * x)

    def backward(self, d_output):
        """dY -> dY where X > 0, else slope · dY."""
        return np.where(self.x > 0, d_output, self.slope * d_output)


class Tanh(Layer):
    """The hyperbolic tangent: Y = tanh(X). Backward: dX = dY ⊙ (1 - Y²)."""

    def forward(self, x, training=False):
        """X -> tanh(X)."""
        self.output = np.tanh(x)
        return self.output

    def backward(self, d_output):
        """dY -> dY ⊙ (1 - Y²)."""
        return d_output * (1 - self.output**2)


class Sigmoid(Layer):
    """The logistic function: Y = 1 / (1 + exp(-X)). Backward: dX = dY ⊙ Y ⊙ (1 - Y).

    Computed as (1 + tanh(X / 2)) / 2, the same function, which overflows for no X.
    """

    def forward(self, x, training=False):
        """X -> 1 / (1 + exp(-X))."""
        self.output = (1 + np.tanh(x / 2)) / 2
        return self.output

    def backward(self, d_output):
        """dY -> dY ⊙ Y ⊙ (1 - Y)."""
        return d_output * (self.output * (1 - self.output))


class Dropout(Layer):
    """Inverted dropout: in training Y = X ⊙ M / (1 - rate), where each entry of M is 0 with probability `rate`, else 1.

    Backward: dX = dY ⊙ M / (1 - rate). Outside training Y = X: the division has kept the expected value the same.
    Hinton et al. 2012; Srivastava et al. 2014. `rate` lies in [0, 1). A network gives each Dropout its own generator.
    """

    def __init__(self, rate=0.5):
        self.rate = check_number("rate", rate, low=0, high=1, high_open=True)
        self.rng = np.random.default_rng(0)

    def options(self):
        return {"rate": self.rate}

    def initialize(self, initializer, rng):
        """Take a generator of its own from the network's, which still draws the same numbers afterwards."""
        self.rng = rng.spawn(1)[0]

    def forward(self, x, training=False):
        """X -> X ⊙ M / (1 - rate) in training, else X."""
        self.training = training
        if not training:
            return x
        kept = self.rng.random(x.shape, dtype=np.float32) >= self.rate
        self.mask = kept.astype(x.dtype) / (1 - self.rate)
        return x * self.mask

    def backward(self, d_output):
        """dY -> dY ⊙ M / (1 - rate)."""
        return d_output * self.mask if self.training else d_output


class BatchNorm(Layer):
    """Batch normalisation of each unit over the batch. Ioffe, Szegedy 2015, algorithm 1.

        X̂ = (X - mean) / sqrt(variance + epsilon),  Y = gamma ⊙ X̂ + beta        mean, variance, gamma, beta: (units,)

    In training, mean and variance are the batch's, and running averages of both move towards them by 1 - momentum;
    outside training, the running averages are used. Backward in training, with n images and dX̂ = gamma ⊙ dY:
    dX = (n dX̂ - Σ_rows dX̂ - X̂ ⊙ Σ_rows (dX̂ ⊙ X̂)) / (n sqrt(variance + epsilon)).
    """

    smallest_batch = 2  # one image is its own mean, so its X̂ is 0 whatever it shows

    def __init__(self, units, momentum=0.9, epsilon=1e-5):
        self.units = self.n_in = self.n_out = check_count("units", units)
        self.momentum = check_number("momentum", momentum, low=0, high=1, high_open=True)
        self.epsilon = check_number("epsilon", epsilon, low=0, low_open=True)
        self.shapes = {"gamma": (self.units,), "beta": (self.units,)}
        self.state = {"running_mean": np.zeros(self.units), "running_variance": np.ones(self.units)}
        self.attach(np.zeros(self.size), np.zeros(self.size))
        self.initialize(None, None)

    def options(self):
        return {"units": self.units, "momentum": self.momentum, "epsilon": self.epsilon}

    def initialize(self, initializer, rng):
        """gamma starts at 1, beta at 0."""
        self.gamma, self.beta = np.ones(self.units), np.zeros(self.units)

    def forward(self, x, training=False):
        """X -> gamma ⊙ X̂ + beta."""
        self.training = training
        mean = x.mean(axis=0) if training else self.state["running_mean"].astype(x.dtype)
        centred = x - mean
        if training:
            variance = np.einsum("nu,nu->u", centred, centred) / len(x)  # the mean of the squares, in one pass
            self._follow(mean, variance)
        else:
            variance = self.state["running_variance"]
        self.inverse_deviation = (1 / np.sqrt(variance + self.epsilon)).astype(x.dtype)
        self.x_hat = centred * self.inverse_deviation
        return self.gamma * self.x_hat + self.beta

    def _follow(self, mean, variance):
        """Move the running averages towards the batch's statistics."""
        for name, value in (("running_mean", mean), ("running_variance", variance)):
            self.state[name] *= self.momentum
            self.state[name] += (1 - self.momentum) * value

    def backward(self, d_output):
        """dY -> dX; fills d_gamma = Σ_rows dY ⊙ X̂ and d_beta = Σ_rows dY."""
        self.d_gamma = np.einsum("nu,nu->u", d_output, self.x_hat)
        self.d_beta = d_output.sum(axis=0)
        factor = self.gamma * self.inverse_deviation
        if not self.training:
            return d_output * factor
        n = len(d_output)  # the batch's mean and variance depend on X too: two more paths for the gradient
        return (d_output - self.x_hat * (self.d_gamma / n) - self.d_beta / n) * factor


def light_copy(thing, made=None):
    """Layers for a pass that leaves no trace in `thing`, a layer or a list of layers, over the same numbers in memory.

    What the pass keeps for `backward` stays in the copies, because their attributes, and the lists, dictionaries and
    layers among them, are their own. Arrays, generators and other objects are shared. made: what is copied, by id.
    """
    made = {} if made is None else made
    if id(thing) in made:
        return made[id(thing)]
    if type(thing) in (list, tuple):
        made[id(thing)] = type(thing)(light_copy(part, made) for part in thing)
    elif isinstance(thing, dict):
        made[id(thing)] = twin = copy.copy(thing)
        twin.update((key, light_copy(part, made)) for key, part in thing.items())
    elif isinstance(thing, Layer):
        made[id(thing)] = twin = object.__new__(type(thing))
        twin.__dict__.update(vars(thing))
        for name, part in vars(twin).copy().items():
            if isinstance(part, (list, tuple, dict, Layer)) and name not in ("shapes", "vectors", "_views"):
                twin.__dict__[name] = light_copy(part, made)
    return made.get(id(thing), thing)


def _find(kind, thing, seen):
    """All objects of the class `kind` in `thing`, each once: its attributes, items, values, and what those hold."""
    if id(thing) in seen or isinstance(thing, (type, ModuleType)):
        return
    seen.add(id(thing))
    if isinstance(thing, kind):
        yield thing
        return
    parts = [*thing.values()] if isinstance(thing, dict) else [*thing] if isinstance(thing, (list, tuple)) else []
    for part in parts + [*getattr(thing, "__dict__", {}).values()]:
        yield from _find(kind, part, seen)
