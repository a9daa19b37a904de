"""The training loop: batches, steps, and a history of how it went."""

import math
import os
import sys

import numpy as np

from mlp.checks import check_count, check_images, check_labels, check_number, check_part
from mlp.checks.threads import few_threads
from mlp.data import Part
from mlp.evaluation import evaluate
from mlp.losses import MixedCrossEntropy
from mlp.training.batches import Batches
from mlp.training.callbacks import KeepBest
from mlp.training.history import History
from mlp.training.resume import go_on_or_begin, training_state
from mlp.training.schedules import Constant, check_schedule

TRAIN_SAMPLE = 10_000  # training images on which train_accuracy is measured: enough for ±0.3 points, and quick


class TrainingDiverged(ArithmeticError):
    """The loss became NaN or infinite. `.iteration` says when; `.history` holds what was recorded before."""

    def __init__(self, message, iteration, history=None):
        super().__init__(message)
        self.iteration, self.history = iteration, History() if history is None else history

    def __reduce__(
        self,
    ):  # so that it can be sent between processes: by default, Python would build it again from the message alone
        return type(self), (*self.args, self.iteration, self.history), vars(self)


class Trainer:
    """Trains `network` by stochastic gradient descent: steps of `optimizer` on mini-batches drawn without replacement.

    batch_size    images per step; the last batch of a pass may be smaller. With batch normalisation, a rest of less
                  than a quarter of a batch joins the batch before it: its statistics would be noise
    l2            strength λ of the penalty λ/2 · Σ W² on weights (never on biases, see `mlp.layers`): it adds λ W to
                  each d_weight
    schedule      a function (iteration, epoch) -> factor on the learning rate, see `schedules`; None: constant
    patience      stop after so many entries of the history without a lower validation loss, and return to the best
                  (that is, KeepBest(patience=…) among the callbacks); None: never stop
    augmentation  a function (batch, generator) that changes each batch in place, see `mlp.data.augmentation`, or None
    mixing        a function (batch, generator) that mixes each batch with itself in place, after the augmentation, and
                  returns the share of its own that each image keeps, see `mlp.data.mixing`; or None. The network's
                  loss must be a `MixedCrossEntropy`
    callbacks     objects with the methods of `mlp.training.callbacks.Callback`
    record_every  steps between two entries of the history; None: one entry per pass over the data
    seed          of the generator that shuffles the training images
    progress      whether to show a progress bar

    .iteration    steps taken;  .loss  of the last batch;  .history  so far;  .interrupted  whether Ctrl-C ended it
    .losses_since_entry   of the batches since the history's last entry
    Raises ValueError for values out of range, naming them.
    """

    def __init__(
        self,
        network,
        optimizer,
        batch_size=128,
        l2=0.0,
        schedule=None,
        patience=None,
        augmentation=None,
        mixing=None,
        callbacks=(),
        record_every=None,
        seed=0,
        progress=True,
    ):
        self.network, self.optimizer, self.progress = network, optimizer, progress
        self.augmentation, self.mixing = augmentation, mixing
        self.batch_size = check_count("batch_size", batch_size)
        self.l2 = check_number("l2", l2, low=0)
        self.schedule = Constant() if schedule is None else check_schedule("schedule", schedule)
        self.callbacks = [*callbacks] if patience is None else [*callbacks, KeepBest(patience=patience)]
        self.record_every = None if record_every is None else check_count("record_every", record_every)
        self.seed = check_count("seed", seed, low=0)
        self.rng = np.random.default_rng(self.seed)

    def fit(self, train, validation=None, epochs=None, iterations=None, checkpoints=None):
        """Train for `epochs` passes over `train` or for so many `iterations` (steps): give one of the two.

        train, validation  objects with `.images` (n, inputs) and `.labels` (n,), such as `data.train`
        checkpoints        a `Checkpoints` folder to save to, and to go on from when it holds a state of this training:
                           the end is bitwise the same as without the stop

        Returns a `History`. Ctrl-C ends the training early: the network keeps what it learned, the history what was
        recorded. Raises ValueError for bad data before the first step and for a checkpoint of another training,
        TrainingDiverged (an ArithmeticError) as soon as the loss is not finite, with the iteration and likely cause.
        """
        self.begin(train, validation, epochs, iterations, checkpoints)
        with few_threads(self.network.largest_matrix), self._bar() as bar:  # once, and not anew at each step
            try:
                while not self.done:
                    self.advance()
                    bar.update()
                    if self.history.rows and not self.losses_since_entry:
                        bar.set_postfix_str(f"loss {self.history.rows[-1]['loss']:.3f}", refresh=False)
            except KeyboardInterrupt:
                self._keep_what_there_is()
        return self.finish()

    def begin(self, train, validation=None, epochs=None, iterations=None, checkpoints=None):
        """What `fit` does before the first step; the arguments are the same. Then call `advance` until `done`."""
        images, labels = self._checked("train", train)
        if self.mixing is not None and not isinstance(self.network.loss, MixedCrossEntropy):
            raise ValueError(
                f"mixing needs a loss that knows of two labels; the network's is {type(self.network.loss).__name__}, "
                "expected Network(…, loss=MixedCrossEntropy()) of mlp.losses"
            )
        given = None if validation is None else check_part("validation", validation)
        self.validation = given if given is not None and len(given.labels) else None
        if self.validation is not None:
            self._checked("validation", validation)
        elif any(isinstance(callback, KeepBest) for callback in self.callbacks):
            raise ValueError("patience and KeepBest need validation images to watch; pass fit(train, validation, …)")
        self.total = _total_steps(epochs, iterations, self._steps_per_epoch(len(images)))
        self.batches = Batches(images, labels, self.rng, self.augmentation)
        self._sample = Part(images[:TRAIN_SAMPLE], labels[:TRAIN_SAMPLE])
        self.iteration, self.loss, self.factor, self.history, self.losses_since_entry = 0, math.nan, 1.0, History(), []
        self.stopped = self.interrupted = False
        for callback in self.callbacks:
            callback.begin(self)
        self.checkpoints = checkpoints
        if checkpoints is not None:
            self._settings = go_on_or_begin(self)

    @property
    def done(self):
        """Whether all steps are taken, or `stop` was called."""
        return self.stopped or self.iteration >= self.total

    def stop(self):
        """Make the step under way the last one: for callbacks."""
        self.stopped = True

    def advance(self):
        """One step on the next batch, and what is due after it: callbacks, an entry in the history, a checkpoint."""
        with few_threads(self.network.largest_matrix):
            images, labels = self.batches.next(self.batch_size, self.smallest_batch)
            if self.mixing is not None:
                self.network.loss.share = self.mixing(images, self.batches.augmentation_rng)
            self.factor = self.schedule(self.iteration, self.batches.passes)
            self.loss = self.step(images, labels, self.factor)
            if not math.isfinite(self.loss):
                raise TrainingDiverged(self._likely_cause(), self.iteration, self.history)
            self.losses_since_entry.append(self.loss)
            self.iteration += 1
            for callback in self.callbacks:
                callback.after_step(self)
            if self._is_time_to_record():
                self.record()
            if self.checkpoints is not None and (self.done or self.iteration % self.checkpoints.every == 0):
                self.checkpoints.save(self.iteration, training_state(self, self._settings))

    def step(self, images, labels, factor=1.0):
        """One step on one batch: loss and gradient, L2, update. Returns the batch's mean cross-entropy, a float."""
        loss = self.network.loss_and_gradient(images, labels)
        if self.l2:
            for weight, d_weight in self.network.weights():
                d_weight += self.l2 * weight
        self.optimizer.step(self.network.parameters, self.network.gradient, factor)
        return loss

    def finish(self):
        """What `fit` does after the last step: callbacks have the last word. Returns the history."""
        for callback in self.callbacks:
            callback.finish(self)
        return self.history

    def record(self):
        """Measure the network and add an entry to the history."""
        for callback in self.callbacks:
            callback.before_record(self)
        watched = None if self.validation is None else evaluate(self.network, self.validation)
        values = (
            self.iteration,
            self.batches.epoch,
            float(np.mean(self.losses_since_entry)),
            evaluate(self.network, self._sample).accuracy,
            math.nan if watched is None else watched.accuracy,
            math.nan if watched is None else watched.loss,
            self.optimizer.learning_rate * self.factor,
        )
        self.history.rows.append(dict(zip(History.FIELDS, values)))
        self.losses_since_entry = []
        for callback in reversed(self.callbacks):
            callback.after_record(self)

    @property
    def smallest_batch(self):
        """How small the last batch of a pass may be: where images of a batch are compared, a quarter of the others."""
        needed = self.network.smallest_batch
        return 1 if needed == 1 else max(needed, math.ceil(self.batch_size / 4))

    def _steps_per_epoch(self, count):
        whole, rest = divmod(count, self.batch_size)
        return max(whole + (rest >= self.smallest_batch), 1)

    def _is_time_to_record(self):
        if self.record_every is None:
            return self.done or self.batches.pass_ended
        return self.done or self.iteration % self.record_every == 0

    def _keep_what_there_is(self):
        self.interrupted = True
        if self.losses_since_entry:
            self.record()
        print(
            f"Stopped at iteration {self.iteration:,} of {self.total:,}: the network keeps what it has learned, "
            "the history what was recorded."
        )

    def _checked(self, name, part):
        check_part(name, part)
        images = check_images(part.images, self.network.n_inputs, self.network.dtype)
        return images, check_labels(part.labels, self.network.n_classes, len(images))

    def _bar(self):
        from tqdm.auto import tqdm

        # TQDM_DISABLE is tqdm's own switch, which its notebook bar ignores.
        off = not self.progress or os.environ.get("TQDM_DISABLE") == "1"
        settings = {"desc": "Training", "unit": "step", "disable": off, "leave": False, "file": sys.stdout}
        return tqdm(total=self.total, initial=self.iteration, **settings)

    def _likely_cause(self):
        rate = self.optimizer.learning_rate
        return (
            f"the loss is no longer a finite number at iteration {self.iteration}. The likely cause is a learning rate "
            f"that is too large for this input and these weights: it is {rate:g}. Try {rate / 10:g}, and check that "
            "the images are scaled (pixels 0 to 255 need rates thousands of times smaller)."
        )


def _total_steps(epochs, iterations, steps_per_epoch):
    if (epochs is None) == (iterations is None):
        raise ValueError("give fit one of epochs=… or iterations=…, and not both")
    if epochs is not None:
        return check_count("epochs", epochs) * steps_per_epoch
    return check_count("iterations", iterations)
