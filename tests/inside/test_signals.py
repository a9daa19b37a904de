"""The signals between a network's layers are those of the network itself, and its gradients are true derivatives."""

import numpy as np
import pytest

from mlp import build_mlp
from mlp.inside.signals import trace_signals


@pytest.fixture
def batch():
    rng = np.random.default_rng(0)
    return rng.standard_normal((6, 5)), rng.integers(0, 3, 6)


def test_one_array_of_the_right_shape_per_hidden_layer(batch):
    net = build_mlp([5, 7, 4, 3], dtype="float64")
    activations, gradients = trace_signals(net, *batch)
    assert [a.shape for a in activations] == [g.shape for g in gradients] == [(6, 7), (6, 4)]
    first, relu, second, tail, last = net.layers
    assert np.array_equal(activations[0], relu.forward(first.forward(batch[0])))
    assert np.array_equal(last.forward(activations[1]), net.forward(batch[0]))


def test_gradients_are_the_losss_slopes_by_the_activations(batch):
    net = build_mlp([5, 7, 4, 3], activation="tanh", dtype="float64")
    images, labels = batch
    activations, gradients = trace_signals(net, images, labels)
    step = 1e-6
    for hidden, behind in ((0, net.layers[2:]), (1, net.layers[4:])):
        for place in ((0, 0), (5, 3), (2, 1)):
            losses = []
            for sign in (1, -1):
                x = activations[hidden].copy()
                x[place] += sign * step
                for layer in behind:
                    x = layer.forward(x)
                losses.append(net.loss.forward(x, labels))
            assert gradients[hidden][place] == pytest.approx((losses[0] - losses[1]) / (2 * step), rel=1e-6)


def test_it_leaves_no_trace_in_the_network(batch):
    net = build_mlp([5, 7, 4, 3], dtype="float64", batch_norm=True)
    net.loss_and_gradient(*batch)
    before, gradient = net.snapshot(), net.gradient.copy()
    trace_signals(net, batch[0][:4], batch[1][:4])
    assert all(np.array_equal(array, before[name]) for name, array in net.snapshot().items())
    assert np.array_equal(net.gradient, gradient)


def test_nothing_is_dropped(batch):
    plain, dropping = (build_mlp([5, 7, 3], dropout=rate, dtype="float64") for rate in (0.0, 0.5))
    assert np.array_equal(trace_signals(plain, *batch)[0][0], trace_signals(dropping, *batch)[0][0])


def test_without_hidden_layers_there_are_no_signals(batch):
    assert trace_signals(build_mlp([5, 3], dtype="float64"), *batch) == ([], [])


def test_images_and_labels_that_do_not_fit_are_refused(batch):
    net = build_mlp([5, 7, 3])
    with pytest.raises(ValueError, match="images"):
        trace_signals(net, batch[0][:, :4], batch[1])
    with pytest.raises(ValueError, match="labels"):
        trace_signals(net, batch[0], batch[1] + 3)
