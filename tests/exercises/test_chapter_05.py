"""The checks of chapter 05: solutions pass, stubs have not started, and typical mistakes are named for what they are.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import numpy as np
import pytest

from mlp.exercises import check, exercises
from mlp.layers import Layer
from mlp.losses import softmax
from tests.exercises.learner_answers import assert_refused, written

NAMES = ["two_layer_backward", "relative_error", "own_layers"]


def test_stubs_have_not_started():
    def stub(*arguments):
        raise NotImplementedError

    for name in NAMES[:2]:
        assert getattr(check, name)(stub).message.startswith("Not started yet")


BACKWARD = """
    n = len(labels)
    d_s = softmax(s)
    d_s[np.arange(n), labels] -= 1
    d_s = d_s / n
    d_w2 = np.dot(h.T, d_s)
    d_b2 = np.sum(d_s, axis=0)
    d_h = np.dot(d_s, w2.T)
    d_z = np.where(z > 0, d_h, 0)
    d_w1 = np.dot(x.T, d_z)
    d_b1 = np.sum(d_z, axis=0)
    return d_w1, d_b1, d_w2, d_b2
"""
BACKWARD_MISTAKES = {
    "no_one_hot": ("    d_s[np.arange(n), labels] -= 1\n", "", "subtract 1 from each image's own class"),
    "no_mean": ("    d_s = d_s / n\n", "", "d_s must be divided by n"),
    "off_by_the_batch_size": ("d_s / n", "d_s / n**2", "divided out twice"),
    "means_above": ("np.sum", "np.mean", "are sums over the images, not means"),
    "index_of_report_000": ("np.arange(n)", ":", "takes from every row"),
    "sign": ("d_s = d_s / n", "d_s = -d_s / n", "d_s is P - T, not T - P"),
    "softmax_of_columns": ("softmax(s)", "np.exp(s) / np.exp(s).sum(axis=0)", "along the classes, axis 1"),
    "equation_3_2_2": ("z > 0, d_h, 0", "d_h > 0, d_h, 0", "masked by its own sign"),
    "no_mask": ("np.where(z > 0, d_h, 0)", "d_h", "the ReLU was left out"),
    "values_for_mask": ("np.where(z > 0, d_h, 0)", "d_h * h", "multiplied by the values of h"),
    "slope_of_tanh": ("np.where(z > 0, d_h, 0)", "d_h * (1 - h**2)", "1 - h² is the slope of tanh"),
    "z_for_h": ("np.dot(h.T, d_s)", "np.dot(z.T, d_s)", "what goes into the second layer is h"),
    "no_transpose_of_w2": ("np.dot(d_s, w2.T)", "d_s @ w2", "so take w2.T"),
    "no_transpose_in_dot": ("w2.T", "w2", "is a transpose missing"),
    "no_transpose_of_x": ("x.T, d_z", "x, d_z", "is a transpose missing"),
    "transposed": ("np.dot(x.T, d_z)", "np.dot(d_z.T, x)", "gradients are transposed"),
    "wrong_axis": ("axis=0", "axis=1", "summed over the wrong axis"),
    "rows": ("axis=0", "axis=0, keepdims=True", "keepdims=True leaves rows"),
    "order": ("return d_w1, d_b1, d_w2, d_b2", "return d_w2, d_b2, d_w1, d_b1", "the first layer first"),
    "float64": (
        "softmax(s)\n    d_s[np.arange(n), labels] -= 1",
        "softmax(s) - np.eye(s.shape[1])[labels]",
        "float32 went in",
    ),
    "in_place": (
        "softmax(s)",
        "np.exp(np.subtract(s, s.max(1, keepdims=True), out=s)); d_s /= d_s.sum(1)[:, None]",
        "s",
    ),
}

ERROR = {
    "absolute": ("return np.abs(analytic - numeric)", "that is the absolute error"),
    "one_side": ("return np.abs(analytic - numeric) / np.abs(analytic)", "divided by |analytic| alone"),
    "no_floor": (
        "return np.abs(analytic - numeric) / np.maximum(np.abs(analytic), np.abs(numeric))",
        "the floor is missing",
    ),
    "sum": (
        "return np.abs(analytic - numeric) / np.maximum(abs(analytic) + abs(numeric), abs(analytic).max() / 1000)",
        "not their sum",
    ),
    "one_scale": (
        "return np.abs(analytic - numeric) / max(np.abs(analytic).max(), np.abs(numeric).max())",
        "one scale for all entries",
    ),
    "fixed_floor": (
        "return np.abs(analytic - numeric) / np.maximum(1e-8, np.maximum(np.abs(analytic), np.abs(numeric)))",
        "does not know how large these gradients are",
    ),
    "no_thousandth": (
        "return np.abs(analytic - numeric) / np.maximum(abs(analytic).max(), np.maximum(abs(analytic), abs(numeric)))",
        "without the 1000",
    ),
    "signed": (
        "scale = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), np.abs(analytic).max() / 1000)\n"
        " return (analytic - numeric) / scale",
        "an error has no sign",
    ),
    "wrong_signs_pass": (
        "a, b = np.abs(analytic), np.abs(numeric)\n"
        " return np.abs(a - b) / np.maximum(np.maximum(a, b), a.max() / 1000)",
        "is 0 for a wrong sign",
    ),
    "largest": (
        "a, b = np.abs(analytic), np.abs(numeric)\n"
        " return np.max(np.abs(analytic - numeric) / np.maximum(np.maximum(a, b), a.max() / 1000))",
        "return the error of every entry",
    ),
    "in_place": (
        "analytic -= numeric\n return np.abs(analytic) / np.maximum(np.abs(numeric), 1)",
        "your code changed its input analytic",
    ),
    "float64": (
        "a, b = np.abs(analytic).astype(float), np.abs(numeric)\n"
        " return np.abs(analytic - numeric) / np.maximum(np.maximum(a, b), a.max() / 1000)",
        "float32 went in",
    ),
    "python_max": ("return abs(analytic - numeric) / max(abs(analytic), abs(numeric))", "raised ValueError"),
}


def test_the_backward_pass_in_other_words_passes():
    assert check.two_layer_backward(written("two_layer_backward", BACKWARD, softmax=softmax))


@pytest.mark.parametrize("mistake", BACKWARD_MISTAKES)
def test_a_typical_mistake_in_the_backward_pass_is_refused_with_its_cause(mistake):
    old, new, cause = BACKWARD_MISTAKES[mistake]
    assert old in BACKWARD
    assert_refused(
        "two_layer_backward", written("two_layer_backward", BACKWARD.replace(old, new), softmax=softmax), cause
    )


@pytest.mark.parametrize("mistake", ERROR)
def test_a_typical_mistake_in_the_relative_error_is_refused_with_its_cause(mistake):
    body, cause = ERROR[mistake]
    assert_refused("relative_error", written("relative_error", body), cause)


def test_the_relative_error_is_the_one_of_check_gradients():
    """The same floor and scale as in mlp.gradient_check, so that the learner's numbers are the package's."""
    from mlp.gradient_check import check_layer
    from mlp.layers import Tanh

    rows = check_layer(Tanh(), np.random.default_rng(0).normal(size=(4, 3)), step=0.1).rows
    errors = exercises()["relative_error"].solution(
        np.array([row.analytic for row in rows]), np.array([row.numeric for row in rows])
    )
    np.testing.assert_allclose(errors, [row.relative_error for row in rows], rtol=1e-12)


LAYERS = """
class OwnLinear(Layer):
    def __init__(self, n_in, n_out):
        self.shapes = {"weight": (n_in, n_out), "bias": (n_out,)}

    def forward(self, x, training=False):
        self.cache = x
        return np.dot(x, self.weight) + self.bias

    def backward(self, d_output):
        self.d_weight = self.cache.T @ d_output
        self.d_bias = np.sum(d_output, axis=0)
        return d_output @ self.weight.T

