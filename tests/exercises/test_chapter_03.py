"""The checks of chapter 03: solutions pass, stubs have not started, and typical mistakes are named for what they are.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import linecache

import numpy as np
import pytest

from mlp.exercises import check, exercises
from mlp.layers import Layer

INIT = "    def __init__(self, slope=0.01):\n        self.slope = slope\n\n"
# name, what comes before forward, the lines of forward, the lines of backward
RIGHT = {
    "ReLULayer": ("", "self.x = x\n return np.maximum(x, 0)", "return np.where(self.x > 0, d_output, 0)"),
    "LeakyReLULayer": (
        INIT,
        "self.x = x\n return np.maximum(x, self.slope * x)",
        "return np.where(self.x > 0, d_output, d_output * self.slope)",
    ),
    "TanhLayer": ("", "self.y = np.tanh(x)\n return self.y", "return (1 - self.y * self.y) * d_output"),
    "SigmoidLayer": (
        "",
        "self.y = 0.5 + 0.5 * np.tanh(0.5 * x)\n return self.y",
        "return (self.y - self.y**2) * d_output",
    ),
}

RELU = {
    "the_report": ("backward", "return np.maximum(d_output, 0)", "looks at the sign of dY"),
    "own_sign": ("backward", "return d_output * (d_output > 0)", "looks at the sign of dY"),
    "at_least_0": ("backward", "return d_output * (self.x >= 0)", "the slope there is 0 by convention"),
    "output_at_least_0": ("backward", "return d_output * (np.maximum(self.x, 0) >= 0)", "true everywhere"),
    "slope_alone": ("backward", "return np.where(self.x > 0, 1, 0)", "d_output is missing"),
    "slope_alone_as_floats": ("backward", "return np.where(self.x > 0, 1.0, 0.0)", "d_output is missing"),
    "mask_turned": ("backward", "d = d_output.copy()\n d[self.x > 0] = 0\n return d", "the mask is turned round"),
    "times_output": ("backward", "return d_output * np.maximum(self.x, 0)", "multiplied by the output"),
    "changed_places": ("backward", "return np.where(d_output > 0, self.x, 0)", "have changed places"),
    "d_output_in_place": ("backward", "d_output[self.x <= 0] = 0\n return d_output", "the caller's array"),
    "x_in_place": ("forward", "x[x < 0] = 0\n self.x = x\n return x", "the caller's array"),
    "float64": ("forward", "self.x = x\n y = np.zeros(x.shape)\n y[x > 0] = x[x > 0]\n return y", "float32 went in"),
    "integers": ("forward", "self.x = x\n y = np.zeros_like(x, int)\n y[x > 0] = x[x > 0]\n return y", "int() or //"),
    "max_along_an_axis": ("forward", "self.x = x\n return np.max(x, 0)", "the largest number along axis 0"),
    "pythons_max": ("forward", "self.x = x\n return max(x, 0)", "Python's max and min"),
    "absolute": ("forward", "self.x = x\n return abs(x)", "that is |x|"),
    "no_cache": ("forward", "return np.maximum(x, 0)", "which nothing has set: keep in forward"),
    "old_cache": ("forward", "self.x = getattr(self, 'x', x)\n return np.maximum(x, 0)", "must keep its own"),
    "batch_size": ("backward", "return d_output * (self.x > 0) / len(d_output)", "the batch size"),
}

LEAKY = {
    "no_slope_backward": ("backward", "return d_output * (self.x > 0)", "slope is forgotten in backward"),
    "no_slope_forward": ("forward", "self.x = x\n return np.maximum(x, 0)", "slope is forgotten in forward"),
    "number_forward": ("forward", "self.x = x\n return np.maximum(x, 0.01 * x)", "written as a number in forward"),
    "number_backward": (
        "backward",
        "return np.where(self.x > 0, d_output, 0.01 * d_output)",
        "written as a number in backward",
    ),
    "sign_of_d_output": (
        "backward",
        "return np.maximum(d_output, self.slope * d_output)",
        "chooses by the sign of d_output",
    ),
    "sides_backward": (
        "backward",
        "return np.where(self.x > 0, self.slope * d_output, d_output)",
        "changed places in backward",
    ),
    "sides_forward": ("forward", "self.x = x\n return np.minimum(x, self.slope * x)", "changed places in forward"),
    "at_least_0": (
        "backward",
        "return np.where(self.x < 0, self.slope * d_output, d_output)",
        "0 belongs to the negative side",
    ),
    "slope_alone": ("backward", "return np.where(self.x > 0, 1, self.slope)", "d_output is missing"),
    "float64": ("backward", "return d_output * np.where(self.x > 0, 1, self.slope)", "which makes float64"),
    "sign": (
        "forward",
        "self.x = x\n return np.where(x > 0, x, -self.slope * x)",
        "the sign of the negative side is turned",
    ),
    "slope_on_both": (
        "forward",
        "self.x = x\n return self.slope * x + x * (x > 0)",
        "the positive side got slope * x as well",
    ),
    "x_in_place": ("forward", "self.x = x\n x[x < 0] *= self.slope\n return x", "the caller's array"),
    "d_output_in_place": (
        "backward",
        "d_output[self.x <= 0] *= self.slope\n return d_output",
        "the caller's array",
    ),
    "no_cache": ("forward", "return np.maximum(x, self.slope * x)", "which nothing has set: keep in forward"),
}

TANH = {
    "the_report": ("backward", "return d_output * 4 / (np.exp(2 * self.x) + 1) ** 2", "lacks the factor exp(2x)"),
    "exp_backward": (
        "backward",
        "e = np.exp(2 * self.x)\n return d_output * (4 * e / (e + 1) ** 2)",
        "exp(2x) overflows",
    ),
    "cosh": ("backward", "return d_output / np.cosh(self.x) ** 2", "cosh overflows"),
    "twice": ("backward", "return d_output * (1 - np.tanh(self.y) ** 2)", "the tanh was taken twice"),
    "of_the_input": ("backward", "return d_output * (1 - self.x**2)", "keep the output in forward, not the input"),
    "no_square": ("backward", "return d_output * (1 - self.y)", "the square is missing"),
    "plus": ("backward", "return d_output * (1 + self.y**2)", "a plus in the slope"),
    "sign": ("backward", "return d_output * (self.y**2 - 1)", "the sign is turned"),
    "sigmoids_slope": ("backward", "return d_output * self.y * (1 - self.y)", "the slope of the sigmoid"),
    "no_brackets": ("backward", "return d_output * 1 - self.y**2", "brackets are missing"),
    "slope_alone": ("backward", "return 1 - self.y**2", "d_output is missing"),
    "output_in_place": (
        "backward",
        "self.y *= self.y\n return d_output * (1 - self.y)",
        "wrote into the output that forward had returned",
    ),
    "d_output_in_place": ("backward", "d_output *= 1 - self.y**2\n return d_output", "the caller's array"),
    "x_in_place": ("forward", "self.x = self.y = np.tanh(x, out=x)\n return x", "the caller's array"),
    "exp_forward": (
        "forward",
        "self.x, a, b = x, np.exp(x), np.exp(-x)\n self.y = (a - b) / (a + b)\n return self.y",
        "exp overflows for large x",
    ),
    "float64": (
        "forward",
        "self.x, self.y = x, np.zeros(x.shape)\n self.y += np.tanh(x)\n return self.y",
        "float32 went in",
    ),
    "no_cache": ("forward", "return np.tanh(x)", "which nothing has set: keep in forward"),
    "old_cache": (
        "forward",
        "self.x, self.y = x, getattr(self, 'y', np.tanh(x))\n return np.tanh(x)",
        "must keep its own",
    ),
}

SIGMOID = {
    "overflow": ("forward", "self.x, self.y = x, 1 / (1 + np.exp(-x))\n return self.y", "inf for large negative x"),
    "inf_by_inf": (
        "forward",
        "self.x, self.y = x, np.exp(x) / (np.exp(x) + 1)\n return self.y",
        "inf for large positive x",
    ),
    "both_branches": (
        "forward",
        "self.x = x\n self.y = np.where(x > 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))\n return self.y",
        "both branches are computed",
    ),
    "sign_of_x": ("forward", "self.x, self.y = x, 1 / (1 + np.exp(x))\n return self.y", "the sign of the exponent"),
    "no_half_inside": ("forward", "self.x, self.y = x, (np.tanh(x) + 1) / 2\n return self.y", "the half inside"),
    "brackets": ("forward", "self.x, self.y = x, 1 + np.tanh(x / 2) / 2\n return self.y", "brackets are missing"),
    "slope_alone": ("backward", "return self.y * (1 - self.y)", "d_output is missing"),
    "of_the_input": ("backward", "return d_output * self.x * (1 - self.x)", "keep the output in forward"),
    "twice": (
        "backward",
        "s = 1 / (1 + np.exp(-self.y))\n return d_output * s * (1 - s)",
        "the sigmoid was taken twice",
    ),
    "tanhs_slope": ("backward", "return d_output * (1 - self.y**2)", "the slope of tanh"),
    "sign": ("backward", "return d_output * self.y * (self.y - 1)", "the sign is turned"),
    "no_brackets": ("backward", "return d_output * self.y * 1 - self.y", "brackets are missing"),
    "one_factor": ("backward", "return d_output * (1 - self.y)", "one factor is missing"),
    "exp_backward": (
        "backward",
        "e = np.exp(-self.x)\n return d_output * e / (1 + e) ** 2",
        "inf / inf is nan: the same slope is output",
    ),
    "output_in_place": (
        "backward",
        "self.y *= 1 - self.y\n return d_output * self.y",
        "wrote into the output that forward had returned",
    ),
    "d_output_in_place": ("backward", "d_output *= self.y * (1 - self.y)\n return d_output", "the caller's array"),
    "x_in_place": (
        "forward",
        "x /= 2\n self.x, self.y = x, 0.5 + 0.5 * np.tanh(x)\n return self.y",
        "changed its input x",
    ),
    "float64": (
        "forward",
        "self.x, self.y = x, np.full(x.shape, 0.5)\n self.y += np.tanh(x / 2) / 2\n return self.y",
        "float32 went in",
    ),
    "no_cache": ("forward", "return 0.5 + 0.5 * np.tanh(0.5 * x)", "which nothing has set: keep in forward"),
}

TABLES = dict(zip(RIGHT, (RELU, LEAKY, TANH, SIGMOID)))


def written(name, forward=None, backward=None):
    """The learner's class `name`, right but for the lines that are given."""
    before, right_forward, right_backward = RIGHT[name]
    if backward and "self.x" in backward and "self.x" not in right_forward:
        right_forward = "self.x = x\n " + right_forward
    forward, backward = (
        lines.replace("\n ", "\n        ") for lines in (forward or right_forward, backward or right_backward)
    )
    source = (
        f"class {name}(Layer):\n{before}"
        f"    def forward(self, x, training=False):\n        {forward}\n\n"
        f"    def backward(self, d_output):\n        {backward}\n"
    )
    space = {"np": np, "Layer": Layer}
    exec(source, space)
    return space[name]


