"""The training loop: batches, steps, and a history of how it went."""

import math
import os
import sys

import numpy as np

from mlp.checks import check_count, check_images, check_labels, check_number
from mlp.data import Part
from mlp.evaluation import evaluate

TRAIN_SAMPLE = 10_000  # training images on which train_accuracy is measured: enough for ±0.3 points, and quick


class TrainingDiverged(ArithmeticError):
    """The loss became NaN or infinite. `.iteration` says when; `.history` holds what was recorded before."""

    def __init__(self, message, iteration, history):
        super().__init__(message)
        self.iteration, self.history = iteration, history


class History:
    """What a training recorded, one entry per pass over the data (and one for a last, partial pass).

    iteration, epoch         where it stood: steps taken, passes made
    loss                     mean cross-entropy of the batches since the last entry, without the L2 penalty
    train_accuracy           on the first 10,000 training images, measured as validation_accuracy is
    validation_accuracy      on all validation images, NaN without them;  validation_loss  likewise
    learning_rate            of the last step

    Each is a NumPy array; `frame()` is the whole as a table.
    """

    FIELDS = (
        "iteration",
        "epoch",
        "loss",
        "train_accuracy",
        "validation_accuracy",
        "validation_loss",
        "learning_rate",
    )

    def __init__(self):
        self.rows = []

    def __len__(self):
        return len(self.rows)

    def __getattr__(self, field):
        if field not in History.FIELDS:
            raise AttributeError(f"a History has no {field!r}; it has {', '.join(History.FIELDS)}")
        return np.array([row[field] for row in self.rows])

    def frame(self):
        """A pandas.DataFrame with one row per entry and one column per field."""
        import pandas

        return pandas.DataFrame(self.rows, columns=list(self.FIELDS))