class OwnReLU(Layer):
    def forward(self, x, training=False):
        self.positive = x > 0
        return x * self.positive

    def backward(self, d_output):
        return d_output * self.positive

def own_layers():
    return OwnLinear, OwnReLU
"""
LAYER_MISTAKES = {
    "no_layer": ("class OwnReLU(Layer)", "class OwnReLU", "write `class OwnReLU(Layer):`"),
    "no_training": ("x, training=False", "x", "a network calls forward(x, training)"),
    "objects": ("OwnLinear, OwnReLU\n", "OwnLinear(3, 2), OwnReLU()\n", "return the class: OwnLinear without brackets"),
    "one_class": ("return OwnLinear, OwnReLU", "return OwnLinear", "returns the two classes"),
    "order": ("return OwnLinear, OwnReLU", "return OwnReLU, OwnLinear", "the order is OwnLinear, then OwnReLU"),
    "no_cache": ("        self.cache = x\n", "", "which nothing has set: keep in forward"),
    "no_mask": (
        "        self.positive = x > 0\n        return x *",
        "        positive = x > 0\n        return x * positive  #",
        "backward uses self.positive, which nothing has set",
    ),
    "accumulating": (
        "= self.cache.T @ d_output\n        self.d_bias =",
        "+= self.cache.T @ d_output\n        self.d_bias +=",
        "what the batch before left there",
    ),
    "accumulating_weight": ("self.d_weight =", "self.d_weight +=", "what the batch before left there"),
    "local_names": ("self.d_", "d_", "without `self.` they are local names"),
    "off_by_the_batch_size": (
        "        self.d_weight",
        "        d_output = d_output / len(d_output)\n        self.d_weight",
        "1/n",
    ),
    "mean": ("np.sum(", "np.mean(", "a sum over the images, not a mean"),
    "wrong_axis": ("axis=0", "axis=1", "d_bias is set to an array of shape"),
    "no_transpose": ("self.weight.T", "self.weight", "a transpose is missing: OwnLinear's d_input"),
    "no_bias": (" + self.bias", "", "is the bias missing in OwnLinear.forward?"),
    "sign_of_the_gradient": ("d_output * self.positive", "d_output * (d_output > 0)", "by its own sign"),
    "no_relu_mask": ("return d_output * self.positive", "return d_output", "only those where x > 0 may"),
    "slope_alone": ("return d_output * self.positive", "return self.positive.astype(d_output.dtype)", "slope alone"),
    "relu_in_place": ("return x * self.positive", "x *= self.positive\n        return x", "changed its input z"),
    "gradient_in_place": (
        "return d_output * self.positive",
        "d_output *= self.positive\n        return d_output",
        "changed its input d_output",
    ),
    "old_mask": (
        "self.positive = x > 0\n        return x * self.positive",
        "self.positive = getattr(self, 'positive', x > 0)\n        return np.maximum(x, 0)",
        "each forward makes its own",
    ),
    "returns_nothing": (
        "        return d_output * self.positive\n",
        "        d_output * self.positive\n",
        "`return` line missing?",
    ),
}


def written_layers(old="", new=""):
    assert old in LAYERS
    space = {"np": np, "Layer": Layer}
    exec(LAYERS.replace(old, new) if old else LAYERS, space)
    return space["own_layers"]


def test_layers_with_other_caches_pass():
    assert check.own_layers(written_layers())


def test_half_written_layers_have_not_started():
    half = written_layers("self.positive = x > 0\n        return x * self.positive", "raise NotImplementedError")
    assert check.own_layers(half).message.startswith("Not started yet")


@pytest.mark.parametrize("mistake", LAYER_MISTAKES)
def test_a_typical_mistake_in_a_layer_is_refused_with_its_cause(mistake):
    old, new, cause = LAYER_MISTAKES[mistake]
    assert_refused("own_layers", written_layers(old, new), cause)
