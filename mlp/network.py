"""A network: layers in a row over one flat vector of parameters and one of gradients."""

import copy
import math

import numpy as np

from mlp import layers as layer_module
from mlp.archive import read_archive, write_archive
from mlp.checks import check_choice, check_count, check_dtype, check_images, check_labels, check_number
from mlp.layers import BatchNorm, Dropout, Layer, LeakyReLU, Linear, ReLU, Sigmoid, Tanh
from mlp.losses import SoftmaxCrossEntropy, softmax

ACTIVATIONS = {"relu": ReLU, "leaky_relu": LeakyReLU, "tanh": Tanh, "sigmoid": Sigmoid}
FORMAT = "mlp network 1"


class Network:
    """Layers in a row, scored by softmax cross-entropy.

    layers       a list of `Layer` objects, your own among them; the first and last with parameters set the widths
    dtype        "float32" for training, "float64" for gradient checks
    initializer  "kaiming", "xavier" or a float, see `mlp.initializers`
    seed         of the generator that draws the weights, layer by layer

    .parameters  all parameters of all layers, one flat vector of `dtype`;  .gradient  dL/dparameters beside it.
    Raises ValueError when `layers` is empty, holds something that is not a Layer, or holds one layer twice.
    """

    def __init__(self, layers, dtype="float32", initializer="kaiming", seed=0):
        self.layers = _check_layers(layers)
        self.dtype = check_dtype(dtype)
        self.loss = SoftmaxCrossEntropy()
        self._share_vectors()
        rng = np.random.default_rng(check_count("seed", seed, low=0))
        for layer in self.layers:
            layer.initialize(initializer, rng)

    def _share_vectors(self):
        """Make the two flat vectors and give each layer its views into them."""
        total = sum(layer.size for layer in self.layers)
        self.parameters = np.zeros(total, self.dtype)
        self.gradient = np.zeros(total, self.dtype)
        start = 0
        for layer in self.layers:
            stop = start + layer.size
            layer.attach(self.parameters[start:stop], self.gradient[start:stop])
            layer.needs_d_input = layer is not self.layers[0]
            start = stop

    @property
    def n_inputs(self):
        """How many numbers an image has."""
        return next(layer.shapes["weight"][0] for layer in self.layers if "weight" in layer.shapes)

    @property
    def n_classes(self):
        """How many scores come out."""
        return next(layer.shapes["weight"][1] for layer in reversed(self.layers) if "weight" in layer.shapes)

    def forward(self, images, training=False):
        """images (n, inputs) -> logits (n, classes). With `training`, the logits are overwritten by the next such call.

        Raises ValueError for images of another shape, none at all, or with NaN or infinite pixels.
        """
        x = check_images(images, self.n_inputs, self.dtype)
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, d_logits):
        """dL/dlogits (n, classes) -> fills `gradient`; call after `forward` on the same batch."""
        for layer in reversed(self.layers):
            d_logits = layer.backward(d_logits)
            layer.collect_gradient()

    def loss_and_gradient(self, images, labels):
        """The mean loss of a batch, a float; fills `gradient` with its derivative by each parameter.

        images (n, inputs), labels (n,) integers from 0 to classes - 1. One training pass: dropout drops, batch
        statistics count. Raises ValueError as `forward` does, and for labels out of range.
        """
        labels = check_labels(labels, self.n_classes, len(images))
        loss = self.loss.forward(self.forward(images, training=True), labels)
        self.backward(self.loss.backward())
        return loss

    def predict_proba(self, images):
        """images (n, inputs) -> probabilities (n, classes), each row summing to 1."""
        return softmax(self.forward(images))

    def predict(self, images):
        """images (n, inputs) -> the most probable class of each, (n,) int64."""
        return self.forward(images).argmax(axis=1)

    def copy(self, dtype=None):
        """A network with the same layers and numbers, and no memory in common; optionally of another dtype."""
        twin = copy.deepcopy(self)
        twin.dtype = check_dtype(dtype or self.dtype)
        twin._share_vectors()
        twin.parameters[:] = self.parameters
        return twin

    def snapshot(self):
        """Copies of all numbers that training changes, name -> array: the parameters, and layers' running averages."""
        return {name: array.copy() for name, array in self._numbers().items()}

    def restore(self, snapshot):
        """Go back to what `snapshot()` returned."""
        for name, array in self._numbers().items():
            array[...] = snapshot[name]

    def views(self, vector):
        """Any flat vector as long as the parameters, as views by (layer's number, parameter's name)."""
        views, start = {}, 0
        for number, layer in enumerate(self.layers):
            for name, shape in layer.shapes.items():
                stop = start + math.prod(shape)
                views[number, name] = vector[start:stop].reshape(shape)
                start = stop
        return views

    def describe(self):
        """The layers in order, each as {"class": …, "options": …}: plain data, for a file."""
        return [{"class": type(layer).__name__, "options": layer.options()} for layer in self.layers]

    def _numbers(self):
        numbers = {"parameters": self.parameters}
        for i, layer in enumerate(self.layers):
            numbers.update({f"layer {i} {name}": array for name, array in layer.state.items()})
        return numbers

    def save(self, path):
        """Write layers, options and numbers to `path` (.npz), whole or not at all."""
        description = {"format": FORMAT, "dtype": str(self.dtype), "layers": self.describe()}
        write_archive(path, description, self._numbers())

    @classmethod
    def load(cls, path, layers=()):
        """The network that `save` wrote to `path`; it predicts bitwise the same.

        `layers`: your own layer classes, when the network holds any. Raises ValueError, with the reason, for a file
        that is truncated, was not written by `save`, or carries pickled objects; FileNotFoundError when there is none.
        """
        description, numbers = read_archive(path, FORMAT, "Network.save")
        classes = {name: value for name, value in vars(layer_module).items() if isinstance(value, type)}
        classes.update({own.__name__: own for own in layers})
        try:
            network = cls([_build(entry, classes) for entry in description["layers"]], description["dtype"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path} describes a network that cannot be built: {error}") from None
        for name, array in network._numbers().items():
            stored = numbers.get(name)
            if stored is None or stored.shape != array.shape or stored.dtype != array.dtype:
                found = "nothing" if stored is None else f"{stored.size} numbers of {stored.dtype}"
                raise ValueError(f"{path} holds {found} as {name!r}; its layers need {array.size} of {array.dtype}")
            array[...] = stored
        return network


def build_mlp(sizes, activation="relu", initializer="kaiming", dropout=0.0, batch_norm=False, dtype="float32", seed=0):
    """A multilayer perceptron: linear layers of the given sizes, and after each but the last an activation.

    sizes       [inputs, hidden …, classes], such as [784, 128, 64, 10]
    activation  "relu", "leaky_relu", "tanh" or "sigmoid": one for all hidden layers, or a list with one for each
    dropout     the share of each hidden layer's outputs to drop in training, in [0, 1): one, or a list
    batch_norm  whether to normalise over the batch before each activation
    initializer, dtype, seed   as for `Network`

    Raises ValueError for fewer than two sizes, a size below 1, an unknown activation, or a list of the wrong length.
    """
    if isinstance(sizes, (str, int)) or len(sizes) < 2:
        raise ValueError(f"sizes is {sizes!r}; expected at least two numbers, such as [784, 128, 64, 10]")
    activations = _one_for_each("activation", activation, len(sizes) - 2)
    rates = _one_for_each("dropout", dropout, len(sizes) - 2)
    layers = []
    for n_in, n_out, name, rate in zip(sizes, sizes[1:], activations, rates):
        layers.append(Linear(n_in, n_out))
        if batch_norm:
            layers.append(BatchNorm(n_out))
        layers.append(ACTIVATIONS[check_choice("activation", name, ACTIVATIONS)]())
        if check_number("dropout", rate, low=0, high=1, high_open=True):
            layers.append(Dropout(rate))
    layers.append(Linear(sizes[-2], sizes[-1]))
    return Network(layers, dtype, initializer, seed)


def _one_for_each(name, value, count):
    if not isinstance(value, (list, tuple)):
        return [value] * count
    if len(value) != count:
        raise ValueError(f"{name} lists {len(value)} values; expected {count}, one for each hidden layer")
    return list(value)


def _check_layers(layers):
    layers = list(layers)
    for layer in layers:
        if not isinstance(layer, Layer):
            raise ValueError(f"layers holds {layer!r}; expected objects of classes that inherit from mlp.layers.Layer")
    if not any("weight" in layer.shapes for layer in layers):
        raise ValueError("layers holds no layer with a weight; expected at least one, such as Linear(784, 10)")
    if len({id(layer) for layer in layers}) < len(layers):
        raise ValueError("layers holds the same object twice; make a new layer for each place")
    linear = [(i, layer) for i, layer in enumerate(layers) if isinstance(layer, Linear)]
    for (i, below), (j, above) in zip(linear, linear[1:]):
        if below.n_out != above.n_in:
            raise ValueError(
                f"layer {j} (Linear) takes {above.n_in} numbers, but layer {i} (Linear) gives {below.n_out}; "
                "make the two the same"
            )
    return layers


def _build(entry, classes):
    if entry["class"] not in classes:
        raise ValueError(f"unknown layer class {entry['class']!r}: pass your own classes as layers=[{entry['class']}]")
    return classes[entry["class"]](**entry["options"])
