"""The quiz on curves: every guess is answered with what was measured on the curve."""

import numpy as np
import pytest

from mlp.exercises.chapter_08.curve_quiz import KINDS, CurveQuiz
from mlp.training.history import FIELDS, History


def history(loss, gap=0.01, accuracy=0.8, rise=0.0):
    """Twenty entries: training losses, a gap in accuracy, and a validation loss that ends `rise` above its lowest."""
    loss = np.broadcast_to(np.asarray(loss, float), 20)
    validation = loss + 0.02 + np.linspace(-0.5, 1, 20).clip(0) * rise
    rows = zip(range(30, 630, 30), range(20), loss, [accuracy + gap] * 20, [accuracy] * 20, validation, [0.1] * 20)
    return History([dict(zip(FIELDS, map(float, row))) for row in rows])


SAW = 1 + 0.2 * (-1.0) ** np.arange(20)
HISTORIES = {
    "too low": history(np.linspace(2, 1, 20), accuracy=0.6),
    "too high": history(SAW, accuracy=0.7),
    "overfit": history(np.linspace(0.5, 0.0, 20), gap=0.2, rise=0.5),
    "underfit": history(0.7, accuracy=0.75),
    "dead": history(2.303, accuracy=0.1, gap=0.0),
    "healthy": history(np.geomspace(1, 0.3, 20), accuracy=0.86),
}
QUIZ = CurveQuiz(HISTORIES, seed=1)
LETTER = {kind: letter for letter, h in QUIZ.histories.items() for kind, mine in HISTORIES.items() if h is mine}


def test_the_letters_hide_the_order():
    assert list(QUIZ.histories) == list("ABCDEF") and sorted(LETTER) == sorted(KINDS)
    assert [LETTER[kind] for kind in HISTORIES] != list("ABCDEF")
    assert CurveQuiz(HISTORIES, seed=2).histories != QUIZ.histories


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_name_is_confirmed_with_its_signs_and_what_to_do(kind):
    verdict = QUIZ.guess(LETTER[kind], kind)
    sign, cure = KINDS[kind]
    assert verdict and sign in verdict.message and cure in verdict.message
    assert QUIZ.guess(f" {LETTER[kind].lower()} ", kind.upper())


@pytest.mark.parametrize("guess", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_name_is_refused_and_the_right_one_not_told(kind, guess):
    verdict = QUIZ.guess(LETTER[kind], guess)
    assert bool(verdict) == (guess == kind)
    if guess != kind:
        assert KINDS[kind][0] not in verdict.message and f"{LETTER[kind]}, {guess}: no." in verdict.message


@pytest.mark.parametrize("kind, guess, measured", [
    ("overfit", "underfit", "ends at 80 %, and the validation accuracy is 20.0 points below the training accuracy"),
    ("underfit", "overfit", "is 1.0 points below the training accuracy, and the validation loss ends 0.00 above"),
    ("underfit", "too low", "falls by 0 % over the last quarter, and the validation accuracy ends at 75 %"),
    ("healthy", "dead", "the validation accuracy reaches 86 %"),
    ("healthy", "too high", "gets down to 0.30, and an entry lies, typically, 0.00"),
    ("dead", "too high", "gets down to 2.30, and an entry lies, typically, 0.000 off the line"),
    ("dead", "healthy", "compare it with the logarithm of 10"),
    ("overfit", "healthy", "compare the two lines at the end"),
    ("too high", "healthy", "from entry to entry"),
    ("too low", "healthy", "the validation accuracy ends at 60 %"),
])  # fmt: skip
def test_the_reason_is_measured_on_the_curve(kind, guess, measured):
    assert measured in QUIZ.guess(LETTER[kind], guess).message


@pytest.mark.parametrize("letter, kind, words", [
    ("A", "", "A: not guessed yet. It is one of: too low, too high, overfit"),
    ("A", "…", "not guessed yet"),
    ("A", None, "not guessed yet"),
    ("A", "bad", "'bad' is none of the names"),
    ("Z", "dead", "no curves 'Z'; there are A, B, C, D, E, F"),
    (7, "dead", "no curves '7'"),
])  # fmt: skip
def test_what_is_no_guess_is_answered_too(letter, kind, words):
    verdict = QUIZ.guess(letter, kind)
    assert not verdict and words in verdict.message


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="the kind 'broken'; expected some of 'too low'"):
        CurveQuiz({"broken": history(1.0)})
