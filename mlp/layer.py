"""The layer protocol, which your own layers follow too.

    shapes                      name and shape of every parameter: {"weight": (784, 128), "bias": (128,)}
    forward(x, training=False)  (n, in) -> (n, out); keeps what the backward pass needs
    backward(d_output)          (n, out) -> (n, in): takes dL/d_output, returns dL/dx, and fills d_weight, d_bias, …

n is the number of images in the batch, L the loss. A network gives each layer its parameters and gradients as views
into its two flat vectors: layer.weight and layer.d_weight, layer.bias and layer.d_bias.
"""

import math

import numpy as np

from mlp.initializers import draw_weight


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
