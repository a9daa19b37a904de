"""Trainings that are killed and go on: the end is bitwise that of one which never stopped."""

import functools
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mlp import SGD, AdamW, Network, Trainer, build_mlp
from mlp.layers import Dropout, Layer, LeakyReLU, Linear, ReLU
from mlp.losses import MixedCrossEntropy, SoftmaxCrossEntropy
from mlp.training.callbacks import Callback, KeepBest, WeightAverage
from mlp.training.checkpoints import Checkpoints
from mlp.training.optimizers import Optimizer
from mlp.training.schedules import Cosine, Exponential, WarmUp
from tests.training.training_samples import TRAIN, VALIDATION, blobs, pictures, small_trainer, train_fully

REPOSITORY = Path(__file__).parents[2]
NEVER = 10**9  # steps: the kill always comes first
DEADLINE = 120  # seconds for a process to write its next checkpoint, however busy the machine


def equal(one, other):
    """Whether two nested states hold the same, arrays to the bit."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(equal, one, other))
    return one == other


def start(folder, total):
    command = [sys.executable, "-m", "tests.training.training_samples", str(folder), str(total)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


def newest_iteration(checkpoints):
    return max((int(path.stem.split("-")[1]) for path in checkpoints.paths()), default=0)


def wait_for_next(checkpoints, before, process):
    end = time.monotonic() + DEADLINE
    while newest_iteration(checkpoints) <= before:
        assert process.poll() is None and time.monotonic() < end, "the training ended, or wrote nothing"
        time.sleep(0.002)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_killed_at_ten_random_moments_it_ends_as_if_never_stopped(tmp_path):
    checkpoints, moments, killed_at = Checkpoints(tmp_path / "killed"), random.Random(8), []
    for _ in range(10):
        before = newest_iteration(checkpoints)
        process = start(checkpoints.folder, NEVER)
        try:
            wait_for_next(checkpoints, before, process)
            time.sleep(moments.uniform(0, 0.1))
        finally:
            process.kill()  # SIGKILL: the program gets no chance to tidy up
            process.communicate()
        assert process.returncode == -signal.SIGKILL
        killed_at.append((newest_iteration(checkpoints), checkpoints.newest()))
    total = killed_at[-1][0] + 35
    resumed = train_fully(checkpoints.folder, total)
    reference = Checkpoints(tmp_path / "never stopped")
    whole = train_fully(reference.folder, total, keep=total)

    iterations = [iteration for iteration, _ in killed_at]
    assert len(set(iterations)) == 10 and iterations == sorted(iterations), "each start went on from the one before"
    for iteration, state in killed_at:
        reached = Checkpoints(tmp_path / "copy")
        reached.folder.mkdir(exist_ok=True)
        name = f"checkpoint-{iteration:09}.npz"
        (reached.folder / name).write_bytes((reference.folder / name).read_bytes())
        assert equal(state, reached.newest()), f"after {iteration} steps"
        (reached.folder / name).unlink()
    assert resumed.network.parameters.tobytes() == whole.network.parameters.tobytes()
    assert resumed.history.rows == whole.history.rows and len(whole.history) >= 5
    assert equal([c.state for c in resumed.callbacks], [c.state for c in whole.callbacks])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_a_real_interrupt_keeps_the_network_and_the_history(tmp_path):
    process, checkpoints = start(tmp_path, NEVER), Checkpoints(tmp_path)
    try:
        wait_for_next(checkpoints, 0, process)
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=DEADLINE)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "the network keeps what it has learned" in printed and printed.endswith("True True (5,)\n")


@pytest.mark.parametrize("stop", range(1, 13))
def test_stopped_after_any_step_of_three_passes(tmp_path, stop):
    def training():
        return small_trainer(optimizer=AdamW(0.02), callbacks=[WeightAverage(0.9)], patience=2, l2=0.01)

    class Halt(Exception):
        pass

    first = training()
    advance = first.advance

    def advance_or_halt():
        advance()
        if first.iteration == stop:
            raise Halt

    first.advance = advance_or_halt
    with pytest.raises(Halt):
        first.fit(TRAIN, VALIDATION, epochs=3, checkpoints=Checkpoints(tmp_path, every=1))
    second, whole = training(), training()
    second.fit(TRAIN, VALIDATION, epochs=3, checkpoints=Checkpoints(tmp_path, every=1))
    whole.fit(TRAIN, VALIDATION, epochs=3)
    assert second.network.parameters.tobytes() == whole.network.parameters.tobytes()
    assert second.history.rows == whole.history.rows
    assert second.rng.bit_generator.state == whole.rng.bit_generator.state


def test_an_ended_training_goes_on_for_more_passes(tmp_path):
    for epochs in (2, 5):
        trainer = small_trainer()
        trainer.fit(TRAIN, VALIDATION, epochs=epochs, checkpoints=Checkpoints(tmp_path, every=3))
    whole = small_trainer()
    whole.fit(TRAIN, VALIDATION, epochs=5)
    assert trainer.network.parameters.tobytes() == whole.network.parameters.tobytes()
    assert trainer.history.rows == whole.history.rows
    again = small_trainer()
    again.fit(TRAIN, VALIDATION, epochs=5, checkpoints=Checkpoints(tmp_path, every=3))
    assert again.iteration == 20 and again.network.parameters.tobytes() == whole.network.parameters.tobytes()


def test_settings_changed_on_the_way_are_kept(tmp_path):
    def training(folder, total):
        trainer = small_trainer()
        trainer.begin(TRAIN, VALIDATION, iterations=total, checkpoints=Checkpoints(folder, every=2))
        while not trainer.done:
            if trainer.iteration == 3:
                trainer.batch_size, trainer.l2, trainer.optimizer.learning_rate = 20, 0.1, 0.01
            trainer.advance()
        trainer.finish()
        return trainer

    training(tmp_path / "stopped", 6)
    resumed, whole = training(tmp_path / "stopped", 12), training(tmp_path / "whole", 12)
    assert (resumed.batch_size, resumed.l2, resumed.optimizer.learning_rate) == (20, 0.1, 0.01)
    assert resumed.network.parameters.tobytes() == whole.network.parameters.tobytes()


def test_an_optimizer_that_has_served_another_network_goes_on_with_the_checkpoints_moments(tmp_path):
    small_trainer().fit(TRAIN, iterations=6, checkpoints=Checkpoints(tmp_path))
    used = SGD(0.05, momentum=0.9)
    small_trainer(optimizer=used).fit(TRAIN, iterations=3)
    whole, resumed = small_trainer(), small_trainer(optimizer=used)
    whole.fit(TRAIN, iterations=12)
    resumed.fit(TRAIN, iterations=12, checkpoints=Checkpoints(tmp_path))
    assert resumed.network.parameters.tobytes() == whole.network.parameters.tobytes()


class Counting(Callback):
    """Remembers numbers and arrays of several kinds."""

    def begin(self, trainer):
        self.state = {"array": np.zeros(2, "float32"), "steps": np.int64(0), "share": np.float32(0), "nested": [{}]}

    def after_step(self, trainer):
        self.state["array"] += 1
        self.state["steps"] += 1
        self.state["share"] += np.float32(0.1)
        self.state["nested"][0]["array"] = self.state["array"].copy()


def test_a_callbacks_numbers_and_arrays_come_back_as_they_were(tmp_path):
    for total in (3, 7):
        trainer = small_trainer(callbacks=[Counting()])
        trainer.fit(TRAIN, iterations=total, checkpoints=Checkpoints(tmp_path, every=2))
    whole = small_trainer(callbacks=[Counting()])
    whole.fit(TRAIN, iterations=7)
    resumed, state = trainer.callbacks[0].state, whole.callbacks[0].state
    assert resumed["steps"] == 7 and type(resumed["share"]) is np.float32
    assert equal(resumed, state)


OTHERS = {
    "layers": {"network": build_mlp([4, 9, 3], seed=1)},
    "loss": {"network": build_mlp([4, 8, 3], seed=1, loss=SoftmaxCrossEntropy(0.1))},
    "dtype": {"network": build_mlp([4, 8, 3], dtype="float64", seed=1)},
    "optimizer": {"optimizer": SGD(0.1, momentum=0.9)},
    "batch_size": {"batch_size": 16},
    "l2": {"l2": 0.5},
    "schedule": {"schedule": Exponential(0.5)},
    "augmentation": {"augmentation": lambda images, rng: None},
    "callbacks": {"callbacks": [KeepBest()]},
    "record_every": {"record_every": 3},
    "seed": {"seed": 7},
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_checkpoint_of_another_training_is_refused_by_its_setting(tmp_path, name):
    def fit(network=None, **settings):
        settings = {"optimizer": SGD(0.05, momentum=0.9), "batch_size": 32, "progress": False} | settings
        trainer = Trainer(network or build_mlp([4, 8, 3], seed=1), **settings)
        trainer.fit(TRAIN, VALIDATION, epochs=2, checkpoints=Checkpoints(tmp_path))

    fit()
    with pytest.raises(
        ValueError, match=f"belong to another training: there, {name} is .* Give each training a folder"
    ):
        fit(**OTHERS[name])


def own_layer(factor, floor=0.0):
    """A layer class of one's own, defined anew as when a cell is run again."""

    class Scaled(Layer):
        def forward(self, x, training=False):
            return np.maximum(factor * x, floor)

        def backward(self, d_output):
            return factor * d_output

    return Scaled()


