"""The playground: what it draws and says, what starts it anew and what does not, and that its settings learn."""

import threading

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from mlp.training.trainer import TrainingDiverged
from mlp.widgets import Playground, playground
from mlp.widgets.parts.toy_training import POINTS
from mlp.widgets.playground import CELLS, EPOCHS_PER_SECOND, GRID
from tests.widgets.engine.test_worker import wait_until

TEN_SECONDS = 10 * EPOCHS_PER_SECOND  # epochs
SPIRALS = {"dataset": "spirals", "hidden": "16-16-8", "activation": "relu", "weights": "Kaiming"}


@pytest.fixture
def panel():
    panel = Playground()
    yield panel
    panel.close()


def epochs_until_learnt(seed, epochs, **settings):
    """After how many epochs 97 % of the points are right; asserts that it takes no more than `epochs`."""
    panel = Playground(seed=seed)
    for name, value in settings.items():
        getattr(panel, name).value = value
    training = panel.training
    while training.right[-1] < 0.97 * POINTS:
        assert training.epoch < epochs, f"{training.right[-1]} of {POINTS} right after {epochs} epochs"
        training.run_epoch()
    return training.epoch


def test_before_the_start_two_playgrounds_are_the_same():
    first, second = Playground(), Playground()
    assert first.words == second.words and first.png == second.png
    assert first.words.startswith("Ready at epoch 0: loss ≈ 0.")
    assert "XOR, noise 0.05; 2-8-8-2, tanh, weights Xavier; learning rate 0.1, L2 0." in first.words
    assert not first.worker.running


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("dataset", ["xor", "rings"])
def test_the_defaults_learn_xor_and_rings_within_ten_seconds(dataset, seed):
    assert epochs_until_learnt(seed, TEN_SECONDS, dataset=dataset) > 3  # and not before anybody has seen it


@pytest.mark.parametrize("seed", range(4))
def test_the_setting_that_the_text_names_learns_the_spirals_within_ten_seconds(seed):
    epochs_until_learnt(seed, TEN_SECONDS, **SPIRALS)


def test_without_a_hidden_layer_xor_is_not_learnt(panel):
    panel.hidden.value = "none"
    for _ in range(50):
        panel.training.run_epoch()
    assert panel.training.right[-1] < 0.75 * POINTS


def test_from_weights_that_are_all_zero_nothing_is_learnt(panel):
    panel.weights.value = "all zero"
    for _ in range(50):
        panel.training.run_epoch()
    panel.refresh()
    surface = np.asarray(panel.surface.get_array())
    assert np.ptp(surface) == 0 and surface[0, 0] == pytest.approx(0.5, abs=0.15)


def test_a_step_is_one_pass_over_the_points_and_is_drawn(panel):
    parameters, png = panel.training.network.parameters.copy(), panel.png
    panel.step.click()
    assert panel.training.epoch == 1
    assert panel.words.startswith("Paused at epoch 1: loss ")
    assert panel.png != png
    assert not np.array_equal(panel.training.network.parameters, parameters)
    assert panel.training.trainer.optimizer.learning_rate == 0.1
    assert [len(curve.get_xdata()) for curve in panel.curves] == [2, 2]


def test_the_surface_is_what_the_network_says_of_each_place(panel):
    panel.step.click()
    shown = panel.surface.get_array()
    for row, column in ((0, 0), (3, CELLS - 1), (CELLS - 1, 7)):
        place = GRID[row * CELLS + column]
        assert shown[row, column] == pytest.approx(panel.training.network.predict_proba([place])[0, 1], rel=1e-4)
    assert GRID[1][0] > GRID[0][0] and GRID[CELLS][1] > GRID[0][1]  # columns go right, rows go up


def test_the_points_of_the_two_classes_differ_in_shape_and_colour(panel):
    points, labels = panel.training.points.images, panel.training.points.labels
    for label, markers in enumerate(panel.markers):
        assert np.array_equal(np.stack(markers.get_data(), axis=1), points[labels == label])
    circles, triangles = panel.markers
    assert circles.get_marker() != triangles.get_marker()
    assert to_rgb(circles.get_color()) != to_rgb(triangles.get_color())


def test_words_and_curves_give_loss_and_counts_as_they_are(panel):
    for _ in range(3):
        panel.step.click()
    training = panel.training
    predicted = training.network.predict(training.points.images)
    right = np.count_nonzero(predicted == training.points.labels)
    assert f"at epoch 3: loss ≈ {training.losses[-1]:.2f}, ≈ {right} of {POINTS} points right" in panel.words
    assert panel.curves[0].get_ydata() == pytest.approx(training.losses)
    assert panel.curves[1].get_ydata() == pytest.approx(training.new_losses)
    assert training.losses[-1] != training.new_losses[-1]


@pytest.mark.parametrize(
    "name, value, told",
    [
        ("dataset", "rings", "Rings"),
        ("noise", 0.2, "noise 0.2"),
        ("hidden", "16-16-8", "2-16-16-8-2"),
        ("activation", "relu", "relu"),
        ("weights", "Kaiming", "weights Kaiming"),
    ],
)
def test_other_data_or_another_network_starts_anew(panel, name, value, told):
    panel.step.click()
    panel.start.click()
    png = panel.png
    getattr(panel, name).value = value
    assert not panel.worker.running
    assert panel.words.startswith("Ready at epoch 0:") and told in panel.words
    assert panel.png != png


