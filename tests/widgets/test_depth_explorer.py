"""The depth explorer: set a control, look at the bars, the line of standard deviations and the sentence."""

import re

import numpy as np
import pytest

from mlp import build_mlp
from mlp.data import FashionMNIST, Part, fit_scaling
from mlp.inside.signals import trace_signals
from mlp.widgets import DepthExplorer, depth_explorer
from mlp.widgets.depth_explorer import BARS, DEEPEST, HIGH, LONGEST, LOW, STEP, STEPS
from tests.widgets.engine.test_worker import wait_until


def dataset(n=40):
    """Random pixels, standardised: their root mean square is 1, as that of the real images."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (n, 784)).astype(np.uint8)
    transform = fit_scaling("standardize", pixels)
    part = Part(transform.apply(pixels), rng.integers(0, 10, n))
    return FashionMNIST(train=part, validation=part, test=part, transform=transform)


DATA = dataset()


@pytest.fixture
def explorer():
    return DepthExplorer(DATA, images=30)


def set_all(panel, **values):
    for name, value in values.items():
        getattr(panel, name).value = value
    assert panel.error is None


def picture(panel, side):
    """The bars of one side as (BARS, DEEPEST, cells): 1 where a bar is."""
    return np.asarray(panel.histograms[side].get_array()).reshape(BARS, DEEPEST, -1)


SETTINGS = [
    {"start_from": "kaiming"},
    {"start_from": "kaiming", "depth": 7, "width": 32},
    {"start_from": "xavier", "activation": "tanh", "depth": 12},
    {"sigma": 0.25, "depth": 9, "activation": "leaky_relu"},
    {"sigma": 0.01, "depth": 4, "activation": "sigmoid"},
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_line_gives_the_standard_deviations_of_the_networks_signals(explorer, settings):
    set_all(explorer, **settings)
    depth, width = explorer.depth.value, explorer.width.value
    net = build_mlp(
        [784] + [width] * depth + [10], explorer.activation.value, explorer.start_from.value or explorer.sigma.value
    )
    for line, layers in zip(explorer.lines, trace_signals(net, DATA.train.images[:30], DATA.train.labels[:30])):
        layer, power = line.get_data()
        assert list(layer) == list(range(1, depth + 1))
        assert power == pytest.approx([np.log10(y.std()) for y in layers], abs=1e-3)


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_bars_are_the_histograms_of_the_signals(explorer, settings):
    set_all(explorer, **settings)
    edges = np.linspace(LOW, HIGH, BARS + 1)
    signals = trace_signals(explorer.network, DATA.train.images[:30], DATA.train.labels[:30])
    for side, layers in enumerate(signals):
        bars = picture(explorer, side)
        for number, layer in enumerate(layers):
            powers = np.log10(np.abs(layer[layer != 0]).astype(float))
            counts, _ = np.histogram(powers[powers > LOW], edges)
            lengths = bars[1:, number].sum(axis=1)
            assert np.abs(lengths - LONGEST * counts[1:] / counts[1:].max()).max() <= 2
            assert (bars[0, number].sum() > 0) == ((layer == 0).mean() > 0.1 * counts[1:].max() / layer.size)
        assert not bars[:, len(layers) :].any()  # layers that the network does not have


def test_signals_beyond_the_axis_stand_at_its_ends(explorer):
    set_all(explorer, sigma=0.001, width=16)
    last = picture(explorer, 0)[:, -1]
    assert last[0].any() and not last[1:].any()
    assert explorer.lines[0].get_ydata()[-1] == pytest.approx(LOW + STEP / 2)
    set_all(explorer, sigma=0.25, width=128)
    explorer.images = 1000 * explorer.images
    explorer.refresh()
    assert picture(explorer, 0)[-1, -1].sum() == LONGEST
    assert explorer.lines[0].get_ydata()[-1] == pytest.approx(HIGH - STEP / 2)


def test_the_sentence_names_the_course_of_both_signals(explorer):
    assert "From layer 1 to 20 the activations shrink" in explorer.words
    set_all(explorer, start_from="kaiming")
    assert explorer.words.startswith("ReLU, Kaiming, 20 layers of 128, untrained, learning rate 0.03. ")
    assert "the activations stay (" in explorer.words
    assert "back to layer 1 the gradients stay (" in explorer.words
    zeros = float(re.search(r"(\d+) % of the activations are 0", explorer.words)[1])
    assert 40 < zeros < 60
    set_all(explorer, start_from=None, sigma=0.25, depth=10)
    assert "σ = 0.25, 10 layers" in explorer.words
    assert "the activations grow" in explorer.words and "the gradients grow" in explorer.words


def test_deep_sigmoids_give_every_image_the_same(explorer):
    set_all(explorer, activation="sigmoid", start_from="xavier")
    assert explorer.words.endswith(" under 1 % of the variance is due to the images.")
    set_all(explorer, depth=2)
    assert not explorer.words.endswith(" under 1 % of the variance is due to the images.")


def test_every_control_changes_picture_and_sentence(explorer):
    changes = [("start_from", "xavier"), ("sigma", 0.1), ("activation", "tanh"), ("width", 32), ("depth", 3)]
    changes.append(("learning_rate", 0.1))
    for control, value in changes:
        before = explorer.png, explorer.words
        set_all(explorer, **{control: value})
        assert explorer.png != before[0] and explorer.words != before[1], control


def test_the_same_seed_gives_the_same_network(explorer):
    assert DepthExplorer(DATA, images=30).words == explorer.words != DepthExplorer(DATA, images=30, seed=1).words


@pytest.mark.parametrize("images", [0, -3, 2.5, "many", True, 41])
def test_a_wrong_number_of_images_is_refused(images):
    with pytest.raises(ValueError, match="images"):
        DepthExplorer(DATA, images=images)


@pytest.mark.parametrize(("activation", "gain"), [("relu", 2), ("tanh", 1)])
def test_the_factor_per_layer_is_what_the_derivation_says(explorer, activation, gain):
    """A layer multiplies the mean square by σ² · width, and a ReLU halves it: turning σ finds 2 / width."""
    set_all(explorer, activation=activation, depth=5, sigma=0.01)
    factor = float(re.search(r"the activations shrink \(.*? by ([\d.]+) per layer", explorer.words)[1])
    assert factor == pytest.approx(np.sqrt(0.01**2 * 128 / gain), rel=0.1)


def test_it_trains_and_another_network_begins_anew(explorer):
    set_all(explorer, start_from="kaiming", depth=3, width=32, learning_rate=0.03)
    untrained = explorer.words
    explorer.step.click()
    assert f"after {STEPS} steps, loss ≈ " in explorer.words and explorer.words != untrained
    explorer.reset.click()
    assert explorer.words == untrained
    explorer.step.click()
    set_all(explorer, width=16)
    assert "untrained" in explorer.words


def test_a_training_that_diverges_is_told_and_the_picture_stays(explorer):
    set_all(explorer, sigma=1.0, depth=12, learning_rate=0.3)
    before = [np.array(picture(explorer, side)) for side in (0, 1)]
    explorer.step.click()
    assert explorer.words.startswith("Diverged after step 0 at learning rate 0.3: choose a smaller one")
    assert all(np.array_equal(picture(explorer, side), before[side]) for side in (0, 1)) and explorer.error is None
    explorer.reset.click()
    assert "untrained" in explorer.words


def test_start_stops_by_itself_and_after_a_divergence_begins_anew(explorer, monkeypatch):
    monkeypatch.setattr(depth_explorer, "STEPS_PER_START", 2 * STEPS)
    set_all(explorer, sigma=1.0, depth=12, learning_rate=0.3)
    explorer.step.click()
    set_all(explorer, start_from="kaiming", depth=2, width=16, learning_rate=0.01)
    explorer.start.click()
    wait_until(lambda: f"after {2 * STEPS} steps" in explorer.words)
    assert not explorer.worker.running
    explorer.close()
