"""Colour arithmetic, against known values."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from mlp.plots.vision import contrast_ratio, deuteranopia, difference, from_linear, lightness, to_lab, to_linear


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21),
        ("#777777", "#FFFFFF", 4.48),  # the well-known grey that just fails on white
        ("#767676", "#FFFFFF", 4.54),
        ("#FF0000", "#FFFFFF", 4.00),
        ("#FF0000", "#FF0000", 1),
    ],
)
def test_contrast(one, other, ratio):
    assert contrast_ratio(to_rgb(one), to_rgb(other)) == pytest.approx(ratio, abs=0.005)
    assert contrast_ratio(to_rgb(other), to_rgb(one)) == contrast_ratio(to_rgb(one), to_rgb(other))


@pytest.mark.parametrize(
    ("color", "lab"),
    [
        ("#FFFFFF", (100, 0, 0)),
        ("#000000", (0, 0, 0)),
        ("#FF0000", (53.24, 80.09, 67.20)),
        ("#00FF00", (87.73, -86.18, 83.18)),
        ("#0000FF", (32.30, 79.19, -107.86)),
    ],
)
def test_lab_of_known_colours(color, lab):
    np.testing.assert_allclose(to_lab(to_rgb(color)), lab, atol=0.02)
    assert lightness(to_rgb(color)) == pytest.approx(lab[0], abs=0.02)


def test_difference_is_the_distance_in_lab():
    assert difference(to_rgb("#FFFFFF"), to_rgb("#000000")) == pytest.approx(100, abs=0.01)
    assert difference((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)) == 0


def test_without_green_receptors_grey_stays_and_red_nears_green():
    greys = np.linspace(0, 1, 5)[:, None] * np.ones(3)
    np.testing.assert_allclose(deuteranopia(greys), greys, atol=0.001)
    red, green, blue = np.eye(3)
    np.testing.assert_allclose(to_linear(deuteranopia(red)), (0.367322, 0.280085, 0), atol=1e-9)  # Machado's column
    tomato, leaf = to_rgb("#C8553D"), to_rgb("#6B8E23")
    assert difference(deuteranopia(tomato), deuteranopia(leaf)) < difference(tomato, leaf) / 3
    assert difference(deuteranopia(red), deuteranopia(blue)) > 100


def test_linear_and_back():
    values = np.linspace(0, 1, 33)
    np.testing.assert_allclose(from_linear(to_linear(values)), values, atol=1e-6)
