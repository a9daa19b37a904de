"""The training that the dashboard shows: a network on Fashion-MNIST, and how it goes, point by point."""

import math
import time

import numpy as np

from mlp.evaluation import evaluate
from mlp.network import build_mlp
from mlp.training.optimizers import SGD
from mlp.training.trainer import Trainer

POINT_EVERY = 100  # iterations from one point of the curves to the next: measuring 5,000 images costs a sixth of them


class LiveTraining:
    """A network in training by SGD; learning rate, momentum, L2 and batch size may change between two steps.

    data          a FashionMNIST with validation images
    hidden_sizes  of the network between 784 pixels and ten classes
    iterations    how many steps it takes in all
    seed          of the starting weights and of the order of the images

    .trainer, .network
    .points    a dict for iteration 0, for every 100th and for the last: iteration, epoch; loss, the mean over the
               batches since the point before (NaN at iteration 0); validation_loss and validation_accuracy; the
               `settings()` in force; and of the last step, for each layer of weights, its gradient_norms and
               update_ratios, ‖update‖ / ‖weights‖ (0 at iteration 0)
    .measured  the `Evaluation` of the validation images at the last point
    """

    def __init__(self, data, hidden_sizes, iterations, seed):
        self.network = build_mlp([784, *hidden_sizes, 10], seed=seed)
        # The trainer's own history measures 10,000 images: once, at the end, is enough beside the points.
        self.trainer = Trainer(self.network, SGD(), record_every=iterations, seed=seed, progress=False)
        self.trainer.begin(data.train, iterations=iterations)
        self.validation = data.validation
        self.points, self._losses = [], []
        self._add_point()

    @property
    def loss(self):
        """The loss of the last point; before the first one, the mean over the batches so far, NaN before any."""
        losses = self._losses if len(self.points) == 1 and self._losses else [self.points[-1]["loss"]]
        return float(np.mean(losses))

    def settings(self):
        """What may change while it trains, name -> value."""
        optimizer = self.trainer.optimizer
        return {
            "learning_rate": optimizer.learning_rate,
            "batch_size": self.trainer.batch_size,
            "momentum": optimizer.momentum,
            "l2": self.trainer.l2,
        }

    def run(self, seconds):
        """Train for so many seconds, or until the next point is reached. Returns whether there is more to do.

        Raises TrainingDiverged when the loss is no longer finite.
        """
        end = time.monotonic() + seconds
        with np.errstate(over="ignore", invalid="ignore"):
            while not self.trainer.done:
                self.trainer.advance()
                self._losses.append(self.trainer.loss)
                if self.trainer.done or self.trainer.iteration % POINT_EVERY == 0:
                    self._add_point()
                    break
                if time.monotonic() > end:
                    break
        return not self.trainer.done

    def _add_point(self):
        self.measured = evaluate(self.network, self.validation)
        self.points.append(
            {
                "iteration": self.trainer.iteration,
                "epoch": self.trainer.batches.epoch,
                "loss": float(np.mean(self._losses)) if self._losses else math.nan,
                "validation_loss": self.measured.loss,
                "validation_accuracy": self.measured.accuracy,
                **self.settings(),
                **self._lengths(),
            }
        )
        self._losses = []

    def _lengths(self):
        parameters, gradient = self.network.parameters, self.network.gradient
        update = self.trainer.optimizer.state.get("update", np.zeros_like(parameters))
        gradients, updates, weights = (self._norms_of_layers(vector) for vector in (gradient, update, parameters))
        return {"gradient_norms": gradients, "update_ratios": updates / weights}

    def _norms_of_layers(self, vector):
        views = self.network.views(vector).items()
        return np.array([float(np.linalg.norm(view)) for (_, name), view in views if name == "weight"])
