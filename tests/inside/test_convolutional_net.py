"""A convolutional net, looked at from inside: what has a meaning for it works, what has none is refused."""

import numpy as np
import pytest

from mlp import inside
from mlp.convolution import BatchNorm2D, Conv2D, Flatten, MaxPool2D
from mlp.inside.landscape import random_direction
from mlp.inside.signals import trace_signals
from mlp.layers import Linear, ReLU, Tanh
from mlp.network import Network

RNG = np.random.default_rng(1)
IMAGES, LABELS = RNG.random((12, 784)), np.arange(12) % 10


@pytest.fixture(scope="module")
def network():
    """784 pixels - 3 filters of 5 x 5 - pool - 4 filters of 3 x 3 - 10, in float64; it has seen a batch."""
    first = Conv2D((28, 28, 1), 3, 5, stride=3, padding="same")
    pool = MaxPool2D(first.output_shape)
    second = Conv2D(pool.output_shape, 4, 3)
    layers = [first, pool, BatchNorm2D(pool.output_shape), Tanh(), second, ReLU(), Flatten(second.output_shape)]
    network = Network([*layers, Linear(second.n_out, 10)], dtype="float64", seed=0)
    network.forward(IMAGES, training=True)
    return network


def slope(function, x, direction, step=1e-6):
    return (function(x + step * direction) - function(x - step * direction)) / (2 * step)


def test_units_are_the_numbers_behind_each_activation(network):
    outputs = inside.activations(network, IMAGES)
    assert [rows.shape for rows in outputs] == [(12, 5 * 5 * 3), (12, 3 * 3 * 4)]
    np.testing.assert_allclose(
        outputs[1] @ network.layers[-1].weight + network.layers[-1].bias, network.forward(IMAGES)
    )
    means = inside.class_means(outputs[1][:10], LABELS[:10])
    index, preferred = inside.selectivity(means)
    assert len(index) == len(preferred) == 36 and inside.dead_units(outputs[1]).shape == (36,)


def test_signals_go_through_it_and_leave_no_trace(network):
    before = network.gradient.copy()
    activations, gradients = trace_signals(network, IMAGES, LABELS)
    assert [rows.shape for rows in activations] == [rows.shape for rows in gradients] == [(12, 75), (12, 36)]
    np.testing.assert_array_equal(network.gradient, before)
    last = network.layers[-1]
    probabilities = network.predict_proba(IMAGES)
    probabilities[np.arange(12), LABELS] -= 1
    np.testing.assert_allclose(gradients[1], probabilities / 12 @ last.weight.T, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("depth", "unit"), [(1, 40), (2, 17), (None, 6)])
def test_the_gradient_reaches_the_pixels(network, depth, unit):
    image, direction = IMAGES[:1], RNG.standard_normal((1, 784))
    value, gradient = inside.input_gradient(network, image, unit, depth)
    assert np.abs(gradient).max() > 0
    measured = slope(lambda x: inside.input_gradient(network, x, unit, depth)[0][0], image, direction)
    assert measured == pytest.approx(float((gradient * direction).sum()), rel=1e-5, abs=1e-9)


def test_images_that_excite_and_that_flip_are_found(network):
    values, images = inside.most_exciting(network, np.array([2, 5]), 0, 1, steps=20)
    grey = network.forward(np.full((1, 784), 0.5))[0]
    assert (values > grey[[2, 5]]).all() and images.min() >= 0 and images.max() <= 1
    change = inside.smallest_change(network, IMAGES[0], 0, 1)
    assert network.predict((IMAGES[0] + change)[None]) != network.predict(IMAGES[:1])


def test_a_random_direction_has_each_filters_length(network):
    direction = network.views(random_direction(network, seed=0))
    for (number, name), own in network.views(network.parameters).items():
        if name == "weight":
            lengths = [
                np.linalg.norm(array.reshape(-1, array.shape[-1]), axis=0) for array in (direction[number, name], own)
            ]
            np.testing.assert_allclose(*lengths, rtol=1e-6)
    surface = inside.loss_surface(network, IMAGES, LABELS, *(random_direction(network, s) for s in (0, 1)), [0, 0.5])
    assert surface.shape == (2, 2) and np.isfinite(surface).all()


def test_occlusion_asks_it_for_every_place(network):
    places = inside.occlusion_map(network, IMAGES[0], 3, 0.0, patch=20)
    covered = inside.cover(IMAGES[0], 4, 7, 20, 0.0)
    assert places.shape == (9, 9)
    assert places[4, 7] == pytest.approx(network.predict_proba(covered[None])[0, 3])


@pytest.mark.parametrize("function", [inside.linear_layers, inside.product])
def test_what_multiplies_weights_out_refuses_it(network, function):
    with pytest.raises(ValueError, match="the layers are Conv2D, MaxPool2D, .* expected Linear, ReLU, …, Linear"):
        function(network)
    with pytest.raises(ValueError, match="the layers are Conv2D"):
        inside.effective_map(network, IMAGES[0])
