"""Gradients by the image, and the two climbs that follow them: the most exciting image and the smallest change."""

import numpy as np
import pytest

from mlp.inside.ascent import most_exciting, smooth
from mlp.inside.input_gradients import input_gradient
from mlp.inside.smallest_change import smallest_change
from mlp.inside.weights import effective_map
from mlp.layers import Linear
from mlp.network import Network, build_mlp

RNG = np.random.default_rng(0)
NETWORK = build_mlp([16, 12, 8, 4], dtype="float64", seed=1)
IMAGES = RNG.uniform(-1, 1, size=(6, 16))
LOW, HIGH = np.full(16, -1.0), np.full(16, 1.0)


def test_gradients_of_scores_are_columns_of_the_effective_map():
    values, gradients = input_gradient(NETWORK, IMAGES, [0, 1, 2, 3, 0, 1])
    for image, unit, value, gradient in zip(IMAGES, [0, 1, 2, 3, 0, 1], values, gradients):
        assert value == pytest.approx(NETWORK.forward(image[None])[0, unit])
        np.testing.assert_allclose(gradient, effective_map(NETWORK, image)[0][:, unit], atol=1e-12)


def test_gradients_of_the_first_layer_are_its_weights_and_the_network_is_left_alone():
    before, gradient = NETWORK.parameters.copy(), NETWORK.gradient.copy()
    _, gradients = input_gradient(NETWORK, IMAGES, 5, depth=1)
    np.testing.assert_array_equal(gradients, np.tile(NETWORK.layers[0].weight[:, 5], (6, 1)))
    assert (NETWORK.parameters == before).all() and (NETWORK.gradient == gradient).all()
    assert not NETWORK.layers[0].needs_d_input


@pytest.mark.parametrize("network", [NETWORK, build_mlp([16, 9, 4], "tanh", batch_norm=True, dtype="float64")])
def test_gradients_are_those_of_differences(network):
    _, gradients = input_gradient(network, IMAGES, 2)
    step = 1e-6 * RNG.normal(size=16)
    numeric = (network.forward(IMAGES + step) - network.forward(IMAGES - step))[:, 2] / 2
    np.testing.assert_allclose(gradients @ step, numeric, rtol=1e-5, atol=1e-12)


@pytest.mark.parametrize(
    ("units", "depth", "words"), [(4, None, "0 to 3"), (-1, None, "0 to 3"), (0, 4, "1 to 3"), (0, 0, "1 to 3")]
)
def test_units_and_depths_that_are_not_there_are_refused(units, depth, words):
    with pytest.raises(ValueError, match=words):
        input_gradient(NETWORK, IMAGES, units, depth)


def test_the_most_exciting_image_of_a_first_unit_fills_the_box():
    values, images = most_exciting(NETWORK, np.arange(3), LOW, HIGH, depth=1, steps=2000)
    best = np.where(NETWORK.layers[0].weight[:, :3] > 0, 1.0, -1.0).T  # a linear function is largest in a corner
    np.testing.assert_allclose(values, (best * NETWORK.layers[0].weight[:, :3].T).sum(axis=1), rtol=1e-6)
    np.testing.assert_array_equal(images, best)


def test_a_climb_goes_up_from_where_it_starts():
    values, images = most_exciting(NETWORK, np.arange(2), LOW, HIGH, start=IMAGES[:2], steps=1)
    before = NETWORK.forward(IMAGES[:2])[[0, 1], [0, 1]]
    assert (values > before).all()
    assert (np.linalg.norm(images - IMAGES[:2], axis=1) <= np.linalg.norm(HIGH - LOW) / 20 + 1e-12).all()


def test_with_jitter_a_step_follows_the_gradient_of_the_shifted_image():
    """For a linear unit the gradient is its weight: the first step goes along the weight, shifted back."""
    network = Network([Linear(16, 4)], dtype="float64", seed=3)
    _, images = most_exciting(network, [2], LOW * 99, HIGH * 99, steps=1, jitter=1)
    shift = np.random.default_rng(0).integers(-1, 2, 2)
    assert shift.any()
    weight = np.roll(network.layers[0].weight[:, 2].reshape(4, 4), tuple(-shift), axis=(0, 1)).ravel()
    np.testing.assert_allclose(images[0] / np.linalg.norm(images), weight / np.linalg.norm(weight), atol=1e-12)


def test_images_beat_all_random_ones_and_stay_in_the_box():
    high = HIGH + 0.1  # where all pixels are 0, no unit without a bias has a slope
    values, images = most_exciting(NETWORK, np.arange(4), LOW, high)
    smoothed, _ = most_exciting(NETWORK, np.arange(4), LOW, high, blur=True)
    rivals = NETWORK.forward(RNG.uniform(-1, 1, size=(1000, 16))).max(axis=0)
    assert (values > rivals).all() and (values > smoothed).all()
    assert images.min() >= -1 and images.max() <= 1.1


def test_smoothing_keeps_the_sum_of_what_lies_inside():
    image = np.zeros((1, 25))
    image[0, 12] = 8
    smoothed = smooth(image).reshape(5, 5)
    assert smoothed[2, 2] == 4 and smoothed[1, 2] == smoothed[2, 3] == 1 and smoothed.sum() == 8
    np.testing.assert_array_equal(smooth(np.ones((2, 25))), np.ones((2, 25)))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"steps": 0}, "steps is 0"),
        ({"jitter": -1}, "jitter is -1"),
        ({"depth": 9}, "depth is 9"),
        ({"start": IMAGES}, "start has 6 images; expected one for each of 2 units"),
    ],
)
def test_ascents_that_cannot_be_are_refused(options, words):
    with pytest.raises(ValueError, match=words):
        most_exciting(NETWORK, np.arange(2), LOW, HIGH, **options)


def test_the_change_of_a_linear_network_is_the_way_to_the_nearest_border():
    network = Network([Linear(16, 4)], dtype="float64", seed=3)
    far = np.full(16, 99.0)
    for image in IMAGES:
        change = smallest_change(network, image, -far, far, overshoot=0)
        scores, weight = network.forward(image[None])[0], network.layers[0].weight
        first = scores.argmax()
        others = [k for k in range(4) if k != first]
        ways = [(scores[first] - scores[k]) / np.linalg.norm(weight[:, first] - weight[:, k]) for k in others]
        assert np.linalg.norm(change) == pytest.approx(min(ways), rel=1e-2)


def test_the_change_flips_the_answer_within_the_box():
    for image in IMAGES:
        change = smallest_change(NETWORK, image, LOW, HIGH)
        assert NETWORK.predict((image + change)[None]) != NETWORK.predict(image[None])
        assert (image + change).min() >= -1 and (image + change).max() <= 1
        noise = RNG.normal(size=(500, 16))
        noise *= np.linalg.norm(change) / np.linalg.norm(noise, axis=1, keepdims=True)
        assert (NETWORK.predict(image + noise) != NETWORK.predict(image[None])).mean() < 0.5


def test_an_answer_that_nothing_flips_is_told():
    with pytest.raises(ValueError, match="still says"):
        smallest_change(NETWORK, IMAGES[0], IMAGES[0], IMAGES[0])
