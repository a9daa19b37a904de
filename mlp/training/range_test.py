"""The learning-rate range test: one short training in which the rate grows from far too small to far too large."""

import copy
from dataclasses import dataclass

import numpy as np

from mlp.checks import check_count, check_number
from mlp.training.smoothing import smooth
from mlp.training.trainer import Trainer, TrainingDiverged

HOPELESS = 4.0  # the test ends where the smoothed loss is so many times its lowest


@dataclass(frozen=True)
class RangeTest:
    """What `range_test` saw: one entry per step.

    learning_rates  (n,) growing by the same factor from step to step
    losses          (n,) of each batch, before its step;  smooth  (n,) their exponential average
    """

    learning_rates: np.ndarray
    losses: np.ndarray
    smooth: np.ndarray

    @property
    def turning_point(self):
        """The rate at which the smoothed loss was lowest. From here on the steps did harm.

        A good rate to train with usually lies between a tenth of this one and this one.
        """
        return float(self.learning_rates[self.smooth.argmin()])


def range_test(network, optimizer, train, lowest=1e-5, highest=10.0, iterations=200, batch_size=128, seed=0):
    """Take `iterations` steps while the learning rate grows from `lowest` to `highest`, on copies.

    network, optimizer   a new optimiser of any kind; its own learning rate does not matter
    train                an object with `.images` (n, inputs) and `.labels` (n,), such as `data.train`
    seed                 of the generator that shuffles the training images

    Ends early where the loss is no longer finite, or the smoothed one four times its lowest. Returns a `RangeTest`.
    Raises ValueError unless 0 < lowest < highest, for fewer than 10 iterations and for bad data; TrainingDiverged when
    the very first loss is not finite.

    Smith 2017, "Cyclical learning rates for training neural networks", section 3.3; there the rate grows by the same
    amount from step to step. Growing by the same factor gives each power of ten the same room.
    """
    lowest = check_number("lowest", lowest, low=0, low_open=True)
    highest = check_number("highest", highest, low=lowest, low_open=True)
    factors = np.geomspace(1, highest / lowest, check_count("iterations", iterations, low=10))
    optimizer = copy.deepcopy(optimizer)
    optimizer.learning_rate = lowest
    settings = {"batch_size": batch_size, "seed": seed, "progress": False}
    trainer = Trainer(network.copy(), optimizer, schedule=lambda iteration, epoch: factors[iteration], **settings)
    trainer.begin(train, iterations=iterations)
    with np.errstate(all="ignore"):  # it is meant to overflow
        losses = _losses_until_hopeless(trainer)
    return RangeTest(lowest * factors[: len(losses)], np.array(losses), smooth(losses))


def _losses_until_hopeless(trainer):
    losses = []
    while not trainer.done:
        try:
            trainer.advance()
        except TrainingDiverged:
            if not losses:
                raise
            return losses
        losses.append(trainer.loss)
        averages = smooth(losses)
        if averages[-1] > HOPELESS * averages.min():
            return losses
    return losses
