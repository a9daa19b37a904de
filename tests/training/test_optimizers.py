"""Optimisers: their steps by hand and beside PyTorch's, where other definitions differ, and bad settings refused."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp import SGD, Adam, AdamW, RMSprop, Trainer, build_mlp
from mlp.training.optimizers import Optimizer
from tests.requirements import require
from tests.training.training_samples import TRAIN

FACTORS = [1.0, 0.5, 0.5, 2.0, 0.1]  # on the learning rate, step by step
TWINS = {  # name: ours, and PyTorch's class with its settings
    "SGD": (lambda: SGD(0.03), "SGD", {"lr": 0.03}),
    "momentum": (lambda: SGD(0.03, momentum=0.9), "SGD", {"lr": 0.03, "momentum": 0.9}),
    "Nesterov": (
        lambda: SGD(0.03, momentum=0.8, nesterov=True),
        "SGD",
        {"lr": 0.03, "momentum": 0.8, "nesterov": True},
    ),
    "RMSprop": (lambda: RMSprop(0.03, decay=0.8), "RMSprop", {"lr": 0.03, "alpha": 0.8}),
    "RMSprop-large-epsilon": (lambda: RMSprop(0.03, epsilon=0.3), "RMSprop", {"lr": 0.03, "alpha": 0.9, "eps": 0.3}),
    "Adam": (lambda: Adam(0.03), "Adam", {"lr": 0.03}),
    "Adam-large-epsilon": (
        lambda: Adam(0.03, beta1=0.7, beta2=0.9, epsilon=0.3),
        "Adam",
        {"lr": 0.03, "betas": (0.7, 0.9), "eps": 0.3},
    ),
    "AdamW": (lambda: AdamW(0.03, weight_decay=0.2), "AdamW", {"lr": 0.03, "weight_decay": 0.2}),
}
ADAPTIVE = [lambda: RMSprop(0.1, epsilon=1e-12), lambda: Adam(0.1, epsilon=1e-12)]


def steps_of(optimizer, gradients, factors=None, start=0.0):
    """The positions of one parameter, a list, under a list of gradients."""
    parameters, positions = np.array([start]), []
    for gradient, factor in zip(gradients, factors or [1.0] * len(gradients), strict=True):
        optimizer.step(parameters, np.array([gradient]), factor)
        positions.append(float(parameters[0]))
    return positions


@pytest.mark.parametrize("factors", [[1.0] * 5, FACTORS], ids=["constant", "changing"])
@pytest.mark.parametrize("name", TWINS)
def test_five_steps_as_pytorch(name, factors):
    """float64, to 1e-12, with a learning rate that stays and with one that a schedule changes."""
    torch = require("torch", "optimisers compared with PyTorch's")
    ours, (make, theirs, settings) = np.array([0.5, -1.0, 2.0, 0.0]), TWINS[name]
    optimizer = make()
    tensor = torch.tensor(ours, requires_grad=True)
    twin = getattr(torch.optim, theirs)([tensor], **settings)
    for factor, gradient in zip(factors, np.random.default_rng(1).normal(size=(5, 4)), strict=True):
        before = ours.copy()
        optimizer.step(ours, gradient, factor)
        twin.param_groups[0]["lr"] = settings["lr"] * factor
        tensor.grad = torch.tensor(gradient)
        twin.step()
        np.testing.assert_allclose(ours, tensor.detach().numpy(), rtol=0, atol=1e-12)
        assert np.all(ours != before)


def test_plain_gradient_descent_by_hand():
    parameters = np.array([1.0, -2.0])
    SGD(learning_rate=0.5).step(parameters, np.array([2.0, 4.0]))
    np.testing.assert_array_equal(parameters, [0.0, -4.0])


def test_momentum_by_hand():
    """V = 1, then 0.5 + 1, then 0.75 + 1; each step moves by 0.1 V."""
    assert steps_of(SGD(0.1, momentum=0.5), [1.0] * 3) == pytest.approx([-0.1, -0.25, -0.425], abs=1e-15)


def test_nesterov_by_hand():
    """V = 1, then 1.5; the steps are 0.1 (1 + 0.5 · 1) and 0.1 (1 + 0.5 · 1.5)."""
    assert steps_of(SGD(0.1, momentum=0.5, nesterov=True), [1.0] * 2) == pytest.approx([-0.15, -0.325], abs=1e-15)


def test_rmsprop_by_hand():
    """decay 0.75: S = 16/4 = 4, then 3 + 16/4 = 7; the steps are 0.1 · 4 / (2 + 1) and 0.1 · 4 / (√7 + 1)."""
    got = steps_of(RMSprop(0.1, decay=0.75, epsilon=1.0), [4.0, 4.0])
    assert got == pytest.approx([-0.4 / 3, -0.4 / 3 - 0.4 / (7**0.5 + 1)], abs=1e-15)


def test_adam_by_hand():
    """Corrected, the first averages are G = 2 and G² = 4; then, with -2, the mean is (0.5 · 1 - 1) / 0.75 = -2/3."""
    got = steps_of(Adam(0.3, beta1=0.5, beta2=0.9, epsilon=1.0), [2.0, -2.0])
    assert got == pytest.approx([-0.3 * 2 / 3, -0.3 * 2 / 3 + 0.3 * (2 / 3) / 3], abs=1e-15)


def test_adamw_by_hand():
    """A gradient of 0 leaves the decay alone: 1 - 0.1 · 0.5 per step."""
    assert steps_of(AdamW(0.1, weight_decay=0.5), [0.0, 0.0], start=8.0) == pytest.approx([7.6, 7.22], abs=1e-14)


# Where definitions differ. Each other form is written here as its source has it.


def polyak(gradients, factors, rate, momentum):
    """V <- momentum V - rate G, P <- P + V: Polyak's, report 000's (4.1.2), Keras's, report 002's with two signs."""
    position, velocity, positions = 0.0, 0.0, []
    for gradient, factor in zip(gradients, factors, strict=True):
        velocity = momentum * velocity - rate * factor * gradient
        position += velocity
        positions.append(position)
    return positions


def test_polyaks_form_is_the_same_until_the_learning_rate_changes():
    gradients = [1.0, -0.5, 2.0, 0.25, 1.0]
    ours = steps_of(SGD(0.1, momentum=0.9), gradients)
    assert ours == pytest.approx(polyak(gradients, [1.0] * 5, 0.1, 0.9), abs=1e-15)


def test_a_changed_learning_rate_acts_on_the_whole_step_and_in_polyaks_form_on_new_gradients_only():
    """Two gradients of 1, then the rate is 0 for one step: ours stops at once, Polyak's rolls on by 0.5 · 0.15."""
    factors = [1.0, 1.0, 0.0]
    assert steps_of(SGD(0.1, momentum=0.5), [1.0] * 3, factors) == pytest.approx([-0.1, -0.25, -0.25], abs=1e-15)
    assert polyak([1.0] * 3, factors, 0.1, 0.5) == pytest.approx([-0.1, -0.25, -0.325], abs=1e-15)


