"""The pictures of chapter 02 say what they show, and can be read."""

import numpy as np
import pytest

from mlp.plots.linear import draw_templates, draw_wires


@pytest.fixture(autouse=True)
def strict(monkeypatch):
    monkeypatch.setenv("MLP_FIGURES_STRICT", "1")


def test_the_wires_carry_the_gradients_of_the_layer(capsys):
    draw_wires([2, -1], [[1, 0.5], [-1, 2]], [0, 1], [1, -2])
    assert "four weights: 2, -4, -1, 2; of the inputs: 0 and -5." in capsys.readouterr().out


def test_templates_are_told_by_the_class_they_are_like(capsys):
    means = np.random.default_rng(0).random((10, 784))
    weight = means.T - means.mean(axis=0)[:, None]
    weight[28 * 12 + 14, 1] = -3
    draw_templates(weight, means)
    out = capsys.readouterr().out
    assert "For 10 of 10 classes" in out and "row 12, column 14" in out
