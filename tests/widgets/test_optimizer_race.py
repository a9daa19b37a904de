"""OptimizerRace: paths, curves and sentence follow every control, and are what the optimisers do."""

import numpy as np
import pytest

from mlp.training.optimizers import SGD, Adam
from mlp.training.surfaces import BOWL, RAVINE, SURFACES, descend
from mlp.widgets import OptimizerRace
from mlp.widgets.optimizer_race import LOWEST, STEPS

NAMES = ["SGD", "momentum", "Nesterov", "RMSprop", "Adam"]
MOVES = {  # control: another value, and whose paths it changes
    "start_x": (1.0, NAMES),
    "start_y": (-0.5, NAMES),
    "noise": (0.3, NAMES),
    "momentum": (0.5, ["momentum", "Nesterov"]),
    "decay": (0.99, ["RMSprop"]),
    "beta1": (0, ["Adam"]),
    "beta2": (0.9, ["Adam"]),
    "schedule": ("cosine", NAMES),
}


@pytest.fixture
def panel():
    return OptimizerRace()


def shown(panel):
    assert panel.error is None and len(panel.words) < 220
    return panel.words, panel.png


def paths(panel):
    return {name: path.copy() for name, path in panel._paths.items()}


def test_it_starts_with_five_paths_from_the_ravines_start(panel):
    assert "Ravine, step 60" in panel.words and "Nesterov is lowest." in panel.words
    for name, line in zip(NAMES, panel.paths, strict=True):
        assert name in panel.words
        assert line.get_xydata().shape == (61, 2) and tuple(line.get_xydata()[0]) == RAVINE.start


def test_a_path_is_what_the_optimizer_does(panel):
    drawn = [line.get_xydata() for line in panel.paths]
    np.testing.assert_array_equal(drawn[0], descend(RAVINE, SGD(panel.rates["SGD"].value), STEPS)[:61])
    np.testing.assert_array_equal(drawn[4], descend(RAVINE, Adam(panel.rates["Adam"].value), STEPS)[:61])
    curve = panel.curves[4].get_xydata()
    np.testing.assert_allclose(curve[:, 1], np.maximum(RAVINE.height(*drawn[4].T), LOWEST))


@pytest.mark.parametrize("name", MOVES)
def test_a_setting_changes_the_paths_it_should_the_picture_and_the_words(panel, name):
    value, changed = MOVES[name]
    before, was = paths(panel), shown(panel)
    getattr(panel, name).value = value
    after, now = paths(panel), shown(panel)
    assert [racer for racer in NAMES if not np.array_equal(before[racer], after[racer])] == changed
    assert was[0] != now[0] and was[1] != now[1]


@pytest.mark.parametrize("name, changed", [
    ("SGD", ["SGD"]), ("momentum", ["momentum", "Nesterov"]), ("RMSprop", ["RMSprop"]), ("Adam", ["Adam"]),
])  # fmt: skip
def test_each_learning_rate_is_its_owners(panel, name, changed):
    before, was = paths(panel), shown(panel)
    panel.rates[name].value = 0.02
    after, now = paths(panel), shown(panel)
    assert [racer for racer in NAMES if not np.array_equal(before[racer], after[racer])] == changed
    assert was[0] != now[0] and was[1] != now[1]


def test_the_step_shows_more_or_less_of_the_same_race(panel):
    before = paths(panel)
    for step in (0, 1, 137, STEPS):
        panel.step.value = step
        words, _ = shown(panel)
        assert f"step {step}," in words
        assert all(len(line.get_xydata()) == step + 1 for line in (*panel.paths, *panel.curves))
        for (left, right), path in zip(panel.heads, before.values(), strict=True):
            assert tuple(left.get_xydata()[0]) == tuple(path[step]) and right.get_xdata()[0] == step
    assert all(np.array_equal(before[name], path) for name, path in paths(panel).items())
    panel.step.value = 0
    assert "All are level." in panel.words


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_brings_its_start_its_noise_and_its_map(panel, name):
    before = shown(panel)
    panel.surface.value = name
    surface = SURFACES[name]
    assert (panel.start_x.value, panel.start_y.value) == surface.start and panel.noise.value == surface.noise
    assert [shown_one for shown_one, lines in panel.maps.items() if lines.get_visible()] == [name]
    assert f"{name}, step 60" in panel.words
    if name != "Ravine":
        assert shown(panel)[0] != before[0] and shown(panel)[1] != before[1]


def test_it_can_start_with_any_surface_and_the_same_picture():
    other, moved = OptimizerRace("Saddle"), OptimizerRace()
    moved.surface.value = "Saddle"
    assert other.words == moved.words
    with pytest.raises(ValueError, match="surface is 'Hill'; expected one of 'Ravine'"):
        OptimizerRace("Hill")


def test_who_leaves_the_map_is_told_and_nobody_left_too(panel):
    panel.rates["SGD"].value = 0.3  # above 2 / 10
    assert "SGD gone" in panel.words and "is lowest" in panel.words
    shown(panel)
    for rate in panel.rates.values():
        rate.value = rate.options[-1]
    assert "momentum gone" in panel.words
    shown(panel)


def test_nobody_leaves_a_saddle_along_its_ridge_without_noise(panel):
    panel.surface.value, panel.start_y.value, panel.step.value = "Saddle", 0.0, STEPS
    assert "All are level." in panel.words
    panel.noise.value = 0.1
    assert (
        "All are level." not in panel.words
        and max(SURFACES["Saddle"].height(*path[-1]) for path in panel._paths.values()) < 0.1
    )


def test_those_who_share_the_lead_are_all_named(panel):
    panel.surface.value, panel.step.value = "Saddle", STEPS
    assert "SGD and Nesterov are lowest." in panel.words


def test_on_rosenbrock_a_higher_rate_alone_lets_adam_win(panel):
    """What chapter 07 says."""
    panel.surface.value, panel.step.value = "Rosenbrock", STEPS
    assert "momentum is lowest." in panel.words
    panel.rates["Adam"].value = 0.15
    assert "Adam is lowest." in panel.words


def test_a_schedule_settles_the_noise(panel):
    panel.surface.value, panel.step.value = BOWL.name, STEPS
    late = slice(STEPS - 20, None)
    wild = np.mean([BOWL.height(*path[late].T) for path in paths(panel).values()])
    panel.schedule.value = "cosine"
    assert "schedule at 0." in panel.words
    assert np.mean([BOWL.height(*path[late].T) for path in paths(panel).values()]) < 0.3 * wild


def test_the_sentence_stays_short_at_both_ends_of_every_slider(panel):
    sliders = [panel.noise, panel.momentum, panel.decay, panel.beta1, panel.beta2, *panel.rates.values()]
    for slider in sliders:
        before = slider.value
        for value in (slider.options[0], slider.options[-1], before):
            slider.value = value
            shown(panel)
