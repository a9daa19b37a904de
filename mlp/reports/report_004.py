"""Report 004: one hidden layer of 512 sigmoids by full-batch descent; a tanh/sigmoid net with early stopping."""

from dataclasses import replace

from mlp.reports.experiment import Experiment, under
from mlp.reports.setting import Setting

IMAGES = 60_000
# Its gradient is the sum over all images, ours the mean: its learning rate of 1e-6 is 0.06 here.
SINGLE = Setting(
    hidden=(512,),
    activation="sigmoid",
    initializer=1.0,
    scaling="unit",
    watch="test",
    learning_rate=1e-6 * IMAGES,
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

COMPUTED = {}
WHY = {}


def experiments():
    """All of them, cheap ones first."""
    return [_multilayer(), *_unsaid(), _single()]


def _confusion(prefix):
    return {f"{prefix}/confusion/{i}/{j}": f"test/confusion/{i}/{j}" for i in range(10) for j in range(10)}


def _single():
    scores = under("single_hidden", test_accuracy="test/accuracy", train_accuracy="train/accuracy")
    used = {"single_hidden/hidden/0": "hidden/0"}
    printed = scores | _confusion("single_hidden")
    return Experiment("single/200", SINGLE, printed, used, details=("curve", "by_class"))


def _multilayer():
    printed = {"multilayer/test_accuracy": "test/accuracy"} | _confusion("multilayer")
    used = {"multilayer/hidden/0": "hidden/0", "multilayer/hidden/1": "hidden/1"}
    return Experiment("multilayer/tanh-sigmoid", MULTILAYER, printed, used, details=("curve", "by_class"))


def _unsaid():
    """Its input and its first weights, by its log of the training accuracy: on 6,000 images, which is as telling."""
    small = replace(SINGLE, first_images=6000, batch_size=6000)
    readings = [(scaling, start) for scaling in ("unit", "raw", "standardize") for start in (1.0, 0.1, 0.01)]
    return [
        Experiment(f"unsaid/{s}, N(0, {w}²)", replace(small, scaling=s, initializer=w), seeds=1, details=("curve",))
        for s, w in readings
    ]
