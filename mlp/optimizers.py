"""Optimisers: a few in-place lines on the flat vector of parameters."""

import numpy as np

from mlp.checks import check_number


class Optimizer:
    """What all optimisers share: a learning rate, and arrays as long as the parameters, made at the first step."""

    def __init__(self, learning_rate):
        self.learning_rate = check_number("learning_rate", learning_rate, low=0)
        self.state = {}

    def _array(self, name, parameters):
        """The state array `name`, zeros at first, of the parameters' shape and dtype."""
        if name not in self.state:
            self.state[name] = np.zeros_like(parameters)
        if self.state[name].shape != parameters.shape:
            raise ValueError(
                f"this optimiser has stepped parameters of shape {self.state[name].shape} before and now got "
                f"{parameters.shape}; make a new optimiser for each network"
            )
        return self.state[name]


class SGD(Optimizer):
    """Stochastic gradient descent with momentum: V <- momentum · V + G,  P <- P - learning_rate · V. Polyak 1964.

    learning_rate  0 or more
    momentum       in [0, 1); 0 is plain gradient descent, P <- P - learning_rate · G
    """

    def __init__(self, learning_rate=0.1, momentum=0.0):
        super().__init__(learning_rate)
        self.momentum = check_number("momentum", momentum, low=0, high=1, high_open=True)

    def step(self, parameters, gradient, scale=1.0):
        """Move `parameters` (a flat vector) in place against `gradient`; `scale` multiplies the learning rate."""
        update = self._array("update", parameters)
        if self.momentum:
            velocity = self._array("velocity", parameters)
            velocity *= self.momentum
            velocity += gradient
            gradient = velocity
        np.multiply(gradient, self.learning_rate * scale, out=update)
        parameters -= update
