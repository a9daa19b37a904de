"""The best of many guesses: a staircase that never falls, and its top in words."""

import numpy as np

from mlp.plots.luck import draw_best_so_far


def test_each_staircase_is_the_best_so_far(shown):
    draw_best_so_far({100: np.array([0.1, 0.08, 0.14, 0.12]), 1000: np.array([0.099, 0.104, 0.09, 0.1])}, worth=0.1)
    first, second, worth = shown.figure.axes[0].lines
    np.testing.assert_allclose(first.get_xydata(), [[1, 10], [2, 10], [3, 14], [4, 14]])
    np.testing.assert_allclose(second.get_ydata(), [9.9, 10.4, 10.4, 10.4])
    assert set(worth.get_ydata()) == {10}
    assert shown.words == (
        "The best of 4: 14.0 % on 100 images, 10.4 % on 1,000 images; on new images each of them is worth 10 %."
    )
