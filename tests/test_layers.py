"""The layers: values worked out by hand, gradients against differences, and the protocol a learner's layer follows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlp import SGD, Network, build_mlp, check_gradients
from mlp.layers import BatchNorm, Dropout, Layer, LeakyReLU, Linear, ReLU, Sigmoid, Tanh

ACTIVATIONS = [ReLU(), LeakyReLU(), LeakyReLU(0.3), Tanh(), Sigmoid()]


def names(layer):
    return type(layer).__name__


def test_linear_forward_and_backward_by_hand():
    layer = Linear(2, 3)
    layer.weight[...] = [[1, 2, 3], [4, 5, 6]]
    layer.bias[...] = [10, 20, 30]
    x = np.array([[1.0, 0.0], [0.0, 2.0]])
    np.testing.assert_array_equal(layer.forward(x), [[11, 22, 33], [18, 30, 42]])
    d_x = layer.backward(np.array([[1.0, 0, 0], [0, 1, 1]]))
    np.testing.assert_array_equal(d_x, [[1, 4], [5, 11]])
    np.testing.assert_array_equal(layer.d_weight, [[1, 0, 0], [0, 2, 2]])
    np.testing.assert_array_equal(layer.d_bias, [1, 1, 1])


@pytest.mark.parametrize("layer, y, slope", [
    (ReLU(), [0, 0, 2], [0, 0, 1]),
    (LeakyReLU(0.1), [-0.1, 0, 2], [0.1, 0.1, 1]),
    (Tanh(), np.tanh([-1, 0, 2]), 1 - np.tanh([-1, 0, 2]) ** 2),
    (Sigmoid(), [0.26894142, 0.5, 0.88079708], [0.19661193, 0.25, 0.10499359]),
], ids=names)  # fmt: skip
def test_activations_by_hand(layer, y, slope):
    x = np.array([[-1.0, 0.0, 2.0]])
    np.testing.assert_allclose(layer.forward(x)[0], y, atol=1e-8)
    np.testing.assert_allclose(layer.backward(np.full_like(x, 3.0))[0], 3 * np.asarray(slope), atol=1e-7)


@pytest.mark.parametrize("layer", ACTIVATIONS, ids=names)
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_activations_keep_shape_dtype_and_their_input(layer, training, dtype):
    network = Network([Linear(4, 5), layer, Linear(5, 3)], dtype=dtype)
    x = np.random.default_rng(0).normal(size=(7, 5)).astype(dtype)
    before, d_output = x.copy(), np.ones_like(x)
    y = layer.forward(x, training)
    d_x = layer.backward(d_output)
    assert (y.dtype, d_x.dtype) == (dtype, dtype) and y.shape == d_x.shape == x.shape
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(d_output, 1)
    assert network.layers[1] is layer


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=20))
def test_sigmoid_and_tanh_stay_in_range_for_any_input(values):
    x = np.array([values])
    with np.errstate(all="raise", under="ignore"):
        assert np.all((Sigmoid().forward(x) >= 0) & (Sigmoid().forward(x) <= 1))
        assert np.all(np.abs(Tanh().forward(x)) <= 1)


def test_forward_outside_training_does_not_overwrite_an_earlier_result():
    layer = Network([Linear(3, 2)]).layers[0]
    first = layer.forward(np.ones((4, 3), "float32"))
    kept = first.copy()
    layer.forward(np.zeros((4, 3), "float32"))
    np.testing.assert_array_equal(first, kept)


class OwnLinear(Layer):
    """As a learner writes it: new arrays instead of filling the views."""

    def __init__(self, n_in, n_out):
        self.shapes = {"weight": (n_in, n_out), "bias": (n_out,)}

    def forward(self, x, training=False):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, d_output):
        self.d_weight = self.x.T @ d_output
        self.d_bias = d_output.sum(axis=0)
        return d_output @ self.weight.T


class TransposedGradient(OwnLinear):
    def backward(self, d_output):
        d_x = super().backward(d_output)
        self.d_weight = self.d_weight.T
        return d_x


def test_a_layer_of_your_own_trains_like_ours():
    rng = np.random.default_rng(0)
    images, labels = rng.normal(size=(32, 6)), rng.integers(0, 3, 32)
    ours = Network([Linear(6, 5), ReLU(), Linear(5, 3)], dtype="float64", seed=4)
    own = Network([OwnLinear(6, 5), ReLU(), OwnLinear(5, 3)], dtype="float64", seed=4)
    for network in (ours, own):
        optimizer = SGD(learning_rate=0.1, momentum=0.9)
        for _ in range(5):
            network.loss_and_gradient(images, labels)
            optimizer.step(network.parameters, network.gradient)
    np.testing.assert_allclose(own.parameters, ours.parameters, rtol=0, atol=1e-14)
    assert check_gradients(own, images, labels, samples=None).max_relative_error < 1e-7


def test_a_gradient_of_the_wrong_shape_is_named():
    network = Network([TransposedGradient(4, 3)])
    words = r"TransposedGradient.d_weight is set to an array of shape \(3, 4\); expected \(4, 3\)"
    with pytest.raises(ValueError, match=words):
        network.loss_and_gradient(np.ones((2, 4)), np.array([0, 1]))


@pytest.mark.parametrize("make, words", [
    (lambda: Linear(0, 3), "n_in is 0; expected a whole number, 1 or more"),
    (lambda: Linear(3, 2.5), "n_out is 2.5"),
    (lambda: LeakyReLU(1), "slope is 1"),
    (lambda: LeakyReLU(-0.1), "slope is -0.1"),
    (lambda: Dropout(1.0), "rate is 1.0"),
    (lambda: BatchNorm(0), "units is 0"),
])  # fmt: skip
def test_bad_sizes_and_slopes_are_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_dropout_and_batch_norm_pass_the_gradient_check_in_training(activation):
    """The mask is drawn once and kept; mean and variance are the batch's."""
    rng = np.random.default_rng(0)
    network = build_mlp([6, 8, 7, 3], activation, dropout=[0.5, 0.2], batch_norm=True, dtype="float64", seed=1)
    report = check_gradients(network, rng.normal(size=(12, 6)), rng.integers(0, 3, 12), samples=None)
    assert len(report.rows) == len(network.parameters) and report.max_relative_error < 1e-6