def own_callback(rate):
    """A callback of one's own that is defined anew, with a list outside that grows."""

    class Shrink(Callback):
        def after_step(self, trainer):
            trainer.network.parameters *= rate
            noted.append(trainer.loss)

    noted = []
    return Shrink()


def own_optimizer(sign):
    class Sign(Optimizer):
        def work_out(self, update, parameters, gradient, rate):
            np.multiply(rate * sign, np.sign(gradient), out=update)

    return Sign(0.01)


def own_loss(factor):
    class Scaled(SoftmaxCrossEntropy):
        def backward(self):
            return factor * super().backward()

    return Scaled()


def training_of(network=None, loss=None, kind=Trainer, **settings):
    """A trainer that is like every other one made here, but for what is given."""
    network = build_mlp([4, 8, 3], seed=1) if network is None else network
    network.loss = network.loss if loss is None else loss
    return kind(network, **{"optimizer": SGD(0.05, momentum=0.9), "batch_size": 32, "progress": False, **settings})


class Clipped(Trainer):
    """A trainer of one's own, that clips gradients."""

    def step(self, images, labels, factor=1.0):
        loss = self.network.loss_and_gradient(images, labels)
        self.optimizer.step(self.network.parameters, self.network.gradient.clip(-0.1, 0.1), factor)
        return loss


