"""The checks of chapter 09: solutions pass, stubs have not started, and typical mistakes are named for what they are.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import numpy as np
import pytest

from mlp.data.augmentation import flip_images, shift_images
from mlp.exercises import check, exercises
from mlp.gradient_check import check_layer
from mlp.layers import BatchNorm, Layer

RNG = np.random.default_rng(0)

DROPOUT = """
class OwnDropout(Layer):
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng

    def forward(self, x, training=False):
        self.training = training
        if not training:
            return x
        self.factor = np.where(self.rng.random(x.shape) < self.rate, 0, 1 / (1 - self.rate)).astype(x.dtype)
        return self.factor * x

    def backward(self, d_output):
        return self.factor * d_output if self.training else d_output
"""
BATCH_NORM = """
def batch_norm_backward(d_output, x_hat, deviation, gamma):
    n = len(d_output)
    d_gamma = np.sum(d_output * x_hat, axis=0)
    d_beta = np.sum(d_output, axis=0)
    d_hat = gamma * d_output
    d_x = (n * d_hat - np.sum(d_hat, axis=0) - x_hat * np.sum(d_hat * x_hat, axis=0)) / (n * deviation)
    return d_x, d_gamma, d_beta
"""
FORWARD = """
def batch_norm_forward(x, gamma, beta, running_mean, running_variance, training, momentum, epsilon):
    if training:
        used_mean = np.sum(x, axis=0) / len(x)
        used_variance = np.sum((x - used_mean) ** 2, axis=0) / len(x)
        new_mean = running_mean + (1 - momentum) * (used_mean - running_mean)
        new_variance = running_variance + (1 - momentum) * (used_variance - running_variance)
    else:
        used_mean, used_variance = running_mean, running_variance
        new_mean, new_variance = running_mean.copy(), running_variance.copy()
    scale = gamma / np.sqrt(used_variance + epsilon)
    return [x * scale + (beta - used_mean * scale), new_mean, new_variance]
"""
SHIFT = """
def shift_and_flip(images, down, right, flipped, black):
    images = images - black
    result = []
    for image, d, r, f in zip(images, down, right, flipped):
        square, moved = image.reshape(28, 28), np.zeros((28, 28), image.dtype)
        moved[max(d, 0):28 + min(d, 0), max(r, 0):28 + min(r, 0)] = square[max(-d, 0):28 - max(d, 0), max(-r, 0):28 - max(r, 0)]
        if f:
            moved = np.fliplr(moved)
        result.append(moved.reshape(-1))
    return np.array(result) + black
