"""OneNeuron: line, path, arrow and sentence follow the sliders and the two buttons."""

import numpy as np
import pytest

from mlp import load_fashion_mnist
from mlp.data import FashionMNIST, Part
from mlp.widgets import OneNeuron
from mlp.widgets.one_neuron import REACH, START, loss_and_gradient, two_features


@pytest.fixture(scope="module")
def data():
    return load_fashion_mnist(validation=5000)


@pytest.fixture
def panel(data):
    return OneNeuron(data)


def loss(panel):
    return loss_and_gradient(panel.x, panel.t, np.array([panel.w1.value, panel.w2.value, panel.b.value]))[0]


def test_the_features_are_those_of_the_pixels_whatever_the_scaling(data):
    x, t = two_features(data)
    assert x.shape == (400, 2) and np.all(np.bincount((t > 0).astype(int)) == 200)
    assert np.allclose(x.mean(axis=0), 0) and np.allclose(x.std(axis=0), 1)
    raw, _ = two_features(load_fashion_mnist(validation=5000, scaling="raw"))
    assert np.allclose(x, raw, atol=1e-4)


def test_the_gradient_is_the_slope_of_the_loss(panel):
    here, step = np.array([0.3, -0.7, 0.2]), 1e-6
    _, gradient = loss_and_gradient(panel.x, panel.t, here)
    for i, move in enumerate(step * np.eye(3)):
        above, below = (loss_and_gradient(panel.x, panel.t, here + sign * move)[0] for sign in (1, -1))
        assert gradient[i] == pytest.approx((above - below) / (2 * step), rel=1e-6)


def test_the_line_is_where_the_neuron_gives_zero(panel):
    panel.w1.value, panel.w2.value, panel.b.value = 0.5, -1.5, 0.25
    x1, x2 = panel.line.get_data()
    assert np.allclose(0.5 * np.array(x1) - 1.5 * np.array(x2) + 0.25, 0)
    assert np.hypot(np.diff(x1), np.diff(x2)) > 10


def test_the_arrow_is_minus_learning_rate_times_gradient(panel):
    panel.rate.value = 0.5
    _, gradient = loss_and_gradient(panel.x, panel.t, np.array(START))
    assert np.allclose([*panel.arrow.U, *panel.arrow.V], -0.5 * gradient[:2])
    assert np.allclose(panel.arrow.get_offsets(), START[:2])


def test_steps_go_down_to_the_least_squares_solution(panel):
    losses = [loss(panel)]
    for _ in range(60):
        panel.step.click()
        losses.append(loss(panel))
    assert np.all(np.diff(losses) < 0)
    best, *_ = np.linalg.lstsq(panel.x, panel.t, rcond=None)
    assert np.allclose([panel.w1.value, panel.w2.value, panel.b.value], [*best, 0], atol=1e-3)
    assert len(panel.path.get_xdata()) == 61
    assert f"Loss {losses[-1]:.4f}" in panel.words


def test_a_large_learning_rate_goes_up_and_a_huge_one_out_of_the_picture(panel):
    panel.w1.value, panel.w2.value, panel.b.value = 0.8, -0.7, 0.0
    panel.rate.value = 1.7
    before = loss(panel)
    assert "leads up to" in panel.words
    panel.step.click()
    assert loss(panel) > before
    panel.w1.value, panel.w2.value, panel.rate.value = -REACH, REACH, 2.5
    assert "would leave the picture" in panel.words
    panel.step.click()
    assert panel.error is None and abs(panel.w1.value) <= REACH


def test_the_learning_rate_at_which_descent_fails_is_the_one_that_the_quiz_names(panel):
    steepest = np.linalg.eigvalsh(panel.x.T @ panel.x / len(panel.x)).max()
    assert steepest == pytest.approx(1.36, abs=0.005)
    assert 2 / steepest == pytest.approx(1.5, abs=0.05)
    assert 1.4 < 2 / steepest  # chapter 02 lets the neuron jump from wall to wall at 1.4, still downhill


def test_a_slider_starts_a_new_path_and_reset_goes_back(panel):
    first = panel.words
    panel.step.click()
    panel.w1.value = 1.0
    assert len(panel.path.get_xdata()) == 1
    panel.rate.value = 1.0
    panel.reset.click()
    assert (panel.w1.value, panel.w2.value, panel.b.value) == START
    assert panel.words == first and len(panel.path.get_xdata()) == 1


def test_weights_of_zero_can_be_drawn(panel):
    panel.w1.value = panel.w2.value = panel.b.value = 0
    assert panel.error is None and np.all(np.isfinite(panel.line.get_data()))


def test_other_data_are_refused(data):
    with pytest.raises(ValueError, match="data is a list; expected what load_fashion_mnist"):
        OneNeuron([1, 2])
    few = Part(data.train.images[:100], data.train.labels[:100])
    with pytest.raises(ValueError, match="expected 200 of each"):
        OneNeuron(FashionMNIST(few, data.validation, data.test, data.transform))