class Factors:
    """A schedule with attributes."""

    def __init__(self, factors):
        self.factors = factors

    def __call__(self, iteration, epoch):
        return self.factors[epoch]


def trained_a_little():
    network = build_mlp([4, 8, 3], seed=1)
    training_of(network).fit(TRAIN, iterations=1)
    return network


def drawing_otherwise():
    """The same network whose dropout has drawn before."""
    network = Network([Linear(4, 8), ReLU(), Dropout(0.1), Linear(8, 3)], seed=1)
    network.layers[2].rng.random()
    return network


with_dropout = {"network": lambda: Network([Linear(4, 8), ReLU(), Dropout(0.1), Linear(8, 3)], seed=1)}
FIRST_AND_OTHER = {  # name: what is said to differ, what the first has, what the other has: functions that make it
    "network seed": ("start", {}, {"network": lambda: build_mlp([4, 8, 3], seed=0)}),
    "initializer": ("start", {}, {"network": lambda: build_mlp([4, 8, 3], initializer="xavier", seed=1)}),
    "a trained network": ("start", {}, {"network": trained_a_little}),
    "where dropout's generator stands": ("start", with_dropout, {"network": drawing_otherwise}),
    "a layer's option": (
        "layers",
        {"network": lambda: Network([Linear(4, 8), LeakyReLU(0.1), Linear(8, 3)], seed=1)},
        {"network": lambda: Network([Linear(4, 8), LeakyReLU(0.2), Linear(8, 3)], seed=1)},
    ),
    "a layer's code": (
        "code of your own",
        {"network": lambda: Network([Linear(4, 8), own_layer(0.5), Linear(8, 3)], seed=1)},
        {"network": lambda: Network([Linear(4, 8), own_layer(0.6), Linear(8, 3)], seed=1)},
    ),
    "a loss": ("loss", {}, {"loss": lambda: own_loss(2.0)}),
    "a loss's code": ("code of your own", {"loss": lambda: own_loss(2.0)}, {"loss": lambda: own_loss(3.0)}),
    "a trainer": ("code of your own", {}, {"kind": lambda: Clipped}),
    "an optimizer's code": (
        "optimizer",
        {"optimizer": lambda: own_optimizer(1)},
        {"optimizer": lambda: own_optimizer(0.5)},
    ),
    "a lambda": ("schedule", {"schedule": lambda: lambda i, e: 1.0}, {"schedule": lambda: lambda i, e: 0.0}),
    "a function for a lambda": ("schedule", {"schedule": lambda: lambda i, e: 1.0}, {"schedule": lambda: Cosine(8)}),
    "a closure": (
        "schedule",
        {"schedule": lambda: (lambda rate: lambda i, e: rate)(0.5)},
        {"schedule": lambda: (lambda rate: lambda i, e: rate)(0.6)},
    ),
    "a default": ("schedule", {"schedule": lambda: lambda i, e, r=0.5: r}, {"schedule": lambda: lambda i, e, r=0.6: r}),
    "a partial": (
        "schedule",
        {"schedule": lambda: functools.partial(lambda r, i, e: r**e, 0.5)},
        {"schedule": lambda: functools.partial(lambda r, i, e: r**e, 0.6)},
    ),
    "an attribute": (
        "schedule",
        {"schedule": lambda: Factors([1, 0.5, 0.1])},
        {"schedule": lambda: Factors([1, 0.5, 0.2])},
    ),
    "inside a warm-up": (
        "schedule",
        {"schedule": lambda: WarmUp(3, then=lambda i, e: 1.0)},
        {"schedule": lambda: WarmUp(3, then=lambda i, e: 0.5)},
    ),
    "an augmentation": (
        "augmentation",
        {"augmentation": lambda: lambda images, rng: images.__imul__(0.9)},
        {"augmentation": lambda: lambda images, rng: images.__imul__(0.8)},
    ),
    "a mixing": (
        "mixing",
        {"loss": MixedCrossEntropy, "mixing": lambda: lambda images, rng: 0.9},
        {"loss": MixedCrossEntropy, "mixing": lambda: lambda images, rng: 0.8},
    ),
    "a callback's code": (
        "callbacks",
        {"callbacks": lambda: [own_callback(0.99)]},
        {"callbacks": lambda: [own_callback(0.9)]},
    ),
    "a callback's setting": (
        "callbacks",
        {"callbacks": lambda: [WeightAverage(0.9)]},
        {"callbacks": lambda: [WeightAverage(0.8)]},
    ),
}


