"""Callbacks: what else is to happen while a network trains.

A callback has up to five methods, which a `Trainer` calls with itself; write those that you need:

    begin(trainer)           before the first step
    after_step(trainer)      after each step; `trainer.stop()` makes it the last
    before_record(trainer)   before the network is measured for the history
    after_record(trainer)    after that; the new entry is trainer.history.rows[-1]
    finish(trainer)          after the last step

A callback keeps in `self.state`, a dict of numbers and arrays, what it must remember when a training goes on from a
checkpoint. It gives its settings to `super().__init__(…)` by name, so that a checkpoint made with others is refused.
"""

import math

import numpy as np

from mlp.checks import check_choice, check_count, check_number
from mlp.evaluation import evaluate


class Callback:
    """Five methods that do nothing. `settings` are the numbers it was made with, which a checkpoint compares."""

    def __init__(self, **settings):
        self.settings, self.state = settings, {}

    def begin(self, trainer):
        """Before the first step."""

    def after_step(self, trainer):
        """After each step."""

    def before_record(self, trainer):
        """Before the network is measured for the history."""

    def after_record(self, trainer):
        """After it was measured."""

    def finish(self, trainer):
        """After the last step."""

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.settings.items())})"


class KeepBest(Callback):
    """Early stopping: return, at the end, to the network of the best entry on the validation images.

    watch      "loss" or "accuracy": which of the two on the validation images is to be best
    patience   stop after so many entries in a row that were no better; None: train to the end, then return

    Prechelt 1998. Needs validation images; the trainer says so with a ValueError.
    """

    def __init__(self, watch="loss", patience=None):
        self.watch = check_choice("watch", watch, ("loss", "accuracy"))
        self.patience = None if patience is None else check_count("patience", patience)
        super().__init__(watch=watch, patience=patience)

    def begin(self, trainer):
        """Forget an earlier training."""
        self.state = {"best": math.inf, "since": 0, "network": None}

    def after_record(self, trainer):
        """Remember the network if it is the best so far; stop the training when patience has run out."""
        row = trainer.history.rows[-1]
        score = row["validation_loss"] if self.watch == "loss" else -row["validation_accuracy"]
        if score < self.state["best"]:
            self.state = {"best": score, "since": 0, "network": trainer.network.snapshot()}
        else:
            self.state["since"] += 1
        if self.patience is not None and self.state["since"] >= self.patience:
            trainer.stop()

    def finish(self, trainer):
        """Return to the best."""
        if self.state["network"] is not None:
            trainer.network.restore(self.state["network"])


class WeightAverage(Callback):
    """Measure and keep an average of the parameters over the last steps instead of the parameters themselves.

        A <- decay · A + (1 - decay) · P after each step;  in use: A / (1 - decay^t), t steps     Polyak, Juditsky 1992

    decay   in [0, 1): 0.999 averages over about the last 1,000 steps. The division is Adam's correction for A = 0 at
            the start. Batch normalisation's running averages stay as they are. Name it before KeepBest.
    """

    def __init__(self, decay=0.999):
        self.decay = check_number("decay", decay, low=0, high=1, high_open=True)
        super().__init__(decay=decay)

    def begin(self, trainer):
        """Start with nothing."""
        self.state = {"average": np.zeros_like(trainer.network.parameters), "steps": 0}

    def after_step(self, trainer):
        """Move the average a little towards the parameters."""
        self.state["steps"] += 1
        self.state["average"] *= self.decay
        self.state["average"] += (1 - self.decay) * trainer.network.parameters

    def before_record(self, trainer):
        """Put the average in the parameters' place."""
        self._own = trainer.network.parameters.copy()
        self.finish(trainer)

    def after_record(self, trainer):
        """Put the parameters back, to train on."""
        trainer.network.parameters[:] = self._own

    def finish(self, trainer):
        """Leave the average in the network."""
        if self.state["steps"]:
            average = self.state["average"] / (1 - self.decay ** self.state["steps"])
            trainer.network.parameters[:] = average


class AverageBeside(Callback):
    """Measure an average of the weights beside the weights themselves, which are trained on as if it were not there.

        A <- decay^every · A + (1 - decay^every) · P after the first step and each `every` steps later;
        in use: A / (1 - decay^(every · t)), t times, as in `WeightAverage`

    decay   in [0, 1): 0.9999 averages over about the last 10,000 steps;  every  1 or more: what a step changes is
            little, so that an average of each tenth is as good and costs a tenth

    P are all numbers that training changes, batch normalisation's running averages too. .state["accuracy"] and
    ["loss"], lists, have what the average scores on the validation images at each entry of the history.
    """

    def __init__(self, decay=0.999, every=10):
        self.decay = check_number("decay", decay, low=0, high=1, high_open=True)
        self.every = check_count("every", every)
        super().__init__(decay=decay, every=every)

    def begin(self, trainer):
        """Start with nothing."""
        self.state = {"average": {}, "terms": 0, "accuracy": [], "loss": []}

    def after_step(self, trainer):
        """Move the average a little towards the network's numbers, if it is time."""
        if (trainer.iteration - 1) % self.every:
            return
        kept, average = self.decay**self.every, self.state["average"]
        for name, numbers in trainer.network.snapshot().items():
            average[name] = kept * average.get(name, 0) + (1 - kept) * numbers
        self.state["terms"] += 1

    def after_record(self, trainer):
        """Measure the average on the validation images."""
        if trainer.validation is None:
            return
        own = trainer.network.snapshot()
        trainer.network.restore(self.averaged())
        result = evaluate(trainer.network, trainer.validation)
        trainer.network.restore(own)
        self.state["accuracy"].append(float(result.accuracy))
        self.state["loss"].append(float(result.loss))

    def averaged(self):
        """What `network.restore` takes to become the average."""
        total = 1 - self.decay ** (self.every * self.state["terms"])
        return {name: numbers / total for name, numbers in self.state["average"].items()}


class GradientNorms(Callback):
    """Note the lengths of gradients, parameters and steps, for each parameter of each layer, every few steps.

    `frame()` has one row per parameter and noted step: iteration, layer (its number in network.layers), parameter
    ("weight", "bias", …), gradient_norm, weight_norm, update_norm (Euclidean) and update_ratio, update_norm /
    weight_norm. A ratio near 0.001 is a healthy speed for weights, says a rule of thumb (Karpathy's CS231n notes).

    Works with optimisers that leave their last step in state["update"], as those of `mlp.training.optimizers` do.
    """

    def __init__(self, every=100):
        self.every = check_count("every", every)
        super().__init__(every=every)

    def begin(self, trainer):
        """Forget an earlier training."""
        self.state = {"rows": []}

    def after_step(self, trainer):
        """Note the norms, if it is time."""
        if trainer.iteration % self.every:
            return
        network = trainer.network
        vectors = network.parameters, network.gradient, trainer.optimizer.state["update"]
        parameters, gradients, updates = map(network.views, vectors)
        for layer, name in parameters:
            norms = [float(np.linalg.norm(views[layer, name])) for views in (gradients, parameters, updates)]
            self.state["rows"].append([trainer.iteration, layer, name, *norms])

    def frame(self):
        """A pandas.DataFrame, as the class says."""
        import pandas

        columns = ["iteration", "layer", "parameter", "gradient_norm", "weight_norm", "update_norm"]
        frame = pandas.DataFrame(self.state["rows"], columns=columns)
        return frame.assign(update_ratio=frame.update_norm / frame.weight_norm)
