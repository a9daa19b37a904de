"""Report 004's convolutional net: what its section 5.3 describes, trained as its log in section 4.3 looks.

What the text says: the layers; pixels divided by 255; all 60,000 images to learn from, and the test images to watch
(the log has "60000/60000" and val_accuracy, and the accuracy that is reported is that one). Where it is silent, we took
Adam and batches of 32, as for its other net, and else Keras's defaults: Adam's usual settings, Glorot's start.

Two things are told in two ways. Section 5.3 stops when the accuracy was no better in 2 epochs; the log of 4.3 cannot
have (by that rule it ends at epoch 8), but ends where 3 epochs did not lower the loss. A rule only decides at which
epoch a training ends and to which it returns. So one training serves both: it goes on until both have ended it.
"""

import math

import numpy as np

from mlp.convolution import Conv2D, Flatten, MaxPool2D
from mlp.evaluation import evaluate
from mlp.evaluation.metrics import confusion_matrix
from mlp.layers import Linear, ReLU, Tanh
from mlp.network import Network
from mlp.reports.training import judge, load
from mlp.training.callbacks import Callback
from mlp.training.optimizers import Adam
from mlp.training.trainer import Trainer

RULES = {"section_5_3": ("accuracy", 2), "log": ("loss", 3)}  # what is watched, and the patience


def build_cnn(seed=0):
    """The network, 106,202 parameters, float32, with Glorot's start from `seed`.

    It pools before the activation. That gives the same numbers, because the largest of four stays the largest through
    an activation that rises, and spares three quarters of the activations.
    """
    layers, shape = [], (28, 28, 1)
    for filters, activation in ((64, ReLU), (16, Tanh)):
        convolution = Conv2D(shape, filters, 2, padding="same")
        pool = MaxPool2D(convolution.output_shape)
        layers += [convolution, pool, activation()]
        shape = pool.output_shape
    layers += [Flatten(shape), Linear(math.prod(shape), 128), ReLU(), Linear(128, 10)]
    network = Network(layers, initializer="xavier")
    rng = np.random.default_rng(seed)
    for weight, _ in network.weights():
        weight[...] = glorot_uniform(weight.shape, rng)
    return network


def glorot_uniform(shape, rng):
    """Keras's start for a weight (…, in, out): uniform within ± √(6 / (fan_in + fan_out)). Glorot, Bengio 2010, eq. 16.

    Its standard deviation is that of "xavier" in `mlp.initializers`, √(2 / (fan_in + fan_out)).
    """
    *places, n_in, n_out = shape
    limit = math.sqrt(6 / (math.prod(places) * (n_in + n_out)))
    return rng.uniform(-limit, limit, shape)


class Epochs(Callback):
    """After each epoch, what Keras prints, and how the watched images were answered; stops when all RULES have ended.

    .rows   a dict per epoch: iteration; loss and train_accuracy, means over the epoch's batches, each taken before its
            step; validation_loss, validation_accuracy of the watched images; and rounded_confusion, for answers whose
            probabilities were rounded before the largest was taken (see `report_004.count_rounded`)
    .kept   rule -> the network's snapshot at the epoch to which the rule returns
    """

    def __init__(self, watched):
        super().__init__()
        self.watched, self.rows, self.kept, self.right = watched, [], {}, []

    def after_step(self, trainer):
        """Count the batch's right answers."""
        loss = trainer.network.loss
        self.right.append(np.mean(loss.exponentials.argmax(axis=1) == loss.labels))

    def after_record(self, trainer):
        """Measure, remember the best, and stop the training when no rule wants more of it."""
        result = evaluate(trainer.network, self.watched)
        row = {"iteration": trainer.iteration, "loss": trainer.history.rows[-1]["loss"]}
        row["train_accuracy"] = float(np.mean(self.right))
        row |= {"validation_loss": float(result.loss), "validation_accuracy": result.accuracy}
        row["rounded_confusion"] = rounded_confusion(result, self.watched.labels)
        self.rows.append(row)
        self.right = []
        endings = {rule: ending(self.rows, *RULES[rule]) for rule in RULES}
        for rule, (best, _) in endings.items():
            if best == len(self.rows):
                self.kept[rule] = trainer.network.snapshot()
        if all(last for _, last in endings.values()):
            trainer.stop()


