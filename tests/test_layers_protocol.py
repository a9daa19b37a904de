"""The layer protocol is all there is: names, states and generators of layers of one's own, and attributes set anew."""

import numpy as np
import pytest

from mlp import SGD, Network, Trainer, build_mlp
from mlp.gradient_check import check_layer
from mlp.initializers import draw_weight
from mlp.layers import BatchNorm, Dropout, Layer, LeakyReLU, Linear, ReLU, Sigmoid, Tanh
from mlp.training.checkpoints import Checkpoints
from tests.training.training_samples import TRAIN

IMAGES, LABELS = TRAIN.images[:32], TRAIN.labels[:32]


class OwnLinear(Layer):
    """A linear layer whose parameters have names of their own."""

    def __init__(self, n_in, n_out):
        self.shapes = {"A": (n_in, n_out), "c": (n_out,)}

    def forward(self, x, training=False):
        self.x = x
        return x @ self.A + self.c

    def backward(self, d_output):
        self.d_A = self.x.T @ d_output
        self.d_c = d_output.sum(axis=0)
        return d_output @ self.A.T


class InFloat64(Layer):
    """Doubles, and answers in float64 whatever it is given."""

    def forward(self, x, training=False):
        return 2 * x.astype("float64")

    def backward(self, d_output):
        return 2 * d_output.astype("float64")


def fit(network, l2=0.0, steps=20, **settings):
    Trainer(network, SGD(0.1, momentum=0.9), 16, l2=l2, progress=False, **settings).fit(TRAIN, iterations=steps)
    return network


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_parameters_of_any_name_start_shrink_and_train_as_ours(l2):
    ours = fit(Network([Linear(4, 8), ReLU(), Linear(8, 3)], seed=2), l2)
    own = fit(Network([OwnLinear(4, 8), ReLU(), OwnLinear(8, 3)], seed=2), l2)
    assert (own.n_inputs, own.n_classes) == (4, 3)
    np.testing.assert_allclose(own.parameters, ours.parameters, rtol=0, atol=1e-6)


def test_l2_shrinks_what_a_layer_names_as_weights():
    class Other(OwnLinear):
        weight_names = ("c",)

        def initialize(self, initializer, rng):
            self.A, self.c = np.ones((4, 3)), np.ones(3)

    network = Network([Other(4, 3)])
    network.layers[0].c = [3.0, 1.0, 2.0]
    with_penalty, without = network.copy(), network.copy()
    for net, l2 in ((with_penalty, 0.5), (without, 0.0)):
        Trainer(net, SGD(1.0), l2=l2, progress=False).step(IMAGES, LABELS)
    np.testing.assert_allclose(with_penalty.layers[0].c - without.layers[0].c, [-1.5, -0.5, -1.0], rtol=1e-5)
    assert np.array_equal(with_penalty.layers[0].A, without.layers[0].A)


def test_what_has_more_than_two_dimensions_is_drawn_by_the_places_it_covers():
    weight = draw_weight("kaiming", (3, 3, 50, 40), np.random.default_rng(0))
    assert weight.shape == (3, 3, 50, 40) and weight.std() == pytest.approx((2 / 450) ** 0.5, rel=0.02)
    weight = draw_weight("xavier", (5, 50, 40), np.random.default_rng(0))
    assert weight.std() == pytest.approx((2 / 450) ** 0.5, rel=0.03)

    class Kernel(OwnLinear):
        def __init__(self):
            self.n_in, self.n_out, self.shapes = 4, 3, {"kernel": (2, 4, 3), "c": (3,)}

    layer = Network([Kernel()], initializer=0.5).layers[0]
    assert layer.kernel.std() > 0.2 and not layer.c.any() and layer.weight_names == ["kernel"]


