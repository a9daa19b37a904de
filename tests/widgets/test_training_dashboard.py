"""The training dashboard: its curves are those of a bare trainer, its settings count from the next step on."""

import math
import threading

import numpy as np
import pytest

from mlp import SGD, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.data import CLASS_NAMES, Part
from mlp.training.trainer import TrainingDiverged
from mlp.widgets import TrainingDashboard, training_dashboard
from mlp.widgets.parts.live_training import POINT_EVERY, LiveTraining
from mlp.widgets.parts.training_picture import CELL, FIRST_WIDTH
from tests.widgets.engine.test_worker import wait_until

SETTINGS = {"learning_rate": 0.03, "batch_size": 256, "momentum": 0.9, "l2": 0.001}
NAMED = ["learning rate 0.03", "batch size 256", "momentum 0.9", "L2 0.001"]


@pytest.fixture(scope="module")
def data():
    return load_fashion_mnist()


@pytest.fixture
def panel(data):
    panel = TrainingDashboard(data, hidden_sizes=[16], seed=3)
    yield panel
    panel.close()


def step(panel, points):
    """Train on to so many more points, piece by piece as the worker does."""
    wanted = len(panel.training.points) + points
    while len(panel.training.points) < wanted:
        panel.worker.step()
    panel.refresh()


def assert_same(points, others):
    assert len(points) == len(others)
    for point, other in zip(points, others):
        np.testing.assert_equal(point, other)


def no_thread_is_left():
    return not any(thread.name == "mlp worker" for thread in threading.enumerate())


def test_before_the_start_it_says_what_it_will_train(data):
    first, second = TrainingDashboard(data), TrainingDashboard(data)
    assert first.words == second.words and first.png == second.png
    assert first.words.startswith("Ready at iteration 0 of 30,000: ")
    assert "Learning rate 0.1, batch size 128, momentum 0, L2 0; steps of each layer." in first.words
    assert [layer.weight.shape for layer in first.training.network.layers if layer.size] == [
        (784, 128),
        (128, 64),
        (64, 10),
    ]
    assert len(first.training.trainer.batches.labels) == 55_000
    assert not first.worker.running and no_thread_is_left()


def test_without_arguments_it_loads_the_data():
    panel = TrainingDashboard()
    assert panel.error is None and len(panel.data.train) == 55_000


def test_the_same_seed_gives_the_same_curve_however_long_the_pieces(data, panel):
    step(panel, 3)
    other = LiveTraining(data, [16], 30_000, seed=3)
    while len(other.points) < 4:
        other.run(seconds=0)
    assert_same(panel.training.points, other.points)
    different = LiveTraining(data, [16], 30_000, seed=4)
    assert different.points[0]["validation_loss"] != other.points[0]["validation_loss"]


def test_the_points_are_those_of_a_bare_trainer(data, panel):
    step(panel, 2)
    network = build_mlp([784, 16, 10], seed=3)
    trainer = Trainer(network, SGD(0.1), batch_size=128, seed=3, progress=False)
    trainer.begin(data.train, iterations=2 * POINT_EVERY)
    losses = []
    while trainer.iteration < 2 * POINT_EVERY:
        trainer.advance()
        losses.append(trainer.loss)
    found = evaluate(network, data.validation)
    point = panel.training.points[-1]
    assert point["iteration"] == 2 * POINT_EVERY
    assert point["loss"] == np.mean(losses[POINT_EVERY:])
    assert (point["validation_loss"], point["validation_accuracy"]) == (found.loss, found.accuracy)
    assert point["epoch"] == 2 * POINT_EVERY * 128 / 55_000


def test_a_point_tells_how_long_gradients_and_steps_are(panel):
    step(panel, 1)
    training, point = panel.training, panel.training.points[-1]
    linear = [layer for layer in training.network.layers if layer.size]
    gradients = [np.linalg.norm(layer.d_weight) for layer in linear]
    assert point["gradient_norms"] == pytest.approx(gradients)
    ratios = [0.1 * np.linalg.norm(layer.d_weight) / np.linalg.norm(layer.weight) for layer in linear]
    assert point["update_ratios"] == pytest.approx(ratios, rel=1e-4)
    assert not training.points[0]["update_ratios"].any()


