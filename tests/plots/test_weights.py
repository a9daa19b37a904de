"""The figures of weights: readable, and their words say what was drawn."""

from types import SimpleNamespace

import numpy as np

from mlp.plots import weights

RNG = np.random.default_rng(0)


def test_a_sum_says_what_lies_above_and_below_zero(shown):
    products = np.zeros(784)
    products[:3] = 1.5, 2.0, -0.75
    weights.draw_sum(RNG.integers(0, 256, 784), RNG.normal(size=784), products)
    assert shown.words == "The products above 0 add up to 3.50, those below to -0.75."
    assert shown.figure.get_suptitle().startswith("2 of 784 pixels make half")
    np.testing.assert_array_equal(shown.figure.axes[2].images[0].get_array().ravel(), products)


def test_units_say_the_two_correlations(shown):
    weights.draw_units("Ours", RNG.normal(size=(784, 30)), 0.512, 0.004)
    assert shown.words == "A weight and the one a pixel below correlate with 0.51; before training with 0.00."


def test_the_title_follows_the_correlation(shown):
    for trained, words in ((0.8, "smooth patches"), (0.5, "outlines of clothes"), (0.07, "hardly anything but grain")):
        weights.draw_units("Ours", RNG.normal(size=(784, 20)), trained, 0.004)
        assert words in shown.html


def test_heat_maps_show_four_lines_of_the_first_layer_and_all_of_the_others(shown):
    layers = [SimpleNamespace(weight=RNG.normal(size=shape), bias=np.zeros(shape[1])) for shape in [(784, 9), (9, 4)]]
    layers[1].weight[:] = 0.25
    weights.draw_layers(layers)
    assert shown.words == f"Mean |weight| by layer: {np.abs(layers[0].weight).mean():.3f}, 0.250."
    first, second = (next(iter(axes.images)).get_array() for axes in shown.figure.axes[:2])
    np.testing.assert_array_equal(first[:112], layers[0].weight[336:448])
    np.testing.assert_array_equal(second[:9], layers[1].weight)
    assert [text.get_text() for text in shown.figure.axes[0].get_yticklabels()] == ["336", "447"]


def test_biases_are_counted_near_zero(shown):
    weights.draw_first_biases({"one": np.array([0.04, -0.04, 0.2, 0.3]), "another": RNG.normal(0, 0.01, 50)})
    assert shown.words == "Within ±0.05: one 50 %, another 100 %."


def test_components_say_their_shares(shown):
    weights.draw_components(RNG.normal(size=(20, 784)), np.full(20, 0.02))
    assert shown.words == "They hold 40 % of the units' variance, the first alone 2.0 %."


def test_last_layer_and_product_have_a_tile_for_each_class(shown):
    for draw, size in ((weights.draw_last_layer, 324), (weights.draw_product, 784)):
        draw(RNG.normal(size=(size, 10)))
        assert [text.get_text() for text in shown.figure.axes[0].texts][::9] == ["T-shirt/top", "Ankle boot"]