def test_states_and_shapes_belong_to_one_layer_each():
    class Careless(ReLU):
        def forward(self, x, training=False):
            self.state["seen"] = len(x)
            return super().forward(x, training)

    class Declared(ReLU):
        shapes, state = {"gain": (2,)}, {"total": np.zeros(1)}

    Careless().forward(np.ones((7, 2)))
    one, two = Declared(), Declared()
    one.state["total"] += 5
    one.shapes["offset"] = (3,)
    assert two.state["total"] == 0 and Declared.state["total"] == 0 and list(two.shapes) == ["gain"]
    for layer in (Careless(), ReLU(), Tanh(), Dropout(0.5), Linear(2, 2)):
        assert layer.state == {}
    assert Layer.state == {} == Layer.shapes


@pytest.mark.parametrize("make", [lambda: BatchNorm(4), lambda: Linear(4, 4), ReLU, LeakyReLU, Tanh, Sigmoid, Dropout])
def test_below_a_layer_that_answers_in_float64_all_layers_train(make):
    """`BatchNorm` stopped there, in the casting rules of einsum."""
    network = Network([Linear(4, 4), make(), InFloat64(), Linear(4, 3)], seed=1)
    assert np.isfinite(network.loss_and_gradient(IMAGES, LABELS)) and network.gradient.dtype == "float32"
    assert network.gradient.any()
    assert check_layer(make(), IMAGES[:6]).max_relative_error < 1e-6


class OwnNoise(Layer):
    """Adds noise from generators under names of its own, one of them in a dictionary in a list in another object."""

    def __init__(self):
        self.source = np.random.default_rng(3)
        self.helper = Helper()

    def forward(self, x, training=False):
        if not training:
            return x
        draws = self.helper.tools[0]["dice"]
        return x + self.source.normal(size=x.shape).astype(x.dtype) + draws.normal(size=x.shape).astype(x.dtype)

    def backward(self, d_output):
        return d_output


class Helper:
    def __init__(self):
        self.tools = [{"dice": np.random.Generator(np.random.MT19937(4))}]


def test_a_layer_tells_every_generator_that_it_holds_once():
    layer = OwnNoise()
    layer.again = (layer.source, {"x": [layer]})
    assert layer.generators() == [layer.source, layer.helper.tools[0]["dice"]]
    assert Linear(2, 2).generators() == [] and len(Dropout(0.1).generators()) == 1


def test_a_resumed_training_draws_what_the_layers_would_have_drawn(tmp_path):
    def trainer():
        network = Network([OwnNoise(), Linear(4, 6), ReLU(), OwnNoise(), Linear(6, 3)], seed=1)
        return Trainer(network, SGD(0.05), 16, progress=False)

    for total in (5, 12):
        resumed = trainer()
        resumed.fit(TRAIN, iterations=total, checkpoints=Checkpoints(tmp_path, every=5))
    whole = trainer()
    whole.fit(TRAIN, iterations=12)
    assert resumed.network.parameters.tobytes() == whole.network.parameters.tobytes()


def moons_like():
    return build_mlp([4, 8, 3], batch_norm=True, seed=3)


@pytest.mark.parametrize("number, name", [(0, "weight"), (0, "bias"), (1, "gamma"), (1, "beta"), (3, "weight")])
def test_a_parameter_that_is_set_anew_is_the_networks_and_saved(number, name, tmp_path):
    network = moons_like()
    layer = network.layers[number]
    for values in (getattr(layer, name) + 1.5, (getattr(layer, name) * 3).tolist()):
        setattr(layer, name, values)
        np.testing.assert_array_equal(getattr(layer, name), np.asarray(values, "float32"))
        np.testing.assert_array_equal(network.views(network.parameters)[number, name], getattr(layer, name))
    network.save(tmp_path / "net.npz")
    loaded = Network.load(tmp_path / "net.npz")
    np.testing.assert_array_equal(getattr(loaded.layers[number], name), getattr(layer, name))
    setattr(layer, "d_" + name, np.full(getattr(layer, name).shape, 7))
    assert (network.views(network.gradient)[number, name] == 7).all()
    assert (network.gradient == 7).sum() == getattr(layer, name).size


