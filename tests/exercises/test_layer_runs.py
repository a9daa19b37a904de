"""What every layer that a learner writes is tried on, whatever else is wrong with it."""

import numpy as np
import pytest

from mlp.exercises.checking.exercise import Told
from mlp.exercises.checking.layer_runs import BECAUSE, OUTSIDE_TRAINING, make, step
from mlp.layers import Layer

X = np.arange(6.0).reshape(3, 2) + 1


class Scale(Layer):
    """Y = X * scale."""

    def __init__(self, units):
        self.shapes = {"scale": (units,)}
        self.x = None

    def forward(self, x, training=False):
        self.x = x
        return x * self.scale

    def backward(self, d_output):
        self.d_scale[...] = (d_output * self.x).sum(axis=0)
        return d_output * self.scale


class KeepsInTrainingOnly(Scale):
    def forward(self, x, training=False):
        self.x = x if training else self.x
        return x * self.scale


class StepsForward(Scale):
    def forward(self, x, training=False):
        self.scale *= 0.9
        return super().forward(x)


class StepsBackward(Scale):
    def backward(self, d_output):
        d_input = super().backward(d_output)
        self.scale -= 0.1 * self.d_scale
        return d_input


def made(layer_class):
    return make(layer_class, 2, parameters={"scale": np.ones(2)})


def test_a_layer_that_does_what_it_should():
    output, d_input = step(made(Scale), X, X, training=False)
    assert np.array_equal(output, X) and np.array_equal(d_input, X)


def test_backward_after_forward_outside_training_is_told_also_where_it_raises():
    step(made(KeepsInTrainingOnly), X, X)
    with pytest.raises(Told) as told:
        step(made(KeepsInTrainingOnly), X, X, training=False)
    assert str(told.value) == BECAUSE[OUTSIDE_TRAINING]


@pytest.mark.parametrize(("layer", "name"), [(StepsForward, "forward moves"), (StepsBackward, "backward only works")])
def test_a_layer_that_moves_its_parameters_is_told(layer, name):
    with pytest.raises(Told, match=name):
        step(made(layer), X, X)
