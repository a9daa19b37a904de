"""What the panels about a network's answers share: checks of their arguments, ten bars, a probability in words."""

import numpy as np

from mlp.data import CLASS_NAMES, FashionMNIST
from mlp.inside.units import activations
from mlp.network import Network
from mlp.plots import PALETTE


def check_network(network):
    """Return `network`, or raise ValueError when it is no Network from 784 pixels to ten classes."""
    if not isinstance(network, Network):
        raise ValueError(f"network is a {type(network).__name__}; expected a Network, as build_mlp makes it")
    if (network.n_inputs, network.n_classes) != (784, len(CLASS_NAMES)):
        raise ValueError(
            f"network takes {network.n_inputs} numbers and tells {network.n_classes} classes apart; expected 784 "
            "pixels and 10 classes: build_mlp([784, ..., 10])"
        )
    return network


def check_data(data, part=None):
    """Return `data`, or raise ValueError when it is no FashionMNIST, or its part of this name holds no images."""
    if not isinstance(data, FashionMNIST):
        raise ValueError(f"data is a {type(data).__name__}; expected what load_fashion_mnist(...) returns")
    if part and len(getattr(data, part)) == 0:
        raise ValueError(f"data has no {part} images; load it with load_fashion_mnist(validation=5000)")
    return data


def hidden_outputs(network, images):
    """What each hidden layer gives for `images`: a list of (n, units). ValueError for a network that has none."""
    outputs = activations(network, images)
    if not outputs:
        raise ValueError("network has no hidden layer; expected one or more: build_mlp([784, 128, 10])")
    return outputs


def percent(probability):
    """The probability in words: the ends of the scale are never rounded to 0 or 100 %."""
    if probability > 0.99:
        return "over 99 %"
    return "under 1 %" if probability < 0.01 else f"{100 * probability:.0f} %"


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
        self.marks[number].set_text(f"{percent(width)}, {text}" if text else "")
