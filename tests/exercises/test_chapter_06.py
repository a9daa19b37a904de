"""The checks of chapter 06: solutions pass, stubs have not started, and typical mistakes are named for what they are.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import numpy as np
import pytest

from mlp.exercises import check, exercises
from mlp.initializers import draw_weight
from tests.exercises.learner_answers import assert_refused, each_mistake, written

NAMES = ["draw_start", "forward_std", "backward_std"]


@pytest.mark.parametrize("name", NAMES)
def test_stubs_have_not_started(name):
    def stub(*arguments):
        raise NotImplementedError

    assert getattr(check, name)(stub).message.startswith("Not started yet")


@pytest.mark.parametrize("kind", ["kaiming", "xavier"])
def test_the_starts_are_those_of_the_package(kind):
    weight, bias = exercises()["draw_start"].solution(kind, 30, 20, np.random.default_rng(5))
    assert weight == pytest.approx(draw_weight(kind, (30, 20), np.random.default_rng(5)), rel=1e-12)
    assert not bias.any()


TWO = "s = math.sqrt(2 / n_in) if initializer == 'kaiming' else math.sqrt(2 / (n_in + n_out))\n "
NORMAL = "return rng.normal(0, s, (n_in, n_out)), np.zeros(n_out)"
START = {
    "fan_out": (TWO.replace("2 / n_in)", "2 / n_out)") + NORMAL, "is that fan_out"),
    "kaiming_without_2": (TWO.replace("2 / n_in)", "1 / n_in)") + NORMAL, "is Kaiming's factor 2 missing?"),
    "xavier_without_2": (TWO.replace("2 / (n", "1 / (n") + NORMAL, "is Xavier's factor 2 missing?"),
    "always_kaiming": ("s = np.sqrt(2 / n_in)\n " + NORMAL, "do both give Kaiming's weights?"),
    "always_xavier": ("s = np.sqrt(2 / (n_in + n_out))\n " + NORMAL, "do both give Xavier's weights?"),
    "exchanged": (TWO.replace("'kaiming'", "'xavier'") + NORMAL, "have changed places"),
    "forward_only": (TWO.replace("2 / (n_in + n_out)", "1 / n_in") + NORMAL, "forward's wish alone"),
    "variance": (TWO.replace("math.sqrt", "") + NORMAL, "is that the variance?"),
    "two_roots": (TWO + "s = s ** 0.5\n " + NORMAL, "one square root too many"),
    "uniform": (TWO + "return rng.uniform(-s, s, (n_in, n_out)), np.zeros(n_out)", "is not a but a / sqrt(3)"),
    "right_uniform": (
        TWO + "a = s * np.sqrt(3)\n return rng.uniform(-a, a, size=(n_in, n_out)), np.zeros(n_out)",
        "the standard deviation is right, but",
    ),
    "the_uniforms_end": (TWO.replace("2 / (n", "6 / (n") + NORMAL, "the end of Xavier's uniform version"),
    "turned": (
        TWO + "return rng.normal(0, s, (n_out, n_in)), np.zeros(n_out)",
        "one row per input, one column per unit",
    ),
    "float32": (
        TWO + "return (s * rng.standard_normal((n_in, n_out))).astype('float32'), np.zeros(n_out)",
        "turned into float32",
    ),
    "global_state": (TWO + "return s * np.random.randn(n_in, n_out), np.zeros(n_out)", "random numbers of its own"),
    "global_seed": (
        TWO + "np.random.seed(1)\n return np.random.normal(0, s, (n_in, n_out)), np.zeros(n_out)",
        "other numbers gave the same result",
    ),
    "own_seed": ("rng = np.random.default_rng(0)\n " + TWO + NORMAL, "Draw with the given rng"),
    "biases_of_0.01": (TWO + "return rng.normal(0, s, (n_in, n_out)), np.full(n_out, 0.01)", "the biases are 0.01"),
    "random_biases": (TWO + "return rng.normal(0, s, (n_in, n_out)), rng.normal(0, s, n_out)", "the biases are random"),
    "bias_as_a_row": (TWO + "return rng.normal(0, s, (n_in, n_out)), np.zeros((1, n_out))", "of length 1 too many"),
    "bias_for_each_input": (TWO + "return rng.normal(0, s, (n_in, n_out)), np.zeros(n_in)", "expected (20,)"),
    "no_bias": (TWO + "return rng.normal(0, s, (n_in, n_out))", "expected 2: weight, bias"),
}
FORWARD_LOOP = "s = []\n for weight in weights:\n  "
FORWARD = {
    "images_again": (
        FORWARD_LOOP + "y = activation(x @ weight)\n  s.append(y.std())\n return np.array(s)",
        "does every layer get the images?",
    ),
    "no_activation": (FORWARD_LOOP + "x = x @ weight\n  s.append(x.std())\n return np.array(s)", "activation missing?"),
    "before_activation": (
        FORWARD_LOOP + "x = x @ weight\n  s.append(x.std())\n  x = activation(x)\n return np.array(s)",
        "measured before the activation?",
    ),
    "variance": (FORWARD_LOOP + "x = activation(x @ weight)\n  s.append(np.var(x))\n return np.array(s)", "variance?"),
    "rms": (
        FORWARD_LOOP + "x = activation(x @ weight)\n  s.append((x * x).mean() ** 0.5)\n return np.array(s)",
        "root of the mean square",
    ),
    "per_unit": (
        FORWARD_LOOP + "x = activation(x @ weight)\n  s.append(np.mean(np.std(x, axis=0)))\n return np.array(s)",
        "(axis=0)",
    ),
    "turned": (
        FORWARD_LOOP + "x = activation(x @ weight.T)\n  s.append(x.std())\n return np.array(s)",
        "fits without a transpose",
    ),
    "weight_first": (
        FORWARD_LOOP + "x = activation(weight @ x)\n  s.append(x.std())\n return np.array(s)",
        "is a transpose missing, or do the two stand the wrong way round?",
    ),
    "images_too": (
        "s = [x.std()]\n for w in weights:\n  x = activation(x @ w)\n  s.append(x.std())\n return np.array(s)",
        "does the first entry belong to the images?",
    ),
    "last_only": (
        FORWARD_LOOP + "x = activation(x @ weight)\n  s = x.std()\n return s",
        "only the last layer came back",
    ),
    "return_inside": (
        FORWARD_LOOP + "x = activation(x @ weight)\n  s.append(x.std())\n  return np.array(s)",
        "shape (1,), expected (3,)",
    ),
    "a_list": (FORWARD_LOOP + "x = activation(x @ weight)\n  s.append(x.std())\n return s", "turn it into an array"),
    "in_place": (
        "x -= x.mean()\n " + FORWARD_LOOP + "x = activation(x @ weight)\n  s.append(x.std())\n return np.array(s)",
        "write into it?",
    ),
}
BACK_LOOP = "s = []\n d = d_output\n for weight, slope in zip(weights[::-1], slopes[::-1]):\n  "
END = "\n return np.array(s[::-1])"
BACKWARD = {
    "no_slope": (BACK_LOOP + "d = d @ weight.T\n  s.append(d.std())" + END, "is the slope missing?"),
    "slope_late": (BACK_LOOP + "d = slope * (d @ weight.T)\n  s.append(d.std())" + END, "after the matrix product?"),
    "no_transpose": (BACK_LOOP + "d = (d * slope) @ weight\n  s.append(d.std())" + END, "is a transpose missing?"),
    "last_first": (
        BACK_LOOP + "d = d * slope @ weight.T\n  s.append(d.std())\n return np.array(s)",
        "turn the list round",
    ),
    "first_layer_first": (
        "s = []\n for w, slope in zip(weights, slopes):\n  d_output = (d_output * slope) @ w.T\n"
        "  s.append(d_output.std())\n return np.array(s)",
        "does the loop begin with the first layer?",
    ),
    "slopes_forward": (
        "s = []\n for w, slope in zip(reversed(weights), slopes):\n  d_output = (d_output * slope) @ w.T\n"
        "  s.append(d_output.std())" + END,
        "run in opposite directions",
    ),
    "at_z": (BACK_LOOP + "d = d * slope\n  s.append(d.std())\n  d = d @ weight.T" + END, "before the linear layer"),
    "too_early": (BACK_LOOP + "s.append(d.std())\n  d = d * slope @ weight.T" + END, "by each layer's output?"),
    "not_handed_on": (BACK_LOOP + "s.append((d_output * slope @ weight.T).std())" + END, "the same d_output?"),
    "variance": (BACK_LOOP + "d = d * slope @ weight.T\n  s.append(d.var())" + END, "is that the variance?"),
    "rms": (
        BACK_LOOP + "d = d * slope @ weight.T\n  s.append(np.sqrt(np.mean(d**2)))" + END,
        "root of the mean square",
    ),
    "in_place": (
        BACK_LOOP + "d *= slope\n  d = d @ weight.T\n  s.append(d.std())" + END,
        "writes into the caller's array",
    ),
    "a_list": (BACK_LOOP + "d = d * slope @ weight.T\n  s.append(d.std())\n return s[::-1]", "turn it into an array"),
}
TABLES = dict(zip(NAMES, [START, FORWARD, BACKWARD], strict=True))


@each_mistake(TABLES)
def test_a_typical_mistake_is_refused_with_its_cause(name, body, cause):
    assert_refused(name, written(name, body), cause)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("draw_start", TWO + "return rng.normal(scale=s, size=(n_in, n_out)), np.array([0.0] * n_out)"),
        (
            "forward_std",
            FORWARD_LOOP + "x = activation(np.dot(x, weight))\n  s.append(float(np.std(x)))\n return np.array(s)",
        ),
        (
            "backward_std",
            BACK_LOOP + "d = np.multiply(d, slope).dot(weight.T)\n  s.insert(0, d.std())\n return np.array(s)",
        ),
    ],
)
def test_another_way_to_write_it_passes(name, body):
    verdict = getattr(check, name)(written(name, body))
    assert verdict, verdict.message
