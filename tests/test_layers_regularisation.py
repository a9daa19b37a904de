"""Dropout and batch normalisation: gradients against differences, and what each does outside training."""

import numpy as np
import pytest

from mlp import Network, build_mlp, check_gradients
from mlp.gradient_check import check_layer
from mlp.layers import BatchNorm, Dropout, Linear, ReLU, Sigmoid, Tanh

RNG = np.random.default_rng(0)
X = 2 + 3 * RNG.standard_normal((9, 5))
LABELS = RNG.integers(0, 3, 9)


@pytest.mark.parametrize("layer", [Dropout(0.0), Dropout(0.3), Dropout(0.9), BatchNorm(5), BatchNorm(5, epsilon=0.5)])
@pytest.mark.parametrize("n", [2, 9])
def test_the_backward_pass_is_the_derivative(layer, n):
    report = check_layer(layer, X[:n])
    assert len(report.rows) == 5 * n + layer.size and report.max_relative_error < 1e-6


@pytest.mark.parametrize("layers", [
    [Linear(5, 6), Dropout(0.4), Linear(6, 3)],
    [Linear(5, 6), BatchNorm(6), Tanh(), Linear(6, 3)],
    [Linear(5, 6), BatchNorm(6), Sigmoid(), Dropout(0.5), Linear(6, 4), BatchNorm(4), ReLU(), Linear(4, 3)],
    [Dropout(0.2), Linear(5, 6), ReLU(), BatchNorm(6), Linear(6, 3)],
    [BatchNorm(5), Linear(5, 3)],
], ids=lambda layers: " ".join(type(layer).__name__ for layer in layers))  # fmt: skip
def test_so_it_is_inside_a_whole_network(layers):
    report = check_gradients(Network(layers, dtype="float64", seed=1), X, LABELS, samples=None)
    assert len(report.rows) == sum(layer.size for layer in layers) and report.max_relative_error < 1e-6


def test_the_gradient_check_would_see_another_mask_and_a_missing_path():
    """It lets a layer draw the same mask again; without the paths through mean and variance it is far off."""

    class Straight(BatchNorm):
        def backward(self, d_output):
            super().backward(d_output)
            return d_output * self.gamma * self.inverse_deviation

    class Restless(Dropout):
        def forward(self, x, training=False):
            self.rng = np.random.default_rng()  # of which nobody knows where it stands
            return super().forward(x, training)

    assert check_layer(Straight(5), X).max_relative_error > 0.01
    assert check_layer(Restless(0.5), X).max_relative_error > 0.01


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dropout_outside_training_is_the_identity_and_draws_nothing(dtype):
    layer, x = Dropout(0.5), X.astype(dtype)
    before = layer.rng.bit_generator.state
    assert layer.forward(x) is x and layer.backward(x) is x
    assert layer.rng.bit_generator.state == before


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_dropout_in_training_keeps_the_mean_and_widens_the_variance(rate, dtype):
    layer, x = Dropout(rate), np.full((400, 500), 3, dtype)
    y = layer.forward(x, training=True)
    assert y.dtype == dtype and (y == 0).mean() == pytest.approx(rate, abs=0.01)
    assert y[y != 0] == pytest.approx(3 / (1 - rate))
    assert y.mean() == pytest.approx(3, rel=0.02)
    assert y.var() == pytest.approx(3**2 * rate / (1 - rate), rel=0.05)  # x² r / (1 - r)
    np.testing.assert_array_equal(layer.backward(x), y)  # the same mask, the same factor


def test_dropout_draws_a_new_mask_each_time():
    layer = Dropout(0.5)
    first, second = (layer.forward(X, training=True) for _ in range(2))
    assert not np.array_equal(first == 0, second == 0)


def test_batch_norm_in_training_by_hand():
    layer = BatchNorm(2, epsilon=1e-12)
    layer.gamma[...], layer.beta[...] = [2, 1], [0, 10]
    y = layer.forward(np.array([[0.0, 1], [4, 2], [8, 3]]), training=True)  # variances 32/3 and 2/3
    np.testing.assert_allclose(y, [[-(6**0.5), 10 - 1.5**0.5], [0, 10], [6**0.5, 10 + 1.5**0.5]], atol=1e-9)
    np.testing.assert_allclose(layer.state["running_mean"], [0.4, 0.2])  # 0.9 · 0 + 0.1 · mean
    np.testing.assert_allclose(layer.state["running_variance"], [0.9 + 3.2 / 3, 0.9 + 0.2 / 3])


