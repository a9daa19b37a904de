"""A network: layers in a row over one flat vector of parameters and one of gradients."""

import copy
import json
import math

import numpy as np

from mlp import convolution
from mlp import layers as layer_module
from mlp.archive import read_archive, write_archive
from mlp.checks import check_choice, check_count, check_dtype, check_images, check_labels, check_number, write_into
from mlp.checks.threads import few_threads
from mlp.layers import BatchNorm, Dropout, Layer, LeakyReLU, Linear, ReLU, Sigmoid, Tanh, light_copy
from mlp.losses import MixedCrossEntropy, SoftmaxCrossEntropy, check_loss, softmax

ACTIVATIONS = {"relu": ReLU, "leaky_relu": LeakyReLU, "tanh": Tanh, "sigmoid": Sigmoid}
# What a file can name without your help.
LAYERS = {name: getattr(module, name) for module in (layer_module, convolution) for name in module.__all__}
LOSSES = {loss.__name__: loss for loss in (SoftmaxCrossEntropy, MixedCrossEntropy)}
FORMAT = "mlp network 1"
LARGEST_PASS = 2**26  # numbers that a layer gives for all images at once outside training: 256 MB of float32


class Network:
    """Layers in a row, scored by softmax cross-entropy.

    layers       a list of `Layer` objects, your own among them; the first and last with parameters set the widths
    dtype        "float32" for training, "float64" for gradient checks
    initializer  "kaiming", "xavier" or a float, see `mlp.initializers`
    seed         of the generator that draws the weights, layer by layer
    loss         what scores them: SoftmaxCrossEntropy() unless you say otherwise, see `mlp.losses`

    .parameters  all parameters of all layers, one flat vector of `dtype`
    .gradient    of the loss with respect to them, dL/dparameters, another
    .n_inputs    how many numbers an image has;  .n_classes  how many scores come out
    .largest_matrix   how many numbers the largest parameter has: that decides on `mlp.checks.threads`
    .smallest_batch   how many images a training batch needs: 2 with batch normalisation, else 1
    However it is copied (`copy()`, the module copy, pickle, to another process), the copy shares no memory with it and
    continues to train as it would.
    Raises ValueError when `layers` is empty, holds something that is not a Layer, holds one layer twice, or when the
    widths of neighbours differ.
    """

    def __init__(self, layers, dtype="float32", initializer="kaiming", seed=0, loss=None):
        self.layers = _check_layers(layers)
        self.n_inputs, self.n_classes = _widths(self.layers)
        sizes = (math.prod(shape) for layer in self.layers for shape in layer.shapes.values())
        self.largest_matrix = max(sizes, default=0)
        self.smallest_batch = max(layer.smallest_batch for layer in self.layers)
        widest = max(self.n_inputs, *(layer.n_out or 0 for layer in self.layers))
        self._images_at_once = max(1, LARGEST_PASS // widest)
        self.dtype = check_dtype(dtype)
        self.loss = SoftmaxCrossEntropy() if loss is None else check_loss(loss)
        self._waiting = None  # how many images of a training pass still wait for their way back
        self._share_vectors()
        rng = np.random.default_rng(check_count("seed", seed, low=0))
        for layer in self.layers:
            layer.initialize(initializer, rng)

    def _share_vectors(self):
        """Make the two flat vectors and give each layer its views into them."""
        total = sum(layer.size for layer in self.layers)
        self._parameters, self._gradient = np.zeros(total, self.dtype), np.zeros(total, self.dtype)
        start = 0
        for layer in self.layers:
            stop = start + layer.size
            layer.attach(self._parameters[start:stop], self._gradient[start:stop])
            layer.needs_d_input = layer is not self.layers[0]
            start = stop

    @property
    def parameters(self):
        """All parameters, one flat vector. `network.parameters = …` writes into it, so that the layers have it too."""
        return self._parameters

    @parameters.setter
    def parameters(self, numbers):
        write_into(self._parameters, numbers, "network.parameters")

    @property
    def gradient(self):
        """The gradient with respect to the parameters, one flat vector. `network.gradient = …` writes into it."""
        return self._gradient

    @gradient.setter
    def gradient(self, numbers):
        write_into(self._gradient, numbers, "network.gradient")

    def forward(self, images, training=False):
        """images (n, inputs) -> logits (n, classes).

        With `training`, dropout drops, batch statistics count, and the layers keep what `backward` needs. Without, the
        pass leaves no trace: it may be made at any time, also while another thread trains the network. Where a layer's
        output for all images would be larger than LARGEST_PASS, the images go through in several parts.
        Raises ValueError for images of another shape, none at all, or with NaN or infinite pixels; and for a training
        batch that is too small.
        """
        with few_threads(self.largest_matrix):
            x = self._check_batch(images, training)
            if not training:
                starts = range(0, len(x), self._images_at_once)
                parts = [_through(light_copy(self.layers), x[i : i + self._images_at_once]) for i in starts]
                return parts[0] if len(parts) == 1 else np.concatenate(parts)
            x = _through(self.layers, x, training=True)
            self._waiting = len(x)
            return x

    def _check_batch(self, images, training):
        """`images` as a batch that the layers take, or ValueError."""
        x = check_images(images, self.n_inputs, self.dtype)
        if training and len(x) < self.smallest_batch:
            raise ValueError(
                f"got a training batch of {len(x)} image{'s' * (len(x) > 1)}; this network needs {self.smallest_batch} "
                "or more, because a layer of it, such as batch normalisation, compares each image with the others of "
                "its batch; use a larger batch_size: 16 or more is usual"
            )
        if training:
            self._check_vectors()
        return x

    def backward(self, d_logits):
        """dL/dlogits (n, classes) -> fills `gradient`, for the batch of the `forward(images, training=True)` before it.

        Raises ValueError when there was none since the last `backward`, or one of another number of images.
        """
        if self._waiting != len(d_logits):
            sent = "no images" if self._waiting is None else f"{self._waiting} images"
            raise ValueError(
                f"backward got the gradient of {len(d_logits)} images, but {sent} went forward in training since the "
                "last one; call forward(images, training=True) first, once for each backward"
            )
        self._waiting = None
        with few_threads(self.largest_matrix):
            for layer in reversed(self.layers):
                d_logits = layer.backward(d_logits)

    def loss_and_gradient(self, images, labels):
        """The mean loss of a batch, a float; fills `gradient` with its gradient with respect to the parameters.

        images (n, inputs), labels (n,) integers from 0 to classes - 1. One training pass: dropout drops, batch
        statistics count. Raises ValueError as `forward` does, and for labels out of range.
        """
        labels = check_labels(labels, self.n_classes, len(images))
        with few_threads(self.largest_matrix):
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
        if dtype is not None:
            twin.dtype = check_dtype(dtype)
            twin._share_vectors()
            twin.parameters, twin.gradient = self.parameters, self.gradient
        return twin

    def __copy__(self):
        return self.copy()

    def __getstate__(self):
        """What a copy or a pickle holds: the layers, which bring their own parts of the two vectors."""
        return {name: value for name, value in vars(self).items() if name not in ("_parameters", "_gradient")}

    def __setstate__(self, state):
        """Join the layers' parts to two vectors again."""
        self.__dict__.update(state)
        pairs = [layer.vectors or ([], []) for layer in self.layers]
        parameters, gradient = (np.concatenate(parts) for parts in zip(*pairs))
        self._share_vectors()
        self.parameters, self.gradient = parameters, gradient

    def weights(self):
        """What an L2 penalty shrinks: a list of pairs of views, each of a weight and of its gradient."""
        names = [(layer, name) for layer in self.layers for name in layer.weight_names]
        return [(getattr(layer, name), getattr(layer, "d_" + name)) for layer, name in names]

    def generators(self):
        """Every random generator that a layer holds, layer by layer: what dropout draws with."""
        return [rng for layer in self.layers for rng in layer.generators()]

    def snapshot(self):
        """Copies of all numbers that training changes, name -> array: the parameters, and layers' running averages."""
        return {name: np.array(array) for name, array in self._numbers().items()}

    def restore(self, snapshot):
        """Go back to what `snapshot()` returned."""
        self.parameters = snapshot["parameters"]
        for number, layer in enumerate(self.layers):
            prefix = f"layer {number} "
            state = {name.removeprefix(prefix): snapshot[name] for name in snapshot if name.startswith(prefix)}
            layer.state = {name: array.copy() if array.ndim else array.item() for name, array in state.items()}

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
        """What the network is made of, as plain data: {"dtype": …, "layers": […], "loss": …}.

        A layer or loss is {"class": its name, "options": what it was made with}, and "own": True if the class is yours.
        """
        layers = [_describe(layer, LAYERS) for layer in self.layers]
        return {"dtype": str(self.dtype), "layers": layers, "loss": _describe(self.loss, LOSSES)}

    def summary(self):
        """A pandas.DataFrame with a row for each layer: its class, the shape of what it gives for one image, and the
        number of its parameters; in the last row, all of them.
        """
        import pandas

        shape, rows = (self.n_inputs,), []
        for layer in self.layers:
            width = _widths_of(layer)[1]
            shape = getattr(layer, "output_shape", shape if width in (None, math.prod(shape)) else (width,))
            rows.append({"layer": type(layer).__name__, "output": shape, "parameters": layer.size})
        rows.append({"layer": "all", "output": shape, "parameters": len(self.parameters)})
        return pandas.DataFrame(rows)

    def _check_vectors(self):
        """Raise ValueError when a layer's parameters are not in the network's vector: training would miss them."""
        for number, layer in enumerate(self.layers):
            if layer.shapes and (layer.vectors is None or layer.vectors[0].base is not self._parameters):
                raise ValueError(
                    f"the parameters of layer {number} ({type(layer).__name__}) are not in network.parameters: it was "
                    "put into network.layers, or into another network, later; make a new network, Network([…])"
                )

    def _numbers(self):
        state = {
            f"layer {i} {name}": array for i, layer in enumerate(self.layers) for name, array in layer.state.items()
        }
        return {"parameters": self.parameters, **state}

    def save(self, path, half=False):
        """Write layers, loss, options and numbers to `path` (.npz), whole or not at all.

        A network loaded from it predicts and continues to train as this one does: the state of dropout's generators is
        written too. Optimiser, schedule and the order of the images are not: `Checkpoints` keep those.

        half   whether to round the parameters to float16, 11 binary digits, for half of the room. The network that is
               loaded then has the rounded ones, in the dtype of this one. ValueError for one beyond ±65,504
        """
        self._check_vectors()
        places = _plain([rng.bit_generator.state for rng in self.generators()])
        description, numbers = {"format": FORMAT, **self.describe(), "generators": places}, self._numbers()
        if half:
            if (largest := np.abs(self.parameters).max(initial=0)) > np.finfo(np.float16).max:
                raise ValueError(f"a parameter is as large as {largest:.3g}; float16 ends at 65,504: use half=False")
            description["parameters"], numbers["parameters"] = "float16", self.parameters.astype(np.float16)
        write_archive(path, description, numbers)

    @classmethod
    def load(cls, path, layers=(), loss=None):
        """The network that `save` wrote to `path`; it predicts bitwise the same, and continues to train as that one.
        (With the rounded parameters, if `save` rounded them.)

        layers   your own layer classes, when the network holds any
        loss     your own loss, an object, when the network has one

        Raises ValueError, with the reason, for a file that is truncated, was not written by `save`, or carries pickled
        objects; FileNotFoundError when there is none.
        """
        description, numbers = read_archive(path, FORMAT, "Network.save")
        own = {layer.__name__: layer for layer in layers}
        try:
            parts = [_build(entry, own) for entry in description["layers"]]
            network = cls(parts, description["dtype"], loss=_build_loss(description.get("loss"), loss))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path} describes a network that cannot be built: {error}") from None
        for name, array in network.snapshot().items():
            stored, dtype = numbers.get(name), np.dtype(description.get(name, array.dtype))
            if stored is None or stored.shape != array.shape or stored.dtype != dtype:
                found = "nothing" if stored is None else f"{stored.size} numbers of {stored.dtype}"
                raise ValueError(f"{path} holds {found} as {name!r}; its layers need {array.size} of {dtype}")
        network.restore(numbers)
        for rng, place in zip(network.generators(), description.get("generators", [])):
            rng.bit_generator.state = place
        return network