def test_rmsprops_epsilon_outside_the_root_is_not_the_one_inside():
    """S = 0.01 · 4 = 0.04 and epsilon = 0.01: 0.2 + 0.01 here (PyTorch too), √0.05 inside (TensorFlow, Keras)."""
    (ours,) = steps_of(RMSprop(1.0, decay=0.99, epsilon=0.01), [2.0])
    assert ours == pytest.approx(-2 / 0.21, abs=1e-14) and abs(ours) > 2 / 0.05**0.5 + 0.5


def test_rmsprops_first_step_is_that_of_kerass_documentation():
    """Loss P²/2 at 10, learning rate 0.1: 9.683772, so small an epsilon does not show."""
    assert steps_of(RMSprop(0.1), [10.0], start=10.0) == pytest.approx([9.683772], abs=1e-6)


def test_adams_epsilon_belongs_to_the_corrected_root():
    """Algorithm 1 of the paper; the "epsilon hat" of its section 2 stands beside the root that is not corrected yet."""
    (ours,) = steps_of(Adam(1.0, epsilon=0.1), [1.0])
    root = 0.001**0.5
    assert ours == pytest.approx(-1 / (1 + 0.1), abs=1e-14)
    assert root / (root + 0.1) == pytest.approx(0.24, abs=0.001), "the same 0.1 as an epsilon hat: a quarter of ours"


@pytest.mark.parametrize("make", ADAPTIVE)
@given(st.floats(1e-3, 1e3), st.lists(st.floats(0.1, 10), min_size=1, max_size=6))
def test_the_adaptive_ones_do_not_mind_the_gradients_scale(make, scale, gradients):
    scaled = steps_of(make(), [scale * gradient for gradient in gradients])
    assert scaled == pytest.approx(steps_of(make(), gradients), rel=1e-6)


