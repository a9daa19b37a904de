"""The gradient check: right gradients pass, planted errors are caught, PyTorch agrees."""

import numpy as np
import pytest

from mlp import Network, build_mlp, check_gradients
from mlp.gradient_check import check_layer
from mlp.layers import BatchNorm, Dropout, Layer, LeakyReLU, Linear, ReLU, Sigmoid, Tanh
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
    """The input of the ReLU is 1e-4 from its kink: the first step straddles it, the next one touches it."""
    network = Network([Linear(1, 1), ReLU(), Linear(1, 2)], dtype="float64")
    network.parameters[:] = [1.0, 1e-4, 1.0, -1.0, 0.0, 0.0]
    report = check_gradients(network, np.zeros((1, 1)), np.array([0]), samples=None)
    row = next(row for row in report.rows if row.parameter == "layer 0 Linear bias[0]")
    assert row.kink and row.step == pytest.approx(1e-4) and row.relative_error < 1e-7
    assert [other.kink for other in report.rows].count(True) == 1
    assert "1 near a kink" in repr(report)


def test_the_network_is_left_as_it_was_and_float32_is_checked_in_float64():
    network = build_mlp([20, 15, 5])
    before = network.parameters.copy()
    assert check_gradients(network, IMAGES, LABELS, samples=50).max_relative_error < 1e-7
    np.testing.assert_array_equal(network.parameters, before)
    assert not network.gradient.any()


def test_the_seed_draws_the_parameters_and_the_table_starts_with_the_worst():
    network = build_mlp([20, 15, 5])
    names = [
        [row.parameter for row in check_gradients(network, IMAGES, LABELS, samples=19, seed=s).rows] for s in (1, 1, 2)
    ]
    assert names[0] == names[1] != names[2] and len(set(names[0])) == 19
    errors = check_gradients(network, IMAGES, LABELS, samples=19).table()["relative_error"]
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


def test_a_wrong_layer_is_caught_by_itself():
    x = np.random.default_rng(1).normal(size=(6, 10))
    summary = check_layer(Untransposed(10, 10), x).summary()["max_relative_error"]
    assert summary["x"] > 0.1 and summary[["weight", "bias"]].max() < 1e-7
    assert check_layer(MasksTheGradient(), x).max_relative_error > 0.9


@pytest.mark.parametrize("samples, checked", [
    (None, [300, 15, 75, 5]),
    (395, [300, 15, 75, 5]),
    (100, [40, 15, 40, 5]),
    (19, [5, 5, 5, 4]),
    (12, [3, 3, 3, 3]),
    (1, [3, 3, 3, 3]),
    (10**6, [300, 15, 75, 5]),
])  # fmt: skip
def test_samples_are_shared_out_among_the_arrays(samples, checked):
    report = check_gradients(build_mlp([20, 15, 5]), IMAGES, LABELS, samples=samples)
    summary = report.summary()
    assert list(summary.index) == [f"layer {i} Linear {name}" for i in (0, 2) for name in ("weight", "bias")]
    assert list(summary["checked"]) == checked and list(summary["of"]) == [300, 15, 75, 5]
    assert f"{sum(checked)} of 395 numbers checked" in repr(report)
    assert len({row.parameter for row in report.rows}) == sum(checked)


def test_samples_of_one_layer_are_shared_out_too():
    report = check_layer(Linear(6, 4), RNG.normal(size=(10, 6)), samples=20)
    assert list(report.summary()["checked"]) == [8, 8, 4] and list(report.summary()["of"]) == [60, 24, 4]


class NoBiasGradient(Linear):
    """A planted error: d_bias stays what it was."""

    def backward(self, d_output):
        d_input = super().backward(d_output)
        self.d_bias = np.zeros(self.n_out)
        return d_input


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("seed", range(3))
def test_a_wrong_bias_gradient_is_caught_with_100_samples(place, seed):
    """Of 52,650 numbers, 106 are biases: drawn from all alike, a hundred would mostly miss those of a layer."""
    rng = np.random.default_rng(seed)
    layers = [Linear(784, 64), ReLU(), Linear(64, 32), ReLU(), Linear(32, 10)]
    layers[place] = NoBiasGradient(layers[place].n_in, layers[place].n_out)
    images, labels = rng.normal(size=(10, 784)), rng.integers(0, 10, 10)
    report = check_gradients(Network(layers, seed=seed), images, labels, samples=100, seed=seed)
    wrong = report.summary()["max_relative_error"] > 1e-3
    assert list(wrong[wrong].index) == [f"layer {place} NoBiasGradient bias"] and len(report.rows) == 100


