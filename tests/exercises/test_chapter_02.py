"""The checks of chapter 02: solutions pass, stubs have not started, and typical mistakes are named for what they are.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import numpy as np
import pytest

from mlp.exercises import check
from mlp.layers import Layer
from tests.exercises.learner_answers import assert_refused, each_mistake, written

NAMES = ["linear_forward", "linear_backward", "numeric_gradient", "LinearLayer"]


def test_stubs_have_not_started():
    def stub(*arguments):
        raise NotImplementedError

    class Stub(Layer):
        def __init__(self, n_in, n_out):
            raise NotImplementedError

    for name in NAMES[:3]:
        assert getattr(check, name)(stub).message.startswith("Not started yet")
    assert check.LinearLayer(Stub).message.startswith("Not started yet")


def test_a_half_written_layer_has_not_started():
    class Half(Layer):
        def __init__(self, n_in, n_out):
            self.shapes = {"weight": (n_in, n_out), "bias": (n_out,)}

        def forward(self, x, training=False):
            raise NotImplementedError

    assert check.LinearLayer(Half).message.startswith("Not started yet")


FORWARD = {
    "the_wrong_order": ("return weight @ x + bias", "x belongs on the left"),
    "a_transpose_too_many": ("return x @ weight.T + bias", "a transpose too many"),
    "entry_by_entry": ("return np.multiply(x, weight) + bias", "a matrix product is written @"),
    "no_bias": ("return np.dot(x, weight)", "is the bias missing?"),
    "bias_as_a_column": ("return x @ weight + bias.reshape(-1, 1)", "bias was made a column"),
    "sum_of_the_biases": ("return x @ weight + np.sum(bias)", "the sum of all biases"),
    "float64": ("out = np.zeros((len(x), len(bias)))\n out += x @ weight + bias\n return out", "float32 went in"),
    "one_image": ("return x[0].dot(weight) + bias", "only the first image"),
    "in_place": ("weight += bias\n return x @ weight", "writes into the caller's array"),
    "mean": ("return (x @ weight + bias) / x.shape[0]", "the batch size"),
    "a_row_for_one_image": ("return np.squeeze(x @ weight + bias)", "lacks an axis of length 1"),
}

BACKWARD = {
    "transposed": ("return d_output.T @ x, d_output.sum(0), d_output @ weight.T", "d_weight is transposed"),
    "no_transpose_of_x": ("return x @ d_output, d_output.sum(0), d_output @ weight.T", "a transpose is missing in d_w"),
    "no_transpose_of_w": ("return x.T @ d_output, d_output.sum(0), d_output @ weight", "a transpose is missing in d_i"),
    "wrong_axis": ("return x.T @ d_output, d_output.sum(1), d_output @ weight.T", "summed over the wrong axis"),
    "every_axis": ("return x.T @ d_output, d_output.sum(), d_output @ weight.T", "summed over every axis"),
    "a_row": ("return x.T @ d_output, d_output.sum(0, keepdims=True), d_output @ weight.T", "keepdims=True leaves"),
    "not_summed": ("return x.T @ d_output, d_output, d_output @ weight.T", "one row per image"),
    "mean": ("return x.T @ d_output, d_output.mean(0), d_output @ weight.T", "a sum belongs there, not a mean"),
    "batch_size": ("return x.T @ d_output / len(x), d_output.sum(0), d_output @ weight.T", "by the batch size again"),
    "order": ("return d_output @ weight.T, x.T @ d_output, d_output.sum(0)", "the order of the `return` line"),
    "in_place": (
        "d_output /= len(x)\n return x.T @ d_output, d_output.sum(0), d_output @ weight.T",
        "writes into the caller's array",
    ),
    "float64": (
        "d_w = np.zeros(weight.shape)\n"
        " for i in range(len(x)):\n  d_w += np.outer(x[i], d_output[i])\n"
        " return d_w, d_output.sum(0), d_output @ weight.T",
        "float32 went in",
    ),
    "two_values": ("return x.T @ d_output, d_output.sum(0)", "2 values came back, expected 3"),
}

LOOP = "g = np.zeros(x.shape)\n for i in np.ndindex(x.shape):\n  old = x[i]\n  "
CENTRAL = "x[i] = old + step\n  up = function(x)\n  x[i] = old - step\n  down = function(x)\n  x[i] = old\n  "
NUMERIC = {
    "one_sided": (
        LOOP
        + "before = function(x)\n  x[i] = old + step\n  g[i] = (function(x) - before) / step\n  x[i] = old\n return g",
        "one-sided difference",
    ),
    "divided_by_step": (LOOP + CENTRAL + "g[i] = (up - down) / step\n return g", "divide by 2 * step"),
    "no_brackets": (LOOP + CENTRAL + "g[i] = (up - down) / 2 * step\n return g", "put brackets round"),
    "not_divided": (LOOP + CENTRAL + "g[i] = up - down\n return g", "not yet a slope"),
    "sign": (LOOP + CENTRAL + "g[i] = (down - up) / (2 * step)\n return g", "the sign is turned"),
    "all_at_once": (
        "return np.ones_like(x) * (function(x + step) - function(x - step)) / (2 * step)",
        "every entry was moved at once",
    ),
    "not_put_back": (
        "g = np.zeros(x.shape)\n for i in np.ndindex(x.shape):\n  x[i] += step\n  up = function(x)\n"
        "  x[i] -= 2 * step\n  g[i] = (up - function(x)) / (2 * step)\n return g",
        "an entry was not put back",
    ),
    "own_step": (
        "step = 2**-17\n " + LOOP + CENTRAL + "g[i] = (up - down) / (2 * step)\n return g",
        "the step is not the one asked for",
    ),
    "float32": (
        "x = x.astype('float32')\n " + LOOP + CENTRAL + "g[i] = (up - down) / (2 * step)\n return g",
        "turned into float32",
    ),
}


@each_mistake(dict(zip(NAMES, [FORWARD, BACKWARD, NUMERIC], strict=False)))
def test_a_typical_mistake_is_refused_with_its_cause(name, body, cause):
    assert_refused(name, written(name, body), cause)


LAYER = """
class LinearLayer(Layer):
    def __init__(self, n_in, n_out):
        self.shapes = {"weight": (n_in, n_out), "bias": (n_out,)}

    def forward(self, x, training=False):
        self.cache = x
        return np.dot(x, self.weight) + self.bias

    def backward(self, d_output):
        self.d_weight = self.cache.T @ d_output
        self.d_bias = np.sum(d_output, axis=0)
        return d_output @ self.weight.T