@pytest.mark.parametrize("name, named", list(zip(SETTINGS, NAMED)))
def test_a_setting_counts_from_the_next_step_and_shows_in_the_next_point(panel, name, named):
    step(panel, 2)
    png = panel.png
    getattr(panel, name).value = SETTINGS[name]
    assert named.lower() in panel.words.lower() and panel.png != png
    assert [point[name] for point in panel.training.points] == 3 * [panel.training.points[0][name]]
    step(panel, 1)
    assert panel.training.points[-1][name] == SETTINGS[name]
    assert panel.training.trainer.iteration == 3 * POINT_EVERY
    assert panel.picture.last_change.get_text() == f"last change:\n{named}"
    assert panel.picture.marks[0].get_xdata()[0] == 2 * POINT_EVERY


def test_the_batch_size_changes_the_batches(panel):
    step(panel, 1)
    panel.batch_size.value = 256
    step(panel, 1)
    before, after = (point["epoch"] for point in panel.training.points[-2:])
    assert after - before == pytest.approx(POINT_EVERY * 256 / 55_000)


def test_a_smaller_learning_rate_makes_smaller_steps(panel):
    step(panel, 2)
    panel.learning_rate.value = 0.001
    step(panel, 1)
    before, after = (point["update_ratios"] for point in panel.training.points[-2:])
    assert np.all(after < before / 10)


def test_settings_made_before_the_first_step_are_no_change(panel):
    panel.learning_rate.value = 0.03
    step(panel, 2)
    assert panel.training.points[1]["learning_rate"] == 0.03
    assert len(panel.picture.marks[0].get_xdata()) == 0


def test_the_curves_are_the_points(panel):
    step(panel, 3)
    points, picture = panel.training.points, panel.picture
    columns = {name: np.array([point[name] for point in points]) for name in points[0]}
    for curve, name in zip(picture.losses, ("loss", "validation_loss")):
        assert np.array_equal(curve.get_xdata(), columns["iteration"])
        np.testing.assert_array_equal(curve.get_ydata(), np.minimum(columns[name], 1))
    assert picture.accuracy.get_ydata() == pytest.approx(np.maximum(100 * columns["validation_accuracy"], 50))
    for number, curve in enumerate(picture.layers):
        assert curve.get_ydata() == pytest.approx(columns["update_ratios"][1:, number])
    panel.layers.value = "gradient_norms"
    assert panel.words.endswith("gradients of each layer.")
    for number, curve in enumerate(picture.layers):
        assert curve.get_ydata() == pytest.approx(columns["gradient_norms"][1:, number])
    assert len({curve.get_linestyle() for curve in picture.losses}) == 2


def test_each_class_is_shown_once_with_the_networks_answer(panel):
    step(panel, 2)
    picture, validation = panel.picture, panel.data.validation
    assert list(validation.labels[picture.examples]) == list(range(10))
    images = validation.images[picture.examples]
    probabilities = panel.training.network.predict_proba(images)
    bars = picture.shares.get_xdata().reshape(-1, 3)
    assert bars[:, 1] - bars[:, 0] == pytest.approx(28 * probabilities.max(axis=1), rel=1e-4)
    assert np.array_equal(bars[:, 0], CELL * np.arange(10))
    right = 0
    for label, choice, text in zip(range(10), probabilities.argmax(axis=1), picture.answers):
        right += label == choice
        assert text.get_text() == ("✓" if label == choice else f"✗ {CLASS_NAMES[choice]}")
    assert picture.strip.get_title() == f"{right} of these 10 right"


def test_titles_tell_what_is_found(panel):
    step(panel, 2)
    point, picture = panel.training.points[-1], panel.picture
    assert picture.loss_axes.get_title() == f"Loss {point['loss']:.2f}, on new images {point['validation_loss']:.2f}"
    assert picture.accuracy_axes.get_title() == f"{100 * point['validation_accuracy']:.1f} % right on new images"
    assert picture.layer_axes.get_title() == f"Layer 1 moves {100 * point['update_ratios'][0]:.2g} % a step"
    panel.training.network.parameters[:] = 0
    step(panel, 1)
    assert "no better than guessing" in picture.accuracy_axes.get_title()


