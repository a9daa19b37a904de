"""What an exercise is and how it is checked; and every exercise of the course is tested by what it declares."""

import pytest

from mlp.exercises import Exercise, Verdict, check, hint, registry, yours_or_ours
from mlp.exercises.checking.judge import CHECKS, judge
from tests.exercises.exercise_samples import CENTER, HINTS, LOSS, center, center_cases, learner


def test_the_sentence_stays_from_call_to_call_and_half_of_the_inputs_do_not():
    wrong, seen = learner("def answer(x): return x - x.mean(axis=1, keepdims=True)"), []

    def right(x):
        seen.append(float(x[0, 0]))
        return center(x)

    def in_a_fresh_session():
        CHECKS.clear()
        seen.clear()
        return [judge(CENTER, answer).message for answer in (wrong, right, wrong, right, wrong)], list(seen)

    messages, inputs = in_a_fresh_session()
    assert (messages, inputs) == in_a_fresh_session()
    assert len(set(messages[::2])) == 1
    assert len(set(inputs)) == (1 + 2) * 2


def test_what_an_answer_prints_is_shown_once(capsys):
    assert judge(CENTER, learner("def answer(x):\n    print('shape', x.shape)\n    return x - x.mean(axis=0)"))
    assert capsys.readouterr().out == "shape (6, 4)\n"


def test_explain_is_asked_where_nothing_else_is_known():
    def explain(inputs, got, expected):
        return "did you centre the columns?" if abs(got.mean(axis=0)).max() > 1e-6 * len(inputs[0]) else None

    exercise = Exercise("center", 1, center, center_cases, HINTS, "ok.", explain=explain)
    assert judge(exercise, lambda x: x - x.min(axis=0)).message.startswith(
        "Not yet: did you centre the columns? What came out: "
    )
    assert "did you" not in judge(exercise, lambda x: center(x)[::-1]).message


def test_tolerance():
    strict = Exercise("center", 1, center, center_cases, HINTS, "ok.", tolerance=1e-12)
    loose = Exercise("center", 1, center, center_cases, HINTS, "ok.", tolerance=0.1)
    nearly = learner("def answer(x): return x - x.mean(axis=0) + x.dtype.type(1e-3) * np.eye(*x.shape, dtype=x.dtype)")
    assert judge(loose, nearly) and not judge(CENTER, nearly) and not judge(strict, nearly)


@pytest.mark.parametrize(
    ("name", "value"),
    [("MLP_CHECK_STRICT", "1"), ("NBGRADER_EXECUTION", "autograde"), ("NBGRADER_EXECUTION", "validate")],
)
def test_strict_raises_with_the_same_sentence(monkeypatch, name, value):
    wrong = learner("def answer(x): raise NotImplementedError")
    message = judge(CENTER, wrong).message
    monkeypatch.setenv(name, value)
    with pytest.raises(AssertionError) as caught:
        judge(CENTER, wrong)
    assert str(caught.value) == message
    assert judge(CENTER, center)


def test_not_strict_when_an_assignment_is_generated(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "generate")
    monkeypatch.setenv("MLP_CHECK_STRICT", "0")
    assert isinstance(judge(CENTER, 3), Verdict)


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
    monkeypatch.setattr(registry, "_verdicts", {})


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


def test_a_hint_below_a_check_hides_no_verdict_and_after_passed_there_is_none(registered, capsys):
    assert hint("center") is None
    wrong = check.center(lambda x: x)
    assert hint("center") is wrong and not wrong
    assert "Hint 2 of 3" in capsys.readouterr().out
    passed = check.center(center)
    assert hint("center") is passed and passed
    assert capsys.readouterr().out == ""


def test_yours_if_it_passes_and_ours_with_a_sentence_if_not(registered, capsys):
    def right(x):
        print("shape", x.shape)
        return x - x.mean(axis=0)

    assert yours_or_ours("center", right) is right
    assert capsys.readouterr().out == ""
    for wrong in (lambda x: x, None, learner("def answer(x): raise NotImplementedError")):
        assert yours_or_ours("center", wrong) is center
        assert capsys.readouterr().out == "Your center has not passed its check yet: the course's own is used here.\n"
    with pytest.raises(ValueError, match="no exercise 'centre'; there are center, loss"):
        yours_or_ours("centre", right)
