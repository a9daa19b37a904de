"""A live panel for chapter 05: a graph of single numbers, on whose wires the learner writes the gradients."""

import ipywidgets
from matplotlib.patches import Circle

from mlp.plots import PALETTE, new_figure
from mlp.widgets.engine.panel import LivePanel
from mlp.widgets.parts.wires import IN_SHORT, WIRES, gradients, values, why_not

NUMBERS = {  # the second lets the other input of max win
    "first": {"x": 2, "w": -1, "b": 5, "u": 1, "v": 4},
    "second": {"x": 3, "w": 2, "b": -4, "u": 5, "v": -2},
    "third": {"x": -1, "w": 3, "b": 7, "u": 2, "v": -3},
}
FORWARD, BACKWARD = PALETTE[0], PALETTE[5]
NODES = {(2, 0): "×", (4.5, 0): "+", (8.3, 0.9): "max", (10.8, 0.9): "×", (13.2, 0): "+"}
FORK = (6.3, 0)
PATHS = {  # the corners of each wire
    "x": [(0.2, 0.9), (1.5, 0.9), (2, 0)],
    "w": [(0.2, -0.9), (1.5, -0.9), (2, 0)],
    "p": [(2, 0), (4.5, 0)],
    "b": [(3.4, -1.9), (4.5, -1.9), (4.5, 0)],
    "q": [(4.5, 0), FORK],
    "q above": [FORK, (6.3, 0.9), (8.3, 0.9)],
    "q below": [FORK, (6.3, -1.2), (13.2, -1.2), (13.2, 0)],
    "u": [(7.2, 2.7), (8.3, 2.7), (8.3, 0.9)],
    "r": [(8.3, 0.9), (10.8, 0.9)],
    "v": [(9.7, 2.7), (10.8, 2.7), (10.8, 0.9)],
    "s": [(10.8, 0.9), (13.2, 0.9), (13.2, 0)],
    "L": [(13.2, 0), (15, 0)],
}
PLACES = {  # the middle of each wire's two numbers
    "x": (0.75, 0.9),
    "w": (0.75, -0.9),
    "p": (3.25, 0),
    "b": (3.6, -1.9),
    "q": (5.5, 0),
    "q above": (7.2, 0.9),
    "q below": (9.6, -1.2),
    "u": (7.3, 2.7),
    "r": (9.55, 0.9),
    "v": (9.8, 2.7),
    "s": (12.2, 0.9),
    "L": (14.3, 0),
}

SEEN_WITHOUT_EYES = (
    "Wires from left to right. x and w enter a multiply node, whose result p enters an add node with b. Its result q "
    "forks: above it enters a max node with u, whose result r enters a multiply node with v; below it goes past both. "
    "The two branches meet in an add node, and give L."
)


