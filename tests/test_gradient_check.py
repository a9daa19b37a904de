"""The gradient check: right gradients pass, planted errors are caught, PyTorch agrees."""

import numpy as np
import pytest

from mlp import Network, build_mlp, check_gradients
from mlp.gradient_check import check_layer
from mlp.layers import BatchNorm, Dropout, LeakyReLU, Linear, ReLU, Sigmoid, Tanh
from mlp.losses import SoftmaxCrossEntropy
from tests.requirements import require

RNG = np.random.default_rng(0)
IMAGES, LABELS = RNG.normal(size=(16, 20)), RNG.integers(0, 5, 16)
ACTIVATIONS = ["relu", "leaky_relu", "tanh", "sigmoid"]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("seed", range(5))
def test_every_parameter_of_a_right_network(activation, seed):
    network = build_mlp([20, 15, 10, 5], activation=activation, dtype="float64", seed=seed)
    report = check_gradients(network, IMAGES, LABELS, samples=None)
    assert len(report.rows) == len(network.parameters) == 530
    assert report.max_relative_error < 1e-7


class WithoutMean(SoftmaxCrossEntropy):
    """A planted error: the loss is a mean, its gradient a sum."""

    def backward(self):
        return super().backward() * len(self.rows)


class Untransposed(Linear):
    """A planted error: a square weight goes into dX as it is, where its transpose belongs."""

    def backward(self, d_output):
        super().backward(d_output)
        return d_output @ self.weight


class MasksTheGradient(ReLU):
    """A planted error, report 000's equation 3.2.2: the mask is taken from dY instead of from X."""

    def backward(self, d_output):
        return np.maximum(d_output, 0)


class WithoutShift(SoftmaxCrossEntropy):
    """A planted error: exp of the scores as they are."""

    def forward(self, logits, labels):
        self.rows, self.labels = np.arange(len(labels)), labels
        self.exponentials = np.exp(logits)
        self.totals = self.exponentials.sum(axis=1, keepdims=True)
        return float(-np.log(self.exponentials[self.rows, labels] / self.totals[:, 0]).mean())


def test_a_missing_mean_is_caught():
    network = build_mlp([20, 15, 10, 5], dtype="float64")
    network.loss = WithoutMean()
    assert check_gradients(network, IMAGES, LABELS).max_relative_error > 0.9


def test_a_missing_transpose_is_caught():
    network = Network([Linear(20, 10), ReLU(), Untransposed(10, 10), ReLU(), Linear(10, 5)], dtype="float64")
    report = check_gradients(network, IMAGES, LABELS, samples=None)
    wrong = {row.parameter.split(" weight")[0].split(" bias")[0] for row in report.rows if row.relative_error > 1e-3}
    assert wrong == {"layer 0 Linear"}, "only what lies below the wrong layer is wrong"


def test_the_relu_of_report_000_is_caught():
    network = Network([Linear(20, 15), MasksTheGradient(), Linear(15, 5)], dtype="float64")
    assert check_gradients(network, IMAGES, LABELS).max_relative_error > 0.1


def test_a_softmax_without_the_shift_is_caught_on_large_logits():
    network = build_mlp([20, 15, 10, 5], dtype="float64")
    network.loss, network.layers[-1].weight[...] = WithoutShift(), network.layers[-1].weight * 1000
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="the loss of this batch is nan"):
        check_gradients(network, IMAGES, LABELS)


def test_a_kink_is_seen_and_reported():
    """The input of the ReLU is 1e-4 from its kink: the first step straddles it, a smaller one does not."""
    network = Network([Linear(1, 1), ReLU(), Linear(1, 2)], dtype="float64")
    network.parameters[:] = [1.0, 1e-4, 1.0, -1.0, 0.0, 0.0]
    report = check_gradients(network, np.zeros((1, 1)), np.array([0]), samples=None)
    row = next(row for row in report.rows if row.parameter == "layer 0 Linear bias[0]")
    assert row.kink and row.step == pytest.approx(1e-5) and row.relative_error < 1e-7
    assert [other.kink for other in report.rows].count(True) == 1
    assert "1 near a kink" in repr(report)


