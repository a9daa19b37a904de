"""Optimisers: a few in-place lines on the flat vector of parameters."""

import numpy as np

from mlp.checks import check_number


class Optimizer:
    """What all optimisers share: a learning rate, a count of steps, and arrays as long as the parameters.

    learning_rate   0 or more; may be changed at any time
    steps           how many were taken
    state           name -> array, made at the first step. "update" is what the last step took off the parameters
    """

    def __init__(self, learning_rate):
        self.learning_rate = check_number("learning_rate", learning_rate, low=0)
        self.steps, self.state = 0, {}

    def settings(self):
        """The numbers that it was made with, name -> value."""
        return {name: value for name, value in vars(self).items() if name not in ("steps", "state")}

    def __repr__(self):
        settings = ", ".join(f"{name}={value!r}" for name, value in self.settings().items())
        return f"{type(self).__name__}({settings})"

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

    learning_rate  0 or more; 0.1 is where this course's networks, with standardised images, train well
    momentum       in [0, 1); 0 is plain gradient descent, P <- P - learning_rate · G; the usual other value is 0.9
    nesterov       P <- P - learning_rate · (G + momentum · V), with the new V: a step that already looks where the
                   momentum is going. Nesterov 1983, in the form of Sutskever et al. 2013, section 2

    Papers often write V <- momentum · V - learning_rate · G, P <- P + V. As long as the learning rate stays the same,
    the positions are the same; when it changes, this form (PyTorch's too) changes the whole step at once.
    """

    def __init__(self, learning_rate=0.1, momentum=0.0, nesterov=False):
        super().__init__(learning_rate)
        self.momentum = check_number("momentum", momentum, low=0, high=1, high_open=True)
        self.nesterov = bool(nesterov)
        if self.nesterov and not self.momentum:
            raise ValueError("nesterov needs a momentum above 0, such as 0.9; it is 0")

    def step(self, parameters, gradient, scale=1.0):
        """Move `parameters` (a flat vector) in place against `gradient`; `scale` multiplies the learning rate."""
        update = self._array("update", parameters)
        self.steps += 1
        if self.momentum:
            velocity = self._array("velocity", parameters)
            velocity *= self.momentum
            velocity += gradient
            if self.nesterov:
                np.multiply(velocity, self.momentum, out=update)
                update += gradient
                gradient = update
            else:
                gradient = velocity
        np.multiply(gradient, self.learning_rate * scale, out=update)
        parameters -= update


class RMSprop(Optimizer):
    """RMSprop: S <- decay · S + (1 - decay) · G²,  P <- P - learning_rate · G / (√S + epsilon). Hinton 2012, slide 6e.

    learning_rate  0 or more; 0.001 and decay 0.9 are the lecture's
    decay          in [0, 1): how much of the old average of squares stays
    epsilon        above 0: keeps the division finite. It stands outside the root; TensorFlow's stands inside
    """

    def __init__(self, learning_rate=0.001, decay=0.9, epsilon=1e-8):
        super().__init__(learning_rate)
        self.decay = check_number("decay", decay, low=0, high=1, high_open=True)
        self.epsilon = check_number("epsilon", epsilon, low=0, low_open=True)

    def step(self, parameters, gradient, scale=1.0):
        """Move `parameters` (a flat vector) in place against `gradient`; `scale` multiplies the learning rate."""
        update, squares = self._array("update", parameters), self._array("squares", parameters)
        self.steps += 1
        _average(squares, gradient, gradient, self.decay, update)
        np.sqrt(squares, out=update)
        update += self.epsilon
        np.divide(gradient, update, out=update)
        update *= self.learning_rate * scale
        parameters -= update


class Adam(Optimizer):
    """Adam with bias correction. Kingma, Ba 2015, algorithm 1; the defaults are the paper's.

        M <- beta1 · M + (1 - beta1) · G        V <- beta2 · V + (1 - beta2) · G²
        P <- P - learning_rate · M̂ / (√V̂ + epsilon)       M̂ = M / (1 - beta1^t),  V̂ = V / (1 - beta2^t),  t = 1, 2, …

    beta1, beta2 lie in [0, 1), epsilon above 0.
    """

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta1 = check_number("beta1", beta1, low=0, high=1, high_open=True)
        self.beta2 = check_number("beta2", beta2, low=0, high=1, high_open=True)
        self.epsilon = check_number("epsilon", epsilon, low=0, low_open=True)

    def step(self, parameters, gradient, scale=1.0):
        """Move `parameters` (a flat vector) in place against `gradient`; `scale` multiplies the learning rate."""
        update, mean, squares = (self._array(name, parameters) for name in ("update", "mean", "squares"))
        self.steps += 1
        _average(squares, gradient, gradient, self.beta2, update)
        _average(mean, gradient, 1, self.beta1, update)
        np.sqrt(squares, out=update)
        update /= (1 - self.beta2**self.steps) ** 0.5
        update += self.epsilon
        np.divide(mean, update, out=update)
        update *= self.learning_rate * scale / (1 - self.beta1**self.steps)
        parameters -= update


class AdamW(Adam):
    """Adam with decoupled weight decay: before Adam's step, P <- P - learning_rate · weight_decay · P.

    Loshchilov, Hutter 2019, algorithm 2. The decay does not go through Adam's averages, as an L2 penalty's gradient
    would: there, a parameter with large gradients is hardly decayed at all. 0.01 is PyTorch's default. It decays the
    whole vector, biases too, as PyTorch's does.

    weight_decay   0 or more; the others as for Adam
    """

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01):
        super().__init__(learning_rate, beta1, beta2, epsilon)
        self.weight_decay = check_number("weight_decay", weight_decay, low=0)

    def step(self, parameters, gradient, scale=1.0):
        """Move `parameters` (a flat vector) in place against `gradient`; `scale` multiplies the learning rate."""
        parameters *= 1 - self.learning_rate * scale * self.weight_decay
        super().step(parameters, gradient, scale)


def _average(average, gradient, factor, decay, work):
    """average <- decay · average + (1 - decay) · gradient · factor, in place, computing in the array `work`."""
    average *= decay
    np.multiply(gradient, factor, out=work)
    work *= 1 - decay
    average += work