@given(st.floats(0.1, 0.95), st.lists(st.floats(-5, 5), min_size=1, max_size=10))
def test_the_velocity_is_the_weighted_sum_of_all_gradients(momentum, gradients):
    optimizer = SGD(0.1, momentum=momentum)
    steps_of(optimizer, gradients)
    weighted = sum(gradient * momentum**age for age, gradient in enumerate(reversed(gradients)))
    assert optimizer.state["velocity"][0] == pytest.approx(weighted, abs=1e-9)


def test_l2_fades_under_adam_where_gradients_are_large_and_adamws_decay_does_not():
    """Two parameters of 1 whose gradients average 0, one of size 10 and one of size 0.1, for 300 steps."""
    rng, decay = np.random.default_rng(0), 0.5
    noise = rng.choice([-1.0, 1.0], (300, 2)) * [10.0, 0.1]
    with_l2, decoupled, free = np.ones(2), np.ones(2), np.ones(2)
    optimizers = Adam(0.001), AdamW(0.001, weight_decay=decay), Adam(0.001)
    for gradient in noise:
        optimizers[0].step(with_l2, gradient + decay * with_l2)
        optimizers[1].step(decoupled, gradient)
        optimizers[2].step(free, gradient)
    lost_by_l2, lost_by_decay = free - with_l2, free - decoupled
    assert lost_by_l2[1] > 5 * lost_by_l2[0]
    assert lost_by_decay == pytest.approx([1 - (1 - 0.001 * decay) ** 300] * 2, rel=0.2)


