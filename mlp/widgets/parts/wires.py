"""Single numbers on wires with a fork, L = max(xw + b, u) · v + (xw + b): values, gradients, and what is wrong.

The number q = xw + b is used twice, so its wire forks: one branch ("q above") goes to max, one ("q below") to the last
sum.
"""

from dataclasses import dataclass

RULES = {  # what a node does with the gradient that comes back
    "add": "an add node passes on what comes back, to both inputs alike",
    "multiply": "a multiply node swaps: each input gets what comes back times the other input",
    "max": "a max node routes: the larger input gets all that comes back, the smaller one gets 0",
    "fork": "where a wire forks, the gradients of its branches add",
}


IN_SHORT = {
    "add": "add distributes",
    "multiply": "multiply swaps",
    "max": "max routes",
    "fork": "gradients add where paths meet",
}


@dataclass(frozen=True)
class Wire:
    """A wire: the kind of `node` that it goes into, a key of RULES; the wires from which gradients come `back`, and the
    `other` wire that goes into the same node.
    """

    name: str
    node: str
    back: tuple
    other: str = ""


WIRES = {  # from the loss backwards
    wire.name: wire
    for wire in (
        Wire("s", "add", ("L",), "q below"),
        Wire("q below", "add", ("L",), "s"),
        Wire("r", "multiply", ("s",), "v"),
        Wire("v", "multiply", ("s",), "r"),
        Wire("q above", "max", ("r",), "u"),
        Wire("u", "max", ("r",), "q above"),
        Wire("q", "fork", ("q above", "q below")),
        Wire("p", "add", ("q",), "b"),
        Wire("b", "add", ("q",), "p"),
        Wire("x", "multiply", ("p",), "w"),
        Wire("w", "multiply", ("p",), "x"),
    )
}


def values(x, w, b, u, v):
    """The number on each wire, L among them: a dict."""
    p = x * w
    q = p + b
    r = max(q, u)
    s = r * v
    inputs = {"x": x, "w": w, "b": b, "u": u, "v": v}
    return {**inputs, "p": p, "q": q, "q above": q, "q below": q, "r": r, "s": s, "L": s + q}


def gradients(on):
    """dL/d(number) for each wire, from the values that `values` gives: a dict; that of L is 1."""
    found = {"L": 1}
    for wire in WIRES.values():
        back = [found[name] for name in wire.back]
        if wire.node == "multiply":
            found[wire.name] = back[0] * on[wire.other]
        elif wire.node == "max":
            found[wire.name] = back[0] if on[wire.name] > on[wire.other] else 0
        else:
            found[wire.name] = sum(back)
    return found


def why_not(wire, answer, on):
    """Why `answer`, an int, is not the gradient on `wire`: the slip that gives just this number, then the node's rule.

    on   the value of each wire
    """
    right = gradients(on)
    back, own, other = right[wire.back[0]], on[wire.name], on.get(wire.other, 0)
    slips = {
        "add": [(back * own, "you multiplied by the wire's own value"), (back * other, "you multiplied by a value")],
        "multiply": [
            (back * own, "you multiplied by the wire's own value"),
            (back, "that is what comes back, unchanged"),
            (other, "that is the other input alone, without what comes back"),
            (back + other, "you added the other input"),
        ],
        "max": [
            (0, "this input is the larger one"),
            (back, "this input is the smaller one: a little more of it changes nothing"),
            (back * own, "you multiplied by the wire's own value"),
            (back * other, "you multiplied by the other input"),
        ],
        "fork": [
            (right["q above"], "that is the branch above alone"),
            (right["q below"], "that is the branch below alone"),
        ],
    }
    found = [slip for number, slip in slips[wire.node] if number == answer]
    if not found and answer == -right[wire.name]:
        found = ["the size is right, the sign is not"]
    return f"{found[0]}. Remember: {RULES[wire.node]}" if found else RULES[wire.node]
