"""SGD: its first steps by hand, in place, and bad settings refused."""

import numpy as np
import pytest

from mlp import SGD, Adam, RMSprop
from tests.requirements import require


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


@pytest.mark.parametrize("optimizer", [RMSprop(0.1, decay=0.75), Adam(0.1)], ids=["RMSprop", "Adam"])
def test_the_first_step_by_hand(optimizer):
    """RMSprop's first S is G²/4, so it moves by 2 · 0.1; Adam's corrected averages are G and G², so it moves by 0.1."""
    parameters = np.array([1.0, 1.0])
    optimizer.step(parameters, np.array([3.0, -5.0]))
    moved = 0.2 if isinstance(optimizer, RMSprop) else 0.1
    np.testing.assert_allclose(parameters, [1 - moved, 1 + moved], rtol=1e-7)


@pytest.mark.parametrize("name", ["SGD", "RMSprop", "Adam"])
def test_twenty_steps_as_pytorch(name):
    torch = require("torch", "optimisers compared with PyTorch's")
    ours, theirs = {
        "SGD": (SGD(0.03, momentum=0.9), lambda p: torch.optim.SGD(p, lr=0.03, momentum=0.9)),
        "RMSprop": (RMSprop(0.03, decay=0.9), lambda p: torch.optim.RMSprop(p, lr=0.03, alpha=0.9)),
        "Adam": (Adam(0.03), lambda p: torch.optim.Adam(p, lr=0.03)),
    }[name]
    rng = np.random.default_rng(0)
    parameters = rng.normal(size=50)
    tensor = torch.tensor(parameters, requires_grad=True)
    optimizer = theirs([tensor])
    for _ in range(20):
        gradient = rng.normal(size=50)
        ours.step(parameters, gradient)
        tensor.grad = torch.tensor(gradient)
        optimizer.step()
        np.testing.assert_allclose(parameters, tensor.detach().numpy(), rtol=0, atol=1e-12)


@pytest.mark.parametrize("make", [lambda: RMSprop(decay=1), lambda: Adam(beta1=-1), lambda: Adam(epsilon=0)])
def test_bad_settings_of_the_adaptive_ones_are_refused(make):
    with pytest.raises(ValueError, match="decay is 1|beta1 is -1|epsilon is 0"):
        make()
