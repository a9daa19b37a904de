"""The loss around the parameters: directions as long as the weights, and losses that leave the network alone."""

import numpy as np
import pytest

from mlp.inside.landscape import loss_surface, losses_along, random_direction
from mlp.network import build_mlp

RNG = np.random.default_rng(0)
NETWORK = build_mlp([10, 8, 4], dtype="float64", seed=1)
IMAGES, LABELS = RNG.normal(size=(20, 10)), RNG.integers(0, 4, 20)


def test_a_direction_is_as_long_as_the_weights_of_each_unit_and_moves_no_bias():
    own, direction = (NETWORK.views(vector) for vector in (NETWORK.parameters, random_direction(NETWORK, seed=3)))
    for key, part in direction.items():
        if key[1] == "weight":
            np.testing.assert_allclose(np.linalg.norm(part, axis=0), np.linalg.norm(own[key], axis=0))
        else:
            assert (part == 0).all()
    assert (random_direction(NETWORK, 3) == random_direction(NETWORK, 3)).all()
    assert (random_direction(NETWORK, 3) != random_direction(NETWORK, 4)).any()


def test_the_surface_holds_the_losses_of_moved_networks():
    first, second, steps = random_direction(NETWORK, 0), random_direction(NETWORK, 1), np.array([-1, 0, 0.5])
    before = NETWORK.parameters.copy()
    surface = loss_surface(NETWORK, IMAGES, LABELS, first, second, steps)
    assert (NETWORK.parameters == before).all() and surface.shape == (3, 3)
    moved = NETWORK.copy()
    moved.parameters += 0.5 * first - second
    assert surface[0, 2] == pytest.approx(moved.loss_and_gradient(IMAGES, LABELS))
    assert surface[1, 1] == pytest.approx(NETWORK.copy().loss_and_gradient(IMAGES, LABELS))


def test_along_the_gradient_the_loss_rises():
    twin = NETWORK.copy()
    twin.loss_and_gradient(IMAGES, LABELS)
    back, here, on = losses_along(NETWORK, IMAGES, LABELS, [-0.01 * twin.gradient, 0, 0.01 * twin.gradient])
    assert back < here < on


def test_other_labels_are_refused():
    with pytest.raises(ValueError, match="labels hold 9"):
        losses_along(NETWORK, IMAGES, np.full(20, 9), [0])