@pytest.mark.parametrize("name", TWINS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_step_is_in_place_keeps_the_dtype_notes_its_update_and_leaves_the_gradient_alone(name, dtype):
    parameters, gradient = np.array([1.0, -2.0], dtype), np.array([0.5, 3.0], dtype)
    before, view, optimizer = parameters.copy(), parameters, TWINS[name][0]()
    optimizer.step(parameters, gradient, scale=0.5)
    assert parameters is view and gradient.tolist() == [0.5, 3.0] and optimizer.steps == 1
    assert {array.dtype for array in (parameters, *optimizer.state.values())} == {np.dtype(dtype)}
    np.testing.assert_array_equal(before - optimizer.state["update"], parameters)


def test_a_scale_of_0_moves_nothing_and_remembers():
    optimizer, parameters = Adam(), np.array([1.0])
    optimizer.step(parameters, np.array([3.0]), scale=0.0)
    assert parameters[0] == 1.0 and optimizer.state["mean"][0] == pytest.approx(0.3)


def test_repr_and_settings_are_what_it_was_made_with():
    optimizer = AdamW(0.01, weight_decay=0.1)
    optimizer.step(np.zeros(2), np.ones(2))
    assert repr(optimizer) == "AdamW(learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-08, weight_decay=0.1)"
    assert eval(repr(optimizer)).settings() == optimizer.settings()


@pytest.mark.parametrize("make, words", [
    (lambda: SGD(-0.1), "learning_rate is -0.1; expected a finite number of at least 0"),
    (lambda: SGD(float("inf")), "learning_rate is inf"),
    (lambda: SGD("fast"), "learning_rate is 'fast'; expected a number"),
    (lambda: SGD(momentum=1.0), "momentum is 1.0; expected a finite number of at least 0 and below 1"),
    (lambda: SGD(nesterov=True), "nesterov needs a momentum above 0, such as 0.9; it is 0"),
    (lambda: RMSprop(decay=1), "decay is 1"),
    (lambda: RMSprop(epsilon=0), "epsilon is 0; expected a finite number above 0"),
    (lambda: Adam(beta1=-1), "beta1 is -1"),
    (lambda: Adam(beta2=1.0), "beta2 is 1.0"),
    (lambda: Adam(epsilon=0), "epsilon is 0"),
    (lambda: AdamW(weight_decay=-0.1), "weight_decay is -0.1"),
])  # fmt: skip
def test_bad_settings_are_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()


REMEMBER = [name for name in TWINS if name != "SGD"]
OTHERS = {
    "of another size": np.zeros(4),
    "of the same size": np.zeros(3),
    "of another type": np.zeros(3, "float32"),
    "other rows of one array": None,
}


@pytest.mark.parametrize("others", OTHERS)
@pytest.mark.parametrize("name", REMEMBER)
def test_what_it_remembers_serves_one_vector(name, others):
    both, optimizer = np.zeros((2, 3)), TWINS[name][0]()
    optimizer.step(both[0], np.ones(3))
    other = both[1] if OTHERS[others] is None else OTHERS[others]
    state = {key: array.copy() for key, array in optimizer.state.items()}
    words = r"has stepped other parameters before, .* make a new one for each network: \w+\(learning_rate=0.03"
    with pytest.raises(ValueError, match=words):
        optimizer.step(other, np.ones(len(other), other.dtype))
    assert not other.any() and optimizer.steps == 1
    assert all(np.array_equal(array, optimizer.state[key]) for key, array in state.items())
    optimizer.step(both[0][:], np.ones(3))  # another view of the same memory
    assert optimizer.steps == 2


def test_a_vector_at_the_place_of_one_that_is_gone_is_another():
    optimizer, places = SGD(momentum=0.9), set()
    for _ in range(50):
        parameters = np.zeros(1000)
        places.add(parameters.__array_interface__["data"][0])
        if optimizer.steps:
            with pytest.raises(ValueError, match="make a new one"):
                optimizer.step(parameters, parameters)
        else:
            optimizer.step(parameters, parameters)
        del parameters
    assert len(places) < 50, "no place was used twice: this proves nothing"


def test_the_second_of_two_networks_does_not_start_with_the_firsts_moments():
    optimizer = SGD(0.05, momentum=0.9)
    for seed in (1, 2):
        trainer = Trainer(build_mlp([4, 8, 3], seed=seed), optimizer, batch_size=32, progress=False)
        before = trainer.network.parameters.copy()
        if seed == 1:
            trainer.fit(TRAIN, epochs=1)
    with pytest.raises(ValueError, match=r"what it remembers \(velocity\) belongs to them"):
        trainer.fit(TRAIN, epochs=1)
    np.testing.assert_array_equal(trainer.network.parameters, before)


def test_gradient_descent_that_remembers_nothing_serves_all():
    optimizer = SGD(0.5)
    for parameters in (np.zeros(5), np.zeros(3), np.zeros(3), np.zeros(3, "float32")):
        optimizer.step(parameters, np.ones(len(parameters)))
        assert parameters.tolist() == [-0.5] * len(parameters)
        assert optimizer.state["update"].dtype == parameters.dtype


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
@pytest.mark.parametrize("name", TWINS)
def test_a_copy_goes_on_with_a_copy_of_the_parameters(name, copied):
    optimizer, parameters, gradient = TWINS[name][0](), np.ones(3), np.array([1.0, -2.0, 0.5])
    optimizer.step(parameters, gradient)
    twin, other = copied(optimizer), parameters.copy()
    optimizer.step(parameters, gradient)
    twin.step(other, gradient)
    np.testing.assert_array_equal(other, parameters)
    if name != "SGD":
        with pytest.raises(ValueError, match="make a new one"):
            twin.step(parameters, gradient)


@pytest.mark.parametrize("velocity", [np.ones(4), np.ones(3, "float32")])
def test_what_is_restored_must_fit(velocity):
    optimizer, parameters = SGD(momentum=0.9), np.zeros(3)
    optimizer.restore(5, {"velocity": velocity})
    with pytest.raises(ValueError, match="has stepped other parameters before"):
        optimizer.step(parameters, np.ones(3))
    assert optimizer.steps == 5 and not parameters.any() and (velocity == 1).all()


class Signs(Optimizer):
    """An optimiser of one's own: every parameter steps as far, by the sign of the last two gradients' sum."""

    def work_out(self, update, parameters, gradient, rate):
        last = self._remembered("last", parameters)
        np.multiply(rate, np.sign(gradient + last), out=update)
        last[:] = gradient


def test_one_of_ones_own_writes_what_a_step_takes_off():
    parameters, optimizer = np.zeros(2), Signs(0.5)
    for _ in range(3):
        optimizer.step(parameters, np.array([3.0, -0.1]), 0.1)
    assert parameters == pytest.approx([-0.15, 0.15]) and optimizer.steps == 3
    with pytest.raises(NotImplementedError, match="Optimizer does not say what a step is"):
        Optimizer(0.1).step(parameters, parameters)