def test_the_axes_grow_with_the_curves_and_reset_makes_them_small_again(panel):
    axes = panel.picture.loss_axes
    assert axes.get_xlim() == (0, FIRST_WIDTH)
    panel.training.points.append({**panel.training.points[0], "iteration": FIRST_WIDTH + 50})
    panel.refresh()
    assert axes.get_xlim() == (0, 2 * FIRST_WIDTH)
    panel.training.points.append({**panel.training.points[0], "iteration": 29_000})
    panel.refresh()
    assert axes.get_xlim() == (0, 30_000)
    panel.reset.click()
    assert axes.get_xlim() == (0, FIRST_WIDTH)


def test_the_step_button_goes_on_to_the_next_point(panel):
    panel.step.click()
    assert panel.training.trainer.iteration == POINT_EVERY
    assert panel.words.startswith(f"Paused at iteration {POINT_EVERY} of 30,000: loss ")
    panel.step.click()
    assert panel.training.trainer.iteration == 2 * POINT_EVERY and not panel.worker.running


def test_start_trains_off_the_main_thread_until_pause_and_reset_goes_back_to_the_same_start(panel):
    words, png, start = panel.words, panel.png, panel.training.points[0]
    panel.start.click()
    wait_until(lambda: "iterations/s" in panel.words)
    assert panel.words.startswith("Training at iteration ") and " left. " in panel.words
    panel.pause.click()
    iteration = panel.training.trainer.iteration
    assert panel.words.startswith(f"Paused at iteration {iteration:,} of ") and "iterations/s" not in panel.words
    wait_until(no_thread_is_left)
    assert panel.training.trainer.iteration == iteration
    curve = panel.training.points
    panel.start.click()
    panel.reset.click()
    assert (panel.words, panel.png) == (words, png)
    wait_until(no_thread_is_left)
    assert_same(panel.training.points, [start])
    step(panel, 2)
    assert_same(panel.training.points, curve[:3])


def test_settings_stay_over_a_reset(panel):
    panel.learning_rate.value = 0.3
    panel.reset.click()
    step(panel, 1)
    assert panel.training.points[1]["learning_rate"] == 0.3


def test_the_settings_change_while_it_trains(panel):
    panel.start.click()
    wait_until(lambda: len(panel.training.points) > 2)
    for name, value in SETTINGS.items():
        getattr(panel, name).value = value
    assert panel.worker.running
    with panel.worker.lock:
        count = len(panel.training.points)
    wait_until(lambda: len(panel.training.points) > count)
    assert {name: panel.training.points[count][name] for name in SETTINGS} == SETTINGS


def test_a_closed_dashboard_trains_no_more(data):
    panel = TrainingDashboard(data, hidden_sizes=[16])
    panel.start.click()
    panel.close()
    assert not panel.worker.running
    wait_until(no_thread_is_left)


def test_starting_one_pauses_the_other(data, panel):
    other = TrainingDashboard(data, hidden_sizes=[8])
    other.start.click()
    wait_until(lambda: other.training.trainer.iteration > 0)
    panel.start.click()
    assert panel.worker.running and not other.worker.running
    assert other.words.startswith("Paused at iteration ")
    other.close()


def test_it_finishes_with_its_last_iteration(data):
    panel = TrainingDashboard(data, hidden_sizes=[8], iterations=120)
    panel.start.click()
    wait_until(lambda: panel.words.startswith("Finished at iteration 120 of 120: loss "))
    assert [point["iteration"] for point in panel.training.points] == [0, 100, 120]
    panel.start.click()
    wait_until(no_thread_is_left)
    panel.step.click()
    assert panel.training.trainer.iteration == 120 and panel.error is None


def test_a_loss_that_is_not_finite_is_explained_and_reset_helps(panel):
    step(panel, 1)
    panel.learning_rate.value = 3
    panel.training.network.parameters[:] = np.nan
    panel.step.click()
    assert isinstance(panel.worker.error, TrainingDiverged)
    assert panel.words.startswith(
        "Diverged at iteration 100: the loss is no longer a finite number. The learning rate 3"
    )
    assert panel.error is None and not panel.worker.running
    panel.reset.click()
    assert panel.words.startswith("Ready at iteration 0 ")


def test_a_fault_in_the_training_is_told_and_does_not_stay(panel, monkeypatch):
    def broken(seconds):
        raise RuntimeError("out of paper")

    monkeypatch.setattr(panel.training, "run", broken)
    panel.start.click()
    wait_until(lambda: "out of paper" in panel.words)
    assert not panel.worker.running
    panel.reset.click()
    assert panel.error is None and panel.words.startswith("Ready at iteration 0 ")