@pytest.mark.parametrize("name, told", [("learning_rate", "learning rate 0.3"), ("l2", "L2 0.003")])
def test_learning_rate_and_l2_change_while_it_trains(panel, name, told):
    panel.start.click()
    wait_until(lambda: panel.training.epoch >= 2)
    with panel.worker.lock:
        before = panel.training
        getattr(panel, name).value = {"learning_rate": 0.3, "l2": 0.003}[name]
        assert told in panel.words
        epoch = panel.training.epoch
    assert panel.worker.running and panel.training is before
    trainer = panel.training.trainer
    assert (trainer.optimizer.learning_rate, trainer.l2) == ((0.3, 0) if name == "learning_rate" else (0.1, 0.003))
    wait_until(lambda: panel.training.epoch > epoch)


def test_start_trains_off_the_main_thread_until_pause_and_reset_goes_back(panel):
    fresh = panel.words
    panel.start.click()
    assert panel.words.startswith("Training at epoch 0:")
    wait_until(lambda: "at epoch 1:" not in panel.words and panel.training.epoch >= 3)
    panel.pause.click()
    epoch = panel.training.epoch
    assert panel.words.startswith(f"Paused at epoch {epoch}:")
    panel.step.click()
    assert panel.words.startswith(f"Paused at epoch {epoch + 1}:")
    panel.start.click()
    wait_until(lambda: panel.training.epoch > epoch + 2)
    panel.reset.click()
    assert panel.words == fresh
    wait_until(lambda: not any(thread.name == "mlp worker" for thread in threading.enumerate()))
    assert panel.words == fresh and panel.training.epoch == 0


def test_a_closed_playground_trains_no_more():
    panel = Playground()
    panel.start.click()
    panel.close()
    assert not panel.worker.running


def test_it_stops_by_itself_and_says_so_and_goes_on_when_asked(panel, monkeypatch):
    monkeypatch.setattr(playground, "EPOCHS_PER_START", 3)
    panel.start.click()
    wait_until(lambda: panel.words.startswith("Stopped after 3 epochs, press Start for more, at epoch 3:"))
    assert not panel.worker.running
    panel.start.click()
    wait_until(lambda: "at epoch 6:" in panel.words)


def test_assistive_technology_hears_what_the_learner_did_and_not_every_redraw(panel):
    line = panel.children[-1]
    panel.start.click()
    wait_until(lambda: panel.training.epoch >= 2 and 'aria-live="off"' in line.value)
    panel.pause.click()
    assert 'aria-live="polite"' in line.value and "Paused" in line.value


def test_a_loss_that_is_not_finite_is_explained_and_reset_helps(panel):
    panel.training.network.parameters[:] = np.nan
    panel.step.click()
    assert isinstance(panel.worker.error, TrainingDiverged)
    assert panel.words.startswith("Diverged in epoch 1: the loss is no longer a finite number.")
    assert panel.error is None
    panel.reset.click()
    assert panel.words.startswith("Ready at epoch 0:")


def test_a_fault_in_the_training_is_told_and_does_not_stay(panel, monkeypatch):
    def broken():
        raise RuntimeError("out of paper")

    monkeypatch.setattr(panel.training, "run_epoch", broken)
    panel.start.click()
    wait_until(lambda: "out of paper" in panel.words)
    assert not panel.worker.running
    panel.reset.click()
    assert panel.error is None and panel.words.startswith("Ready at epoch 0:")


def test_the_axis_of_epochs_grows_and_goes_back(panel):
    axes = panel.curves[0].axes
    training = panel.training
    assert axes.get_xlim() == (0, 100)
    for losses in (training.losses, training.new_losses, training.right, training.new_right):
        losses.extend([losses[0]] * 150)
    panel.step.click()
    assert axes.get_xlim() == (0, 200)
    panel.reset.click()
    assert axes.get_xlim() == (0, 100)


def test_a_loss_above_one_is_drawn_at_the_top(panel):
    panel.training.losses.append(7.0)
    panel.training.new_losses.append(0.5)
    panel.refresh()
    assert panel.curves[0].get_ydata()[-1] == 1 and panel.curves[1].get_ydata()[-1] == 0.5


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match="dataset is 'circle'; expected one of 'moons', 'rings', 'spirals', 'xor'"):
        Playground(dataset="circle")
    with pytest.raises(ValueError, match="seed is -1; expected a whole number"):
        Playground(seed=-1)


def test_where_no_kernel_runs_a_playground_that_nobody_started_shows_a_training(panel):
    words, png = panel.words, panel.png
    assert panel._repr_mimebundle_()["text/plain"].startswith("Paused at epoch 60: loss ≈ 0.")
    assert (panel.words, panel.png, panel.training.epoch) == (words, png, 0)


@pytest.mark.parametrize("name, value", [("learning_rate", 0.3), ("l2", 0.01)])
def test_settings_that_count_from_the_next_step_show_in_the_picture_at_once(panel, name, value):
    png, words = panel.png, panel.words
    getattr(panel, name).value = value
    assert panel.png != png and panel.words != words
