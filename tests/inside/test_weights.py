"""The weights multiplied out, with and without the ReLUs of one image."""

import numpy as np
import pytest

from mlp.inside.weights import effective_map, linear_layers, product
from mlp.network import build_mlp

RNG = np.random.default_rng(0)


def network_with_biases():
    network = build_mlp([12, 9, 7, 4], dtype="float64", seed=2)
    for layer in linear_layers(network):
        layer.bias[:] = RNG.normal(size=layer.n_out)
    return network


def test_the_product_leaves_out_relus_and_biases():
    network = network_with_biases()
    first, second, third = linear_layers(network)
    np.testing.assert_allclose(product(network), first.weight @ second.weight @ third.weight)


def test_the_effective_map_gives_the_scores_of_its_image_and_of_those_near():
    network = network_with_biases()
    for image in RNG.normal(size=(5, 12)):
        weight, bias = effective_map(network, image)
        near = image + 1e-6 * RNG.normal(size=12)
        np.testing.assert_allclose(image @ weight + bias, network.forward(image[None])[0], rtol=1e-12)
        np.testing.assert_allclose(near @ weight + bias, network.forward(near[None])[0], rtol=1e-12)


@pytest.mark.parametrize("other", [{"activation": "tanh"}, {"dropout": 0.1}, {"batch_norm": True}])
def test_other_networks_are_refused(other):
    with pytest.raises(ValueError, match="expected Linear, ReLU"):
        product(build_mlp([12, 9, 4], **other))


def test_another_image_is_refused():
    with pytest.raises(ValueError, match="expects 12"):
        effective_map(network_with_biases(), np.zeros(11))