"""
LAYER_MISTAKES = {
    "no_layer": ("(Layer)", "", "write `class LinearLayer(Layer):`"),
    "shapes_turned": ("(n_in, n_out),", "(n_out, n_in),", "one row per input"),
    "bias_as_a_row": ("(n_out,)}", "(1, n_out)}", "not a matrix of one row"),
    "other_names": ('"weight"', '"w"', "expected {'weight'"),
    "no_training": (", training=False", "", "a network calls forward(x, training)"),
    "no_cache": ("        self.cache = x\n", "", "which nothing has set: keep in forward"),
    "accumulating": ("self.d_weight = ", "self.d_weight += ", "what the batch before left there"),
    "accumulating_bias": ("self.d_bias = ", "self.d_bias += ", "what the batch before left there"),
    "local_names": ("self.d_", "d_", "without `self.` they are local names"),
    "divided": (
        "        self.d_weight =",
        "        d_output = d_output / len(d_output)\n        self.d_weight =",
        "1/n",
    ),
    "in_place": (
        "        self.d_weight =",
        "        d_output /= len(d_output)\n        self.d_weight =",
        "caller's array",
    ),
    "returns_all": ("return d_output @", "return self.d_weight, self.d_bias, d_output @", "returns d_input alone"),
    "no_transpose": ("self.cache.T", "self.cache", "is a transpose missing"),
    "wrong_axis": ("axis=0", "axis=1", "d_bias is set to an array of shape (5,); expected (3,)"),
    "returns_nothing": ("        return d_output @ self.weight.T\n", "", "is its `return` line missing?"),
}


def written_layer(old="", new=""):
    assert old in LAYER
    space = {"np": np, "Layer": Layer}
    exec(LAYER.replace(old, new) if old else LAYER, space)
    return space["LinearLayer"]


def test_a_layer_that_binds_new_gradients_passes():
    assert check.LinearLayer(written_layer())


@pytest.mark.parametrize("mistake", LAYER_MISTAKES)
def test_a_typical_mistake_in_a_layer_is_refused_with_its_cause(mistake):
    old, new, cause = LAYER_MISTAKES[mistake]
    verdict = check.LinearLayer(written_layer(old, new))
    assert not verdict
    assert cause in verdict.message