def _through(layers, x, training=False):
    """x after one layer after the other."""
    for layer in layers:
        x = layer.forward(x, training)
    return x


def build_mlp(
    sizes, activation="relu", initializer="kaiming", dropout=0.0, batch_norm=False, dtype="float32", seed=0, loss=None
):
    """A multilayer perceptron: linear layers of the given sizes, and after each but the last an activation.

    sizes       [inputs, hidden …, classes], such as [784, 128, 64, 10]
    activation  "relu", "leaky_relu", "tanh" or "sigmoid": one for all hidden layers, or a list with one for each
    dropout     the share of each hidden layer's outputs to drop in training, in [0, 1): one, or a list
    batch_norm  whether to normalise over the batch before each activation
    initializer, dtype, seed, loss   as for `Network`

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
    return Network(layers, dtype, initializer, seed, loss)


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
    if len({id(layer) for layer in layers}) < len(layers):
        raise ValueError("layers holds the same object twice; make a new layer for each place")
    return layers


def _widths(layers):
    """How many numbers go into the first layer that says so and come out of the last; ValueError if two do not fit."""
    n_inputs = width = giver = None
    for number, layer in enumerate(layers):
        n_in, n_out = _widths_of(layer)
        n_inputs = n_in if n_inputs is None else n_inputs
        if giver is not None and n_in not in (None, width):
            raise ValueError(
                f"layer {number} ({type(layer).__name__}) takes {n_in} numbers, but layer {giver} "
                f"({type(layers[giver]).__name__}) gives {width}; make the two the same"
            )
        if n_out is not None:
            width, giver = n_out, number
        elif type(layer) not in LAYERS.values():
            giver = None  # a layer of somebody's own, which may make the images wider or narrower
    if n_inputs is None or width is None:
        raise ValueError("layers holds no layer with a weight; expected at least one, such as Linear(784, 10)")
    return n_inputs, width


def _widths_of(layer):
    """The numbers of an image before and after `layer`, by its n_in and n_out or its first matrix; None: any."""
    n_in, n_out = next((shape for shape in layer.shapes.values() if len(shape) == 2), (None, None))
    return n_in if layer.n_in is None else layer.n_in, n_out if layer.n_out is None else layer.n_out


def _describe(part, known):
    """`part`, a layer or loss, as plain data; "own" if it is of no class among `known`."""
    name = type(part).__name__
    described = {"class": name, "options": _plain(part.options() if hasattr(part, "options") else {})}
    return described if type(part) is known.get(name) else {**described, "own": True}


def _plain(value):
    """`value` as JSON has it, NumPy's numbers and arrays as Python's numbers and lists."""
    return json.loads(json.dumps(value, default=_as_python))


def _as_python(value):
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise ValueError(f"options() holds {value!r}; expected numbers, strings, and lists and dictionaries of them")


def _build(entry, own):
    """The layer that a file describes."""
    classes = own if entry.get("own") else LAYERS | own
    if entry["class"] not in classes:
        raise ValueError(f"unknown layer class {entry['class']!r}: pass your own classes as layers=[{entry['class']}]")
    return classes[entry["class"]](**entry["options"])


def _build_loss(entry, own):
    """The loss that a file describes, unless `own` is given; None where it says nothing, as older files do."""
    if own is not None or entry is None:
        return own
    if entry.get("own"):
        raise ValueError(f"its loss is a {entry['class']}, a class of your own: pass it as loss={entry['class']}(…)")
    return LOSSES[entry["class"]](**entry["options"])