class Trainer:
    """Trains `network` with `optimizer` on mini-batches drawn without replacement.

    batch_size  images per step; the last batch of a pass may be smaller
    l2          strength λ of the penalty λ/2 · Σ W² on weights (never on biases): it adds λ W to each d_weight
    schedule    a function (iteration, epoch) -> factor on the learning rate, both counted from 0; None: constant
    patience    stop after so many passes without a lower validation loss, and return to the best; None: never stop
    seed        of the generator that shuffles the training images
    progress    whether to show a progress bar

    Raises ValueError for values out of range, naming them.
    """

    def __init__(self, network, optimizer, batch_size=128, l2=0.0, schedule=None, patience=None, seed=0, progress=True):
        self.network, self.optimizer, self.schedule, self.progress = network, optimizer, schedule, progress
        self.batch_size = check_count("batch_size", batch_size)
        self.l2 = check_number("l2", l2, low=0)
        self.patience = None if patience is None else check_count("patience", patience)
        self.rng = np.random.default_rng(check_count("seed", seed, low=0))
        if schedule is not None and not callable(schedule):
            raise ValueError(f"schedule is {schedule!r}; expected a function (iteration, epoch) -> factor, or None")

    def fit(self, train, validation=None, epochs=None, iterations=None):
        """Train for `epochs` passes over `train` or for so many `iterations` (steps): give one of the two.

        train, validation: objects with `.images` (n, inputs) and `.labels` (n,), such as `data.train`.
        Returns a `History`. Raises ValueError for bad data before the first step, TrainingDiverged (an
        ArithmeticError) as soon as the loss is not finite, with the iteration and the likely cause.
        """
        images, labels = self._checked(train)
        if _has_images(validation):
            self._checked(validation)
        steps_per_epoch = math.ceil(len(images) / self.batch_size)
        total = _total_steps(epochs, iterations, steps_per_epoch)
        if self.patience is not None and not _has_images(validation):
            raise ValueError("patience needs validation images to watch; pass fit(train, validation, …)")
        sample = Part(images[:TRAIN_SAMPLE], labels[:TRAIN_SAMPLE])
        history, losses, best = History(), [], _Best()
        batches = self._batches(images, labels)
        with self._bar(total) as bar:
            for iteration in range(total):
                factor = 1.0 if self.schedule is None else self.schedule(iteration, iteration // steps_per_epoch)
                losses.append(self.step(*next(batches), factor))
                if not math.isfinite(losses[-1]):
                    raise TrainingDiverged(self._likely_cause(iteration), iteration, history)
                bar.update()
                if (iteration + 1) % steps_per_epoch == 0 or iteration + 1 == total:
                    self._record(history, iteration + 1, steps_per_epoch, losses, factor, sample, validation)
                    bar.set_postfix_str(f"loss {history.rows[-1]['loss']:.3f}", refresh=False)
                    losses = []
                    if self.patience is not None and best.passed(self.network, history, self.patience):
                        break
        if self.patience is not None:
            self.network.restore(best.snapshot)
        return history

    def step(self, images, labels, factor=1.0):
        """One step on one batch: loss and gradient, L2, update. Returns the batch's mean cross-entropy, a float."""
        loss = self.network.loss_and_gradient(images, labels)
        if self.l2:
            for layer in self.network.layers:
                if "weight" in layer.shapes:
                    layer.d_weight += self.l2 * layer.weight
        self.optimizer.step(self.network.parameters, self.network.gradient, factor)
        return loss

    def _batches(self, images, labels):
        """Batches for ever: each pass in a new random order, every image once."""
        batch = np.empty((self.batch_size, images.shape[1]), images.dtype)
        while True:
            order = self.rng.permutation(len(images))
            for start in range(0, len(order), self.batch_size):
                chosen = order[start : start + self.batch_size]
                rows = batch[: len(chosen)]
                np.take(images, chosen, axis=0, out=rows, mode="clip")  # "clip" lets NumPy write without a copy
                yield rows, labels[chosen]

    def _record(self, history, iteration, steps_per_epoch, losses, factor, sample, validation):
        row = {
            "iteration": iteration,
            "epoch": iteration / steps_per_epoch,
            "loss": float(np.mean(losses)),
            "train_accuracy": evaluate(self.network, sample).accuracy,
            "validation_accuracy": math.nan,
            "validation_loss": math.nan,
            "learning_rate": self.optimizer.learning_rate * factor,
        }
        if _has_images(validation):
            result = evaluate(self.network, validation)
            row["validation_accuracy"], row["validation_loss"] = result.accuracy, result.loss
        history.rows.append(row)

    def _checked(self, train):
        images = check_images(train.images, self.network.n_inputs, self.network.dtype)
        return images, check_labels(train.labels, self.network.n_classes, len(images))

    def _bar(self, total):
        from tqdm.auto import tqdm

        off = (
            not self.progress or os.environ.get("TQDM_DISABLE") == "1"
        )  # tqdm's own switch, ignored by its notebook bar
        return tqdm(total=total, desc="Training", unit="step", disable=off, leave=False, file=sys.stdout)

    def _likely_cause(self, iteration):
        rate = self.optimizer.learning_rate
        return (
            f"the loss is no longer a finite number at iteration {iteration}. The likely cause is a learning rate "
            f"that is too large for this input and these weights: it is {rate:g}. Try {rate / 10:g}, and check that "
            "the images are scaled (pixels 0 to 255 need rates thousands of times smaller)."
        )


class _Best:
    """The network at the lowest validation loss so far."""

    def __init__(self):
        self.loss, self.snapshot, self.since = math.inf, None, 0

    def passed(self, network, history, patience):
        """Note the newest entry; True when `patience` entries in a row have brought no lower validation loss."""
        loss = history.rows[-1]["validation_loss"]
        if loss < self.loss:
            self.loss, self.snapshot, self.since = loss, network.snapshot(), 0
        else:
            self.since += 1
        return self.since >= patience


def _has_images(part):
    return part is not None and len(part.labels) > 0


def _total_steps(epochs, iterations, steps_per_epoch):
    if (epochs is None) == (iterations is None):
        raise ValueError("give fit one of epochs=… or iterations=…, and not both")
    if epochs is not None:
        return check_count("epochs", epochs) * steps_per_epoch
    return check_count("iterations", iterations)
