"""Exercises: every diagnosis is given where it is meant, and every exercise of the course keeps its own list."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlp.exercises import Exercise, Mistake, Verdict, check, exercises, hint, registry
from mlp.exercises import framework as framework_module

HINTS = ("Shapes first.", "Which way round?", "One product is transposed.")


def linear_backward(d_output, x, weight):
    return d_output @ weight.T, x.T @ d_output, d_output.sum(axis=0)


def linear_cases(rng):
    for n, inputs, outputs, dtype in [(5, 4, 3, "float64"), (7, 2, 6, "float32"), (1, 3, 3, "float64")]:
        shapes = [(n, outputs), (n, inputs), (inputs, outputs)]
        yield tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes)


def without_transpose(d_output, x, weight):
    return d_output @ weight.T, d_output.T @ x, d_output.sum(axis=0)


def bias_of_first(d_output, x, weight):
    return d_output @ weight.T, x.T @ d_output, d_output[0]


LINEAR = Exercise(
    name="linear_backward",
    points=3,
    solution=linear_backward,
    cases=linear_cases,
    hints=HINTS,
    proves="the shapes and numbers agree with the derivation.",
    mistakes=(
        Mistake(without_transpose, "what is the shape of x.T @ d_output?"),
        Mistake(bias_of_first, "every row of the batch pulls at the bias, not the first alone."),
    ),
    outputs=("d_x", "d_weight", "d_bias"),
)


def center(x):
    return x - x.mean(axis=0)


def center_cases(rng):
    for shape, dtype in [((6, 4), "float64"), ((3, 3), "float32")]:
        yield (rng.normal(1.0, 1.0, shape).astype(dtype),)


CENTER = Exercise("center", 1, center, center_cases, HINTS, "it centres.", outputs=("centred",))


def loss(probabilities, labels):
    return float(-np.log(probabilities[np.arange(len(labels)), labels]).mean())


def loss_cases(rng):
    for n, k in [(4, 3), (9, 5)]:
        yield rng.uniform(0.1, 1.0, (n, k)), rng.integers(0, k, n)


LOSS = Exercise("loss", 1, loss, loss_cases, HINTS, "it is a mean.", outputs=("loss",))


def rows(x):
    return x.sum(axis=1)


ROWS = Exercise("rows", 1, rows, center_cases, HINTS, "it sums.", outputs=("sums",))


def counts(labels):
    return np.bincount(labels, minlength=5)


COUNTS = Exercise("counts", 1, counts, lambda rng: [(rng.integers(0, 5, 30),), (rng.integers(0, 5, 8),)], HINTS, "ok.")


def word(x):
    return "up" if x.mean() > 0 else "down"


WORD = Exercise("word", 1, word, lambda rng: [(np.ones(2),), (-rng.uniform(1, 2, 3),)], HINTS, "ok.", outputs=("word",))


class Scale:
    def forward(self, x):
        self.x = x
        return 3 * x

    def backward(self, d_output):
        return 3 * d_output


def run_layer(layer_class, x, d_output):
    layer = layer_class()
    return layer.forward(x), layer.backward(d_output)


def layer_cases(rng):
    for n in (2, 5):
        yield rng.standard_normal((n, 3)), rng.standard_normal((n, 3))


LAYER = Exercise("Scale", 2, Scale, layer_cases, HINTS, "a layer.", outputs=("output", "d_input"), run=run_layer)


def learner(source, name="answer"):
    """Define what a learner would write in a cell of a notebook."""
    names = {"np": np}
    exec(compile(source, "a cell", "exec"), names)
    return names[name]


def back(d_x="d @ w.T", d_weight="x.T @ d", d_bias="d.sum(axis=0)"):
    """A linear_backward with some of its results replaced."""
    return learner(f"def answer(d, x, w): return {d_x}, {d_weight}, {d_bias}")


def test_right_answers_pass():
    for exercise in (LINEAR, CENTER, LOSS, ROWS, COUNTS, WORD, LAYER):
        verdict = exercise.check(exercise.solution)
        assert verdict.passed and verdict and verdict.message == repr(verdict) == f"Passed: {exercise.proves}"


def test_another_way_to_the_same_numbers_passes():
    assert LINEAR.check(back(d_bias="np.ones(len(d), d.dtype) @ d"))
    assert LOSS.check(lambda p, y: np.float64(sum(-np.log(p[i, y[i]]) for i in range(len(y))) / len(y)))
    assert LOSS.check(lambda p, y: np.array(loss(p, y)))


WRONG = {
    "not callable": (LINEAR, 3.0, "the function itself and got a result of type float: write check.linear_backward("),
    "a class for a function": (LINEAR, Scale, "the check takes a function, and got Scale"),
    "a function for a class": (LAYER, center, "the check takes a class, and got center"),
    "an instance": (LAYER, Scale(), "takes the class itself"),
    "signature": (LINEAR, lambda d, x: 0, "takes (d, x), expected (d_output, x, weight)"),
    "exception": (
        CENTER,
        learner("def answer(x):\n    y = x\n    return y @ np.zeros((9, 2))"),
        "raised ValueError in line 3 of your cell, the inner sizes of a matrix product are 4 and 9, and must",
        "is a transpose missing, or do the two stand the wrong way round?",
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
    "comma": (CENTER, lambda x: (center(x),), "is a tuple, expected an array of shape (6, 4): is there a comma"),
    "list": (CENTER, lambda x: center(x).tolist(), "is a list, expected an array of shape (6, 4): turn it into"),
    "word for number": (LOSS, lambda p, y: "0.3", "loss is a str, expected a number"),
    "objects": (CENTER, lambda x: center(x).astype(object), "is an array of dtype object"),
    "number for array": (ROWS, lambda x: float(x.sum()), "single number", "axis=... missing?"),
    "transposed shape": (LINEAR, back(d_x="w @ d.T"), "d_x has shape (4, 5), expected (5, 4): is a transpose missing?"),
    "broadcast": (
        ROWS,
        lambda x: rows(x) + 0 * rows(x)[:, None],
        "sums has shape (6, 6), expected (6,): shapes (6,) and (6, 1) met",
    ),
    "keepdims": (
        ROWS,
        lambda x: x.sum(axis=1, keepdims=True),
        "(6, 1), expected (6,): is there an axis of length 1 too",
    ),
    "zero axes": (ROWS, lambda x: np.array(x.sum()), "shape (), expected (6,): was it summed or averaged over every"),
    "reshape": (CENTER, lambda x: center(x).reshape(3, -1), "expected (6, 4): there are as many numbers"),
    "array for number": (LOSS, lambda p, y: -np.log(p[np.arange(len(y)), y]), "shape (4,), expected a single number"),
    "other shape": (
        ROWS,
        lambda x: x.sum(axis=0),
        "sums has shape (4,), expected (6,) (for x of shape (6, 4), float64).",
    ),
    "float64": (CENTER, lambda x: center(x).astype(float), "is float64, expected float32: float32 went in"),
    "whole numbers": (CENTER, lambda x: center(x).astype(int), "is int64, expected float64: whole numbers lose"),
    "other dtype": (COUNTS, lambda labels: counts(labels).astype("int16"), "is int16, expected int64"),
    "nan": (CENTER, lambda x: center(x) * np.nan, "centred holds nan (24 of 24 numbers)"),
    "inf": (LOSS, lambda p, y: float("inf"), "loss holds inf (the number)"),
    "known mistake in shape": (
        LINEAR,
        without_transpose,
        "(3, 4), expected (4, 3): what is the shape of x.T @ d_output?",
    ),
    "known mistake in numbers": (LINEAR, bias_of_first, "not the first alone."),
    "batch size twice": (
        LINEAR,
        back(d_weight="x.T @ d / len(d)"),
        "d_weight is right up to a factor of 1/7, the length of axis 0 of d_output",
        "was the batch size divided out twice?",
    ),
    "batch size missing": (
        LOSS,
        lambda p, y: loss(p, y) * len(y),
        "up to a factor of 9, the length of axis 0 of probabilities: is a division by the batch size missing?",
    ),
    "other axis": (LOSS, lambda p, y: loss(p, y) / p.shape[1], "of 1/5, the length of axis 1 of probabilities"),
    "sign": (LINEAR, back(d_x="-(d @ w.T)"), "d_x is right up to its sign: is a minus missing, or one too many?"),
    "twice": (LINEAR, back(d_x="2 * (d @ w.T)"), "right up to a factor of 2: is a factor of 1/2 missing?"),
    "half": (LINEAR, back(d_x="d @ w.T / 2"), "right up to a factor of 0.5: is a factor of 2 missing?"),
    "some factor": (CENTER, lambda x: center(x) * x.dtype.type(1 / 255), "right up to a factor of 0.003922."),
    "transposed numbers": (
        Exercise("square", 1, lambda x: x @ x, lambda r: [(r.standard_normal((3, 3)),)], HINTS, "ok."),
        lambda x: x.T @ x.T,
        "the result comes out transposed",
    ),
    "written down": (LOSS, lambda p, y: 0.25, "other numbers of the same shapes gave the same result"),
    "first size only": (ROWS, lambda x: x[:, :4].sum(axis=1) if len(x) > 3 else x[:, :2].sum(axis=1), "a size written"),
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
    verdict = exercise.check(answer)
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

    message = CENTER.check(answer).message
    assert "centred[2, 1] is 100, expected " in message and "1 of 24 numbers are wrong" in message


@pytest.mark.parametrize(
    "source",
    [
        "def answer(x):\n    # YOUR CODE HERE\n    raise NotImplementedError",
        "def answer(x):\n    ...",
        "def answer(x):\n    return ...",
        "def answer(x):\n    mean = x.mean(axis=0)",
    ],
)
def test_not_started(source):
    verdict = CENTER.check(learner(source))
    assert not verdict and verdict.message.startswith("Not started yet: ")


def test_a_class_with_one_stub_left_and_results_of_none_are_not_started():
    half = learner(
        "class answer:\n  def forward(self, x): return 3 * x\n  def backward(self, d): raise NotImplementedError"
    )
    assert LAYER.check(half).message.startswith("Not started yet: ")
    assert LINEAR.check(lambda d, x, w: (d @ w.T, None, None)).message.startswith("Not started yet: ")


def test_a_result_that_depends_on_the_call_before():
    total = []

    def accumulates(x):
        total.append(1)
        return center(x) * x.dtype.type(1 + len(total) // 5)

    message = CENTER.check(accumulates).message
    assert message.startswith("Not yet: the same inputs gave another result the second time")


def test_a_result_kept_from_an_earlier_check_fails():
    """Every check draws new inputs, so that a remembered or copied answer is of no use."""
    remembered = []

    def answer(x):
        remembered.append(center(x))
        return remembered[len(remembered) % 5 - 1] if len(remembered) > 5 else remembered[-1]

    assert CENTER.check(answer)
    assert not CENTER.check(answer)


def test_messages_repeat_in_a_fresh_run_and_inputs_differ_from_call_to_call():
    def fresh():
        return Exercise("center", 1, center, center_cases, HINTS, "it centres.", outputs=("centred",))

    first, second = fresh(), fresh()
    wrong = learner("def answer(x): return x - x.mean(axis=1, keepdims=True)")
    messages = [first.check(wrong).message, first.check(wrong).message]
    assert messages == [second.check(wrong).message, second.check(wrong).message]
    assert messages[0] != messages[1]


def test_what_an_answer_prints_is_shown_once(capsys):
    assert CENTER.check(learner("def answer(x):\n    print('shape', x.shape)\n    return x - x.mean(axis=0)"))
    assert capsys.readouterr().out == "shape (6, 4)\n"


def test_explain_is_asked_where_nothing_else_is_known():
    def explain(inputs, got, expected):
        return "did you centre the columns?" if abs(got.mean(axis=0)).max() > 1e-6 * len(inputs[0]) else None

    exercise = Exercise("center", 1, center, center_cases, HINTS, "ok.", explain=explain)
    assert exercise.check(lambda x: x - x.min(axis=0)).message.endswith(": did you centre the columns?")
    assert "did you" not in exercise.check(lambda x: center(x)[::-1]).message


def test_tolerance():
    strict = Exercise("center", 1, center, center_cases, HINTS, "ok.", tolerance=1e-12)
    loose = Exercise("center", 1, center, center_cases, HINTS, "ok.", tolerance=0.1)
    nearly = learner("def answer(x): return x - x.mean(axis=0) + x.dtype.type(1e-3) * np.eye(*x.shape, dtype=x.dtype)")
    assert loose.check(nearly) and not CENTER.check(nearly) and not strict.check(nearly)


@pytest.mark.parametrize(
    ("name", "value"),
    [("MLP_CHECK_STRICT", "1"), ("NBGRADER_EXECUTION", "autograde"), ("NBGRADER_EXECUTION", "validate")],
)
def test_strict_raises_with_the_same_sentence(monkeypatch, name, value):
    wrong = learner("def answer(x): raise NotImplementedError")
    message = CENTER.check(wrong).message
    monkeypatch.setenv(name, value)
    with pytest.raises(AssertionError) as caught:
        CENTER.check(wrong)
    assert str(caught.value) == message
    assert CENTER.check(center)


def test_not_strict_when_an_assignment_is_generated(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "generate")
    monkeypatch.setenv("MLP_CHECK_STRICT", "0")
    assert isinstance(CENTER.check(3), Verdict)


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
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_never_raises_for_odd_results(value, exercise):
    for answer in (value, lambda *inputs: value, lambda *inputs: [value, value], lambda *inputs: (value, value, value)):
        verdict = exercise.check(answer)
        assert not verdict and verdict.message.startswith(("Not yet: ", "Not started yet: "))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "two words"}, "expected a Python name"),
        ({"hints": ("one", "two")}, "has 2 hints, expected a tuple of exactly 3"),
        ({"hints": "abc"}, "expected a tuple of exactly 3"),
        ({"outputs": ()}, "expected a tuple of names"),
        ({"outputs": "y"}, "expected a tuple of names"),
        ({"points": 0}, "has 0 points"),
    ],
)
def test_slips_in_a_declaration(changes, message):
    options = dict(name="x", points=1, solution=center, cases=center_cases, hints=HINTS, proves="ok.") | changes
    with pytest.raises(ValueError, match=message):
        Exercise(**options)


@pytest.fixture
def registered(monkeypatch):
    """A registry of two exercises, and no hint shown yet."""
    monkeypatch.setattr(registry, "exercises", lambda: {"center": CENTER, "loss": LOSS})
    monkeypatch.setattr(registry, "_hints_shown", {})


def test_check_by_name(registered):
    assert check.center(center).passed
    assert {"center", "loss"} <= set(dir(check))
    assert "center, loss" in repr(check)
    with pytest.raises(AttributeError, match="no exercise 'centre'; there are center, loss"):
        check.centre(center)


def test_hints_one_at_a_time(registered, capsys):
    for _ in range(5):
        hint("center")
    hint("loss")
    shown = capsys.readouterr().out.splitlines()
    assert shown[:3] == [f"Hint {i} of 3: {text}" for i, text in enumerate(HINTS, start=1)]
    assert "Solution" in shown[3] and shown[3] == shown[4]
    assert shown[5].startswith("Hint 1 of 3")
    with pytest.raises(ValueError, match="no exercise 'centre'; there are center, loss"):
        hint("centre")


# Every exercise of the course is tested by what it declares itself.

MISTAKES = [(name, mistake) for name, exercise in exercises().items() for mistake in exercise.mistakes]


@pytest.mark.parametrize("name", exercises())
def test_solution_passes_and_no_answer_is_not_started(name):
    exercise = exercises()[name]
    for _ in range(3):
        verdict = exercise.check(exercise.solution)
        assert verdict.passed, verdict
    assert len(exercise.proves) > 10 and exercise.proves[-1] == "."
    assert not exercise.check(None) and not exercise.check(lambda: None)


@pytest.mark.parametrize("name", exercises())
def test_cases_differ_in_shape_or_dtype_and_from_draw_to_draw(name):
    exercise = exercises()[name]
    first, second = (list(exercise.cases(np.random.default_rng(seed))) for seed in (1, 2))
    assert len(first) == len(second) >= 2
    assert all(isinstance(case, tuple) for case in first)
    assert any(not framework_module.call(_equal, a, b) for a, b in zip(first, second, strict=True))


def _equal(a, b):
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize(("name", "mistake"), MISTAKES, ids=[f"{n}-{m.wrong.__name__}" for n, m in MISTAKES])
def test_typical_mistake_is_refused_with_its_reason(name, mistake):
    for _ in range(3):
        verdict = exercises()[name].check(mistake.wrong)
        assert not verdict and mistake.sentence in verdict.message, verdict