def test_batch_norm_gradients_sum_to_zero_and_ignore_the_scale_of_its_input():
    """X̂ does not change when X is shifted or stretched, so no gradient leads that way."""
    layer, d_output = BatchNorm(5), RNG.standard_normal(X.shape)
    layer.forward(X, training=True)
    d_x = layer.backward(d_output).copy()
    np.testing.assert_allclose(d_x.sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose((d_x * X).sum(axis=0), 0, atol=1e-4)  # not 0 exactly, for epsilon's sake
    layer.forward(10 * X + 7, training=True)
    np.testing.assert_allclose(layer.backward(d_output), d_x / 10, rtol=1e-4, atol=1e-7)


def trained():
    layer = BatchNorm(5)
    layer.gamma[...], layer.beta[...] = RNG.standard_normal((2, 5))
    for _ in range(10):
        layer.forward(X + RNG.standard_normal(X.shape), training=True)
    return layer


def test_batch_norm_outside_training_uses_the_running_averages_and_changes_nothing():
    layer = trained()
    kept = {name: array.copy() for name, array in layer.state.items()}
    y = layer.forward(X)
    mean, variance = kept["running_mean"], kept["running_variance"]
    np.testing.assert_allclose(y, layer.gamma * (X - mean) / np.sqrt(variance + 1e-5) + layer.beta, rtol=1e-12)
    for name, array in kept.items():
        np.testing.assert_array_equal(layer.state[name], array)
    for i in range(len(X)):  # an image's output does not depend on its company
        np.testing.assert_allclose(layer.forward(X[i : i + 1]), y[i : i + 1], rtol=1e-12)


def test_batch_norm_outside_training_has_the_gradient_of_a_fixed_straight_line():
    layer, d_output = trained(), RNG.standard_normal(X.shape)
    layer.forward(X)
    deviation = np.sqrt(layer.state["running_variance"] + layer.epsilon)
    np.testing.assert_allclose(layer.backward(d_output), d_output * layer.gamma / deviation, rtol=1e-12)
    x_hat = (X - layer.state["running_mean"]) / deviation
    np.testing.assert_allclose(layer.d_gamma, (d_output * x_hat).sum(axis=0))
    np.testing.assert_allclose(layer.d_beta, d_output.sum(axis=0))


def test_a_gradient_check_leaves_running_averages_and_generators_where_they_were():
    network = Network([Linear(5, 6), BatchNorm(6), Dropout(0.5), Linear(6, 3)], seed=1)
    kept, place = network.snapshot(), network.generators()[0].bit_generator.state
    check_gradients(network, X, LABELS, samples=20)
    check_layer(network.layers[1], RNG.standard_normal((4, 6)))
    assert all(np.array_equal(array, kept[name]) for name, array in network.snapshot().items())
    assert network.generators()[0].bit_generator.state == place


def test_a_batch_of_one_image_works_in_both_modes():
    """In training it is its own mean, so beta comes out, and no gradient goes back."""
    layer = BatchNorm(5)
    layer.beta[...] = 3
    np.testing.assert_array_equal(layer.forward(X[:1], training=True), np.full((1, 5), 3))
    np.testing.assert_array_equal(layer.backward(np.ones((1, 5))), np.zeros((1, 5)))
    assert np.isfinite(layer.forward(X[:1])).all()


@pytest.mark.parametrize("settings", [{"dropout": 0.5}, {"batch_norm": True}, {"dropout": 0.3, "batch_norm": True}])
def test_prediction_leaves_no_trace_in_the_network(settings):
    network = build_mlp([5, 8, 3], seed=2, **settings)
    images = X.astype("float32")
    network.loss_and_gradient(images, LABELS)
    kept = network.snapshot()
    one, two = network.predict_proba(images), network.predict_proba(images)
    np.testing.assert_array_equal(one, two)
    np.testing.assert_allclose(network.predict_proba(images[:1]), one[:1], rtol=1e-5)
    assert all(np.array_equal(array, kept[name]) for name, array in network.snapshot().items())


@pytest.mark.parametrize("rate", [1, 1.0, -0.1, "half", None, float("nan"), True])
def test_a_wrong_rate_is_refused(rate):
    with pytest.raises(ValueError, match="rate is"):
        Dropout(rate)


@pytest.mark.parametrize("settings", [{"momentum": 1}, {"momentum": -0.1}, {"epsilon": 0}, {"epsilon": -1}])
def test_wrong_settings_of_batch_norm_are_refused(settings):
    with pytest.raises(ValueError, match=f"{next(iter(settings))} is"):
        BatchNorm(5, **settings)
