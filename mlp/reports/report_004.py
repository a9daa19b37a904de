"""Report 004: one hidden layer of 512 sigmoids by full-batch descent; a tanh/sigmoid net with early stopping; a CNN."""

from dataclasses import replace
from functools import partial

import numpy as np

from mlp.evaluation import evaluate
from mlp.reports.audit import cnn_parameters, dense_parameters, diagonal_accuracy
from mlp.reports.convolutional import train_cnn
from mlp.reports.experiment import Experiment, under
from mlp.reports.setting import Setting
from mlp.reports.training import fit

IMAGES = 60_000
# Section 4 divides the pixels by 255. Section 5.1 divides the loss by the number of samples; but then a learning rate
# of 1e-6 would move nothing (`audit.largest_fall_of_004`). With a gradient summed over all images it would be 0.06
# here, where the gradient is the mean. The log fits a rate ten times as large as that, and weights that start from
# N(0, 1): "unsaid/single, …".
PRINTED_RATE = 1e-6 * IMAGES
SINGLE = Setting(
    hidden=(512,),
    activation="sigmoid",
    initializer=1.0,
    scaling="unit",
    watch="test",
    learning_rate=10 * PRINTED_RATE,
    batch_size=IMAGES,
    iterations=200,
    record_every=10,
)
MULTILAYER = Setting(
    hidden=(128, 64),
    activation=("tanh", "sigmoid"),
    initializer="xavier",
    scaling="unit",
    watch="test",
    keep="loss",
    patience=5,
    optimizer="adam",
    learning_rate=0.001,
    batch_size=32,
    epochs=100,
)
CNN = Setting(scaling="unit", watch="test", optimizer="adam", learning_rate=0.001, batch_size=32, epochs=50)

# The accuracies at the end of the logs by which the readings were chosen; the matrices had no part in it.
FITTED = ("single_hidden/train_accuracy", "single_hidden/test_accuracy", "multilayer/test_accuracy")
OWN = tuple(f"{net}/accuracy_of_printed_confusion" for net in ("single_hidden", "multilayer", "cnn"))
COMPUTED = {
    "multilayer/parameters": lambda: dense_parameters(784, 128, 64, 10),
    "cnn/parameters": cnn_parameters,
    **{path: partial(diagonal_accuracy, path.partition("/")[0]) for path in OWN},
}
WHY = {
    "single_hidden": "At this rate the accuracy jumps by points from step to step, in its log as in ours, so a cell "
    "depends on which step was the last.",
    "multilayer": "Its matrix counts, it seems, each image without a probability above one half as a T-shirt (chapter "
    "13 shows it); ours takes the largest probability.",
    "cnn/confusion": "This matrix, too, seems to count each image without a probability above one half as a T-shirt.",
}


def experiments():
    """All of them, cheap ones first."""
    return [_multilayer(), _rounded(), *_unsaid(), _single(), *_convolutional()]


def _confusion(prefix):
    return {f"{prefix}/confusion/{i}/{j}": f"test/confusion/{i}/{j}" for i in range(10) for j in range(10)}


def _single():
    scores = under("single_hidden", test_accuracy="test/accuracy", train_accuracy="train/accuracy")
    used = {"single_hidden/hidden/0": "hidden/0"}
    printed = scores | _confusion("single_hidden")
    return Experiment("single/200", SINGLE, printed, used, seeds=2, details=("curve", "by_class"))


def _multilayer():
    printed = {"multilayer/test_accuracy": "test/accuracy"} | _confusion("multilayer")
    used = {"multilayer/hidden/0": "hidden/0", "multilayer/hidden/1": "hidden/1"}
    return Experiment("multilayer/tanh-sigmoid", MULTILAYER, printed, used, details=("curve", "by_class"))


def _rounded():
    """The same network, and what becomes of its answers when its probabilities are rounded first."""
    return Experiment("rounded/tanh-sigmoid", MULTILAYER, run=count_rounded)


def count_rounded(setting, seed):
    """Train, and answer the test images twice: by the largest probability, and by the largest *rounded* one.

    Rounded, a probability above one half is 1 and all others are 0. Of ten zeros `argmax` takes the first, T-shirt.

    right, rounded_right   how many answers are right;  unsure   how many images have no probability above one half
    shirts, rounded_shirts   per class, how many of its images are called T-shirt: lists of ten
    """
    trainer, parts = fit(setting, seed)
    labels = parts["test"].labels
    probabilities = evaluate(trainer.network, parts["test"]).probabilities
    row = {"unsure": int(np.sum(probabilities.max(axis=1) <= 0.5))}
    for name, answers in (("", probabilities.argmax(axis=1)), ("rounded_", (probabilities > 0.5).argmax(axis=1))):
        row[f"{name}right"] = int(np.sum(answers == labels))
        row[f"{name}shirts"] = np.bincount(labels[answers == 0], minlength=10).tolist()
    return row


def _convolutional():
    """Its third network, once: its training is ended by both of the rules that the report tells."""
    log = under(
        "cnn", epochs="log/epochs", train_accuracy="log/train_accuracy", test_accuracy="log/validation_accuracy"
    )
    text = {name: f"section_5_3/{name}" for name in ("epochs", "train_accuracy")}
    text = under("cnn/section_5_3", **text, test_accuracy="section_5_3/validation_accuracy")
    printed = log | text | _confusion("cnn")
    return [Experiment("cnn/batch-32", CNN, printed, details=("curve", "by_class"), run=train_cnn)]


def _unsaid():
    """Input, first weights and learning rate of the first net, judged by its log: on 6,000 images, which is as telling.

    And the optimiser and batch size of the second.
    """
    small = replace(SINGLE, first_images=6000, batch_size=6000)
    first = {
        f"single, {scaling}, N(0, {start}²), rate {times}e-6": replace(
            small, scaling=scaling, initializer=start, learning_rate=times * PRINTED_RATE
        )
        for scaling in ("unit", "raw")
        for start in (1.0, 0.1, 0.01)
        for times in (1, 10)
    }
    second = {
        "multilayer, SGD, batch 32": replace(MULTILAYER, optimizer="sgd", learning_rate=0.01),
        "multilayer, RMSprop, batch 32": replace(MULTILAYER, optimizer="rmsprop"),
        "multilayer, Adam, batch 128": replace(MULTILAYER, batch_size=128),
        "multilayer, Adam, batch 256": replace(MULTILAYER, batch_size=256),
    }
    return [Experiment(f"unsaid/{name}", s, seeds=1, details=("curve",)) for name, s in (first | second).items()]
