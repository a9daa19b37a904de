"""From a `Setting` and a seed to a row of results."""

import math

import numpy as np

from mlp.data import Part, load_fashion_mnist
from mlp.evaluation import evaluate
from mlp.evaluation.metrics import precision_recall_f1
from mlp.layers import LeakyReLU
from mlp.search.training import build_trainer
from mlp.training.callbacks import KeepBest

AS_IN_A_SEARCH = ("initializer", "dtype", "optimizer", "learning_rate", "l2", "batch_size")


def train(setting, seed):
    """Train as `setting` says, from `seed`: split, weights and batches follow from it. Returns the row, a dict.

    train, validation, test   what was reached there: {"accuracy", "loss"}, the loss's standard error, "loss_error", and
                for test also "confusion" and, by class, "recall", "precision" and "f1". Without validation images,
                there is no "validation"
    last_loss   the last batch's loss, with the penalty λ/2 · Σ W²;  last_loss_error   its standard error
    curve       the history, column -> list, rounded to four places

    Raises TrainingDiverged when the loss is not finite.
    """
    trainer, parts = fit(setting, seed)
    network = trainer.network
    penalty = setting.l2 / 2 * _sum_of_squares(network)
    row = {"last_loss": float(trainer.loss + penalty), "curve": _curve(trainer.history)}
    row["train"] = judge(network, _taught(setting, parts["train"]))
    images = trainer.batches.images
    last = len(images) % setting.batch_size or setting.batch_size
    row["last_loss_error"] = row["train"]["loss_error"] * math.sqrt(len(images) / last)
    if setting.validation:
        row["validation"] = judge(network, parts["validation"])
    row["test"] = judge(network, parts["test"], by_class=True)
    return row


def fit(setting, seed):
    """Train as `setting` says: the trainer at its end, and the parts as they are judged, name -> Part."""
    data = load(setting.validation, setting.scaling, seed if setting.validation else 0)
    _, trainer = prepare(setting, seed)
    parts = {name: _judged(setting, getattr(data, name)) for name in ("train", "validation", "test")}
    length = {"epochs": setting.epochs, "iterations": setting.iterations}
    trainer.fit(_taught(setting, data.train), parts[setting.watch], **length)
    if trainer.interrupted:
        raise KeyboardInterrupt
    return trainer, parts


def prepare(setting, seed):
    """The network and the trainer of a setting, ready to `fit`."""
    activation = setting.activation if isinstance(setting.activation, str) else list(setting.activation)
    settings = {name: getattr(setting, name) for name in AS_IN_A_SEARCH}
    settings |= {"hidden_sizes": list(setting.hidden), "activation": activation}
    settings |= {"momentum": setting.momentum} if setting.optimizer == "sgd" else {}
    trainer = build_trainer(
        settings,
        784,
        10,
        seed,
        schedule=setting.schedule,
        augmentation=RENORMALISE[setting.renormalise] if setting.renormalise else None,
        callbacks=[KeepBest(setting.keep, setting.patience)] if setting.keep else [],
        record_every=setting.record_every,
    )
    for layer in trainer.network.layers:
        if isinstance(layer, LeakyReLU):
            layer.slope = setting.slope
    return trainer.network, trainer


_kept = {}  # the data of the last setting


def load(validation, scaling, seed):
    """The data of a setting, kept for the next training of the same process; those of another go before."""
    setting = validation, scaling, seed
    if setting not in _kept:
        _kept.clear()
        _kept[setting] = load_fashion_mnist(*setting)
    return _kept[setting]


def judge(network, part, by_class=False):
    """Accuracy and loss of `network` on `part`, plain numbers; `by_class` adds what the test images tell of classes."""
    result = evaluate(network, part)
    losses = -np.log(np.maximum(result.probabilities[np.arange(len(part)), part.labels], 1e-30))
    error = float(losses.std() / math.sqrt(len(part)))
    scores = {"accuracy": result.accuracy, "loss": float(result.loss), "loss_error": error}
    if by_class:
        by_class = zip(("precision", "recall", "f1"), precision_recall_f1(result.confusion))
        scores.update({name: values.tolist() for name, values in by_class}, confusion=result.confusion.tolist())
    return scores


def renormalise_pixels(images, rng=None):
    """Give each pixel of a batch (n, 784) mean 0 and standard deviation 1, in place: report 003's pre-processing."""
    images -= images.mean(axis=0)
    images /= images.std(axis=0) + np.float32(1e-5)


def renormalise_batch(images, rng=None):
    """Give all pixels of a batch (n, 784) together mean 0 and standard deviation 1, in place."""
    images -= images.mean()
    images /= images.std()


RENORMALISE = {"pixel": renormalise_pixels, "batch": renormalise_batch}


def _taught(setting, part):
    """The images to learn from."""
    if setting.first_images is None:
        return part
    return Part(part.images[: setting.first_images], part.labels[: setting.first_images])


def _judged(setting, part):
    """The images as they are judged."""
    if not setting.renormalise_judged:
        return part
    images = part.images.copy()
    for start in range(0, len(images), setting.batch_size):
        RENORMALISE[setting.renormalise](images[start : start + setting.batch_size])
    return Part(images, part.labels)


def _sum_of_squares(network):
    return float(sum((weight**2).sum() for weight, _ in network.weights()))


def _curve(history):
    columns = ("iteration", "loss", "train_accuracy", "validation_accuracy", "validation_loss")
    return {name: [round(float(value), 4) for value in getattr(history, name)] for name in columns if len(history)}
