"""What chapter 06 says of deep networks' signals, measured on real images, over several seeds.

"Within a factor of two" is said of the standard deviation of a hidden layer's activations, over all images and units,
relative to that of the first hidden layer's. The networks have 20 hidden layers.
"""

import numpy as np
import pytest

from mlp import build_mlp, load_fashion_mnist
from mlp.inside.signals import trace_signals
from mlp.widgets.parts.toy_training import POINTS, ToyTraining

DEPTH, SEEDS = 20, range(5)


@pytest.fixture(scope="module")
def batch():
    """200 training images, standardised, and their labels."""
    train = load_fashion_mnist().train
    return train.images[:200], train.labels[:200]


def trace(batch, activation, initializer, width, seed, factor=1, pixels=1):
    """Activations and gradients of each hidden layer; `factor` multiplies the weights, `pixels` the images."""
    net = build_mlp([784] + DEPTH * [width] + [10], activation, initializer, seed=seed, dtype="float64")
    net.parameters *= factor
    return trace_signals(net, pixels * batch[0], batch[1])


def deviations(batch, *arguments, **options):
    """The standard deviation of each hidden layer's activations, relative to the first one's."""
    activations, _ = trace(batch, *arguments, **options)
    stds = np.array([y.std() for y in activations])
    return stds / stds[0]


@pytest.mark.parametrize(
    "activation, initializer, options",
    [
        ("relu", "kaiming", {}),
        ("leaky_relu", "kaiming", {}),
        ("tanh", "xavier", {"factor": 5 / 3}),
        ("tanh", "kaiming", {}),
        ("tanh", "xavier", {"pixels": 0.1}),  # where tanh(z) is nearly z, as Xavier's derivation assumes
    ],
)
def test_the_right_pair_keeps_every_layer_within_a_factor_of_two(batch, activation, initializer, options):
    for seed in SEEDS:
        relative = deviations(batch, activation, initializer, 512, seed, **options)
        assert 0.5 < relative.min() and relative.max() < 2


def test_xavier_with_tanh_shrinks_slowly_as_derived(batch):
    """Each layer takes 2 v² off the mean square v, so 1 / v grows by about 2: at layer 20 a quarter is left."""
    for seed in SEEDS:
        activations, _ = trace(batch, "tanh", "xavier", 512, seed)
        mean_squares = np.array([np.mean(y**2) for y in activations])
        derived = 1 / (1 / mean_squares[0] + 2 * np.arange(DEPTH))
        assert np.sqrt(mean_squares) == pytest.approx(np.sqrt(derived), rel=0.1)
        relative = np.sqrt(mean_squares / mean_squares[0])
        assert 0.2 < relative[-1] < 0.3


@pytest.mark.parametrize("activation, factor", [("relu", 0.01 * np.sqrt(128 / 2)), ("tanh", 0.01 * np.sqrt(128))])
def test_0_01_collapses_by_the_derived_factor_per_layer(batch, activation, factor):
    for seed in SEEDS:
        relative = deviations(batch, activation, 0.01, 128, seed)
        assert relative[-1] < 1e-17
        assert relative[-1] ** (1 / (DEPTH - 1)) == pytest.approx(factor, rel=0.1)


def test_one_number_for_all_widths_collapses_in_one_and_explodes_in_another(batch):
    for seed in SEEDS:
        assert deviations(batch, "relu", 0.1, 128, seed)[-1] < 0.05
        assert deviations(batch, "relu", 0.1, 512, seed)[-1] > 1000


def test_xavier_with_relu_loses_a_factor_of_root_two_per_layer(batch):
    for seed in SEEDS:
        last = deviations(batch, "relu", "xavier", 512, seed)[-1]
        assert last < 0.003
        assert last ** (1 / (DEPTH - 1)) == pytest.approx(1 / np.sqrt(2), rel=0.05)


def test_gradients_keep_their_size_for_the_right_pair_and_vanish_for_0_01(batch):
    for seed in SEEDS:
        for initializer, width, low, high in (("kaiming", 512, 0.5, 2), (0.01, 128, 0, 1e-19)):
            _, gradients = trace(batch, "relu", initializer, width, seed)
            assert low < gradients[0].std() / gradients[-1].std() < high


def test_sigmoids_keep_their_deviation_and_lose_the_images(batch):
    for seed in SEEDS:
        activations, gradients = trace(batch, "sigmoid", "xavier", 128, seed)
        assert activations[-1].std() > 0.3 * activations[0].std()
        due_to_images = activations[-1].std(axis=0).max() / activations[-1].std()
        assert due_to_images < 1e-10
        assert gradients[0].std() < 1e-10 * gradients[-1].std()


def train_toy(dataset, hidden_sizes, activation, initializer, epochs):
    """The playground's training, on its first points, until 97 % of them are right or `epochs` are over."""
    training = ToyTraining(dataset, 0.05, hidden_sizes, activation, initializer, seed=0)
    training.trainer.optimizer.learning_rate = 0.1
    while training.right[-1] < 0.97 * POINTS and training.epoch < epochs:
        training.run_epoch()
    return training


def test_small_weights_delay_the_playgrounds_xor_by_hundreds_of_epochs():
    training = train_toy("xor", [8, 8], "tanh", 0.01, epochs=1000)
    assert 200 < training.epoch < 1000
    assert training.losses[200] == pytest.approx(np.log(2), abs=0.01)


@pytest.mark.parametrize(
    "hidden_sizes, activation, initializer, learns",
    [
        ([16, 16, 8], "relu", "kaiming", True),
        ([16, 16, 8], "relu", "xavier", True),
        ([16, 16, 8], "tanh", "kaiming", True),
        ([16, 16, 8], "tanh", "xavier", False),
        ([8, 8], "tanh", "xavier", False),
    ],
)
def test_the_spirals_need_the_larger_network_and_one_other_change(hidden_sizes, activation, initializer, learns):
    training = train_toy("spirals", hidden_sizes, activation, initializer, epochs=200)  # ten seconds
    assert (training.right[-1] >= 0.97 * POINTS) == learns