def rounded_confusion(result, labels):
    """The confusion matrix, (10, 10), of answers by rounded probabilities: 1 above one half, else 0; of ten zeros,
    `argmax` takes the first. result: an `Evaluation` of images with these labels, (n,).
    """
    return confusion_matrix(labels, (result.probabilities > 0.5).argmax(axis=1), 10)


def ending(rows, watched, patience):
    """How early stopping ends, by rows with validation_loss and validation_accuracy: (best epoch, last epoch or None).

    It ends, as Keras does, at the first epoch that is `patience` epochs after the best one so far; None: not yet.
    Epochs count from 1, and those after the last play no part.
    """
    best, lowest = 0, math.inf
    for epoch, row in enumerate(rows, start=1):
        score = row["validation_loss"] if watched == "loss" else -row["validation_accuracy"]
        if score < lowest:
            best, lowest = epoch, score
        if epoch - best >= patience:
            return best, epoch
    return best, None


def fit_cnn(setting, seed):
    """Train the net as `setting` says; `seed` decides start and order. Returns the network, `Epochs` and the parts."""
    data = load(setting.validation, setting.scaling, seed if setting.validation else 0)
    parts = {name: getattr(data, name) for name in ("train", "validation", "test")}
    network, epochs = build_cnn(seed), Epochs(parts[setting.watch])
    optimizer = Adam(setting.learning_rate, epsilon=1e-7)  # Keras's epsilon
    trainer = Trainer(network, optimizer, setting.batch_size, callbacks=[epochs], seed=seed, progress=False)
    trainer.begin(parts["train"], epochs=setting.epochs)
    while not trainer.done:  # not `fit`, which takes Ctrl-C for an early end
        trainer.advance()
    return network, epochs, parts


def train_cnn(setting, seed):
    """Train, and return the row of results, a dict.

    curve        column -> list over the epochs: iteration, loss, train_accuracy, validation_loss, validation_accuracy,
                 and rounded_accuracy, that of the answers by rounded probabilities
    train, test  as `training.judge` has them, of the network to which the log's rule returns
    validation   likewise, where the setting has validation images
    log, section_5_3   of each rule: epochs, the last; best; what Keras prints at the last, train_accuracy and
                 validation_accuracy; kept_accuracy and kept_rounded_accuracy, at the best; and rounded_confusion there
    """
    network, epochs, parts = fit_cnn(setting, seed)
    network.restore(epochs.kept["log"])
    judged = {name: judge(network, part, by_class=name == "test") for name, part in parts.items() if len(part.labels)}
    return {"curve": _curve(epochs.rows), **judged, **{rule: _ended(epochs.rows, rule) for rule in RULES}}


def _ended(rows, rule):
    best, last = ending(rows, *RULES[rule])
    last = last or len(rows)
    printed = {name: round(rows[last - 1][name], 4) for name in ("train_accuracy", "validation_accuracy")}
    kept = rows[best - 1]
    printed |= {
        "kept_accuracy": round(kept["validation_accuracy"], 4),
        "kept_rounded_accuracy": _rounded_accuracy(kept),
    }
    return {"epochs": last, "best": best, **printed, "rounded_confusion": kept["rounded_confusion"].tolist()}


def _curve(rows):
    columns = ("iteration", "loss", "train_accuracy", "validation_loss", "validation_accuracy")
    curve = {name: [round(row[name], 4) for row in rows] for name in columns}
    return curve | {"rounded_accuracy": [_rounded_accuracy(row) for row in rows]}


def _rounded_accuracy(row):
    return round(float(np.trace(row["rounded_confusion"]) / row["rounded_confusion"].sum()), 4)
