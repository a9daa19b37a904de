"""The pictures of chapter 00: each draws what it is given, and its words say the numbers."""

from types import SimpleNamespace

import numpy as np

from mlp.data import CLASS_NAMES
from mlp.plots.first_network import draw_learning, draw_network, draw_sure_mistakes, draw_ten_classes
from mlp.training.history import FIELDS, History
from tests.widgets.panel_samples import make_data


def history(validation, train, losses):
    rows = zip(range(1, 9), validation, train, losses)
    return History(
        [
            dict(zip(FIELDS, (430 * epoch, float(epoch), 0.5, on_train, on_validation, loss, 0.1)))
            for epoch, on_validation, on_train, loss in rows
        ]
    )


def test_the_ten_classes(shown):
    draw_ten_classes(make_data(np.tile(np.arange(10), 2)))
    assert shown.words == f"The classes 0 to 9 are: {', '.join(CLASS_NAMES)}."
    assert len(shown.figure.axes) == 10
    assert [axes.get_title() for axes in shown.figure.axes] == list(CLASS_NAMES)


def test_the_network(shown):
    draw_network(np.zeros(784), [784, 32, 10])
    assert shown.words.startswith("From left to right: 784 pixels, 32 hidden units, 10 classes.")
    assert shown.figure.axes[0].get_title() == "2 linear layers lead from the pixels to the classes"


def test_the_curves_start_before_the_first_step(shown):
    untrained = SimpleNamespace(accuracy=0.12, loss=2.5)
    draw_learning(SimpleNamespace(accuracy=0.11), untrained, history([0.8, 0.86], [0.82, 0.9], [0.5, 0.4]))
    fall, rise, enlarged = shown.figure.axes
    assert fall.lines[0].get_xydata().tolist() == [[0, 2.5], [1, 0.5], [2, 0.4]]
    np.testing.assert_allclose([line.get_ydata() for line in rise.lines], [[11, 82, 90], [12, 80, 86]])
    np.testing.assert_allclose([line.get_ydata() for line in enlarged.lines], [[82, 90], [80, 86]])
    assert rise.get_ylim() == (0, 100) and "12 %\nto 86 %" in rise.get_title()
    assert "95 %" in fall.get_title() and "4.0 points" in enlarged.get_title()
    assert shown.words == (
        "Accuracy on the validation images: ≈ 12.0 % at epoch 0, ≈ 80.0 % at epoch 1, ≈ 86.0 % at epoch 2. "
        "On training images it ends ≈ 4.0 points higher. The loss on validation images falls from ≈ 2.5 to ≈ 0.4."
    )


def test_training_images_may_also_end_lower(shown):
    untrained = SimpleNamespace(accuracy=0.1, loss=2.3)
    draw_learning(untrained, untrained, history([0.8], [0.78], [0.5]))
    assert "it ends ≈ 2.0 points lower" in shown.words


def test_the_surest_mistakes_come_first(shown):
    labels = np.array([0, 1, 2, 3])
    probabilities = np.full((4, 10), 0.01)
    probabilities[[0, 1, 2, 3], [0, 5, 6, 7]] = 0.91
    probabilities[2, [6, 2]] = 0.951, 0.0
    result = SimpleNamespace(predictions=probabilities.argmax(axis=1), probabilities=probabilities)
    draw_sure_mistakes(result, make_data(labels), count=2)
    assert shown.words.endswith("have probabilities from ≈ 91.0 % to ≈ 95.1 %.")
    titles = [axes.get_title() for axes in shown.figure.axes]
    assert titles == ["is: Pullover\nnetwork: Shirt", "is: Trouser\nnetwork: Sandal"]