def test_dropout_keeps_the_expected_value_and_does_nothing_outside_training():
    layer, x = Dropout(0.25), np.ones((200, 300))
    y = layer.forward(x, training=True)
    assert set(np.unique(y)) == {0, 1 / 0.75} and y.mean() == pytest.approx(1, abs=0.01)
    np.testing.assert_array_equal(layer.backward(x), y)
    np.testing.assert_array_equal(layer.forward(x), x)
    np.testing.assert_array_equal(layer.backward(x), x)


def test_batch_norm_normalises_and_its_running_averages_arrive():
    layer, rng = BatchNorm(4), np.random.default_rng(0)
    for _ in range(200):
        y = layer.forward(5 + 3 * rng.normal(size=(500, 4)), training=True)
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(y.std(axis=0), 1, atol=1e-5)
    np.testing.assert_allclose(layer.state["running_mean"], 5, atol=0.2)
    np.testing.assert_allclose(layer.state["running_variance"], 9, atol=0.5)
    np.testing.assert_allclose(layer.forward(np.full((2, 4), 5.0)), 0, atol=0.1)


def test_two_networks_of_one_seed_drop_the_same_units():
    images, labels = np.ones((8, 5)), np.zeros(8, int)
    one, same, other = (build_mlp([5, 20, 3], dropout=0.5, seed=seed) for seed in (1, 1, 2))
    for network in (one, same, other):
        network.loss_and_gradient(images, labels)
    assert one.gradient.tobytes() == same.gradient.tobytes() != other.gradient.tobytes()
