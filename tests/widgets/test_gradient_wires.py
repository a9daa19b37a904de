"""GradientWires: what is right is kept and leads on, what is wrong is told why, other numbers begin anew."""

import pytest

from mlp.widgets import GradientWires
from mlp.widgets.gradient_wires import NUMBERS, PATHS, PLACES
from mlp.widgets.parts.wires import WIRES, gradients


@pytest.fixture
def panel():
    return GradientWires()


def answer(panel, number):
    panel.answer.value = number
    panel.check.click()
    assert panel.error is None


def written(panel):
    return {name: text.get_text() for name, text in panel._gradients.items()}


def test_it_begins_at_the_loss(panel):
    assert panel.words == "0 of 11 found. Wire s goes into an add node; back comes 1 from L. Your gradient: 0."
    assert written(panel) == {**dict.fromkeys(WIRES, "?"), "L": "1", "s": "0 ?"}
    assert PLACES.keys() == PATHS.keys() == {*WIRES, "L"}


@pytest.mark.parametrize("numbers", NUMBERS)
def test_right_answers_lead_from_wire_to_wire_to_the_end(panel, numbers):
    panel.numbers.value = numbers
    right = gradients(panel.on)
    for place, name in enumerate(WIRES, start=1):
        assert panel.wire.value == name
        answer(panel, right[name])
        assert panel.words.startswith(f"Right, the gradient on {name} is {right[name]}: ")
        assert written(panel)[name] == f"{right[name]} ✓"
        assert panel.answer.value == 0 and len(panel.found) == place
    assert f"That of w, {right['w']}, says: if w rises by 0.01, L rises by {right['w'] / 100:g}." in panel.words


def test_a_wrong_answer_is_crossed_told_why_and_can_be_mended(panel):
    for number in (1, 1):
        answer(panel, number)
    answer(panel, 3)
    assert panel.words.startswith("Wire r: 3 is not right: you multiplied by the wire's own value.")
    assert written(panel)["r"] == "3 ✗" and panel.wire.value == "r"
    panel.answer.value = 4
    assert written(panel)["r"] == "4 ?" and "not right" not in panel.words
    panel.check.click()
    assert written(panel)["r"] == "4 ✓" and panel.words.startswith("Right, the gradient on r is 4: multiply swaps.")


def test_a_wire_whose_gradient_is_0_is_found_by_0(panel):
    panel.wire.value = "u"
    panel.check.click()
    assert written(panel)["u"] == "0 ✓"


def test_who_jumps_ahead_is_sent_to_the_wire_that_comes_first(panel):
    panel.wire.value = "q"
    assert "what comes back is not found yet" in panel.words
    answer(panel, 7)
    assert panel.words == "Wire q: 7 is not right: first find the gradient of q above, which comes back to this wire."
    answer(panel, 5)
    assert written(panel)["q"] == "5 ✓"  # found by other means: right is right


def test_found_wires_are_left_out_on_the_way(panel):
    panel.wire.value = "q below"
    answer(panel, 1)
    assert panel.wire.value == "s"
    answer(panel, 1)
    assert panel.wire.value == "r"


def test_other_numbers_and_start_again_begin_anew(panel):
    answer(panel, 1)
    panel.numbers.value = "second"
    assert panel.found == set() and panel._values["w"].get_text() == "w = 2"
    assert panel.wire.value == "s" and panel.words.startswith("0 of 11 found.")
    answer(panel, 1)
    before = panel.png
    panel.again.click()
    assert panel.found == set() and panel.png != before and panel.words.startswith("0 of 11 found.")


def test_every_control_changes_picture_and_sentence(panel):
    for change in (
        lambda: setattr(panel.answer, "value", 1),
        lambda: setattr(panel.wire, "value", "w"),
        lambda: setattr(panel.numbers, "value", "third"),
        panel.check.click,
        panel.again.click,
    ):
        before = panel.png, panel.words
        change()
        assert panel.png != before[0] and panel.words != before[1]
        assert len(panel.words) < 230  # two lines


def test_no_sentence_is_longer_than_two_lines(panel):
    for numbers in NUMBERS:
        panel.numbers.value = numbers
        right = gradients(panel.on)
        for name in WIRES:
            for number in {0, right[name], *panel.on.values(), *right.values()} - {right[name]}:
                answer(panel, number)
                assert len(panel.words) < 230, panel.words
            answer(panel, right[name])
            assert len(panel.words) < 230, panel.words
