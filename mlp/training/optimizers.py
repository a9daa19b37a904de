"""Optimisers: a few in-place lines on the flat vector of parameters.

All are kinds of stochastic gradient descent (SGD): G, the gradient of one batch's loss with respect to the parameters,
stands in for the gradient over all images.
"""

import weakref

import numpy as np

from mlp.checks import check_number


class Optimizer:
    """What all optimisers share: a learning rate, a count of steps, and arrays as long as the parameters.

    learning_rate   0 or more; may be changed at any time
    steps           how many were taken
    state           name -> array, made at the first step: "update", and what the optimiser remembers

    state["update"] is what the last step took off the parameters, all of it: after a step, the parameters are what they
    were before minus the update.

    One optimiser, one network: what it remembers, such as a velocity, belongs to the parameters that it has stepped.
    Given others, even of the same size, it raises ValueError and changes nothing; one that remembers nothing (plain
    gradient descent) serves any. A copy, deep or pickled, serves the parameters that it steps first.

    An optimiser of your own inherits from this and writes `work_out`.
    """

    def __init__(self, learning_rate):
        self.learning_rate = check_number("learning_rate", learning_rate, low=0)
        self._served = None
        self.restore(0, {})

    def step(self, parameters, gradient, scale=1.0):
        """Move `parameters` (a flat vector) in place against `gradient`; `scale` multiplies the learning rate."""
        if self.state.keys() - {"update"}:
            self._check_served(parameters)
        update = self.state.get("update")
        if update is None or not _alike(update, parameters):
            update = self.state["update"] = np.zeros_like(parameters)
        self.steps += 1
        self.work_out(update, parameters, gradient, self.learning_rate * scale)
        parameters -= update

    def work_out(self, update, parameters, gradient, rate):
        """Fill the vector `update` with what this step, number `self.steps`, takes off; `rate` is the learning rate."""
        raise NotImplementedError(f"{type(self).__name__} does not say what a step is")

    def restore(self, steps, state):
        """Go on from the `steps` and the `state` of another one, with the parameters that are stepped next."""
        self.steps, self.state, self._served = steps, state, None

    def settings(self):
        """The numbers that it was made with, name -> value."""
        return {name: value for name, value in vars(self).items() if name not in ("steps", "state") and name[0] != "_"}

    def __repr__(self):
        settings = ", ".join(f"{name}={value!r}" for name, value in self.settings().items())
        return f"{type(self).__name__}({settings})"

    def __getstate__(self):
        return {**vars(self), "_served": None}

    def _remembered(self, name, parameters):
        """The state array `name`, zeros at first, of the parameters' shape and dtype."""
        if name not in self.state:
            self.state[name], self._served = np.zeros_like(parameters), _place(parameters)
        return self.state[name]

    def _check_served(self, parameters):
        """Raise ValueError when what is remembered belongs to other parameters; after `restore`, these are its own."""
        remembered = [name for name in self.state if name != "update"]
        if self._served is None and all(_alike(self.state[name], parameters) for name in remembered):
            self._served = _place(parameters)
        owner, place = self._served or (lambda: None, None)
        if owner() is not _owner(parameters) or place != parameters.__array_interface__:
            raise ValueError(
                f"this optimiser has stepped other parameters before, and what it remembers ({', '.join(remembered)}) "
                f"belongs to them; make a new one for each network: {self!r}"
            )


class SGD(Optimizer):
    """Stochastic gradient descent (SGD) with momentum: V <- momentum · V + G,  P <- P - learning_rate · V. Polyak 1964.

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

    def work_out(self, update, parameters, gradient, rate):
        """update = rate · V, or rate · G without momentum."""
        if self.momentum:
            velocity = self._remembered("velocity", parameters)
            velocity *= self.momentum
            velocity += gradient
            if self.nesterov:
                np.multiply(velocity, self.momentum, out=update)
                update += gradient
                gradient = update
            else:
                gradient = velocity
        np.multiply(gradient, rate, out=update)


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

    def work_out(self, update, parameters, gradient, rate):
        """update = rate · G / (√S + epsilon)."""
        squares = self._remembered("squares", parameters)
        _average_squares(squares, gradient, self.decay, update)
        np.sqrt(squares, out=update)
        update += self.epsilon
        np.divide(gradient, update, out=update)
        update *= rate


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

    def work_out(self, update, parameters, gradient, rate):
        """update = rate · M̂ / (√V̂ + epsilon)."""
        mean, squares = self._remembered("mean", parameters), self._remembered("squares", parameters)
        _average_squares(squares, gradient, self.beta2, update)
        _average(mean, gradient, self.beta1, update)
        np.sqrt(squares, out=update)
        update /= (1 - self.beta2**self.steps) ** 0.5
        update += self.epsilon
        np.divide(mean, update, out=update)
        update *= rate / (1 - self.beta1**self.steps)


class AdamW(Adam):
    """Adam with decoupled weight decay: Adam's step, and P <- P - learning_rate · weight_decay · P with the same P.

    Loshchilov, Hutter 2019, algorithm 2. The decay does not go through Adam's averages, as an L2 penalty's gradient
    would: there, a parameter with large gradients is hardly decayed at all. 0.01 is PyTorch's default. It decays the
    whole vector, biases too, as PyTorch's does.

    weight_decay   0 or more; the others as for Adam
    """

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01):
        super().__init__(learning_rate, beta1, beta2, epsilon)
        self.weight_decay = check_number("weight_decay", weight_decay, low=0)

    def work_out(self, update, parameters, gradient, rate):
        """update = Adam's + rate · weight_decay · P."""
        super().work_out(update, parameters, gradient, rate)
        update += rate * self.weight_decay * parameters


def _average_squares(average, gradient, decay, work):
    """average <- decay · average + (1 - decay) · gradient², in place; `work` is an array to compute in."""
    np.multiply(gradient, gradient, out=work)
    _average(average, work, decay, work)


def _average(average, numbers, decay, work):
    """average <- decay · average + (1 - decay) · numbers, in place; `work` is an array to compute in."""
    average *= decay
    np.multiply(numbers, 1 - decay, out=work)
    average += work


def _alike(array, parameters):
    return array.shape == parameters.shape and array.dtype == parameters.dtype


def _place(vector):
    """What identifies `vector` while it exists: the array whose memory it uses, its place there, shape and dtype."""
    return weakref.ref(_owner(vector)), vector.__array_interface__


def _owner(vector):
    while isinstance(vector.base, np.ndarray):
        vector = vector.base
    return vector