@pytest.mark.parametrize("what", FIRST_AND_OTHER)
def test_what_makes_a_training_this_one_is_compared(tmp_path, what):
    said, first, other = FIRST_AND_OTHER[what]

    def fit(settings):
        trainer = training_of(**{name: make() for name, make in settings.items()})
        trainer.fit(TRAIN, epochs=2, checkpoints=Checkpoints(tmp_path, every=3))
        return trainer

    ended = fit(first).network.parameters.copy()
    again = fit(first)
    assert again.iteration == 8 and again.network.parameters.tobytes() == ended.tobytes()
    words = f"belong to another training: there, {said} is .*; here it is .* Give each training a folder"
    with pytest.raises(ValueError, match=words):
        fit(other)


def test_the_same_lines_in_a_notebook_go_on_with_the_network_as_they_left_it(tmp_path):
    """Where only the cell with the trainer is run again, the network is no longer what it was at the start."""
    network, noted = build_mlp([4, 8, 3], seed=1), []

    def run_the_cell(epochs):
        trainer = training_of(network, schedule=lambda iteration, epoch: 0.9**epoch, callbacks=[Halt(5, noted), Logs()])
        trainer.fit(TRAIN, VALIDATION, epochs=epochs, checkpoints=Checkpoints(tmp_path, every=2))
        return trainer

    with pytest.raises(RuntimeError, match="the fifth step"):
        run_the_cell(2)
    run_the_cell(2)
    trainer = run_the_cell(3)
    whole = training_of(schedule=lambda iteration, epoch: 0.9**epoch)
    whole.fit(TRAIN, VALIDATION, epochs=3)
    assert trainer.iteration == 12 and network.parameters.tobytes() == whole.network.parameters.tobytes()
    for path in Checkpoints(tmp_path).paths():
        path.unlink()
    run_the_cell(1)  # begins anew, with the trained network: another training
    with pytest.raises(ValueError, match="there, start is"):
        training_of(schedule=lambda iteration, epoch: 0.9**epoch, callbacks=[Halt(5, noted), Logs()]).fit(
            TRAIN, VALIDATION, epochs=2, checkpoints=Checkpoints(tmp_path)
        )


LOG = []


class Logs(Callback):
    """Writes to a list of the notebook's."""

    def after_step(self, trainer):
        LOG.append(trainer.loss)


