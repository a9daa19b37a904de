"""The pictures of chapter 03 say what they show, and can be read."""

import numpy as np
import pytest

from mlp.plots.activations import draw_gradient_by_layer, draw_six, draw_trainings


@pytest.mark.parametrize(
    ("show", "words"),
    [
        (lambda: draw_trainings({"ReLU": [0.8, 0.85], "none": [0.8]}, "A title"), "ReLU ≈ 80.0 to ≈ 85.0 %; none"),
        (lambda: draw_gradient_by_layer({"a": [1e-6, 1e-3, 1], "b": [1, 1, 2]}), "left: ≈ 1e-06 for a, ≈ 0.5 for b"),
        (lambda: draw_six({"ReLU": lambda x: np.maximum(x, 0), "x": lambda x: x}), "ReLU 0.00, x -4.00"),
    ],
)
def test_words_come_from_the_data(show, words, capsys, monkeypatch):
    monkeypatch.setenv("MLP_FIGURES_STRICT", "1")
    show()
    assert words in capsys.readouterr().out
