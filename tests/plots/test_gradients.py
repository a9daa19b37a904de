"""The two pictures of chapter 05: the computation graph, and the report of a gradient check."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from mlp import Network, build_mlp, check_gradients
from mlp.gradient_check import GradientReport, GradientRow
from mlp.layers import Linear, ReLU
from mlp.losses import softmax
from mlp.plots.gradients import SMALLEST, draw_report
from mlp.plots.graph import draw_graph, trace

IMAGES, LABELS = np.array([[1.0, 0.5, -1.0], [0.5, -1.0, 2.0]]), np.array([1, 0])
NODES = ("linear 1", "ReLU", "linear 2", "loss")


@pytest.fixture
def network():
    return Network([Linear(3, 2), ReLU(), Linear(2, 2)], dtype="float64", seed=1)


def texts(figure):
    return "\n".join(text.get_text() for text in figure.axes[0].texts)


def test_the_trace_holds_every_value_and_every_gradient(network):
    before = network.parameters.copy()
    edges = {edge.name: edge for edge in trace(network, IMAGES, LABELS)}
    assert list(edges) == ["X", "W1", "b1", "Z", "H", "W2", "b2", "S", "L"]
    first, second = network.layers[0], network.layers[2]
    z = IMAGES @ first.weight + first.bias
    s = np.maximum(z, 0) @ second.weight + second.bias
    d_s = (softmax(s) - np.eye(2)[LABELS]) / 2
    d_z = d_s @ second.weight.T * (z > 0)
    for name, value, gradient in [("Z", z, d_z), ("S", s, d_s), ("X", IMAGES, d_z @ first.weight.T)]:
        np.testing.assert_allclose(edges[name].value, value, atol=1e-12)
        np.testing.assert_allclose(edges[name].gradient, gradient, atol=1e-12)
    loss = network.loss_and_gradient(IMAGES, LABELS)
    assert edges["L"].value == pytest.approx(loss) and edges["L"].gradient == 1
    for name, layer, long in [("W1", first, "weight"), ("b1", first, "bias"), ("W2", second, "weight")]:
        np.testing.assert_array_equal(edges[name].value, getattr(layer, long))
        np.testing.assert_allclose(edges[name].gradient, getattr(layer, "d_" + long), atol=1e-12)
        assert edges[name].parameter
    np.testing.assert_array_equal(network.parameters, before)
    assert not network.layers[0].needs_d_input


def test_the_graph_shows_the_numbers_and_the_nodes(network, shown):
    edges = trace(network, IMAGES, LABELS)
    draw_graph(edges, NODES)
    drawn = texts(shown.figure)
    for node in NODES:
        assert node in drawn and node in shown.html
    for edge in edges:
        for number in np.ravel(edge.value):
            assert f"{number + 0.0:+.2f}" in drawn
        for number in np.ravel(edge.gradient):
            assert f"{number + 0.0:+.3f}" in drawn
    assert "W1 (3, 2)" in drawn and "dW1 (3, 2)" in drawn and "-0.000" not in drawn


def test_the_words_of_the_graph_follow_the_gradients_back(network, shown):
    edges = {edge.name: edge for edge in trace(network, IMAGES, LABELS)}
    draw_graph(edges.values(), NODES)
    largest = ", ".join(f"d{name} {np.abs(edges[name].gradient).max():.3f}" for name in "SHZX")
    assert shown.words == (
        f"The loss is {edges['L'].value:.3f}. Largest entries of the gradients, on the way back: {largest}."
    )
    assert "X, linear 1, Z, ReLU, H, linear 2, S, loss, L" in shown.html and "b2 enters linear 2" in shown.html


def test_texts_of_the_graph_do_not_overlap(network, shown):
    draw_graph(trace(network, IMAGES, LABELS), NODES)
    FigureCanvasAgg(shown.figure).draw()
    boxes = [text.get_window_extent() for text in shown.figure.axes[0].texts]
    for i, box in enumerate(boxes):
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= shown.figure.bbox.x1
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])


def test_what_cannot_be_read_is_not_drawn(network):
    with pytest.raises(ValueError, match=r"X has shape \(1, 5\); expected at most 4"):
        draw_graph(trace(build_mlp([5, 3, 2]), np.ones((1, 5)), np.array([0])), NODES)
    with pytest.raises(ValueError, match="got 2 names for 3 layers; expected one more"):
        trace(network, IMAGES, LABELS, names=("X", "S"))
    with pytest.raises(ValueError, match="got 1 node names; expected 4"):
        draw_graph(trace(network, IMAGES, LABELS), ["loss"])


def row(parameter, error, kink=False):
    return GradientRow(parameter, 1.0, 1.0, error, 1e-3, kink)


REPORT = GradientReport(
    [row("layer 0 Linear weight[0, 1]", 1e-9), row("layer 0 Linear weight[1, 1]", 0.5)]
    + [row("layer 0 Linear bias[0]", 1e-8, kink=True), row("x[3]", 0.0)],
    {"layer 0 Linear weight": 4, "layer 0 Linear bias": 2, "x": 4},
)


def test_the_report_is_drawn_by_group_with_kinks_apart(shown):
    draw_report(REPORT, tolerance=1e-5)
    axes = shown.figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "layer 0 Linear weight",
        "layer 0 Linear bias",
        "x",
    ]
    assert axes.get_title() == "1 of 3 arrays have errors above the tolerance"
    assert shown.words == (
        "4 numbers checked, 1 near a kink. Largest relative error ≈ 5e-01. Above the tolerance: layer 0 Linear weight."
    )
    points = {(line.get_marker(), x) for line in axes.lines[:-1] for x in line.get_xdata()}
    assert points == {("o", 1e-9), ("o", 0.5), ("^", 1e-8), ("o", SMALLEST)}
    assert list(axes.lines[-1].get_xdata()) == [1e-5, 1e-5]
    low, high = axes.get_xlim()
    assert low < SMALLEST and high > 0.5


@pytest.mark.parametrize(
    "errors, title, told",
    [
        ((1e-9, 1e-7), "All relative errors lie below the tolerance", "Above the tolerance: none."),
        ((0.5, 1e-5), "Every array has errors above the tolerance", "Above the tolerance: weight, bias."),
    ],
)
def test_the_title_says_whether_all_is_right_or_all_is_wrong(shown, errors, title, told):
    rows = [row(f"{name}[0]", error) for name, error in zip(("weight", "bias"), errors)]
    draw_report(GradientReport(rows, {"weight": 1, "bias": 1}))
    assert shown.figure.axes[0].get_title() == title and shown.words.endswith(told)


def test_each_point_lies_in_the_row_of_its_group(shown):
    rng = np.random.default_rng(0)
    network = build_mlp([8, 6, 3], seed=1)
    draw_report(check_gradients(network, rng.normal(size=(5, 8)), rng.integers(0, 3, 5), samples=None))
    drawn = [round(float(y)) for line in shown.figure.axes[0].lines[:-1] for y in line.get_ydata()]
    assert [drawn.count(group) for group in range(4)] == [48, 6, 18, 3]
