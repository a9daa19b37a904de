"""The graph of single numbers: gradients that are slopes, and reasons that are the learner's own slip."""

import pytest

from mlp.widgets.gradient_wires import NUMBERS
from mlp.widgets.parts.wires import IN_SHORT, RULES, WIRES, gradients, values, why_not


def loss(x, w, b, u, v):
    return max(x * w + b, u) * v + (x * w + b)


@pytest.fixture(params=NUMBERS)
def inputs(request):
    return NUMBERS[request.param]


def test_the_gradients_of_the_inputs_are_slopes_of_the_loss(inputs):
    on = values(**inputs)
    assert on["L"] == loss(**inputs)
    found = gradients(on)
    for name, value in inputs.items():
        up, down = (loss(**{**inputs, name: value + h}) for h in (0.01, -0.01))
        assert (up - down) / 0.02 == pytest.approx(found[name])


def test_the_gradients_inside_are_slopes_too(inputs):
    on = values(**inputs)
    found = gradients(on)
    q, v, u = on["q"], on["v"], on["u"]
    slopes = {
        "q": lambda h: max(q + h, u) * v + q + h,
        "q above": lambda h: max(q + h, u) * v + q,
        "q below": lambda h: max(q, u) * v + q + h,
        "r": lambda h: (on["r"] + h) * v + q,
        "s": lambda h: on["s"] + h + q,
        "p": lambda h: max(q + h, u) * v + q + h,
    }
    for name, moved in slopes.items():
        assert (moved(0.01) - moved(-0.01)) / 0.02 == pytest.approx(found[name]), name


def test_max_routes_both_ways_in_the_numbers_that_are_offered():
    larger = [on["q"] > on["u"] for on in (values(**inputs) for inputs in NUMBERS.values())]
    assert set(larger) == {True, False}


def test_each_slip_is_told_apart_from_the_others_and_from_what_is_right(inputs):
    on = values(**inputs)
    right = gradients(on)
    for wire in WIRES.values():
        back = [right[name] for name in wire.back]
        slips = {"multiply": [(back[0] * on[wire.name], "own value"), (back[0], "unchanged")]}
        slips["fork"] = [(back[0], "above alone"), (back[-1], "below alone")]
        slips["max"] = [(back[0], "smaller") if right[wire.name] == 0 else (0, "larger")]
        slips["add"] = [(back[0] * on[wire.name], "own value")]
        for answer, words in slips[wire.node]:
            assert answer == right[wire.name] or words in why_not(wire, answer, on), (wire.name, answer)


def test_what_no_slip_gives_is_answered_by_the_rule_alone(inputs):
    on = values(**inputs)
    for wire in WIRES.values():
        assert why_not(wire, 9999, on) == RULES[wire.node]
    assert RULES.keys() == IN_SHORT.keys()


def test_a_turned_sign_is_named():
    on = values(**NUMBERS["first"])
    assert why_not(WIRES["b"], -5, on).startswith("the size is right, the sign is not. Remember: an add node")