class Halt(Callback):
    """Fails once at the step of a number, and notes all steps in a list that lives longer."""

    def __init__(self, number, noted):
        super().__init__(number=number)
        self.number, self.noted = number, noted

    def after_step(self, trainer):
        self.noted.append(trainer.iteration)
        if len(self.noted) == self.number:
            raise RuntimeError("the fifth step")


def test_a_training_that_was_stopped_stays_stopped(tmp_path):
    def fit():
        wrong = SimpleNamespace(images=VALIDATION.images, labels=(VALIDATION.labels + 1) % 3)
        trainer = small_trainer(patience=2)
        trainer.fit(TRAIN, wrong, epochs=20, checkpoints=Checkpoints(tmp_path, every=1))
        return trainer

    first, again = fit(), fit()
    assert first.iteration < 80 and again.iteration == first.iteration
    assert again.network.parameters.tobytes() == first.network.parameters.tobytes()
    assert again.history.rows == first.history.rows


class Bare:
    """An optimiser that takes steps and says nothing of what it remembers."""

    learning_rate = 0.1

    def step(self, parameters, gradient, scale=1.0):
        parameters -= scale * self.learning_rate * gradient


class Forgetful(Callback):
    """A callback that leaves its settings out."""

    def __init__(self):
        pass


@pytest.mark.parametrize("settings, words", [
    ({"optimizer": Bare()}, "cannot keep a Bare; expected a class that inherits from mlp.training.optimizers.Opt"),
    ({"callbacks": [Forgetful()]}, "cannot keep a Forgetful; .*Callback, and whose __init__, .* calls super"),
])  # fmt: skip
def test_parts_that_cannot_be_kept_are_told_before_the_first_step(tmp_path, settings, words):
    trainer = small_trainer(**settings)
    with pytest.raises(ValueError, match=words):
        trainer.fit(TRAIN, epochs=1, checkpoints=Checkpoints(tmp_path))
    assert trainer.iteration == 0
    trainer.fit(TRAIN, epochs=1)  # without checkpoints they do


def retouched(part, row):
    """The same images and labels, but for one pixel of one image."""
    images = part.images.copy()
    images[row, 2] += 0.5
    return SimpleNamespace(images=images, labels=part.labels)


@pytest.mark.parametrize("name, train, validation", [
    ("training images", retouched(TRAIN, 37), VALIDATION),
    ("validation images", TRAIN, retouched(VALIDATION, 49)),
    ("training images", blobs(100, seed=5), VALIDATION),
    ("training images", blobs(99), VALIDATION),
    ("validation images", TRAIN, blobs(50, seed=6)),
    ("validation images", TRAIN, None),
])  # fmt: skip
def test_other_images_are_refused(tmp_path, name, train, validation):
    small_trainer().fit(TRAIN, VALIDATION, epochs=1, checkpoints=Checkpoints(tmp_path))
    with pytest.raises(ValueError, match=f"there, {name} is"):
        small_trainer().fit(train, validation, epochs=1, checkpoints=Checkpoints(tmp_path))


def test_a_schedule_of_another_length_is_another_training(tmp_path):
    small_trainer(schedule=Cosine(8)).fit(TRAIN, epochs=2, checkpoints=Checkpoints(tmp_path))
    with pytest.raises(ValueError, match=r"schedule is Cosine\(iterations=8, .*here it is Cosine\(iterations=12"):
        small_trainer(schedule=Cosine(12)).fit(TRAIN, epochs=3, checkpoints=Checkpoints(tmp_path))


def test_every_part_of_the_full_training_was_at_work(tmp_path):
    """The test of the ten kills would prove little if a part of the training were idle."""
    trainer = train_fully(tmp_path, 60)
    average, best, norms, beside = trainer.callbacks
    assert average.state["steps"] == 60 and best.state["network"] is not None
    assert beside.state["terms"] == 15 and len(beside.state["accuracy"]) == 3 and 0 < trainer.network.loss.used <= 1
    assert len(norms.frame()) == 8 * 10  # 8 noted steps; three linear layers and two batch normalisations, two each
    assert len(set(trainer.history.learning_rate)) == len(trainer.history) == 3
    assert sum("rng" in vars(layer) for layer in trainer.network.layers) == 2
    images = pictures(300, 1).images
    drawn, _ = trainer.batches.next(5)
    shown = trainer.batches.order[trainer.batches.offset - 5 : trainer.batches.offset]
    assert not np.array_equal(drawn, images[shown]), "the augmentation shifted nothing"
