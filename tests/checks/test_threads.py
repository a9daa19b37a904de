"""One thread for the products of small networks, however they are trained or asked; as many as before afterwards."""

import json
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from mlp import SGD, TrainingDiverged
from mlp.checks import threads
from mlp.checks.threads import CHOICES, OneThread
from mlp.training.callbacks import Callback
from tests.packages import ROOT
from tests.training.training_samples import TRAIN, VALIDATION, small_trainer


class Library:
    """Stands for a library of matrix products."""

    def __init__(self, number):
        self.number, self.sets = number, 0

    def get_num_threads(self):
        return self.number

    def set_num_threads(self, number):
        self.number, self.sets = number, self.sets + 1


def test_one_thread_inside_and_as_many_as_before_outside():
    libraries = [Library(4), Library(2), Library(1)]
    one = OneThread(libraries)
    with one:
        with one:
            assert [library.number for library in libraries] == [1, 1, 1]
        assert [library.number for library in libraries] == [1, 1, 1]
    assert [library.number for library in libraries] == [4, 2, 1]
    with pytest.raises(KeyError), one, one:
        raise KeyError
    assert [library.number for library in libraries] == [4, 2, 1]
    assert [library.sets for library in libraries] == [4, 4, 0], "set once on the way in, once on the way out"


def test_fit_sets_the_number_once_and_not_at_each_step(monkeypatch):
    library = Library(4)
    monkeypatch.setattr(threads, "_ONE", OneThread([library]))
    small_trainer().fit(TRAIN, VALIDATION, epochs=3)
    assert library.sets == 2 and library.number == 4


def test_after_ctrl_c_and_after_a_divergence_there_are_as_many_as_before(monkeypatch, capsys):
    library = Library(4)
    monkeypatch.setattr(threads, "_ONE", OneThread([library]))

    class Press(Callback):
        def after_step(self, trainer):
            raise KeyboardInterrupt

    assert small_trainer(callbacks=[Press()]).fit(TRAIN, epochs=1) is not None and library.number == 4
    with np.errstate(all="ignore"), pytest.raises(TrainingDiverged):
        small_trainer(optimizer=SGD(1e30)).fit(TRAIN, epochs=3)
    assert library.number == 4


def test_a_number_that_was_chosen_meanwhile_is_left():
    library = Library(4)
    one = OneThread([library])
    library.number = 3
    with one:
        assert library.number == 3
    assert library.number == 3


def test_of_several_threads_the_last_one_to_leave_sets_it_back():
    library, both, leave = Library(4), threading.Barrier(3), threading.Event()
    one = OneThread([library])

    def train():
        with one:
            both.wait(timeout=10)
            leave.wait(timeout=10)

    trainings = [threading.Thread(target=train) for _ in range(2)]
    for thread in trainings:
        thread.start()
    both.wait(timeout=10)
    with one:
        pass
    assert library.number == 1
    leave.set()
    for thread in trainings:
        thread.join(timeout=10)
    assert library.number == 4


def test_many_threads_in_and_out_leave_the_number_as_it_was():
    library = Library(4)
    one, wrong = OneThread([library]), []

    def train():
        for _ in range(2000):
            with one:
                wrong.extend([library.number] if library.number != 1 else [])

    trainings = [threading.Thread(target=train) for _ in range(4)]
    for thread in trainings:
        thread.start()
    for thread in trainings:
        thread.join(timeout=60)
    assert library.number == 4 and not wrong


SCRIPT = """
import json, sys
import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits
from mlp import SGD, Network, Trainer, check_gradients, evaluate
from mlp.data import Part
from mlp.layers import Linear, ReLU

def number():
    return max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")

class Noting(ReLU):
    def forward(self, x, training=False):
        noted.add(number())
        return super().forward(x, training)

    def backward(self, d_output):
        noted.add(number())
        return super().backward(d_output)

def network(width):
    return Network([Linear(784, width), Noting(), Linear(width, 10)], seed=1)

rng = np.random.default_rng(0)
part = Part(rng.normal(size=(256, 784)).astype("float32"), rng.integers(0, 10, 256))
small, large, told = network(64), network(2048), {"before": number()}
trainer = Trainer(small, SGD(0.05), batch_size=128, progress=False)

def by_hand():
    small.loss_and_gradient(part.images, part.labels)
    small.forward(part.images, training=True)
    small.backward(np.ones((256, 10), "float32"))

def step_by_step():
    trainer.begin(part, part, iterations=3)
    while not trainer.done:
        trainer.advance()

def chosen():
    with threadpool_limits(told["before"] + 1, user_api="blas"):
        small.predict(part.images)

ways = {
    "fit": lambda: trainer.fit(part, part, epochs=20),
    "advance": step_by_step,
    "by hand": by_hand,
    "evaluate": lambda: evaluate(small, part),
    "predict": lambda: small.predict(part.images),
    "check": lambda: check_gradients(small, part.images[:5], part.labels[:5], samples=3),
    "large": lambda: large.predict(part.images),
    "chosen": chosen,
}
for name, way in ways.items():
    noted = set()
    way()
    told[name] = sorted(noted)
told["after"] = number()
told["bytes"] = small.parameters.tobytes().hex()
print(json.dumps(told))
"""


def told(**chosen):
    """What a plain python tells where nobody has chosen a number, or somebody has, by the environment."""
    environment = {name: value for name, value in os.environ.items() if name not in CHOICES}
    command = [sys.executable, "-c", SCRIPT]
    environment |= {"PYTHONPATH": str(ROOT), **chosen}
    return json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


def test_small_networks_take_one_thread_in_every_way():
    found = told()
    if found["before"] < 2:
        pytest.skip("NOT RUN: a machine with one core has no second thread to do without")
    for way in ("fit", "advance", "by hand", "evaluate", "predict", "check"):
        assert found[way] == [1], way
    assert found["large"] == [found["before"]] and found["chosen"] == [found["before"] + 1]
    assert found["after"] == found["before"]


def test_a_number_in_the_environment_is_left_and_one_gives_the_same_bytes_as_none():
    chosen = told(OPENBLAS_NUM_THREADS="3", OMP_NUM_THREADS="3", MKL_NUM_THREADS="3")
    assert {*chosen["fit"], *chosen["by hand"], chosen["after"]} == {chosen["before"]}
    one = told(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
    assert one["before"] == 1 and one["bytes"] == told()["bytes"]
