"""The checks of chapter 07: solutions pass, stubs have not started, and typical mistakes are named for what they are.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import numpy as np
import pytest

from mlp import SGD, Adam
from mlp.exercises import check, exercises
from tests.exercises.learner_answers import assert_refused, each_mistake, written

END = "\n return parameters - learning_rate * velocity, velocity"
VELOCITY = "velocity = momentum * velocity + gradient"
MOMENTUM = {
    "old_velocity": (
        "new = momentum * velocity + gradient\n return parameters - learning_rate * velocity, new",
        "is the step taken with the old velocity?",
    ),
    "climbs": (VELOCITY + "\n return parameters + learning_rate * velocity, velocity", "do the parameters climb?"),
    "gradient_alone": (VELOCITY + "\n return parameters - learning_rate * gradient, velocity", "the gradient alone?"),
    "average": ("velocity = momentum * velocity + (1 - momentum) * gradient" + END, "is the gradient multiplied by 1"),
    "polyak": (
        "v = momentum * velocity - learning_rate * gradient\n return parameters + v, v",
        "inside the velocity. Here V holds gradients only",
    ),
    "report_002": (
        "v = momentum * velocity + learning_rate * gradient\n return parameters - v, v",
        "inside the velocity. Here V holds gradients only",
    ),
    "rate_twice": ("velocity = momentum * velocity + learning_rate * gradient" + END, "stand in both lines?"),
    "minus_twice": ("velocity = momentum * velocity - gradient" + END, "is the gradient subtracted in the velocity"),
    "momentum_on_gradient": ("velocity = velocity + momentum * gradient" + END, "does momentum multiply the gradient?"),
    "momentum_on_both": ("velocity = (velocity + gradient) * momentum" + END, "the new gradient too?"),
    "never_forgets": ("velocity = velocity + gradient" + END, "is momentum missing?"),
    "nesterov": (
        VELOCITY + "\n return parameters - learning_rate * (gradient + momentum * velocity), velocity",
        "that is Nesterov's step",
    ),
    "only_the_step": (
        VELOCITY + "\n return learning_rate * velocity, velocity",
        "is the first thing returned the step?",
    ),
    "exchanged": (VELOCITY + "\n return velocity, parameters - learning_rate * velocity", "changed places?"),
    "in_place": (
        "velocity *= momentum\n velocity += gradient\n parameters -= learning_rate * velocity\n"
        " return parameters, velocity",
        "write into the caller's arrays",
    ),
    "parameters_only": (
        VELOCITY + "\n return parameters - learning_rate * velocity",
        "expected 2: parameters, velocity",
    ),
    "float64": (
        "velocity = np.zeros(len(gradient)) + momentum * velocity + gradient" + END,
        "is float64, expected float32",
    ),
}
AVERAGES = "m = beta1 * mean + (1 - beta1) * gradient\n s = beta2 * squares + (1 - beta2) * gradient**2\n "
HATS = "a, b = m / (1 - beta1**t), s / (1 - beta2**t)\n "
STEP = "return parameters - learning_rate * a / (np.sqrt(b) + epsilon), m, s"
ADAM = {
    "no_correction": (AVERAGES + "a, b = m, s\n " + STEP, "is the bias correction missing?"),
    "mean_only": (AVERAGES + "a, b = m / (1 - beta1**t), s\n " + STEP, "are the squares left without"),
    "squares_only": (AVERAGES + "a, b = m, s / (1 - beta2**t)\n " + STEP, "is the mean left without"),
    "no_power": (AVERAGES + "a, b = m / (1 - beta1), s / (1 - beta2)\n " + STEP, "is the power of t missing?"),
    "t_plus_1": ("t += 1\n " + AVERAGES + HATS + STEP, "is t counted once too often?"),
    "t_minus_1": ("t = t - 1\n " + AVERAGES + HATS + STEP, "is t counted from 0?"),
    "multiplied": (
        AVERAGES + "a, b = m * (1 - beta1**t), s * (1 - beta2**t)\n " + STEP,
        "do the corrections multiply?",
    ),
    "one_beta": (AVERAGES + "a, b = m / (1 - beta1**t), s / (1 - beta1**t)\n " + STEP, "made with beta1?"),
    "kept_corrected": (
        AVERAGES + "m, s = m / (1 - beta1**t), s / (1 - beta2**t)\n"
        " return parameters - learning_rate * m / (np.sqrt(s) + epsilon), m, s",
        "do you return the corrected averages?",
    ),
    "no_root": (AVERAGES + HATS + STEP.replace("np.sqrt(b)", "b"), "is the square root missing?"),
    "epsilon_inside": (
        AVERAGES + HATS + STEP.replace("(np.sqrt(b) + epsilon)", "np.sqrt(b + epsilon)"),
        "inside the root?",
    ),
    "no_epsilon": (AVERAGES + HATS + STEP.replace(" + epsilon", ""), "is epsilon missing?"),
    "rmsprop": (AVERAGES + HATS + STEP.replace("* a", "* gradient"), "as in RMSprop?"),
    "not_squared": (AVERAGES.replace("gradient**2", "gradient") + HATS + STEP, "the second average take the gradient?"),
    "all_squared": (
        AVERAGES.replace("(1 - beta2) * gradient**2", "((1 - beta2) * gradient)**2") + HATS + STEP,
        "is 1 - beta2 squared too?",
    ),
    "weights_exchanged": (
        "m = (1 - beta1) * mean + beta1 * gradient\n s = (1 - beta2) * squares + beta2 * gradient**2\n " + HATS + STEP,
        "changed places? beta is how much",
    ),
    "sums": ("m = beta1 * mean + gradient\n s = beta2 * squares + gradient**2\n " + HATS + STEP, "are those sums?"),
    "betas_exchanged": (
        "beta1, beta2 = beta2, beta1\n " + AVERAGES + HATS + STEP,
        "have beta1 and beta2 changed places?",
    ),
    "old_averages": (
        AVERAGES + "a, b = mean / (1 - beta1**t), squares / (1 - beta2**t)\n " + STEP,
        "made of the old averages?",
    ),
    "climbs": (AVERAGES + HATS + STEP.replace("parameters -", "parameters +"), "do the parameters climb?"),
    "in_place": (
        "mean *= beta1\n mean += (1 - beta1) * gradient\n m = mean\n s = squares\n " + HATS + STEP,
        "write into it?",
    ),
    "t_as_1": ("t = 1\n " + AVERAGES + HATS + STEP, "is the power of t missing?"),
    "only_parameters": (AVERAGES + HATS + STEP.replace(", m, s", ""), "expected 3: parameters, mean, squares"),
}
RISE = "if iteration < warm_up:\n  return (iteration + 1) / warm_up\n "
SHARE = "x = min((iteration - warm_up) / (iterations - warm_up), 1)\n "
FALL = "return (1 + np.cos(np.pi * x)) / 2"
SCHEDULE = {
    "rise_from_0": (RISE.replace("(iteration + 1)", "iteration") + SHARE + FALL, "a factor of 0?"),
    "rise_too_long": (RISE.replace("<", "<=") + SHARE + FALL, "is the rise one step too long?"),
    "no_warm_up": (SHARE.replace("min(", "max(0, min(").replace(", 1)", ", 1))") + FALL, "is there no warm-up?"),
    "not_shifted": (RISE + "x = min(iteration / iterations, 1)\n " + FALL, "does the cosine begin at iteration 0?"),
    "product": (
        "x = min(iteration / iterations, 1)\n"
        " return min((iteration + 1) / warm_up, 1) * (1 + math.cos(math.pi * x)) / 2",
        "times a cosine over all iterations",
    ),
    "too_long": (RISE + "x = min((iteration - warm_up) / iterations, 1)\n " + FALL, "does the fall end too late?"),
    "up_again": (RISE + "x = (iteration - warm_up) / (iterations - warm_up)\n " + FALL, "rise again after the last"),
    "negative": (RISE + SHARE + "return math.cos(math.pi * x)", "does the factor become negative?"),
    "not_halved": (RISE + SHARE + "return 1 + math.cos(math.pi * x)", "does the fall begin at 2?"),
    "quarter": (RISE + SHARE + "return math.cos(math.pi / 2 * x)", "a quarter of a cosine?"),
    "whole": (RISE + SHARE + FALL.replace("np.pi", "2 * np.pi"), "come down and go up again?"),
    "degrees": (RISE + SHARE + FALL.replace("np.pi", "180"), "is the angle in degrees?"),
    "to_radians": (RISE + SHARE + "return (1 + math.cos(math.radians(math.pi * x))) / 2", "in radians already"),
    "straight": (RISE + SHARE + "return 1 - x", "is the fall a straight line?"),
    "upside_down": (RISE + SHARE + FALL.replace("1 +", "1 -"), "go up where it should fall?"),
    "sine": (RISE + SHARE + FALL.replace("cos", "sin"), "is that a sine?"),
    "nothing": (RISE + "pass", "its `return` line missing?"),
    "text": (RISE + "return 'falling'", "is a str, expected an array"),
}
TABLES = {"momentum_step": MOMENTUM, "adam_step": ADAM, "warm_up_cosine": SCHEDULE}


@pytest.mark.parametrize("name", TABLES)
def test_stubs_have_not_started(name):
    assert getattr(check, name)(written(name, "raise NotImplementedError")).message.startswith("Not started yet")


@each_mistake(TABLES)
def test_a_typical_mistake_is_refused_with_its_cause(name, body, cause):
    assert_refused(name, written(name, body), cause)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("momentum_step", "v = np.add(gradient, velocity * momentum)\n return parameters - v * learning_rate, v"),
        (
            "adam_step",
            "mean = mean + (1 - beta1) * (gradient - mean)\n"
            " squares = squares + (1 - beta2) * (gradient**2 - squares)\n"
            " rate = learning_rate / (1 - beta1**t)\n root = (squares / (1 - beta2**t))**0.5\n"
            " return parameters - rate * mean / (root + epsilon), mean, squares",
        ),
        (
            "warm_up_cosine",
            "x = np.clip((iteration - warm_up) / (iterations - warm_up), 0, 1)\n"
            " return min((iteration + 1) / warm_up, np.cos(np.pi / 2 * x) ** 2)",
        ),
    ],
)
def test_another_way_to_write_it_passes(name, body):
    verdict = getattr(check, name)(written(name, body))
    assert verdict, verdict.message


def test_the_solutions_take_the_packages_steps():
    gradients = np.random.default_rng(0).normal(size=(5, 3))
    ours, theirs, velocity = np.ones(3), np.ones(3), np.zeros(3)
    optimizer = SGD(0.2, momentum=0.8)
    for gradient in gradients:
        optimizer.step(ours, gradient)
        theirs, velocity = exercises()["momentum_step"].solution(theirs, velocity, gradient, 0.2, 0.8)
    np.testing.assert_allclose(ours, theirs, atol=1e-14)
    ours, theirs, mean, squares = np.ones(3), np.ones(3), np.zeros(3), np.zeros(3)
    optimizer = Adam(0.1, 0.8, 0.95, 0.01)
    for t, gradient in enumerate(gradients, start=1):
        optimizer.step(ours, gradient)
        theirs, mean, squares = exercises()["adam_step"].solution(
            theirs, mean, squares, gradient, t, 0.1, 0.8, 0.95, 0.01
        )
    np.testing.assert_allclose(ours, theirs, atol=1e-14)
