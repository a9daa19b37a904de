"""Report 004: one hidden layer of 512 sigmoids by full-batch descent; a tanh/sigmoid net with early stopping."""

from dataclasses import replace
from functools import partial

from mlp.reports.audit import cnn_parameters, dense_parameters, diagonal_accuracy
from mlp.reports.experiment import Experiment, under
from mlp.reports.setting import Setting

IMAGES = 60_000
# Its gradient is the sum over all images, ours the mean, so its learning rate of 1e-6 would be 0.06 here. But its log
# fits a rate ten times as large, and weights that start from N(0, 1): "unsaid/single, …". Raw pixels fit the log as
# well as those from 0 to 1.
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
    "cnn": "It needs convolution layers, which come with the chapter on convolution; this net is re-run there.",
}


def experiments():
    """All of them, cheap ones first."""
    return [_multilayer(), *_unsaid(), _single()]


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
