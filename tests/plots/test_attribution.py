"""Which pixels matter: the two measures by hand, and the figures, readable and with the right words."""

import numpy as np
import pytest

from mlp.plots import attribution

RNG = np.random.default_rng(0)
PIXELS = np.zeros((2, 784))
PIXELS[:, :196] = 200  # a quarter is ink


def test_on_ink_is_the_mean_on_the_garment_over_that_of_all():
    maps = np.full((2, 784), -1.0)
    maps[1, :196] = 3
    np.testing.assert_allclose(attribution.on_ink(maps, PIXELS), [1, 3 / 1.5])


def test_alike_is_the_correlation_of_amounts():
    one, other = RNG.normal(size=(2, 3, 784))
    expected = [np.corrcoef(np.abs(a), np.abs(b))[0, 1] for a, b in zip(one, other)]
    np.testing.assert_allclose(attribution.alike(one, other), expected)
    np.testing.assert_allclose(attribution.alike(one, -2 * one), 1)


def test_gradients_and_contributions_are_shown_with_their_measures(shown):
    trained, untrained = np.full((2, 784), 0.5), RNG.normal(size=(2, 784))
    trained[:, :196] = -2
    attribution.draw_gradients(PIXELS, trained, untrained)
    assert "trained 2.29, untrained " in shown.words and "(these 2 images)" in shown.words
    attribution.draw_contributions(PIXELS, untrained, trained, 3 * untrained)
    assert shown.words.endswith("untrained 1.00 (these 2 images).")


def test_occlusions_count_the_places_below_a_half(shown):
    left = [np.ones((22, 22)), np.full((22, 22), 0.2)]
    left[1][:11] = 0.9
    attribution.draw_occlusions(PIXELS, left, [1, 9])
    assert shown.words.endswith("Trouser 0 %, Ankle boot 50 %.")


def test_a_map_s_places_are_drawn_at_the_middle_of_the_square(shown):
    attribution.draw_occlusions(PIXELS, [np.eye(22), np.eye(22)], [0, 1])
    assert shown.figure.axes[0].images[0].get_extent() == [2.5, 24.5, 24.5, 2.5]


def test_climbs_say_the_mean_scores_as_trained_numbers(shown):
    pictures = {name: RNG.uniform(0, 255, (10, 784)) for name in ("real", "from grey")}
    attribution.draw_climbs(pictures, {"real": np.full(10, 24.4), "from grey": np.full(10, 111.0)}, np.arange(10))
    assert shown.words == "Mean score of the class: real ≈ 24, from grey ≈ 111."


@pytest.mark.parametrize("largest", [7, 28])
def test_changes_say_the_largest_one(shown, largest):
    before = RNG.uniform(50, 200, (7, 784))
    after = before.copy()
    after[:, 5] -= largest
    attribution.draw_changes(before, after, np.arange(7), np.arange(3, 10))
    assert shown.words == f"The largest change of a pixel is ≈ {largest} of 255 levels (median)."
    assert {"T-shirt/top", "Dress"} < {text.get_text() for text in shown.figure.axes[0].texts}