def test_the_network_is_left_as_it_was_and_float32_is_checked_in_float64():
    network = build_mlp([20, 15, 5])
    before = network.parameters.copy()
    assert check_gradients(network, IMAGES, LABELS, samples=50).max_relative_error < 1e-7
    np.testing.assert_array_equal(network.parameters, before)
    assert not network.gradient.any() and not any(layer.frozen for layer in network.layers)


def test_the_seed_draws_the_parameters_and_the_table_starts_with_the_worst():
    network = build_mlp([20, 15, 5])
    names = [
        [row.parameter for row in check_gradients(network, IMAGES, LABELS, samples=9, seed=s).rows] for s in (1, 1, 2)
    ]
    assert names[0] == names[1] != names[2] and len(set(names[0])) == 9
    errors = check_gradients(network, IMAGES, LABELS, samples=9).table()["relative_error"]
    assert list(errors) == sorted(errors, reverse=True)


@pytest.mark.parametrize("settings, words", [
    ({"samples": 0}, "samples is 0"),
    ({"step": 0}, "step is 0; expected a finite number above 0"),
    ({"seed": "a"}, "seed is 'a'"),
])  # fmt: skip
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        check_gradients(build_mlp([20, 5]), IMAGES, LABELS, **settings)


@pytest.mark.parametrize(
    "layer",
    [Linear(5, 4), ReLU(), LeakyReLU(0.2), Tanh(), Sigmoid(), Dropout(0.3), BatchNorm(5)],
    ids=lambda layer: type(layer).__name__,
)
def test_each_layer_by_itself(layer):
    x = np.random.default_rng(1).normal(size=(6, 5))
    before = x.copy()
    report = check_layer(layer, x)
    assert len(report.rows) == x.size + layer.size and report.max_relative_error < 1e-7
    assert list(report.summary().index) == ["x", *layer.shapes]
    assert report.summary()["checked"].sum() == len(report.rows)
    np.testing.assert_array_equal(x, before)
    assert not layer.frozen


def test_a_wrong_layer_is_caught_by_itself():
    x = np.random.default_rng(1).normal(size=(6, 10))
    summary = check_layer(Untransposed(10, 10), x).summary()["max_relative_error"]
    assert summary["x"] > 0.1 and summary[["weight", "bias"]].max() < 1e-7
    assert check_layer(MasksTheGradient(), x).max_relative_error > 0.9


@pytest.mark.parametrize("seed", range(12))
def test_gradients_agree_with_pytorch(seed):
    torch = require("torch", "gradients compared with PyTorch's autograd")
    rng = np.random.default_rng(seed)
    sizes = [int(size) for size in rng.integers(2, 40, rng.integers(2, 6))]
    activations = [ACTIVATIONS[i] for i in rng.integers(0, 4, len(sizes) - 2)]
    network = build_mlp(sizes, activation=activations, dtype="float64", seed=seed)
    images, labels = rng.normal(size=(9, sizes[0])), rng.integers(0, sizes[-1], 9)
    loss = network.loss_and_gradient(images, labels)
    theirs = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
              "leaky_relu": lambda x: torch.nn.functional.leaky_relu(x, 0.01)}  # fmt: skip
    parameters = torch.tensor(network.parameters, requires_grad=True)
    x, start = torch.tensor(images), 0
    for i, (n_in, n_out) in enumerate(zip(sizes, sizes[1:])):
        weight = parameters[start : start + n_in * n_out].reshape(n_in, n_out)
        x = x @ weight + parameters[start + n_in * n_out : start + n_in * n_out + n_out]
        x = theirs[activations[i]](x) if i < len(activations) else x
        start += n_in * n_out + n_out
    expected = torch.nn.functional.cross_entropy(x, torch.tensor(labels))
    expected.backward()
    assert loss == pytest.approx(expected.item(), abs=1e-10)
    np.testing.assert_allclose(network.gradient, parameters.grad.numpy(), rtol=0, atol=1e-10)


def test_the_first_layer_of_a_network_is_checked_with_its_input():
    """A network tells its first layer to leave dX out; the check asks for it all the same, of a copy."""
    layer = build_mlp([5, 4, 3]).layers[0]
    report = check_layer(layer, np.random.default_rng(1).normal(size=(6, 5)))
    assert list(report.summary().index) == ["x", "weight", "bias"] and report.max_relative_error < 1e-7
    assert not layer.needs_d_input
