"""What a network does with a layer, for the exercises whose answer is one."""

import contextlib
import inspect

import numpy as np

from mlp.exercises.checking.exercise import Told
from mlp.layers import Layer

AT_ONCE = "d_input when two layers work in turn"
OUTPUT_OUTSIDE = "the output outside training"
OUTSIDE_TRAINING = "d_input after forward outside training"
BECAUSE = {  # for exercises with these outputs
    AT_ONCE: "one layer is right by itself, and two layers disturb each other: what forward keeps is shared, in a "
    "global variable or on the class; each layer keeps its own, in self",
    OUTPUT_OUTSIDE: "forward gives something else when training=False: this layer does the same in both cases",
    OUTSIDE_TRAINING: "backward is right after forward(x, training=True) only: forward keeps what it needs in any case",
}
STEP_IN_FORWARD = "forward moves the parameters: that is the optimiser's step, forward only computes"
STEP_IN_BACKWARD = "backward only works out gradients: moving the parameters is the optimiser's step"


def make(layer_class, *options, parameters=None):
    """A layer with its parameters (name -> array) and gradients of zero, in one vector each, as in a network.

    Raises Told when the class is not a Layer.
    """
    if not issubclass(layer_class, Layer):
        name = layer_class.__name__
        raise Told(f"the class is not a Layer: write `class {name}(Layer):`, for all that a network needs")
    layer = layer_class(*options)
    arrays = [np.ravel((parameters or {})[name]) for name in layer.shapes]
    vector = np.concatenate(arrays) if arrays else np.zeros(0)
    layer.attach(vector, np.zeros_like(vector))
    return layer


def step(layer, x, d_output, training=True):
    """One training step's work: forward, backward; returns the output (as forward gave it) and d_input.

    Raises Told where forward lacks the parameter `training`, backward uses what forward has not kept (outside
    training, too), or one of the two moves the layer's parameters.
    """
    if "training" not in inspect.signature(layer.forward).parameters:
        raise Told("a network calls forward(x, training): keep the second parameter")
    with _parameters_stay(layer, STEP_IN_FORWARD):
        output = layer.forward(x, training=training)
    output = output.copy() if isinstance(output, np.ndarray) else output
    try:
        with _parameters_stay(layer, STEP_IN_BACKWARD):
            d_input = layer.backward(d_output)
    except Exception as error:
        if not training and _works_in_training(layer, x, d_output):
            raise Told(BECAUSE[OUTSIDE_TRAINING]) from error
        if not isinstance(error, AttributeError) or error.obj is not layer:
            raise
        told = f"backward uses self.{error.name}, which nothing has set"
        raise Told(f"{told}: keep in forward what backward needs, such as self.x = x") from error
    return output, d_input


@contextlib.contextmanager
def _parameters_stay(layer, sentence):
    """Raise Told with `sentence` when the layer's parameters are others afterwards."""
    before = {name: getattr(layer, name).copy() for name in layer.shapes}
    yield
    if not all(np.array_equal(getattr(layer, name), part, equal_nan=True) for name, part in before.items()):
        raise Told(sentence)


def _works_in_training(layer, x, d_output):
    """Whether forward and backward raise nothing when forward is told that it trains."""
    with contextlib.suppress(Exception):
        layer.forward(x, training=True)
        layer.backward(d_output)
        return True
    return False


def in_turn(first, second, x, d_output):
    """d_input of the first of two layers: forward, forward, backward, backward."""
    first.forward(x, training=True)
    second.forward(-2 * x[::-1], training=True)
    second.backward(3 * d_output)
    return first.backward(d_output)
