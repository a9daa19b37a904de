"""What a checkpoint holds: all that the rest of a training depends on, taken from a trainer and given back to it."""

import weakref

from mlp.training.callbacks import Callback
from mlp.training.history import History
from mlp.training.identity import checksum, describe, fingerprint, is_own
from mlp.training.optimizers import Optimizer

OF_A_START = "a checksum of the weights and generators: another initializer, another seed, or a trained network?"
_starts = weakref.WeakKeyDictionary()  # network -> {folder: its start, when its training in this folder began}


def go_on_or_begin(trainer):
    """Put `trainer` in the state of its newest checkpoint, if there is one. Returns what the training is, for the next.

    Raises ValueError for the checkpoint of another training, naming the first thing that differs; and when optimiser or
    callbacks do not say what they remember.
    """
    _check_memory(trainer)
    state, folder = trainer.checkpoints.newest(), trainer.checkpoints.folder.absolute()
    starts = _starts.setdefault(trainer.network, {})
    if state is None or folder not in starts:
        starts[folder] = _describe_start(trainer.network)
    settings = describe_training(trainer) | {"start": starts[folder]}
    if state is not None:
        _compare(settings, state["settings"], trainer.checkpoints.folder)
        _restore(trainer, state)
    return settings


def describe_training(trainer):
    """What tells this training from others, name -> text, except for the numbers it starts with.

    Its planned length is not part of it: a training that has ended can go on for more epochs.
    """
    return {
        **{part: str(described) for part, described in trainer.network.describe().items()},
        "code of your own": _own_code([trainer, trainer.network.loss, *trainer.network.layers]) or "none",
        "optimizer": _describe_part(trainer.optimizer),
        "batch_size": str(trainer.batch_size),
        "l2": str(trainer.l2),
        "schedule": describe(trainer.schedule),
        "augmentation": describe(trainer.augmentation),
        "mixing": describe(trainer.mixing),
        "callbacks": ", ".join(map(_describe_part, trainer.callbacks)) or "none",
        "record_every": str(trainer.record_every),
        "seed": str(trainer.seed),
        "training images": fingerprint(trainer.batches),
        "validation images": fingerprint(trainer.validation),
    }


def training_state(trainer, settings):
    """The state of `trainer`, as nested dicts and lists of numbers, texts and arrays. settings: describe_training's."""
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
        "layer generators": [rng.bit_generator.state for rng in trainer.network.generators()],
        "live settings": [trainer.optimizer.learning_rate, trainer.batch_size, trainer.l2],
        "steps": trainer.optimizer.steps,
        "optimizer": trainer.optimizer.state,
        "callbacks": [callback.state for callback in trainer.callbacks],
    }


def _compare(ours, theirs, folder):
    """Raise ValueError, naming the first thing that differs, when a checkpoint is of another training than this one."""
    for name, here in ours.items():
        there = theirs.get(name, "not said")
        if there != here:
            hint = f" ({OF_A_START})" if name == "start" else ""
            raise ValueError(
                f"the checkpoints in {folder} belong to another training: there, {name} is {there}; here it is "
                f"{here}{hint}. Give each training a folder of its own"
            )


def _restore(trainer, state):
    """Put `trainer` in the state that `state` holds."""
    trainer.iteration, trainer.stopped = state["iteration"], state["stopped"]
    trainer.batches.go_to(state["position"], state["order"])
    trainer.losses_since_entry, trainer.history = state["losses"], History(state["history"])
    trainer.network.restore(state["network"])
    for rng, position in zip(trainer.network.generators(), state["layer generators"]):
        rng.bit_generator.state = position
    trainer.optimizer.learning_rate, trainer.batch_size, trainer.l2 = state["live settings"]
    trainer.optimizer.restore(state["steps"], state["optimizer"])
    for callback, remembered in zip(trainer.callbacks, state["callbacks"]):
        callback.state = remembered


def _describe_start(network):
    """A checksum of what a training starts with: weights, running averages, and where layers' generators stand."""
    numbers = [f"{name} {checksum(array)}" for name, array in network.snapshot().items()]
    generators = [rng.bit_generator.state for rng in network.generators()]
    return checksum(repr((numbers, generators)))


def _describe_part(part):
    """An optimiser or a callback: what it was made with and, if its class is yours, what that does.

    What a callback writes to, such as a list of the notebook, may have grown since.
    """
    settings = part.settings() if isinstance(part, Optimizer) else part.settings
    made_with = ", ".join(f"{name}={describe(value)}" for name, value in settings.items())
    return f"{type(part).__name__}({made_with}){_own_code([part])}"


def _own_code(parts):
    """What the classes of `parts` do, those that are yours; an empty text when none is."""
    return "".join(f" {describe(type(part), logs=False)}" for part in parts if is_own(type(part)))


def _check_memory(trainer):
    """Raise ValueError for parts that cannot say what they remember: at the first save it would be too late."""
    for kind, parts in ((Optimizer, [trainer.optimizer]), (Callback, trainer.callbacks)):
        for part in parts:
            if not (isinstance(part, kind) and hasattr(part, "state") and hasattr(part, "settings")):
                raise ValueError(
                    f"checkpoints cannot keep a {type(part).__name__}; expected a class that inherits from "
                    f"{kind.__module__}.{kind.__name__}, and whose __init__, if it has one, calls super().__init__"
                )