@pytest.mark.parametrize("name", RIGHT)
def test_the_solution_and_another_right_answer_pass_every_time(name):
    for _ in range(5):
        for answer in (exercises()[name].solution, written(name)):
            verdict = getattr(check, name)(answer)
            assert verdict, verdict.message
            assert verdict.message.startswith("Passed: ")


def test_a_right_answer_need_not_follow_the_hints():
    """Masks by the output, slopes added up, and the sigmoid that never takes exp of a positive number."""
    assert check.ReLULayer(
        written("ReLULayer", "self.y = np.maximum(x, 0)\n return self.y", "return d_output * (self.y > 0)")
    )
    assert check.LeakyReLULayer(
        written("LeakyReLULayer", "self.x = x\n return np.maximum(x, 0) + self.slope * np.minimum(x, 0)")
    )
    assert check.SigmoidLayer(
        written(
            "SigmoidLayer",
            "e = np.exp(-abs(x))\n self.y = np.where(x < 0, e, np.ones_like(e)) / (1 + e)\n return self.y",
        )
    )


@pytest.mark.parametrize("name", RIGHT)
def test_stubs_have_not_started(name):
    stub = written(name, "raise NotImplementedError", "raise NotImplementedError")
    assert getattr(check, name)(stub).message.startswith("Not started yet")
    half = written(name, backward="raise NotImplementedError")
    assert getattr(check, name)(half).message.startswith("Not started yet")


