"""The layers, each one operation with its forward and backward pass; and the protocol that your own layers follow too.

    shapes                      name and shape of every parameter: {"weight": (784, 128), "bias": (128,)}
    forward(x, training=False)  (n, in) -> (n, out); keeps what the backward pass needs
    backward(d_output)          (n, out) -> (n, in): takes dL/d_output, returns dL/dx, and fills d_weight, d_bias, …

n is the number of images in the batch, L the loss. A network gives each layer its parameters and gradients as views
into its two flat vectors: layer.weight and layer.d_weight, layer.bias and layer.d_bias.
"""

import math

import numpy as np

from mlp.checks import check_count, check_number
from mlp.initializers import draw_weight

__all__ = ["BatchNorm", "Dropout", "Layer", "LeakyReLU", "Linear", "ReLU", "Sigmoid", "Tanh"]


class Layer:
    """What all layers share. A layer without parameters needs only `forward` and `backward`."""

    shapes = {}  # parameter name -> shape
    state = {}  # numbers that training leaves behind beside the parameters, such as running averages: name -> array
    needs_d_input = True  # the network's first layer need not work out dL/d(image)
    training = False
    frozen = False  # while True, random masks and running statistics stay as they are (for the gradient check)
    _arrays = None

    def attach(self, parameters, gradient):
        """Take this layer's part of the network's two flat vectors, as named views: `weight`, `d_weight`, …

        parameters, gradient: one-dimensional, of the layer's `size`.
        """
        self._arrays, self._views, start = {}, {}, 0
        for name, shape in self.shapes.items():
            stop = start + math.prod(shape)
            setattr(self, name, parameters[start:stop].reshape(shape))
            self._views[name] = gradient[start:stop].reshape(shape)
            setattr(self, "d_" + name, self._views[name])
            start = stop

    @property
    def size(self):
        """How many numbers the parameters hold."""
        return sum(math.prod(shape) for shape in self.shapes.values())

    def initialize(self, initializer, rng):
        """Draw the weights (see `mlp.initializers`) with the generator `rng`; biases become zero."""
        for name, shape in self.shapes.items():
            getattr(self, name)[...] = draw_weight(initializer, shape, rng) if len(shape) == 2 else 0

    def forward(self, x, training=False):
        """(n, in) -> (n, out)."""
        raise NotImplementedError(f"{type(self).__name__} has no forward pass")

    def backward(self, d_output):
        """(n, out) -> (n, in): dL/d_output -> dL/dx."""
        raise NotImplementedError(f"{type(self).__name__} has no backward pass")

    def options(self):
        """What `type(self)(**options)` needs to build this layer again; plain numbers and strings only."""
        return {}

    def collect_gradient(self):
        """Copy gradients that the backward pass put into new arrays (`self.d_weight = …`) into the flat vector.

        Raises ValueError when such an array has another shape than its parameter.
        """
        for name, view in self._views.items():
            d_parameter = getattr(self, "d_" + name)
            if d_parameter is not view:
                if np.shape(d_parameter) != view.shape:
                    raise ValueError(
                        f"{type(self).__name__}.backward set d_{name} of shape {np.shape(d_parameter)}; "
                        f"expected {view.shape}, the shape of {name}"
                    )
                view[...] = d_parameter
                setattr(self, "d_" + name, view)

    def work(self, name, shape, dtype):
        """In training, an array to compute into, the same at every step; otherwise None, for a new one.

        NumPy's `out=None` makes a new array, so the same line serves both. Making large arrays anew at each step
        would cost more than the arithmetic that fills them.
        """
        if not self.training or self._arrays is None:
            return None
        array = self._arrays.get(name)
        if array is None or array.shape != shape or array.dtype != dtype:
            array = self._arrays[name] = np.empty(shape, dtype)
        return array


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
        self.x, self.training = x, training
        output = np.matmul(x, self.weight, out=self.work("output", (len(x), self.n_out), x.dtype))
        output += self.bias
        return output

    def backward(self, d_output):
        """dY -> dX = dY Wᵀ; fills d_weight = Xᵀ dY and d_bias = Σ_rows dY."""
        np.matmul(self.x.T, d_output, out=self.d_weight)
        np.add.reduce(d_output, axis=0, out=self.d_bias)  # = d_output.sum(axis=0)
        if not self.needs_d_input:
            return None
        return np.matmul(d_output, self.weight.T, out=self.work("d_input", self.x.shape, d_output.dtype))


