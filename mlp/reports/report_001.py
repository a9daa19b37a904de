"""Report 001: a gradient check (its Table 1), and 13 small nets by activation and topology."""

from dataclasses import replace

import numpy as np

from mlp.layers import Linear
from mlp.reports.experiment import Experiment, hidden_under, under
from mlp.reports.published import published
from mlp.reports.setting import Setting
from mlp.reports.training import load, prepare

# Its momentum must be the average V <- 0.9 V + 0.1 G: with V <- 0.9 V + G, learning rates of 0.5 fail ("unsaid/…").
# The average takes steps a tenth as long, so a tenth of the printed learning rate is the same training here.
AVERAGE = 0.1
NETS = Setting(hidden=(50, 50), initializer=1.0, validation=12_000, keep="loss", momentum=0.9, batch_size=64, slope=0.1)

EPSILON = 0.01
COMPUTED = {"gradient_check/epsilon": lambda: EPSILON}
FITTED = tuple(f"test_accuracy/{i}" for i in range(5))  # the nets by which a reading was chosen ("unsaid/…")
WHY = {
    **{
        f"test_accuracy/{i}/learning_rate": "Its momentum must be an average, whose steps are a tenth as long."
        for i in range(13)
    },
    **{
        f"gradient_check/rows/{i}": "Our pixels have each its own mean taken off, so corners that are black are 0, and "
        "so are the gradients of their weights. Its own are not, so it scaled its images in another way."
        for i in (5, 6)
    },
}


def experiments():
    """All of them, cheap ones first."""
    return [*_gradient_checks(), *_nets(), *_words(), *_unsaid()]


def _nets():
    found = []
    for i, row in enumerate(published("001")["test_accuracy"]):
        prefix = f"test_accuracy/{i}"
        used = hidden_under(prefix, row["hidden"]) | under(prefix, l2="l2", epochs="epochs")
        used |= {f"{prefix}/learning_rate": "learning_rate"}
        if i == 0:
            used |= {"common/batch_size": "batch_size", "common/momentum": "momentum", "common/epochs/0": "epochs"}
        if i == 1:
            used |= {"common/epochs/1": "epochs"}
        printed = under(prefix, accuracy="test/accuracy")
        found.append(Experiment(f"nets/{i:02d}", setting_of(row), printed, used, details=("curve",)))
    return found


def setting_of(row, average=AVERAGE, **changes):
    """The `Setting` of a printed net; `average` is the weight of the gradient in the momentum's average."""
    return replace(
        NETS,
        hidden=tuple(row["hidden"]),
        activation=row["activation"].split("(")[0],
        learning_rate=row["learning_rate"] * average,
        l2=row["l2"],
        epochs=row["epochs"],
        **changes,
    )


def _words():
    """What it says and prints no number of: at its 0.5, ReLU and leaky ReLU have "very poor performance"; 30 epochs."""
    rows = published("001")["test_accuracy"][3:5]
    settings = {
        row["activation"].partition("(")[0]: setting_of(row | {"learning_rate": 0.5, "epochs": 30}) for row in rows
    }
    return [Experiment(f"words/{name} at 0.5", setting, details=("curve",)) for name, setting in settings.items()]


def _unsaid():
    """How it sums up its gradients, draws its weights and scales its pixels, on its first five nets."""
    readings = {
        "sum, Kaiming": (1.0, {"initializer": "kaiming"}),
        "sum, N(0, 1)": (1.0, {}),
        "average, Kaiming": (AVERAGE, {"initializer": "kaiming"}),
        "average, N(0, 1), pixels from -1 to 1": (AVERAGE, {"scaling": "symmetric"}),
    }
    return [
        Experiment(f"unsaid/{reading}/{i:02d}", setting_of(row, average, **changes), seeds=1, details=("curve",))
        for reading, (average, changes) in readings.items()
        for i, row in enumerate(published("001")["test_accuracy"][:5])
    ]


CHECKED = [  # the rows of its Table 1: the linear layer's number, and a place in its bias or weight
    (2, "bias", 0),
    (1, "bias", 0),
    (0, "bias", 0),
    (1, "weight", (0, 0)),
    (1, "weight", (1, 1)),
    (0, "weight", (0, 0)),
    (0, "weight", (1, 1)),
]


def _gradient_checks():
    """Its Table 1. Two of its rows are weights of corner pixels, which are nearly always black.

    Standardised as here, with the mean image taken off, black corners are 0 and so are these gradients; the printed
    ones are not: `audit.black_of_001` reads from them what its black was. Scaled to -1 … 1, where black is -1, ours
    are not 0 either.
    """
    printed = {f"gradient_check/rows/{i}/{j}": f"rows/{i}/{j - 1}" for i in range(len(CHECKED)) for j in (1, 2)}
    setting = Setting(hidden=(50, 50), activation="tanh", initializer=1.0, dtype="float64")
    used = {"gradient_check/hidden/0": "hidden/0", "gradient_check/hidden/1": "hidden/1"}
    symmetric = replace(setting, scaling="symmetric")
    return [
        Experiment("gradient_check/tanh", setting, printed, used, seeds=20, quick=True, run=check_seven),
        Experiment("unsaid_check/symmetric", symmetric, seeds=20, run=check_seven),
    ]


def check_seven(setting, seed, epsilon=EPSILON):
    """Its Table 1 on weights of our own: {"rows": [[derivative, central difference with epsilon], …]} in its order.

    Ten images, the first of each class after a shuffle by `seed`.
    """
    train = load(0, setting.scaling, 0).train
    order = np.random.default_rng(seed).permutation(len(train))
    chosen = [order[np.argmax(train.labels[order] == label)] for label in range(10)]
    images, labels = train.images[chosen], train.labels[chosen]
    network, _ = prepare(setting, seed)
    network.loss_and_gradient(images, labels)
    gradient = network.gradient.copy()
    linear = [i for i, layer in enumerate(network.layers) if isinstance(layer, Linear)]
    rows = []
    for layer, name, place in CHECKED:
        weights = network.views(network.parameters)[linear[layer], name]
        start, losses = weights[place], []
        for moved in (start + epsilon, start - epsilon):
            weights[place] = moved
            losses.append(network.loss_and_gradient(images, labels))
        weights[place] = start
        derivative = network.views(gradient)[linear[layer], name][place]
        rows.append([float(derivative), float((losses[0] - losses[1]) / (2 * epsilon))])
    return {"rows": rows}
