"""What the hidden units do, by hand on a few numbers and on a trained network."""

import numpy as np
import pytest

from mlp.inside.units import activations, class_means, dead_units, firing_rate, selectivity
from mlp.network import build_mlp

OUTPUTS = np.array([[0.0, 2.0, 0.0], [0.0, 4.0, 3.0], [0.0, 0.0, 3.0]])  # three images, three units


def test_activations_are_what_goes_into_the_next_layer():
    network = build_mlp([6, 5, 4, 3], batch_norm=True, dropout=0.5, dtype="float64", seed=1)
    images = np.random.default_rng(0).normal(size=(7, 6))
    first, second = activations(network, images)
    assert first.shape == (7, 5) and second.shape == (7, 4)
    assert first.min() == second.min() == 0
    last = network.layers[-1]
    np.testing.assert_array_equal(second @ last.weight + last.bias, network.forward(images))


def test_activations_refuse_other_images():
    with pytest.raises(ValueError, match="expects 6"):
        activations(build_mlp([6, 5, 3]), np.zeros((2, 7)))


def test_rates_and_dead_units_by_hand():
    assert firing_rate(OUTPUTS).tolist() == pytest.approx([0, 2 / 3, 2 / 3])
    assert dead_units(OUTPUTS).tolist() == [True, False, False]


def test_class_means_by_hand():
    means = class_means(OUTPUTS, np.array([0, 0, 1]), classes=2)
    assert means.tolist() == [[0, 3, 1.5], [0, 0, 3]]
    with pytest.raises(ValueError, match="no image is of class 1"):
        class_means(OUTPUTS, np.array([0, 0, 2]), classes=3)


def test_selectivity_is_0_for_none_and_1_for_one_class():
    index, preferred = selectivity(np.array([[0, 3, 1.0, 2.0], [0, 0, 3.0, 2.0], [0, 0, 2.0, 2.0]]))
    assert index.tolist() == pytest.approx([0, 1, (3 - 1.5) / 4.5, 0])
    assert preferred[1:3].tolist() == [0, 1]