class ReLU(Layer):
    """The rectified linear unit: Y = max(X, 0). Backward: dX = dY where X > 0, else 0.

    Report 000's equation 3.2.2 masks dY by its own sign instead of by the sign of X: that is a mistake.
    """

    has_kink = True

    def forward(self, x, training=False):
        """X -> max(X, 0), of the same shape (n, units)."""
        self.x, self.training = x, training
        return np.maximum(x, 0, out=self.work("output", x.shape, x.dtype))

    def backward(self, d_output):
        """dY -> dY ⊙ [X > 0]."""
        positive = np.greater(self.x, 0, out=self.work("positive", self.x.shape, bool))
        return np.multiply(d_output, positive, out=self.work("d_input", self.x.shape, d_output.dtype))


class LeakyReLU(Layer):
    """The leaky rectified linear unit: Y = X where X > 0, else slope · X. Maas, Hannun, Ng 2013.

    Backward: dX = dY where X > 0, else slope · dY. `slope` lies in [0, 1); 0.01 is the paper's.
    """

    has_kink = True

    def __init__(self, slope=0.01):
        self.slope = check_number("slope", slope, low=0, high=1, high_open=True)

    def options(self):
        return {"slope": self.slope}

    def forward(self, x, training=False):
        """X -> max(X, slope · X), which is the same because slope < 1."""
        self.x, self.training = x, training
        output = np.multiply(x, self.slope, out=self.work("output", x.shape, x.dtype))
        return np.maximum(output, x, out=output)

    def backward(self, d_output):
        """dY -> dY ⊙ (1 where X > 0, else slope)."""
        positive = np.greater(self.x, 0, out=self.work("positive", self.x.shape, bool))
        kind = d_output.dtype
        factor = np.multiply(positive, 1 - self.slope, dtype=kind, out=self.work("d_input", self.x.shape, kind))
        factor += self.slope
        factor *= d_output
        return factor


class Tanh(Layer):
    """The hyperbolic tangent: Y = tanh(X). Backward: dX = dY ⊙ (1 - Y²)."""

    def forward(self, x, training=False):
        """X -> tanh(X)."""
        self.training = training
        self.output = np.tanh(x, out=self.work("output", x.shape, x.dtype))
        return self.output

    def backward(self, d_output):
        """dY -> dY ⊙ (1 - Y²)."""
        slope = np.multiply(self.output, self.output, out=self.work("d_input", self.output.shape, d_output.dtype))
        np.subtract(1, slope, out=slope)
        return np.multiply(slope, d_output, out=slope)


class Sigmoid(Layer):
    """The logistic function: Y = 1 / (1 + exp(-X)). Backward: dX = dY ⊙ Y ⊙ (1 - Y).

    Computed as (1 + tanh(X / 2)) / 2, the same function, which overflows for no X.
    """

    def forward(self, x, training=False):
        """X -> 1 / (1 + exp(-X))."""
        self.training = training
        y = np.multiply(x, 0.5, out=self.work("output", x.shape, x.dtype))
        np.tanh(y, out=y)
        y += 1
        y *= 0.5
        self.output = y
        return y

    def backward(self, d_output):
        """dY -> dY ⊙ Y ⊙ (1 - Y)."""
        slope = np.subtract(1, self.output, out=self.work("d_input", self.output.shape, d_output.dtype))
        slope *= self.output
        return np.multiply(slope, d_output, out=slope)