def test_a_descent_that_sets_parameters_anew_is_the_one_in_place():
    in_place, anew, flat = moons_like(), moons_like(), moons_like()
    for _ in range(5):
        for network in (in_place, anew, flat):
            network.loss_and_gradient(IMAGES, LABELS)
        in_place.parameters -= 0.5 * in_place.gradient
        flat.parameters = flat.parameters - 0.5 * flat.gradient
        for layer in anew.layers:
            for name in layer.shapes:
                setattr(layer, name, getattr(layer, name) - 0.5 * getattr(layer, "d_" + name))
    assert anew.parameters.tobytes() == in_place.parameters.tobytes() == flat.parameters.tobytes()


@pytest.mark.parametrize("change, words", [
    (lambda n: setattr(n.layers[0], "weight", np.zeros((8, 4))),
     r"Linear.weight is set to an array of shape \(8, 4\); expected \(4, 8\)"),
    (lambda n: setattr(n.layers[0], "bias", 0.0), r"Linear.bias is set to an array of shape \(\); expected \(8,\)"),
    (lambda n: setattr(n.layers[0], "d_bias", np.zeros((1, 8))), r"Linear.d_bias .* \(1, 8\); expected \(8,\)"),
    (lambda n: setattr(n.layers[1], "gamma", None), r"BatchNorm.gamma .* \(\); expected \(8,\)"),
    (lambda n: setattr(n, "parameters", np.zeros(5)), r"network.parameters .* \(5,\); expected \(83,\)"),
    (lambda n: setattr(n, "gradient", np.zeros((83, 1))), r"network.gradient .* \(83, 1\); expected \(83,\)"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_and_changes_nothing(change, words):
    network = moons_like()
    before = network.parameters.copy(), network.gradient.copy()
    with pytest.raises(ValueError, match=words):
        change(network)
    assert np.array_equal(network.parameters, before[0]) and np.array_equal(network.gradient, before[1])


def test_values_may_overlap_with_what_they_are_written_to():
    layer = Network([Linear(3, 3)], seed=1).layers[0]
    expected = layer.weight.T.copy()
    layer.weight = layer.weight.T
    np.testing.assert_array_equal(layer.weight, expected)


class Halves(Layer):
    """Adds up pairs of neighbours: half as wide, and it does not say so."""

    def forward(self, x, training=False):
        return x[:, ::2] + x[:, 1::2]

    def backward(self, d_output):
        return np.repeat(d_output, 2, axis=1)


def test_a_layer_of_ones_own_may_change_the_width():
    assert Network([Linear(4, 8), Halves(), Linear(4, 3)]).predict(IMAGES).shape == (32,)
    first, last = Halves(), Halves()
    first.n_in, last.n_out = 8, 2
    network = Network([first, Linear(4, 4), last])
    assert (network.n_inputs, network.n_classes) == (8, 2)
    assert network.loss_and_gradient(np.ones((3, 8)), np.array([0, 1, 1])) > 0
    with pytest.raises(ValueError, match="from 0 to 1"):
        network.loss_and_gradient(np.ones((3, 8)), np.array([0, 1, 2]))


@pytest.mark.parametrize("layers, words", [
    ([Linear(4, 5), BatchNorm(6), Linear(5, 3)],
     r"layer 1 \(BatchNorm\) takes 6 numbers, but layer 0 \(Linear\) gives 5"),
    ([BatchNorm(6), Dropout(0.1), OwnLinear(5, 3)],
     r"layer 2 \(OwnLinear\) takes 5 numbers, but layer 0 \(BatchNorm\) gives 6"),
])  # fmt: skip
def test_neighbours_that_do_not_fit_are_named(layers, words):
    with pytest.raises(ValueError, match=words):
        Network(layers)