def test_assistive_technology_hears_what_the_learner_did_and_not_every_redraw(panel):
    line = panel.children[-1]
    panel.start.click()
    wait_until(lambda: 'aria-live="off"' in line.value)
    panel.pause.click()
    assert 'aria-live="polite"' in line.value and "Paused" in line.value


def test_before_the_first_point_the_loss_is_that_of_the_batches_so_far(panel):
    losses = []
    for iteration in (1, 2):
        panel.training.run(seconds=0)
        panel.refresh()
        losses.append(panel.training.trainer.loss)
        told = f"Paused at iteration {iteration} of 30,000: loss ≈ {np.mean(losses):.2f}, "
        assert panel.words.startswith(told) and "nan" not in panel.words


def test_an_accuracy_that_was_measured_before_says_when(panel):
    step(panel, 1)
    assert "5,000 new images right. " in panel.words
    panel.training.run(seconds=0)
    panel.refresh()
    assert panel.words.startswith("Paused at iteration 101 ") and "5,000 new images right at 100. " in panel.words


def test_where_no_kernel_runs_a_dashboard_that_nobody_started_shows_a_training(panel):
    words, png, points = panel.words, panel.png, list(panel.training.points)
    bundle = panel._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Paused at iteration 500 of 30,000: loss ≈ ")
    assert bundle["text/plain"] == panel._repr_mimebundle_()["text/plain"], "each time the same"
    assert (panel.words, panel.png) == (words, png) and panel.worker.error is None
    assert_same(panel.training.points, points)


def test_where_no_kernel_runs_a_dashboard_that_was_started_is_shown_as_it_is(panel):
    step(panel, 1)
    assert panel._repr_mimebundle_()["text/plain"] == panel.words
    assert panel.training.trainer.iteration == POINT_EVERY


def test_speed_and_time_left_are_those_of_the_last_reports(panel, monkeypatch):
    monkeypatch.setattr(panel.worker, "_stop", threading.Event())  # as if it ran
    panel._clock.extend([(10.0, 1000), (12.0, 3000)])
    assert panel._pace() == "1000 iterations/s, 27 s left. "
    panel._clock.append((22.0, 4000))
    assert panel._pace() == "250 iterations/s, 1 min 44 s left. "


def test_the_longest_sentence_is_short_enough(panel, monkeypatch):
    point = {**panel.training.points[0], "loss": 123.45, "validation_accuracy": 0.8888, "iteration": 29_900}
    panel.training.points.append(point)
    panel.training.trainer.iteration = 29_900
    monkeypatch.setattr(panel.worker, "_stop", threading.Event())
    monkeypatch.setattr(panel, "_pace", lambda: "1000 iterations/s, 10 min 59 s left. ")
    panel.learning_rate.value, panel.momentum.value, panel.l2.value = 0.003, 0.95, 0.0003
    panel.layers.value = "gradient_norms"
    assert panel.error is None and "10 min 59 s" in panel.words and len(panel.words) < 220


def test_drawing_takes_its_share_of_the_time_and_no_more(panel, monkeypatch):
    clock = iter([100.0, 100.3])
    monkeypatch.setattr(training_dashboard.time, "monotonic", lambda: next(clock))
    panel.follow()
    assert panel.worker.report_time == pytest.approx(0.3 / training_dashboard.SHARE_OF_REPORTS)
    assert math.isclose(1 / training_dashboard.REPORTS_PER_SECOND, 1 / 6)


def test_bad_arguments_are_named(data):
    with pytest.raises(ValueError, match="data is a Part; expected what load_fashion_mnist"):
        TrainingDashboard(data.train)
    with pytest.raises(ValueError, match="data has no validation images; expected 1 or more"):
        TrainingDashboard(type(data)(data.train, Part(data.test.images[:0], data.test.labels[:0]), data.test, None))
    with pytest.raises(ValueError, match="iterations is 0; expected a whole number, 1 or more"):
        TrainingDashboard(data, iterations=0)
    with pytest.raises(ValueError, match="seed is -1; expected a whole number"):
        TrainingDashboard(data, seed=-1)
