"""How good a network is on one part of the data."""

import copy
from dataclasses import dataclass

import numpy as np

from mlp.checks import check_images, check_labels, check_part
from mlp.evaluation.metrics import accuracy, confusion_matrix, precision_recall_f1
from mlp.losses import softmax

CHUNK = 5_000  # images per forward pass: enough to be quick, few enough to need little memory


@dataclass(frozen=True)
class Evaluation:
    """What `evaluate` found on n images.

    accuracy     the share that is right, 0 to 1;  loss  mean cross-entropy, natural logarithm
    confusion    (classes, classes) int64: entry [t, p] counts images of true class t called p
    predictions  (n,) int64;  probabilities  (n, classes)
    """

    accuracy: float
    loss: float
    confusion: np.ndarray
    predictions: np.ndarray
    probabilities: np.ndarray

    def table(self, class_names=None):
        """A pandas.DataFrame: precision, recall, F1 and support of each class, and a last row "all".

        `class_names` default to Fashion-MNIST's when there are ten classes. The last row's precision, recall and F1
        are plain means over the classes ("macro"), its support is n. Raises ValueError unless there is a name for each.
        """
        import pandas

        from mlp.data import CLASS_NAMES

        if class_names is None:
            count = len(self.confusion)
            class_names = CLASS_NAMES if count == len(CLASS_NAMES) else [str(i) for i in range(count)]
        if len(class_names) != len(self.confusion):
            raise ValueError(f"got {len(class_names)} class_names; expected {len(self.confusion)}, one for each class")
        columns = dict(zip(("precision", "recall", "F1"), precision_recall_f1(self.confusion)))
        table = pandas.DataFrame({**columns, "support": self.confusion.sum(axis=1)}, index=list(class_names))
        table.loc["all"] = [*table[["precision", "recall", "F1"]].mean(), table["support"].sum()]
        return table.astype({"support": int})


def evaluate(network, part, *surplus):
    """Run `network` over `part` (`.images` (n, inputs), `.labels` (n,)), in evaluation mode. Returns an `Evaluation`.

    It leaves no trace in the network, which may be in training meanwhile, in this thread or another.
    Raises ValueError for images or labels that do not fit the network, when there are none, and when they come as two
    arrays instead of one part.
    """
    check_part("part", part, *surplus)
    images = check_images(part.images, network.n_inputs, network.dtype)
    labels = check_labels(part.labels, network.n_classes, len(images))
    chunks = range(0, len(labels), CHUNK)
    logits = np.concatenate([network.forward(images[start : start + CHUNK]) for start in chunks])
    probabilities, predictions = softmax(logits), logits.argmax(axis=1)
    loss = copy.deepcopy(network.loss).forward(
        logits, labels
    )  # a copy: the network's own may be waiting for `backward`
    confusion = confusion_matrix(labels, predictions, network.n_classes)
    return Evaluation(accuracy(labels, predictions), loss, confusion, predictions, probabilities)