def test_the_relative_error_is_absolute_below_a_thousandth_of_the_largest_gradient():
    """Gradients of 1 and of a hundredth, a thousandth and less of it, each off by a millionth of the largest."""

    class Slopes(Layer):
        shapes = {"slope": (4,)}
        factors = np.array([1, 1e-2, 1e-3, 1e-5])

        def forward(self, x, training=False):
            self.x = x
            return x * 0 + (self.slope * self.factors).sum()

        def backward(self, d_output):
            self.d_slope = d_output.sum() * (self.factors + 1e-6)
            return 0 * d_output

    rows = check_layer(Slopes(), np.ones((1, 1)), seed=3).rows[1:]
    np.testing.assert_allclose([row.relative_error for row in rows], [1e-6, 1e-4, 1e-3, 1e-3], rtol=2e-3)


class OwnReLU(Layer):
    """As a learner writes it, keeping the mask under a name of their own."""

    def forward(self, x, training=False):
        self.on = np.where(x > 0, 1.0, 0.0)
        return x * self.on

    def backward(self, d_output):
        return d_output * self.on


class OwnAbs(Layer):
    """|x|, whose kink no mask tells of."""

    def forward(self, x, training=False):
        self.signs = np.sign(x)
        return np.abs(x)

    def backward(self, d_output):
        return d_output * self.signs


class HalfWrong(OwnReLU):
    """A planted error: a slope of 1/2 on the left."""

    def backward(self, d_output):
        return d_output * np.where(self.on, 1, 0.5)


@pytest.mark.parametrize("own", [OwnReLU, OwnAbs])
@pytest.mark.parametrize("distance", [1e-3, 9e-4, 4.545e-4, 4.444e-4, 3.333e-4, 1.429e-4, 1e-4, 3e-5, 1.1e-6])
def test_kinks_of_layers_of_ones_own_are_found_at_any_distance(own, distance):
    """Some distances make one of the compared estimates blind: 4/9, 5/11, 1/3 and 1/7 of the step."""
    x = np.array([[distance, -distance, 0.5, -0.5]])
    rows = {row.parameter: row for row in check_layer(own(), x, seed=1).rows}
    assert max(row.relative_error for row in rows.values()) < 1e-7
    assert not rows["x[0, 2]"].kink and not rows["x[0, 3]"].kink
    if distance < 1e-3:
        assert rows["x[0, 0]"].kink and rows["x[0, 1]"].kink and rows["x[0, 0]"].step <= distance


def test_a_kink_excuses_nothing_and_at_the_kink_itself_no_step_helps():
    assert check_layer(HalfWrong(), [[1e-5, -1e-5]]).max_relative_error > 0.4
    row = check_layer(OwnReLU(), [[0.0]]).rows[0]
    assert row.kink and row.relative_error == 1 and row.step == pytest.approx(1e-7)


@pytest.mark.parametrize("stretch", [1, 10, 100])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_sharp_bends_get_a_shorter_step_and_are_right(activation, stretch):
    network = build_mlp([20, 15, 5], activation, dtype="float64")
    report = check_gradients(network, stretch * IMAGES, LABELS, samples=None)
    assert report.max_relative_error < 1e-6
    if stretch < 100:
        assert not any(row.kink for row in report.rows), "where nothing has a kink, none is reported"


class OwnDropout(Layer):
    """A learner's dropout, whose generator lies under a name of their own, in a list."""

    def __init__(self, rate):
        self.rate, self.my_dice = rate, [np.random.default_rng(4)]

    def forward(self, x, training=False):
        self.keep = (self.my_dice[0].random(x.shape) >= self.rate) / (1 - self.rate) if training else 1
        return x * self.keep

    def backward(self, d_output):
        return d_output * self.keep


class Centre(Layer):
    """Subtracts a running mean, which a training pass moves."""

    def forward(self, x, training=False):
        mean = self.state.get("mean", np.zeros(x.shape[1]))
        if training:
            self.state["mean"] = 0.9 * mean + 0.1 * np.arange(x.shape[1])
        self.scale = 1 + mean
        return (x - mean) * self.scale

    def backward(self, d_output):
        return d_output * self.scale


@pytest.mark.parametrize("own", [lambda: OwnDropout(0.5), Centre], ids=["dropout", "running mean"])
def test_layers_of_ones_own_that_draw_or_remember_pass_the_check(own):
    network = Network([own(), Linear(20, 12), Tanh(), own(), Linear(12, 5)], dtype="float64", seed=1)
    assert check_gradients(network, IMAGES, LABELS).max_relative_error < 1e-6
    assert check_layer(own(), RNG.normal(size=(6, 5))).max_relative_error < 1e-7


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