"""  # noqa: E501
RIGHT = {
    "OwnDropout": DROPOUT,
    "batch_norm_forward": FORWARD,
    "batch_norm_backward": BATCH_NORM,
    "shift_and_flip": SHIFT,
}

MISTAKES = {
    "OwnDropout": {
        "no_division": ("1 / (1 - self.rate)", "1.0", "missing in both directions"),
        "divided_by_rate": ("1 / (1 - self.rate)", "1 / self.rate", "was it divided by rate?"),
        "keeps_the_rate": ("< self.rate, 0, 1 / (1 - self.rate)", "< self.rate, 1 / self.rate, 0", "is dropped: keep"),
        "keeps_and_divides_wrongly": ("x.shape) <", "x.shape) >=", "share that is dropped"),
        "the_papers_form": ("            return x\n", "            return (1 - self.rate) * x\n", "two corrections"),
        "always": ("if not training:", "if False:", "outside training too"),
        "always_backward": ("if self.training else d_output", "", "backward uses the old mask"),
        "straight_back": ("return self.factor * d_output if self.training else d_output", "return d_output",
                          "lets every gradient pass"),
        "no_mask_back": ("self.factor * d_output if", "d_output / (1 - self.rate) if", "divides, but does not mask"),
        "mask_of_the_output": ("self.factor * d_output if", "(self.y > 0) * d_output / (1 - self.rate) if",
                               "is the mask read off the output"),
        "one_mask_for_all_images": ("random(x.shape)", "random(x.shape[1])", "the same units are dropped for all"),
        "one_number_per_image": ("random(x.shape)", "random((len(x), 1))", "whole images are dropped"),
        "float64": (".astype(x.dtype)", "", "is float64, expected float32"),
        "in_place": ("return self.factor * x", "x *= self.factor\n        return x", "changed its input x"),
        "no_layer": ("(Layer)", "", "must inherit from Layer"),
        "global_state": ("self.rng.random(x.shape)", "np.random.rand(*x.shape)", "random numbers of its own"),
        "not_kept": ("self.factor = ", "factor = ", "has no attribute 'factor'"),
    },
    "batch_norm_forward": {
        "always_the_batch": ("used_mean, used_variance = running_mean, running_variance",
                             "used_mean, used_variance = x.mean(axis=0), x.var(axis=0)",
                             "outside training the batch still normalises itself"),
        "always_the_averages": ("    scale =",
                                "    used_mean, used_variance = running_mean, running_variance\n    scale =",
                                "in training the running averages normalise"),
        "after_the_move": ("    scale =", "    used_mean, used_variance = new_mean, new_variance\n    scale =",
                           "normalise, after their move"),
        "turned_round": ("if training:", "if not training:", "turned round"),
        "moves_outside_too": ("new_mean, new_variance = running_mean.copy(), running_variance.copy()",
                              "new_mean = momentum * running_mean + (1 - momentum) * np.mean(x, 0)\n        "
                              "new_variance = momentum * running_variance + (1 - momentum) * np.var(x, 0)",
                              "move outside training, too"),
        "as_in_pytorch": ("(1 - momentum)", "momentum", "as in PyTorch"),
        "batch_replaces": ("(1 - momentum) * ", "", "replace the running averages"),
        "deviation_remembered": ("(used_variance - running_variance)", "(used_variance ** 0.5 - running_variance)",
                                 "averages standard deviations"),
        "variance_stays": ("(used_variance - running_variance)", "0", "only the running mean moves"),
        "epsilon_remembered": ("(used_variance - running_variance)", "(used_variance + epsilon - running_variance)",
                               "epsilon goes into the running variance"),
        "n_minus_1": ("axis=0) / len(x)\n        new_mean", "axis=0) / (len(x) - 1)\n        new_mean", "n - 1"),
        "no_epsilon": ("used_variance + epsilon", "used_variance", "epsilon is missing"),
        "epsilon_outside": ("np.sqrt(used_variance + epsilon)", "(np.sqrt(used_variance) + epsilon)",
                            "epsilon stands outside the root"),
        "variance": ("np.sqrt(used_variance + epsilon)", "(used_variance + epsilon)", "divided by the variance"),
        "beta_too": ("x * scale + (beta - used_mean * scale)",
                     "gamma * ((x - used_mean) / np.sqrt(used_variance + epsilon) + beta)", "beta is multiplied"),
        "no_beta": ("(beta - used_mean * scale)", "(-used_mean * scale)", "beta is missing"),
        "exchanged": ("gamma, beta, running_mean, running_variance, training", "beta, gamma, running_mean, "
                      "running_variance, training", "gamma and beta have changed places"),
        "rows": ("axis=0) / len(x)", "axis=1, keepdims=True) / x.shape[1]", "layer normalisation"),
        "in_place": ("new_mean = running_mean + (1 - momentum) * (used_mean - running_mean)",
                     "running_mean += (1 - momentum) * (used_mean - running_mean)\n        new_mean = running_mean",
                     "changed its input"),
        "momentum_a_number": ("(1 - momentum)", "0.1", "number"),
        "epsilon_a_number": ("used_variance + epsilon", "used_variance + 0.01", "number"),
        "output_alone": ("[x * scale + (beta - used_mean * scale), new_mean, new_variance]",
                         "x * scale + (beta - used_mean * scale)", "expected 3"),
    },
    "batch_norm_backward": {
        "straight": ("(n * d_hat - np.sum(d_hat, axis=0) - x_hat * np.sum(d_hat * x_hat, axis=0)) / (n * deviation)",
                     "d_hat / deviation", "treats mean and variance as a constant"),
        "no_variance": (" - x_hat * np.sum(d_hat * x_hat, axis=0)", "", "treats the variance as a constant"),
        "no_mean": (" - np.sum(d_hat, axis=0)", "", "treats the mean as a constant"),
        "no_gamma": ("gamma * d_output", "d_output", "is gamma missing?"),
        "variance": ("(n * deviation)", "(n * deviation ** 2)", "divided by the variance?"),
        "not_divided": (" / (n * deviation)", " / n", "is the division by the deviation missing?"),
        "deviation_times": (" / (n * deviation)", " / n * deviation", "multiplied by the deviation?"),
        "both_plus": ("d_hat - np.sum(d_hat, axis=0) - x_hat", "d_hat + np.sum(d_hat, axis=0) + x_hat", "the signs"),
        "precedence": ("(n * d_hat - np.sum(d_hat, axis=0) - x_hat * np.sum(d_hat * x_hat, axis=0)) / (n * deviation)",
                       "d_hat / deviation - np.mean(d_hat, axis=0) - x_hat * np.mean(d_hat * x_hat, axis=0)",
                       "only one of the three terms"),
        "means": ("d_gamma = np.sum(d_output * x_hat, axis=0)\n    d_beta = np.sum",
                  "d_gamma = np.mean(d_output * x_hat, axis=0)\n    d_beta = np.mean", "are sums over the images"),
        "gamma_in_d_gamma": ("np.sum(d_output * x_hat, axis=0)", "np.sum(gamma * d_output * x_hat, axis=0)",
                             "d_gamma holds gamma itself"),
        "swapped": ("return d_x, d_gamma, d_beta", "return d_x, d_beta, d_gamma", "have changed places"),
        "order": ("return d_x, d_gamma, d_beta", "return d_gamma, d_beta, d_x", "the order is d_x, d_gamma, d_beta"),
        "wrong_axis": ("d_beta = np.sum(d_output, axis=0)", "d_beta = np.sum(d_output, axis=1)", "the wrong axis"),
        "rows": ("d_beta = np.sum(d_output, axis=0)", "d_beta = np.sum(d_output, axis=0, keepdims=True)",
                 "length 1 too many"),
        "in_place": ("d_hat = gamma * d_output", "d_hat = d_output\n    d_hat *= gamma", "changed its input"),
        "forgotten": ("return d_x, d_gamma, d_beta", "return d_x", "expected 3: d_x, d_gamma, d_beta"),
    },
    "shift_and_flip": {
        "black_is_0": ("np.array(result) + black", "np.array(result)", "not added again at the end"),
        "0_everywhere": (("images = images - black", "np.array(result) + black"), ("", "np.array(result)"),
                         "not black here"),
        "not_subtracted": ("images = images - black", "", "not subtracted at the start"),
        "black_around": (("images = images - black", "np.zeros((28, 28), image.dtype)", "np.array(result) + black"),
                         ("", "black.reshape(28, 28).copy()", "np.array(result)"), "moved as they are"),
        "rolled": ("moved[max(d, 0):28 + min(d, 0), max(r, 0):28 + min(r, 0)] = square[max(-d, 0):28 - max(d, 0), "
                   "max(-r, 0):28 - max(r, 0)]", "moved = np.roll(square, (d, r), axis=(0, 1))", "np.roll brings back"),
        "wrong_way": ("for image, d, r, f in zip(images, down, right, flipped):\n",
                      "for image, d, r, f in zip(images, down, right, flipped):\n        d, r = -d, -r\n",
                      "both shifts go the wrong way"),
        "left": ("for image, d, r, f in zip(images, down, right, flipped):\n",
                 "for image, d, r, f in zip(images, down, right, flipped):\n        r = -r\n", "right goes left"),
        "exchanged": ("zip(images, down, right, flipped)", "zip(images, right, down, flipped)", "have changed places"),
        "head_down": ("np.fliplr(moved)", "np.flipud(moved)", "stands on its head"),
        "all_mirrored": ("if f:", "if True:", "all images were mirrored"),
        "none_mirrored": ("if f:", "if False:", "no image was mirrored"),
        "others_mirrored": ("if f:", "if not f:", "should not be"),
        "mirrored_first": (("        if f:\n            moved = np.fliplr(moved)\n", "image.reshape(28, 28),"),
                           ("", "image.reshape(28, 28)[:, ::-1 if f else 1],"), "mirrored before it was shifted?"),
        "in_place": ("images = images - black", "images -= black", "changed its input"),
        "a_list": ("np.array(result) + black", "[image + black for image in result]", "turn it into an array"),
        "squares": ("np.array(result) + black", "np.array(result).reshape(-1, 28, 28)", "of shape (6, 28, 28)"),
        "float64": ("image.dtype", "float", "is float64, expected float32"),
    },
}  # fmt: skip


def written(name, source):
    space = {"np": np, "Layer": Layer}
    exec(source, space)
    return space[name]


@pytest.mark.parametrize("name", RIGHT)
def test_another_way_to_write_it_passes(name):
    verdict = getattr(check, name)(written(name, RIGHT[name]))
    assert verdict, verdict.message


@pytest.mark.parametrize("name", ["batch_norm_forward", "batch_norm_backward", "shift_and_flip"])
def test_stubs_have_not_started(name):
    def stub(*arguments):
        raise NotImplementedError

    assert getattr(check, name)(stub).message.startswith("Not started yet")


def test_a_class_without_its_methods_has_not_started():
    class OwnDropout(Layer):
        def __init__(self, rate, rng):
            raise NotImplementedError

    assert check.OwnDropout(OwnDropout).message.startswith("Not started yet")


@pytest.mark.parametrize(
    ("name", "mistake"), [pytest.param(n, m, id=f"{n}-{m}") for n, table in MISTAKES.items() for m in table]
)
def test_a_typical_mistake_is_refused_with_its_cause(name, mistake):
    old, new, cause = MISTAKES[name][mistake]
    source = RIGHT[name]
    for before, after in [(old, new)] if isinstance(old, str) else zip(old, new, strict=True):
        assert before in source
        source = source.replace(before, after)
    if "self.y" in source:
        source = source.replace("return self.factor * x", "self.y = self.factor * x\n        return self.y")
    for _ in range(2):  # other random inputs, the same sentence
        verdict = getattr(check, name)(written(name, source))
        assert not verdict
        assert cause in verdict.message, verdict.message


def test_the_solutions_are_what_the_package_does():
    x, d_output = 2 + 3 * RNG.standard_normal((6, 4)), RNG.standard_normal((6, 4))
    layer = BatchNorm(4)
    layer.gamma[...] = RNG.uniform(0.5, 2, 4)
    layer.forward(x, training=True)
    expected = layer.backward(d_output), layer.d_gamma, layer.d_beta
    deviation = np.sqrt(x.var(axis=0) + layer.epsilon)
    ours = exercises()["batch_norm_backward"].solution(
        d_output, (x - x.mean(axis=0)) / deviation, deviation, layer.gamma
    )
    for one, other in zip(ours, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)

    images, black = RNG.random((5, 784)), RNG.random(784)
    down, right, flipped = (
        np.array([0, 1, -3, 3, -1]),
        np.array([2, 0, -3, 1, -1]),
        np.array([True, False] * 2 + [True]),
    )
    ours = exercises()["shift_and_flip"].solution(images, down, right, flipped, black)
    moved = images - black
    shift_images(moved, down, right)
    flip_images(moved, flipped)
    np.testing.assert_allclose(ours, moved + black, atol=1e-12)


@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_forward_is_what_the_package_does(training):
    solution, layer, averages = exercises()["batch_norm_forward"].solution, BatchNorm(4), (np.zeros(4), np.ones(4))
    layer.gamma[...], layer.beta[...] = RNG.uniform(0.5, 2, 4), RNG.standard_normal(4)
    for batch in 2 + 3 * RNG.standard_normal((3, 6, 4)):  # the averages of three batches
        layer.forward(batch, training=True)
        _, *averages = solution(batch, layer.gamma, layer.beta, *averages, True, layer.momentum, layer.epsilon)
    x = RNG.standard_normal((5, 4))
    output, *averages = solution(x, layer.gamma, layer.beta, *averages, training, layer.momentum, layer.epsilon)
    np.testing.assert_allclose(output, layer.forward(x, training=training), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(averages, [layer.state["running_mean"], layer.state["running_variance"]], rtol=1e-12)


def test_the_dropout_of_the_solution_passes_the_gradient_check():
    layer = exercises()["OwnDropout"].solution(0.5, np.random.default_rng(1))
    assert check_layer(layer, RNG.standard_normal((4, 6))).max_relative_error < 1e-6