class Dropout(Layer):
    """Inverted dropout: in training Y = X ⊙ M / (1 - rate), where each entry of M is 0 with probability `rate`, else 1.

    Backward: dX = dY ⊙ M / (1 - rate). Outside training Y = X: the division has kept the expected value the same.
    Srivastava et al. 2014. `rate` lies in [0, 1). A network gives each Dropout its own random generator.
    """

    def __init__(self, rate=0.5):
        self.rate = check_number("rate", rate, low=0, high=1, high_open=True)
        self.rng = np.random.default_rng(0)

    def options(self):
        return {"rate": self.rate}

    def initialize(self, initializer, rng):
        """Take a generator of its own from the network's, whose own numbers stay as they were."""
        self.rng = rng.spawn(1)[0]

    def forward(self, x, training=False):
        """X -> X ⊙ M / (1 - rate) in training, else X."""
        self.training = training
        if not training:
            return x
        if not self.frozen:
            self.mask = (self.rng.random(x.shape, dtype=np.float32) >= self.rate).astype(x.dtype)
            self.mask /= 1 - self.rate
        return np.multiply(x, self.mask, out=self.work("output", x.shape, x.dtype))

    def backward(self, d_output):
        """dY -> dY ⊙ M / (1 - rate)."""
        if not self.training:
            return d_output
        return np.multiply(d_output, self.mask, out=self.work("d_input", d_output.shape, d_output.dtype))


class BatchNorm(Layer):
    """Batch normalisation of each unit over the batch. Ioffe, Szegedy 2015, algorithm 1.

        X̂ = (X - mean) / sqrt(variance + epsilon),  Y = gamma ⊙ X̂ + beta        mean, variance, gamma, beta: (units,)

    In training, mean and variance are the batch's, and running averages of both move towards them by 1 - momentum;
    outside training, the running averages are used. Backward in training, with n images and dX̂ = gamma ⊙ dY:
    dX = (n dX̂ - Σ_rows dX̂ - X̂ ⊙ Σ_rows (dX̂ ⊙ X̂)) / (n sqrt(variance + epsilon)).
    """

    def __init__(self, units, momentum=0.9, epsilon=1e-5):
        self.units = check_count("units", units)
        self.momentum = check_number("momentum", momentum, low=0, high=1, high_open=True)
        self.epsilon = check_number("epsilon", epsilon, low=0, low_open=True)
        self.shapes = {"gamma": (self.units,), "beta": (self.units,)}
        self.state = {"running_mean": np.zeros(self.units), "running_variance": np.ones(self.units)}
        self.attach(np.zeros(self.size), np.zeros(self.size))
        self.gamma[...] = 1

    def options(self):
        return {"units": self.units, "momentum": self.momentum, "epsilon": self.epsilon}

    def initialize(self, initializer, rng):
        """gamma starts at 1, beta at 0."""
        self.gamma[...], self.beta[...] = 1, 0

    def forward(self, x, training=False):
        """X -> gamma ⊙ X̂ + beta."""
        self.training = training
        mean = x.mean(axis=0) if training else self.state["running_mean"]
        x_hat = np.subtract(x, mean, dtype=x.dtype, casting="same_kind", out=self.work("x_hat", x.shape, x.dtype))
        variance = self.state["running_variance"]
        if training:
            variance = np.einsum("nu,nu->u", x_hat, x_hat) / len(x)  # of what is centred already: the mean square
            self._follow(mean, variance)
        self.inverse_deviation = (1 / np.sqrt(variance + self.epsilon)).astype(x.dtype)
        x_hat *= self.inverse_deviation
        self.x_hat = x_hat
        output = np.multiply(x_hat, self.gamma, out=self.work("output", x.shape, x.dtype))
        output += self.beta
        return output

    def _follow(self, mean, variance):
        """Move the running averages towards the batch's statistics, unless they are frozen."""
        if not self.frozen:
            for name, value in (("running_mean", mean), ("running_variance", variance)):
                self.state[name] *= self.momentum
                self.state[name] += (1 - self.momentum) * value

    def backward(self, d_output):
        """dY -> dX; fills d_gamma = Σ_rows dY ⊙ X̂ and d_beta = Σ_rows dY."""
        np.einsum("nu,nu->u", d_output, self.x_hat, out=self.d_gamma)
        np.add.reduce(d_output, axis=0, out=self.d_beta)
        if not self.training:
            return d_output * (self.gamma * self.inverse_deviation)
        n, work = len(d_output), self.work("d_input", d_output.shape, d_output.dtype)
        d_input = np.multiply(self.x_hat, self.d_gamma / -n, out=work)  # the batch's mean and variance depend on X too
        d_input += d_output
        d_input -= self.d_beta / n
        d_input *= self.gamma * self.inverse_deviation
        return d_input
