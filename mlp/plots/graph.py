"""The computation graph of a small network, with every value and every gradient written on its edge."""

from dataclasses import dataclass

import numpy as np
from matplotlib.patches import FancyArrowPatch

from mlp.plots.show import show_figure
from mlp.plots.style import PALETTE, new_figure

FORWARD, BACKWARD = PALETTE[0], PALETTE[5]
LARGEST = 4  # rows or columns of a matrix that can still be read in the picture
FONT_SIZE = 9
CHARACTER = 0.6 * FONT_SIZE / 72  # inches: the width of a monospaced character
LINE = 1.3 * FONT_SIZE / 72
NODE = 15  # characters, the room of a node between two edges


@dataclass(frozen=True)
class Edge:
    """What flows along one edge of the graph.

    name      "X", "Z", …; a parameter's ends with the number of its layer: "W1"
    value     forward: an array, or the loss as a float;  gradient  backward: dL/dvalue, of the same shape
    node      the number of the node that it goes into;  parameter  whether it is one
    """

    name: str
    value: np.ndarray | float
    gradient: np.ndarray | float
    node: int
    parameter: bool


def trace(network, images, labels, names=("X", "Z", "H", "S")):
    """Run one batch forward and backward through `network`, in float64, and keep all: a list of `Edge`.

    names   one for the images and one for the output of each layer. Weights and biases are called W1, b1, W2, …

    The last edge is the loss L, whose gradient is 1. `network` is left as it was. Raises ValueError when there is not
    one name for each.
    """
    if len(names) != len(network.layers) + 1:
        raise ValueError(f"got {len(names)} names for {len(network.layers)} layers; expected one more than layers")
    network = network.copy(dtype="float64")
    network.layers[0].needs_d_input = True
    values = [np.asarray(images, dtype="float64")]
    for layer in network.layers:
        values.append(layer.forward(values[-1]))
    loss = network.loss.forward(values[-1], labels)
    gradients = [network.loss.backward()]
    for layer in reversed(network.layers):
        gradients.insert(0, layer.backward(gradients[0]))
    edges, number = [], 0
    for node, name in enumerate(names):
        edges.append(Edge(name, values[node], gradients[node], node, parameter=False))
        layer = network.layers[node] if node < len(network.layers) else None
        if layer is not None and layer.shapes:
            number += 1
            for long in layer.shapes:
                short = {"weight": "W", "bias": "b"}.get(long, long)
                value, gradient = getattr(layer, long), getattr(layer, "d_" + long)
                edges.append(Edge(f"{short}{number}", value.copy(), gradient.copy(), node, parameter=True))
    return [*edges, Edge("L", loss, 1.0, len(names), parameter=False)]


def draw_graph(edges, node_names):
    """Show what `trace` gave: nodes in a row, values in blue with the arrows forward, gradients in orange backward.

    node_names   one for each layer and one for the loss, such as ("linear 1", "ReLU", "linear 2", "loss")

    Raises ValueError when a matrix has more than 4 rows or columns, and for a wrong number of names.
    """
    through = [edge for edge in edges if not edge.parameter]
    if len(node_names) != len(through) - 1:
        raise ValueError(
            f"got {len(node_names)} node names; expected {len(through) - 1}, one for each layer and the loss"
        )
    blocks = {
        edge.name: (_block(edge.name, edge.value, 2), _block(f"d{edge.name}", edge.gradient, 3)) for edge in edges
    }
    places, nodes, total = _layout(through, blocks)
    deepest = max((len(a) + len(b) for e, (a, b) in zip(edges, blocks.values()) if e.parameter), default=0)
    below = 6.5 + deepest + 1
    figure, axes = new_figure(width=(total + 2) * CHARACTER, height=(below + 8) * LINE)
    axes.set(xlim=(-1, total + 1), ylim=(-below, 5.5))
    axes.set_axis_off()
    axes.set_title("Every edge carries a value forward (blue) and a gradient back (orange)", fontsize=12)
    for x, name in zip(nodes, node_names):
        axes.text(x, 0, name, ha="center", va="center", fontsize=10, bbox={"boxstyle": "round,pad=0.5", "fc": "white"})
    for edge in edges:
        if edge.parameter:
            _draw_parameter(axes, blocks[edge.name], nodes[edge.node], edge.name.startswith("W"))
        else:
            _draw_through(axes, blocks[edge.name], *places[edge.name])
    largest = ", ".join(f"d{edge.name} {np.abs(edge.gradient).max():.3f}" for edge in reversed(through[:-1]))
    show_figure(
        figure,
        alt=_seen_without_eyes(edges, through, [name.replace("\n", " ") for name in node_names]),
        words=f"The loss is {through[-1].value:.3f}. Largest entries of the gradients, on the way back: {largest}.",
    )


def _seen_without_eyes(edges, through, node_names):
    row = [part for pair in zip(through, node_names) for part in (pair[0].name, pair[1])]
    entering = [f"{edge.name} enters {node_names[edge.node]}" for edge in edges if edge.parameter]
    return (
        f"A graph from left to right: {', '.join([*row, through[-1].name])}. On each edge the value stands above an "
        f"arrow to the right, the gradient below an arrow to the left. From below, {', '.join(entering)}."
    )


def _layout(through, blocks):
    """From left to right, in characters: the span of each edge along the row, the middle of each node, the whole."""
    places, nodes, x = {}, [], 0
    for edge in through:
        width = max(_width(block) for block in blocks[edge.name]) + 2
        places[edge.name] = x, x + width
        nodes.append(x + width + NODE / 2)
        x += width + NODE
    return places, nodes, x - NODE


def _draw_through(axes, blocks, left, right):
    """An edge along the row: the value above its arrow, the gradient below the arrow back."""
    middle = (left + right) / 2
    _arrow(axes, (left, 0.3), (right, 0.3), FORWARD)
    _arrow(axes, (right, -0.3), (left, -0.3), BACKWARD)
    _write(axes, middle, 0.9, blocks[0], FORWARD, "bottom")
    _write(axes, middle, -0.9, blocks[1], BACKWARD, "top")


def _draw_parameter(axes, blocks, node, is_weight):
    """A weight, below and to the left of its node, or a bias, to the right: value above gradient."""
    x = node + (-8.5 if is_weight else 8.5)
    top, offset = -6.5, -1.2 if is_weight else 1.2
    _arrow(axes, (x + 0.4, top + 0.3), (node + offset + 0.8, -1.3), FORWARD)
    _arrow(axes, (node + offset - 0.8, -1.3), (x - 1.2, top + 0.3), BACKWARD)
    _write(axes, x, top, blocks[0], FORWARD, "top")
    _write(axes, x, top - len(blocks[0]) - 0.4, blocks[1], BACKWARD, "top")


def _arrow(axes, start, end, color):
    axes.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=9, color=color, shrinkA=0, shrinkB=0))


def _write(axes, x, y, lines, color, side):
    text = "\n".join(lines)
    axes.text(
        x, y, text, color=color, family="DejaVu Sans Mono", fontsize=FONT_SIZE, ha="center", va=side, linespacing=1.2
    )


def _block(name, value, digits):
    """The lines of one block: the name with the shape, then the numbers, row by row."""
    rows = np.atleast_2d(value)
    if max(rows.shape) > LARGEST:
        raise ValueError(f"{name} has shape {np.shape(value)}; expected at most {LARGEST} rows and columns to draw")
    shape = f" {np.shape(value)}".replace(" ()", "")
    return [name + shape] + [" ".join(f"{number + 0.0:+.{digits}f}" for number in row) for row in rows]


def _width(block):
    return max(len(line) for line in block)
