"""One trial: from settings that are plain data to a trained network and its history."""

import inspect

from mlp.checks import check_choice, check_data, check_labels, check_rows
from mlp.network import build_mlp
from mlp.training.checkpoints import Checkpoints
from mlp.training.history import History
from mlp.training.optimizers import SGD, Adam, AdamW, RMSprop
from mlp.training.schedules import Constant, Cosine, Exponential, InverseTime, OneCycle, Step
from mlp.training.trainer import Trainer

OPTIMIZERS = {"sgd": SGD, "rmsprop": RMSprop, "adam": Adam, "adamw": AdamW}
SCHEDULES = {
    "constant": Constant,
    "exponential": Exponential,
    "inverse_time": InverseTime,
    "step": Step,
    "cosine": Cosine,
    "one_cycle": OneCycle,
}
OF_NETWORK = ("activation", "initializer", "dropout", "batch_norm", "dtype")
OF_TRAINER = ("batch_size", "l2", "patience")


def train_trial(settings, data, seed=0, iterations=None, epochs=None, record_every=None, folder=None):
    """Train one network as `settings` say; return the entries of the table, a dict of plain data.

    settings       "hidden_sizes", a list such as [128, 64], must be there. What else may be, each with the default
                   that it has in the course:
                       activation, initializer, dropout, batch_norm, dtype    of `build_mlp`
                       optimizer     "sgd", "rmsprop", "adam" or "adamw"; and, by their names in that optimiser, its
                                     own settings: learning_rate, momentum, decay, beta1, weight_decay, …
                       schedule      its name, or a list of its name and its numbers in their order:
                                     ["exponential", 0.9], ["inverse_time", 0.001], ["step", 30, 0.1],
                                     ["cosine", 2000], ["one_cycle", 2000], "constant"
                       batch_size, l2, patience                               of `Trainer`
    data           .train and .validation, each with .images (n, inputs) and .labels (n,)
    seed           of the starting weights and of the order of the images
    iterations, epochs, record_every    as for `Trainer.fit` and `Trainer`
    folder         where to keep checkpoints, and to go on from those that are there; None: nowhere

    Returns "validation_accuracy", that of the last entry of the history, "best_validation_accuracy", the highest of
    all entries, and the history as lists, "history_iteration", "history_loss" and so on, one for each field.
    Raises ValueError for settings that are unknown or out of range, TrainingDiverged when the loss is not finite.
    """
    trainer = make_trainer(settings, data, seed, record_every)
    checkpoints = None if folder is None else Checkpoints(folder)
    trainer.begin(data.train, data.validation, epochs, iterations, checkpoints)
    while not trainer.done:  # not `fit`, which shows a bar of its own and takes Ctrl-C for an early end
        trainer.advance()
    history = trainer.finish()
    accuracies = [row["validation_accuracy"] for row in history.rows]
    return {
        "validation_accuracy": accuracies[-1],
        "best_validation_accuracy": max(accuracies),
        **history_columns(history),
    }


def history_columns(history):
    """The history's fields as lists, "history_<field>" -> list."""
    return {f"history_{field}": [row[field] for row in history.rows] for field in History.FIELDS}


def check_settings(settings):
    """Return `settings` if `train_trial` knows each name in it, or raise ValueError that names those it does not."""
    optimizer = check_choice("optimizer", settings.get("optimizer", "sgd"), OPTIMIZERS)
    known = {"hidden_sizes", "optimizer", "schedule", *OF_NETWORK, *OF_TRAINER, *_options_of(optimizer)}
    if unknown := [name for name in settings if name not in known]:
        raise ValueError(
            f"unknown setting {', '.join(map(repr, unknown))} for a network trained with {optimizer!r}; "
            f"expected some of {', '.join(sorted(known))}"
        )
    if not isinstance(settings.get("hidden_sizes"), (list, tuple)):
        raise ValueError(
            f"hidden_sizes is {settings.get('hidden_sizes')!r}; expected a list such as [128, 64], [] for none"
        )
    return settings


def make_trainer(settings, data, seed, record_every=None):
    """The `Trainer` of such settings, which are checked, ready to begin, with a new network for `data` from `seed`."""
    train = check_data(data).train
    n_inputs, n_classes = check_rows("images", train.images).shape[1], int(check_labels(train.labels).max()) + 1
    schedule = _make_schedule(settings.get("schedule", "constant"))
    return build_trainer(settings, n_inputs, n_classes, seed, schedule=schedule, record_every=record_every)


def build_trainer(settings, n_inputs, n_classes, seed, **others):
    """The same for any data; `others` are arguments of `Trainer` that are not plain data, such as callbacks."""
    check_settings(settings)
    name = settings.get("optimizer", "sgd")
    return Trainer(
        build_mlp([n_inputs, *settings["hidden_sizes"], n_classes], seed=seed, **_some(settings, OF_NETWORK)),
        OPTIMIZERS[name](**_some(settings, _options_of(name))),
        seed=seed,
        progress=False,
        **_some(settings, OF_TRAINER),
        **others,
    )


def _make_schedule(value):
    name, *numbers = [value] if isinstance(value, str) else value
    return SCHEDULES[check_choice("schedule", name, SCHEDULES)](*numbers)


def _options_of(optimizer):
    return inspect.signature(OPTIMIZERS[optimizer]).parameters


def _some(settings, names):
    return {name: settings[name] for name in names if name in settings}
