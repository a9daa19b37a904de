"""Every diagnosis is given where it is meant, whatever a learner returns."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlp.exercises import Exercise
from mlp.exercises.checking.judge import judge
from tests.exercises.exercise_samples import (
    CENTER,
    COUNTS,
    HINTS,
    LAYER,
    LINEAR,
    LOSS,
    ROWS,
    WORD,
    Scale,
    back,
    bias_of_first,
    center,
    counts,
    learner,
    loss,
    rows,
    run_layer,
    without_transpose,
)


def test_right_answers_pass():
    for exercise in (LINEAR, CENTER, LOSS, ROWS, COUNTS, WORD, LAYER):
        verdict = judge(exercise, exercise.solution)
        assert verdict.passed and verdict and verdict.message == repr(verdict) == f"Passed: {exercise.proves}"


def test_another_way_to_the_same_numbers_passes():
    assert judge(LINEAR, back(d_bias="np.ones(len(d), d.dtype) @ d"))
    assert judge(LOSS, lambda p, y: np.float64(sum(-np.log(p[i, y[i]]) for i in range(len(y))) / len(y)))
    assert judge(LOSS, lambda p, y: np.array(loss(p, y)))


WRONG = {
    "not callable": (LINEAR, 3.0, "the function itself and got a result of type float: write check.linear_backward("),
    "a class for a function": (LINEAR, Scale, "the check takes a function, and got Scale"),
    "a function for a class": (LAYER, center, "the check takes a class, and got center"),
    "an instance": (LAYER, Scale(), "takes the class itself"),
    "signature": (LINEAR, lambda d, x: 0, "takes (d, x), expected (d_output, x, weight)"),
    "exception": (
        CENTER,
        learner("def answer(x):\n    y = x\n    return y @ np.zeros((9, 2))"),
        "the inner sizes of a matrix product are 4 and 9, and must be the same: is a transpose missing, or do the two",
        "your code raised ValueError in line 3 of your cell, matmul: ",
    ),
    "line": (CENTER, learner("def answer(x):\n    y = x\n    return y.nothing"), "in line 3 of your cell"),
    "exception's case": (CENTER, lambda x: x.nothing, "(for x of shape (6, 4), float64)."),
    "exception later": (
        CENTER,
        lambda x: center(x) if len(x) > 3 else 1 / 0,
        "raised ZeroDivisionError",
        ", division by zero (for",
    ),
    "exit": (CENTER, lambda x: exit(), "raised SystemExit"),
    "method missing": (
        LAYER,
        learner("class answer:\n  def forward(self, x): return 3 * x"),
        "no attribute 'backward'",
    ),
    "line of a class": (
        LAYER,
        learner("class answer:\n  def forward(self, x):\n    return self.y\n  def backward(self, d): return d"),
        "in line 3 of your cell",
    ),
    "input changed": (CENTER, learner("def answer(x):\n    x -= x.mean(axis=0)\n    return x"), "changed its input x"),
    "one value": (LINEAR, lambda d, x, w: d, "one value came back, expected 3: d_x, d_weight, d_bias"),
    "two values": (LINEAR, lambda d, x, w: (d, x), "2 values came back, expected 3"),
    "comma": (
        CENTER,
        lambda x: (center(x),),
        "is a tuple: is there a comma",
        "centred is a tuple, expected an array of shape (6, 4)",
    ),
    "list": (
        CENTER,
        lambda x: center(x).tolist(),
        "is a list: turn it into",
        "centred is a list, expected an array of shape (6, 4)",
    ),
    "word for number": (LOSS, lambda p, y: "0.3", "loss is a str, expected a number"),
    "objects": (CENTER, lambda x: center(x).astype(object), "and dtype object, expected an array of shape (6, 4)"),
    "number for array": (ROWS, lambda x: float(x.sum()), "single number", "axis=... missing?"),
    "transposed shape": (
        LINEAR,
        back(d_x="w @ d.T"),
        "d_x comes out transposed",
        "d_x is of shape (4, 5), expected (5, 4)",
    ),
    "broadcast": (
        ROWS,
        lambda x: rows(x) + 0 * rows(x)[:, None],
        "shapes (n,) and (n, 1) met",
        "sums is of shape (6, 6), expected (6,)",
    ),
    "keepdims": (
        ROWS,
        lambda x: x.sum(axis=1, keepdims=True),
        "an axis of length 1 too many",
        "(6, 1), expected (6,)",
    ),
    "zero axes": (ROWS, lambda x: np.array(x.sum()), "summed over every axis"),
    "reshape": (CENTER, lambda x: center(x).reshape(3, -1), "has its numbers in the right order, but another shape"),
    "array for number": (LOSS, lambda p, y: -np.log(p[np.arange(len(y)), y]), "shape (4,), expected a single number"),
    "other shape": (
        ROWS,
        lambda x: x.sum(axis=0),
        "the wrong axis",
        "sums is of shape (4,), expected (6,) (for x of shape (6, 4), float64).",
    ),
    "float64": (CENTER, lambda x: center(x).astype(float), "float32 went in", "centred is float64, expected float32"),
    "whole numbers": (CENTER, lambda x: center(x).astype(int), "has lost what stands after the point"),
    "other dtype": (COUNTS, lambda labels: counts(labels).astype("int16"), "is int16, expected int64"),
    "nan": (CENTER, lambda x: center(x) * np.nan, "centred holds nan (24 of 24 numbers)"),
    "inf": (LOSS, lambda p, y: float("inf"), "loss holds inf (the number)"),
    "known mistake in shape": (
        LINEAR,
        without_transpose,
        "Not yet: what is the shape of x.T @ d_output?",
        "(3, 4), expected (4, 3)",
    ),
    "known mistake in numbers": (LINEAR, bias_of_first, "not the first alone."),
    "batch size twice": (
        LINEAR,
        back(d_weight="x.T @ d / len(d)"),
        "d_weight is right up to a factor of 1/5, the length of axis 0 of d_output",
        "was the batch size divided out twice?",
    ),
    "batch size missing": (
        LOSS,
        lambda p, y: loss(p, y) * len(y),
        "up to a factor of 4, the length of axis 0 of probabilities: is a division by the batch size missing?",
    ),
    "other axis": (LOSS, lambda p, y: loss(p, y) / p.shape[1], "of 1/3, the length of axis 1 of probabilities"),
    "sign": (LINEAR, back(d_x="-(d @ w.T)"), "d_x is right up to its sign: is a minus missing, or one too many?"),
    "twice": (LINEAR, back(d_x="2 * (d @ w.T)"), "right up to a factor of 2: is a factor of 1/2 missing?"),
    "half": (LINEAR, back(d_x="d @ w.T / 2"), "right up to a factor of 0.5: is a factor of 2 missing?"),
    "some factor": (CENTER, lambda x: center(x) * x.dtype.type(1 / 255), "right up to a factor of 0.003922."),
    "transposed numbers": (
        Exercise("square", 1, lambda x: x @ x, lambda r: [(r.standard_normal((3, 3)),)], HINTS, "ok."),
        lambda x: x.T @ x.T,
        "the result comes out transposed",
    ),
    "written down": (LOSS, lambda p, y: 0.25, "other numbers gave the same result"),
    "first size only": (ROWS, lambda x: x[:, :4].sum(axis=1) if len(x) > 3 else x[:, :2].sum(axis=1), "sums["),
    "largest difference": (
        CENTER,
        lambda x: center(x) + np.eye(*x.shape, dtype=x.dtype)[::-1],
        "4 of 24 numbers are wrong",
    ),
    "number": (LOSS, lambda p, y: loss(p, y) + 0.5, "loss is ", ", expected "),
    "counts": (COUNTS, lambda labels: counts(labels) + (np.arange(5) == 2), "the result[2] is "),
    "word": (WORD, lambda x: "down", "word is 'down', expected 'up'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_answers_are_told_why(case):
    exercise, answer, *expected = WRONG[case]
    verdict = judge(exercise, answer)
    assert not verdict.passed and not verdict
    assert verdict.message.startswith("Not yet: ")
    assert verdict.message[-1] in ".?!" and "\n" not in verdict.message
    for fragment in expected:
        assert fragment in verdict.message


def test_largest_difference_names_index_got_and_expected():
    def answer(x):
        wrong = center(x)
        wrong[2, 1] = 100
        return wrong

    message = judge(CENTER, answer).message
    assert "centred[2, 1] is 100, expected " in message and "1 of 24 numbers are wrong" in message


@pytest.mark.parametrize(
    "source",
    [
        "def answer(x):\n    # YOUR CODE HERE\n    raise NotImplementedError",
        "def answer(x):\n    ...",
        "def answer(x):\n    return ...",
    ],
)
def test_not_started(source):
    verdict = judge(CENTER, learner(source))
    assert not verdict and verdict.message.startswith("Not started yet: ")


def test_a_class_with_one_stub_left_is_not_started():
    half = learner(
        "class answer:\n  def forward(self, x): return 3 * x\n  def backward(self, d): raise NotImplementedError"
    )
    assert judge(LAYER, half).message.startswith("Not started yet: ")
    assert judge(LINEAR, lambda d, x, w: None).message.startswith("Not started yet: ")
    assert "d_weight is None" in judge(LINEAR, lambda d, x, w: (d @ w.T, None, None)).message


def test_a_result_that_depends_on_the_call_before():
    total = []

    def accumulates(x):
        total.append(1)
        return center(x) * x.dtype.type(1 + len(total) // 5)

    message = judge(CENTER, accumulates).message
    assert message.startswith("Not yet: something is kept from one call to the next")


def test_a_result_kept_from_an_earlier_check_fails():
    """Every check draws new inputs, so that a remembered or copied answer is of no use."""
    remembered = []

    def answer(x):
        remembered.append(center(x))
        return remembered[len(remembered) % 5 - 1] if len(remembered) > 5 else remembered[-1]

    assert judge(CENTER, answer)
    assert not judge(CENTER, answer)


ODD = [None, ..., "text", b"", {}, {1}, (), (1, 2), [], object(), np.array("x"), np.array([{}, None]), 1j, np.nan, -0.0]
ODD += [
    np.zeros(0),
    np.zeros((0, 3)),
    np.array(None),
    int,
    run_layer,
    (np.ones(2), "b", ...),
    np.ma.masked,
    np.array([True]),
]
ODD += [np.datetime64("2020"), np.zeros(3, "datetime64[s]"), np.zeros(2, [("a", int)]), np.inf, 10**400, True, range(3)]


@given(value=st.sampled_from(ODD), exercise=st.sampled_from([LINEAR, CENTER, LOSS, ROWS, COUNTS, WORD, LAYER]))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_never_raises_for_odd_results(value, exercise):
    for answer in (value, lambda *inputs: value, lambda *inputs: [value, value], lambda *inputs: (value, value, value)):
        verdict = judge(exercise, answer)
        assert not verdict and verdict.message.startswith(("Not yet: ", "Not started yet: "))
