"""SGD: its first steps by hand, in place, and bad settings refused."""

import numpy as np
import pytest

from mlp import SGD


def test_plain_gradient_descent_by_hand():
    parameters = np.array([1.0, -2.0])
    SGD(learning_rate=0.5).step(parameters, np.array([2.0, 4.0]))
    np.testing.assert_array_equal(parameters, [0.0, -4.0])


def test_momentum_by_hand():
    """V = 1, then 0.5 + 1, then 0.75 + 1; each step moves by 0.1 V."""
    parameters, optimizer = np.array([0.0]), SGD(learning_rate=0.1, momentum=0.5)
    positions = []
    for _ in range(3):
        optimizer.step(parameters, np.array([1.0]))
        positions.append(parameters[0])
    np.testing.assert_allclose(positions, [-0.1, -0.25, -0.425])


def test_scale_multiplies_the_learning_rate_and_the_gradient_is_left_alone():
    parameters, gradient = np.array([1.0]), np.array([1.0])
    SGD(learning_rate=1.0, momentum=0.9).step(parameters, gradient, scale=0.25)
    assert (parameters[0], gradient[0]) == (0.75, 1.0)


@pytest.mark.parametrize("settings, words", [
    ({"learning_rate": -0.1}, "learning_rate is -0.1; expected a finite number of at least 0"),
    ({"learning_rate": float("inf")}, "learning_rate is inf"),
    ({"learning_rate": "fast"}, "learning_rate is 'fast'; expected a number"),
    ({"momentum": 1.0}, "momentum is 1.0; expected a finite number of at least 0 and below 1"),
])  # fmt: skip
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        SGD(**settings)


def test_one_optimizer_serves_one_network():
    optimizer = SGD(learning_rate=0.1)
    optimizer.step(np.zeros(3), np.ones(3))
    with pytest.raises(ValueError, match="make a new optimiser for each network"):
        optimizer.step(np.zeros(4), np.ones(4))
