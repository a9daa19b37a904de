"""What the panels about a network's answers share: ten bars, the marks beside them, the outputs of hidden layers."""

import numpy as np

from mlp.data import CLASS_NAMES
from mlp.inside.units import activations
from mlp.plots import PALETTE
from mlp.plots.words import chance


def hidden_outputs(network, images):
    """What each hidden layer gives for `images`: a list of (n, units). ValueError for a network that has none."""
    outputs = activations(network, images)
    if not outputs:
        raise ValueError("network has no hidden layer; expected one or more: build_mlp([784, 128, 10])")
    return outputs


def draw_bars(axes, room):
    """Ten bars of length 0 for ten probabilities, the first class at the top; the axes end at `room`, above 1."""
    bars = axes.barh(CLASS_NAMES, np.zeros(len(CLASS_NAMES)), color=PALETTE[0], edgecolor="black", linewidth=0.8)
    axes.invert_yaxis()
    axes.set(xlim=(0, room), xticks=[0, 0.5, 1], xticklabels=["0 %", "50 %", "100 %"])
    axes.spines["bottom"].set_bounds(0, 1)
    axes.set_title("What it answers: ten probabilities", fontsize=10, loc="left")
    return list(bars)


class MarkedBars:
    """Ten bars of probabilities in `axes`; words beside them say which class is true and which the net chooses.

    room          where the axes end: a bar for 100 % ends at 1, and the words need the rest
    bars, marks   the ten bars and the two texts, true class first: list them as moving artists
    """

    def __init__(self, axes, room=2.0):
        self.bars = draw_bars(axes, room)
        self.marks = [axes.text(0, 0, "", va="center", fontsize=10) for _ in ("true class", "net's choice")]

    def show(self, probabilities, true, choice):
        """Draw ten probabilities, and mark the classes `true` and `choice`: by one mark when they are the same."""
        for bar, probability in zip(self.bars, probabilities):
            bar.set_width(probability)
        right = true == choice
        self._mark(0, true, "true class, net's choice" if right else "true class")
        self._mark(1, choice, "" if right else "net's choice")

    def clear(self):
        """Draw no bar and no mark."""
        for bar in self.bars:
            bar.set_width(0)
        for mark in self.marks:
            mark.set_text("")

    def _mark(self, number, place, text):
        width = self.bars[place].get_width()
        self.marks[number].set_position((width + 0.03, place))
        self.marks[number].set_text(f"{chance(width)}, {text}" if text else "")