@pytest.mark.parametrize("name", RIGHT)
def test_a_class_that_is_no_layer_and_one_without_training_are_told_so(name):
    class NoLayer:
        def __init__(self, slope=0.01):
            pass

    assert "(Layer):`" in getattr(check, name)(NoLayer).message

    class NoTraining(written(name)):
        def forward(self, x):
            return super().forward(x)

    assert "keep the second parameter" in getattr(check, name)(NoTraining).message


@pytest.mark.parametrize(
    ("name", "method", "lines", "cause"),
    [
        pytest.param(name, method, lines, cause, id=f"{name}-{mistake}")
        for name, table in TABLES.items()
        for mistake, (method, lines, cause) in table.items()
    ],
)
def test_a_typical_mistake_is_refused_with_its_cause(name, method, lines, cause):
    for _ in range(2):  # other random inputs, the same sentence
        verdict = getattr(check, name)(written(name, **{method: lines}))
        assert not verdict
        assert cause in verdict.message


GRID = {  # name, what forward computes, part of the sentence
    "switch at 10": ("SoftplusLayer", "np.where(x > 10, x, np.logaddexp(0, x))", "another formula"),
    "switch at 4, below": (
        "SoftplusLayer",
        "np.where(x < -4, np.exp(np.minimum(x, 0)), np.logaddexp(0, x))",
        "another formula",
    ),
    "clipped at 12": ("SoftplusLayer", "np.logaddexp(0, np.clip(x, -12, 12))", "cut off"),
    "clipped at 20": ("SigmoidLayer", "0.5 + 0.5 * np.tanh(np.clip(x, -20, 20) / 2)", "cut off"),
    "clipped at 8": ("SigmoidLayer", "0.5 + 0.5 * np.tanh(np.clip(x, -8, 8) / 2)", "cut off"),
    "clipped at 4": ("TanhLayer", "np.tanh(np.clip(x, -4, 4))", "cut off"),
    "at most 6": ("ReLULayer", "np.minimum(np.maximum(x, 0), 6)", "cut off"),
}


@pytest.mark.parametrize("name", GRID)
def test_a_limit_or_a_switch_far_out_is_refused_and_named(name):
    exercise, forward, cause = GRID[name]
    solution = exercises()[exercise].solution
    space, file = {"np": np, "solution": solution}, f"<{name}>"
    source = (
        f"class {exercise}(solution):\n def forward(self, x, training=False):\n  solution.forward(self, x)\n"
        f"  self.output = {forward}\n  return self.output\n"
    )
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    exec(compile(source, file, "exec"), space)
    verdict = getattr(check, exercise)(space[exercise])
    assert not verdict and cause in verdict.message, verdict
