"""The training dashboard: train a network on Fashion-MNIST, change the settings while it runs, and see what follows."""

import collections
import time
import weakref

import ipywidgets
import numpy as np

from mlp.checks import check_count
from mlp.plots.words import measured, percent
from mlp.training.trainer import TrainingDiverged
from mlp.widgets.engine.working_panel import WorkingPanel
from mlp.widgets.parts.arguments import given_data
from mlp.widgets.parts.live_training import LiveTraining
from mlp.widgets.parts.training_picture import TrainingPicture

PIECE = 0.025  # seconds of training at a time: whoever presses a key waits no longer than that, and for a redraw
REPORTS_PER_SECOND = 6
SHARE_OF_REPORTS = 0.12  # of the time at most; on a slow machine there are fewer
RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3]
SEEN_WITHOUT_EYES = (
    "Three curves by iteration. Left, the loss: a solid line for the training batches, a dashed one for the "
    "validation images. Middle, the accuracy on these. Right, a line for each layer, of its steps or gradients. "
    "Thin upright lines mark changed settings. Below, ten validation images with the network's answers."
)
_dashboards = weakref.WeakSet()  # one at a time trains: they would share the processor


class TrainingDashboard(WorkingPanel):
    """Start, pause, step and reset a training of 784-128-64-10 on Fashion-MNIST, and change its settings as it runs.

    data          a FashionMNIST with validation images; None loads it, standardised, with 5,000 validation images
    hidden_sizes  of the network
    iterations    after so many steps the training is finished
    seed          of the starting weights and of the order of the images

    `training` is the LiveTraining behind it, with its curves as numbers in `training.points`. Starting one dashboard
    pauses the others. Raises ValueError for data without validation images and for sizes, iterations or a seed that
    are not whole numbers in range.
    """

    still_steps = 5  # points of the curves

    def __init__(self, data=None, hidden_sizes=(128, 64), iterations=30_000, seed=0):
        self.work_with(self._train, reports_per_second=REPORTS_PER_SECOND)
        self.data = given_data(data, validation=1)
        self._arguments = self.data, hidden_sizes, check_count("iterations", iterations), seed
        self.training = LiveTraining(*self._arguments)
        self._clock = collections.deque(maxlen=2 * REPORTS_PER_SECOND)
        self._make_controls()
        labels = self.data.validation.labels
        examples = np.unique(labels, return_index=True)[1]  # the first image of each class
        pixels = self.data.to_pixels(self.data.validation.images[examples])
        self.picture = TrainingPicture(self.training, examples, pixels)
        super().__init__(self._rows(), self.picture.figure, self.picture.moving, alt=SEEN_WITHOUT_EYES)
        _dashboards.add(self)

    def _make_controls(self):
        slider = ipywidgets.SelectionSlider
        self.learning_rate = slider(options=RATES, value=0.1, description="Learning rate")
        self.batch_size = slider(options=[16, 32, 64, 128, 256, 512], value=128, description="Batch size")
        self.momentum = slider(options=[0, 0.5, 0.9, 0.95], description="Momentum")
        self.l2 = slider(options=[0, 0.0001, 0.0003, 0.001, 0.003], description="L2")
        shown = [("steps", "update_ratios"), ("gradients", "gradient_norms")]
        self.layers = ipywidgets.Dropdown(options=shown, description="Of each layer")
        self.layers.layout.width = "auto"

    def _rows(self):
        yield [self.learning_rate, self.batch_size]
        yield [self.momentum, self.l2, self.layers]
        yield self.buttons

    def before_start(self):
        self._pause_the_others()
        self._clock.clear()

    def after_reset(self):
        self.training = LiveTraining(*self._arguments)

    def has_begun(self):
        return self.training.trainer.iteration > 0

    def update(self):
        self._hand_on_settings()
        heading = f"{self._state()} at {self.training.trainer.iteration:,}. {self._settings()}"
        if self.picture.draw(self.training, heading, self.layers.value):
            self.redraw_background()
        return self._words()

    def _hand_on_settings(self):
        trainer = self.training.trainer
        trainer.optimizer.learning_rate, trainer.optimizer.momentum = self.learning_rate.value, self.momentum.value
        trainer.batch_size, trainer.l2 = self.batch_size.value, self.l2.value

    def _train(self):
        return self.training.run(PIECE)

    def do_step(self):
        """On to the next point of the curves."""
        points = len(self.training.points)
        self.worker.step()
        while len(self.training.points) == points and not (self.worker.error or self.training.trainer.done):
            self.worker.step()

    def _pause_the_others(self):
        for other in list(_dashboards):
            if other is not self and other.worker.running:
                other.worker.pause()
                other.refresh()

    def follow(self):
        began = time.monotonic()
        self._clock.append((began, self.training.trainer.iteration))
        super().follow()
        self.worker.report_time = max(1 / REPORTS_PER_SECOND, (time.monotonic() - began) / SHARE_OF_REPORTS)

    def _state(self):
        trainer = self.training.trainer
        if isinstance(self.worker.error, TrainingDiverged):
            return "Diverged"
        if self.worker.running:
            return "Training"
        if trainer.done:
            return "Finished"
        return "Paused" if trainer.iteration else "Ready"

    def _words(self):
        state, trainer = self._state(), self.training.trainer
        if state == "Diverged":
            return (
                f"Diverged at iteration {trainer.iteration:,}: the loss is no longer a finite number. The learning "
                f"rate {self.learning_rate.value:g} is too large here: choose a smaller one, press Reset."
            )
        if self.worker.error:
            raise self.worker.error
        loss = f"loss {measured(f'{self.training.loss:.2f}')}, " if trainer.iteration else ""
        return (
            f"{state} at iteration {trainer.iteration:,} of {trainer.total:,}: {loss}{self._accuracy()}. "
            f"{self._pace()}{self._settings()}; {self.layers.label} of each layer."
        )

    def _accuracy(self):
        """How many validation images are right, and at which iteration that was measured, if not just now."""
        point, iteration = self.training.points[-1], self.training.trainer.iteration
        share = measured(percent(point["validation_accuracy"], 1))
        when = "" if point["iteration"] == iteration else f" at {point['iteration']:,}"
        return f"{share} of {len(self.data.validation):,} new images right{when}"

    def _pace(self):
        """How fast it goes and how long it will take, while it does."""
        if not self.worker.running or len(self._clock) < 2:
            return ""
        (began, first), (now, last) = self._clock[0], self._clock[-1]
        rate = (last - first) / (now - began)
        left = (self.training.trainer.total - last) / rate
        return f"{rate:.0f} iterations/s, {_duration(left)} left. "

    def _settings(self):
        return (
            f"Learning rate {self.learning_rate.value:g}, batch size {self.batch_size.value}, "
            f"momentum {self.momentum.value:g}, L2 {self.l2.value:g}"
        )


def _duration(seconds):
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
