"""What a checkpoint holds: all that the rest of a training depends on, taken from a trainer and given back to it."""

import re

from mlp.training.history import History
from mlp.training.identity import fingerprint


def describe_training(trainer):
    """What makes a training this one and no other, name -> text: to refuse the checkpoint of another one.

    How long it is to be does not belong to it: a training that has ended can go on for more epochs.
    """
    return {
        "network": str(trainer.network.describe()),
        "dtype": str(trainer.network.dtype),
        "label_smoothing": str(trainer.network.loss.label_smoothing),
        "optimizer": repr(trainer.optimizer),
        "batch_size": str(trainer.batch_size),
        "l2": str(trainer.l2),
        "schedule": _without_address(trainer.schedule),
        "augmentation": _without_address(trainer.augmentation),
        "callbacks": ", ".join(map(_without_address, trainer.callbacks)),
        "record_every": str(trainer.record_every),
        "seed": str(trainer.seed),
        "training images": fingerprint(trainer.batches),
        "validation images": fingerprint(trainer.validation),
    }


def training_state(trainer, settings):
    """Where `trainer` stands, as nested dicts and lists of numbers, texts and arrays. settings: describe_training's."""
    position, order = trainer.batches.position()
    return {
        "settings": settings,
        "iteration": trainer.iteration,
        "stopped": trainer.stopped,
        "position": position,
        "order": order,
        "losses": trainer.losses_since_entry,
        "history": trainer.history.rows,
        "network": trainer.network.snapshot(),
        "layer generators": [rng.bit_generator.state for rng in _layer_generators(trainer)],
        "live settings": [trainer.optimizer.learning_rate, trainer.batch_size, trainer.l2],
        "steps": trainer.optimizer.steps,
        "optimizer": trainer.optimizer.state,
        "callbacks": [callback.state for callback in trainer.callbacks],
    }


def restore_training(trainer, state, settings):
    """Let `trainer` stand where `state` was taken; nothing happens when it is None.

    Raises ValueError when it is the state of another training, naming the first setting that differs.
    """
    if state is None:
        return
    for name, ours in settings.items():
        theirs = state["settings"].get(name)
        if theirs != ours:
            raise ValueError(
                f"the checkpoints in {trainer.checkpoints.folder} belong to another training: there, {name} is "
                f"{theirs}; here it is {ours}. Give each training a folder of its own"
            )
    trainer.iteration, trainer.stopped = state["iteration"], state["stopped"]
    trainer.batches.go_to(state["position"], state["order"])
    trainer.losses_since_entry, trainer.history = state["losses"], History(state["history"])
    trainer.network.restore(state["network"])
    for rng, position in zip(_layer_generators(trainer), state["layer generators"]):
        rng.bit_generator.state = position
    optimizer = trainer.optimizer
    optimizer.learning_rate, trainer.batch_size, trainer.l2 = state["live settings"]
    optimizer.restore(state["steps"], state["optimizer"])
    for callback, remembered in zip(trainer.callbacks, state["callbacks"]):
        callback.state = remembered


def _layer_generators(trainer):
    """The generators of layers that draw, such as Dropout."""
    return [layer.rng for layer in trainer.network.layers if hasattr(layer, "rng")]


def _without_address(thing):
    """How `thing` shows itself, the same in every process."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(thing))
