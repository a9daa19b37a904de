"""The bug hunt of chapter 05: ten networks, each with one planted bug, and a judge for your accusations.

from mlp.exercises.chapter_05 import bug_hunt

network = bug_hunt.suspect(1)                 # train it, check it, take it apart
bug_hunt.accuse(1, "ReLU.backward")           # right or wrong, with the reason
bug_hunt.cost(1)                              # what the bug costs, measured now
"""

import functools
from dataclasses import dataclass

import numpy as np

from mlp.checks import check_count
from mlp.data import Part, load_fashion_mnist
from mlp.evaluation import evaluate
from mlp.exercises.chapter_05.bugs import BUGS
from mlp.exercises.checking.verdict import Verdict
from mlp.gradient_check import check_layer
from mlp.layers import Linear
from mlp.losses import SoftmaxCrossEntropy
from mlp.network import Network
from mlp.training.optimizers import SGD
from mlp.training.trainer import Trainer, TrainingDiverged

PARTS = ("Linear", "ReLU", "LeakyReLU", "Tanh", "Sigmoid", "loss")
PLACES = tuple(f"{part}.{way}" for part in PARTS for way in ("forward", "backward"))
SIZES = (784, 32, 32, 10)
STEPS, BATCH_SIZE, TRAIN_IMAGES = 300, 50, 5_000
LARGEST_GAP = 20  # percentage points: what loses more is only said to lose more


def suspect(number):
    """A 784-32-32-10 network, float32, with bug `number`, 1 to 10, in it: each call makes a new, untrained one.

    Raises ValueError for another number.
    """
    return _network(number, buggy=True)


def accuse(number, place):
    """The verdict on saying that bug `number` is at `place`, one of PLACES such as "ReLU.backward".

    Right: what is wrong there, where the bug was met, and what it costs in accuracy, measured now in about a second.
    Wrong: why the place is innocent. An unknown place: those there are. Raises ValueError for an unknown number.
    """
    network = suspect(number)
    known = {name.lower(): name for name in PLACES}
    place = known.get(str(place).strip().lower())
    if place is None:
        return Verdict(False, f"There is no such place. The places are: {', '.join(PLACES)}.")
    bug = BUGS[number]
    if place == bug.place:
        message = f"Right: {place}. {bug.what}. Source: {bug.source}. {cost(number).words()} {bug.lesson}"
        return Verdict(True, message.strip())
    return Verdict(False, f"Not {place}: {_alibi(network, bug, place)}")


@dataclass(frozen=True)
class Cost:
    """What a bug costs: the accuracy on the validation images of the right network and of the one with the bug.

    diverged   the step at which the loss with the bug stopped being a finite number, or None; its accuracy is then 0
    losses     the mean loss with the bug, of the first and of the last steps of the training
    """

    right: float
    buggy: float
    diverged: int | None
    losses: tuple
    scaling: str

    def words(self):
        """One or two sentences, to digits that other machines give too."""
        points = 100 * (self.right - self.buggy)
        start = f"After {STEPS} steps on {TRAIN_IMAGES:,} real images"
        if self.scaling == "raw":
            start += " with raw pixels"
        if self.diverged is not None:
            return f"{start} the right network has learned, while this one's loss is no longer a finite number."
        if points > LARGEST_GAP:
            return f"{start} it loses more than {LARGEST_GAP} percentage points of accuracy to the right network."
        if points < 2:
            return f"{start} its accuracy is within 2 percentage points of the right network's."
        return f"{start} it loses about {points:.0f} percentage points of accuracy to the right network."


def cost(number):
    """Train the right network and the one with bug `number` alike and briefly; returns a `Cost`.

    300 steps of 50 images, from the same starting weights, in about a second. Raises ValueError for an unknown number.
    """
    bug = BUGS[_checked(number)]
    train, validation = _images(bug.scaling)
    right, _, _ = _train(_network(number, buggy=False), bug.learning_rate, train, validation)
    buggy, losses, diverged = _train(_network(number, buggy=True), bug.learning_rate, train, validation)
    return Cost(right, buggy, diverged, losses, bug.scaling)


def _network(number, buggy):
    bug = BUGS[_checked(number)]
    wrong = bug.wrong if buggy else bug.wrong.__base__
    linear = wrong if issubclass(wrong, Linear) else Linear
    activation = wrong if issubclass(wrong, bug.activation) else bug.activation
    layers = []
    for n_in, n_out in zip(SIZES, SIZES[1:]):
        layers += [linear(n_in, n_out), activation(**bug.options)]
    network = Network(layers[:-1], initializer=bug.initializer, seed=number)
    if issubclass(wrong, SoftmaxCrossEntropy):
        network.loss = wrong()
    return network


def _checked(number):
    if check_count("number", number) not in BUGS:
        raise ValueError(f"number is {number}; expected the number of a bug, 1 to {len(BUGS)}")
    return int(number)


@functools.cache
def _images(scaling):
    """The first training images and all validation images, as two Parts."""
    data = load_fashion_mnist(scaling=scaling)
    return Part(data.train.images[:TRAIN_IMAGES], data.train.labels[:TRAIN_IMAGES]), data.validation


def _train(network, learning_rate, train, validation):
    """The accuracy after a short training, the mean losses of its first and last pass, and where it diverged."""
    trainer = Trainer(network, SGD(learning_rate), batch_size=BATCH_SIZE, progress=False)
    try:
        with np.errstate(all="ignore"):
            history = trainer.fit(train, iterations=STEPS)
    except TrainingDiverged as stop:
        return 0.0, tuple(stop.history.loss), stop.iteration
    return evaluate(network, validation).accuracy, tuple(history.loss), None


def _alibi(network, bug, place):
    """Why `place` is innocent: not there, the wrong pass, the wrong part; a backward pass is checked once more."""
    part, way = place.split(".")
    present = {type(layer).__name__ for layer in network.layers} | {"loss"}
    if part not in present:
        return f"this network has none, it is made of {', '.join(sorted(present - {'loss'}))} and the loss."
    if part == bug.place.split(".")[0]:
        return "the part is the right one to suspect, but this pass of it does what it should. Look at the other one."
    if part == "loss":
        return f"given the same scores, its {way} pass gives what the formula does. Check the layers one by one."
    if way == "forward":
        return f"given the same input, each {part} gives what its formula says."
    worst = max(_largest_error(layer) for layer in network.layers if type(layer).__name__ == part)
    clean = "below one in a million" if worst < 1e-6 else f"only {worst:.0e}"
    return f"the largest relative error that check_layer finds there is {clean}."


def _largest_error(layer):
    width = layer.n_in if isinstance(layer, Linear) else SIZES[1]
    x = np.random.default_rng(0).standard_normal((5, width))
    return check_layer(layer, x, samples=40).max_relative_error
