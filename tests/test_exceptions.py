"""Every exception of the package reaches another process as it is: what was wrong is told, whoever found it."""

import copy
import importlib
import pickle
import pkgutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

import mlp
from mlp import SGD, TrainingDiverged
from mlp.training.history import History
from tests.training.training_samples import TRAIN, VALIDATION, small_trainer

ROWS = [{field: 0.5 for field in History.FIELDS}]
SAMPLES = {  # what each is made with, in this package; one with the message alone needs no entry
    "TrainingDiverged": ("the loss is no longer finite", 7, History(ROWS)),
}
NEVER_SENT = {"OutOfTime"}  # interrupts an answer in its own process, and is caught there


def exceptions():
    """The exception classes that the package defines."""
    for module in pkgutil.walk_packages(mlp.__path__, "mlp."):
        if module.name.endswith("__main__"):
            continue
        for thing in vars(importlib.import_module(module.name)).values():
            if (
                isinstance(thing, type)
                and issubclass(thing, BaseException)
                and thing.__module__ == module.name
                and thing.__name__ not in NEVER_SENT
            ):
                yield thing


def plain(error):
    """All that an exception tells, to compare."""
    kept = {name: value.rows if isinstance(value, History) else value for name, value in vars(error).items()}
    return type(error), str(error), error.args, kept


@pytest.mark.parametrize("kind", list(exceptions()), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("sent", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])
def test_it_arrives_as_it_was_sent(kind, sent):
    error = kind(*SAMPLES.get(kind.__name__, ("the message",)))
    error.add_note("a note")
    assert plain(sent(error)) == plain(error)


def train_too_fast():
    """What another process does: it learns at a rate at which the loss is soon infinite."""
    with np.errstate(all="ignore"):
        small_trainer(optimizer=SGD(1e30), record_every=1).fit(TRAIN, VALIDATION, epochs=3)


def test_a_divergence_in_another_process_is_told_with_its_history():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        with pytest.raises(TrainingDiverged, match="at iteration .* learning rate") as caught:
            process.submit(train_too_fast).result(timeout=120)
    assert caught.value.iteration > 0 and len(caught.value.history) > 0
