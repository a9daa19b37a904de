"""The training that the playground shows: a small network on points in the plane."""

import numpy as np

from mlp.data import Part
from mlp.data.toys import make_toy
from mlp.evaluation import evaluate
from mlp.network import build_mlp
from mlp.training.optimizers import SGD
from mlp.training.trainer import Trainer

POINTS = 200


class ToyTraining:
    """A network in training on one toy set, and how it went: entry e of each list belongs to the state after epoch e.

    losses, new_losses   mean cross-entropy on the points, and on as many new points
    right, new_right     how many of each the network puts into their class
    """

    def __init__(self, dataset, noise, hidden_sizes, activation, initializer, seed):
        self.points = Part(*make_toy(dataset, POINTS, noise, seed))
        self.new_points = Part(*make_toy(dataset, POINTS, noise, seed + 1))
        self.network = build_mlp([2, *hidden_sizes, 2], activation, initializer, seed=seed)
        self.trainer = Trainer(self.network, SGD(), batch_size=16, seed=seed, progress=False)
        self.losses, self.new_losses, self.right, self.new_right = [], [], [], []
        self._measure()

    @property
    def epoch(self):
        return len(self.losses) - 1

    def run_epoch(self):
        """One pass over the points. Raises TrainingDiverged when the loss is no longer finite."""
        with np.errstate(over="ignore", invalid="ignore"):
            self.trainer.fit(self.points, epochs=1)
            self._measure()

    def _measure(self):
        for part, losses, right in (
            (self.points, self.losses, self.right),
            (self.new_points, self.new_losses, self.new_right),
        ):
            result = evaluate(self.network, part)
            losses.append(result.loss)
            right.append(round(result.accuracy * POINTS))