class GradientWires(LivePanel):
    """L = max(xw + b, u) · v + (xw + b): the value stands above each wire, and the gradient below it is yours to find.

    "Wire" chooses one, "Your gradient" is a whole number, and Check says whether it is right or why not, and goes on to
    the next wire. "Numbers" brings other numbers, Start again clears what was found.
    """

    def __init__(self):
        self.wire = ipywidgets.Dropdown(options=list(WIRES), description="Wire")
        self.answer = ipywidgets.IntText(value=0, description="Your gradient")
        self.answer.layout.width = "190px"
        self.numbers = ipywidgets.Dropdown(options=list(NUMBERS), description="Numbers")
        self.check = ipywidgets.Button(description="Check")
        self.again = ipywidgets.Button(description="Start again")
        self.found, self._said, self._refused, self._drawn = set(), "", None, None
        figure, axes = new_figure(width=9.4, height=3.7)
        self._draw_still(axes)
        self._gradients = {name: _number(axes, name, -0.12, "top", BACKWARD) for name in PLACES}
        super().__init__(
            [self.wire, self.answer, self.check, self.numbers, self.again],
            figure,
            moving=list(self._gradients.values()),
            alt=SEEN_WITHOUT_EYES,
        )

    def update(self):
        """Write every number on its wire; say what was found, or what is known of the chosen wire."""
        if self._drawn != self.numbers.value:
            self._begin()
        wire, asked = WIRES[self.wire.value], (self.wire.value, self.answer.value)
        for name, text in self._gradients.items():
            text.set_text(self._shown(name))
            text.get_bbox_patch().set_edgecolor("black" if name == wire.name else "none")
        said, self._said = self._said, ""
        if self._refused == asked:
            return said
        return said + (self._state(wire) if len(self.found) < len(WIRES) else self._ending())

    def pressed(self, button):
        """Check: judge the answer on the chosen wire. Start again: nothing is found yet."""
        if button is self.again:
            self._drawn = None
            return
        wire, answer = WIRES[self.wire.value], self.answer.value
        right = gradients(self.on)[wire.name]
        if answer == right:
            self._refused = None
            self.found.add(wire.name)
            self._said = f"Right, the gradient on {wire.name} is {right}: {IN_SHORT[wire.node]}. "
            self._go_on()
            return
        self._refused = (wire.name, answer)
        missing = [name for name in wire.back if name not in self.found and name != "L"]
        why = f"first find the gradient of {missing[0]}, which comes back to this wire" if missing else ""
        self._said = f"Wire {wire.name}: {answer} is not right: {why or why_not(wire, answer, self.on)}."

    def _begin(self):
        """Other numbers, or all from the beginning."""
        self._drawn, self._refused, self._said = self.numbers.value, None, ""
        self.found.clear()
        self.on = values(**NUMBERS[self.numbers.value])
        for name, text in self._values.items():
            text.set_text(f"{name.split()[0]} = {self.on[name]}")
        self.wire.value, self.answer.value = next(iter(WIRES)), 0
        self.redraw_background()

    def _go_on(self):
        """Choose the next wire whose gradient is not found, and take the answer back to 0."""
        rest = [name for name in WIRES if name not in self.found]
        if rest:
            self.wire.value = rest[0]
        self.answer.value = 0

    def _shown(self, name):
        """What stands below a wire."""
        if name == "L":
            return "1"
        if name in self.found:
            return f"{gradients(self.on)[name]} ✓"
        if name != self.wire.value:
            return "?"
        return f"{self.answer.value} {'✗' if self._refused == (name, self.answer.value) else '?'}"

    def _state(self, wire):
        """How many are found, where the chosen wire leads, and what comes back to it."""
        known = [name for name in wire.back if name in self.found or name == "L"]
        back = " and ".join(f"{gradients(self.on)[name]} from {name}" for name in known)
        comes = f"back comes {back}" if len(known) == len(wire.back) else "what comes back is not found yet"
        leads = {"fork": "forks", "add": "goes into an add node"}.get(wire.node, f"goes into a {wire.node} node")
        found = f"{len(self.found)} of {len(WIRES)} found."
        return f"{found} Wire {wire.name} {leads}; {comes}. Your gradient: {self.answer.value}."

    def _ending(self):
        slope = gradients(self.on)["w"]
        return f"All {len(WIRES)} are found. That of w, {slope}, says: if w rises by 0.01, L rises by {slope / 100:g}."

    def _draw_still(self, axes):
        axes.set_axis_off()
        axes.set(xlim=(-0.1, 15.2), ylim=(-2.6, 3.5))
        axes.set_title("L = max(xw + b, u) · v + (xw + b)", fontsize=12)
        for path in PATHS.values():
            axes.plot(*zip(*path), "-", color="#595959", linewidth=1.2, zorder=1)
        axes.add_patch(Circle(FORK, 0.09, color="black", zorder=2))
        for (x, y), sign in NODES.items():
            box = {"boxstyle": "circle,pad=0.35", "fc": "white", "ec": "black"}
            axes.text(x, y, sign, ha="center", va="center", fontsize=11, bbox=box)
        self._values = {name: _number(axes, name, 0.12, "bottom", FORWARD) for name in PLACES}


def _number(axes, name, above, side, color):
    """An empty text at the place of a wire, on white."""
    x, y = PLACES[name]
    box = {"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none", "linewidth": 1}
    return axes.text(x, y + above, "", color=color, fontsize=10, ha="center", va=side, bbox=box)
