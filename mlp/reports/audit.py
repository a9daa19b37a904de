"""What a careful reader can check in the reports without training anything: each function computes one finding."""

import numpy as np

from mlp.gradient_check import check_gradients
from mlp.layers import Linear, ReLU
from mlp.network import Network, build_mlp
from mlp.reports.published import printed_log, published
from mlp.reports.training import load


def diagonal_accuracy(net):
    """The accuracy that a printed confusion matrix of report 004 gives: its diagonal's share of all its images."""
    confusion = np.array(published("004")[net]["confusion"])
    return float(np.trace(confusion) / confusion.sum())


def best_epochs():
    """Report 004: where early stopping, as it says it was set, ends, by the epochs whose log is printed.

    A dict per net: the best printed epoch by what was watched, the accuracy there, the epoch at which the stated
    patience ends, and the epoch that was the last.
    """
    found = {}
    for net, section, watched, patience in (("multilayer", "4.2", "loss", 5), ("cnn", "4.3", "accuracy", 2)):
        log = printed_log(section)
        sign = 1 if watched == "loss" else -1
        scores = {epoch: sign * score for epoch, score in zip(log["epoch"], log[f"validation_{watched}"])}
        found[net] = _patience(scores, patience) | {"last": max(scores)}
        found[net]["accuracy"] = log["validation_accuracy"][log["epoch"].index(found[net]["best"])]
    return found


def _patience(scores, patience):
    best = min(scores)
    for epoch, score in scores.items():
        if score < scores[best]:
            best = epoch
        if epoch - best >= patience:
            return {"best": best, "ends": epoch}
    return {"best": best, "ends": None}


def dense_parameters(*sizes):
    """How many weights and biases linear layers of these sizes have: report 004's (784, 128, 64, 10) have 109,386."""
    return sum(n_in * n_out + n_out for n_in, n_out in zip(sizes, sizes[1:]))


def cnn_layers():
    """How many weights and biases the layers of report 004's convolutional net have, its section 5.3: a dict.

    A filter has 2 x 2 weights per channel, and a bias; two poolings leave 7 x 7 of the 28 x 28 pixels.
    """
    return {
        "convolution 1": 64 * (2 * 2 * 1 + 1),
        "convolution 2": 16 * (2 * 2 * 64 + 1),
        "dense 1": dense_parameters(16 * 7 * 7, 128),
        "dense 2": dense_parameters(128, 10),
    }


def cnn_parameters():
    """How many it has in all."""
    return sum(cnn_layers().values())


def largest_fall_of_004(learning_rate=1e-6, steps=200):
    """Report 004, section 5.1: by how much its loss can fall if it is divided by the number of images, as it says.

    A step of gradient descent lowers the loss by about learning_rate · |G|². (loss, fall): where a net of its sizes
    with weights from N(0, 1) starts on 6,000 images with pixels from 0 to 1, and what so many steps take off that if
    none of them is less steep than the first.
    """
    train = load(0, "unit", 0).train
    net = build_mlp([784, 512, 10], "sigmoid", 1.0, dtype="float64", seed=0)
    loss = net.loss_and_gradient(train.images[:6000], train.labels[:6000])
    return loss, learning_rate * steps * float(net.gradient @ net.gradient)


def tolerance(absolute=1e-4):
    """Report 001: how wrong each of its seven gradients could be and still pass |difference| <= 1e-4. A frame.

    error     of the printed pair, relative to the larger;  accepted   the relative error that would still pass
    zero_misses_by   how many times too large the error of the answer 0 would be: nearly 1 means nearly passed
    """
    import pandas

    frame = pandas.DataFrame(published("001")["gradient_check"]["rows"], columns=["parameter", "derivative", "numeric"])
    size = frame[["derivative", "numeric"]].abs().max(axis=1)
    frame["error"] = (frame.derivative - frame.numeric).abs() / size
    frame["accepted"] = absolute / size
    frame["zero_misses_by"] = size / absolute
    return frame


def black_of_001():
    """Report 001: the value of black, as its Table 1 may have it, and as three ways to standardise make it. A dict.

    The weight from pixel 0 has the gradient Σ x_i0 dz_i0, the bias of the same unit Σ dz_i0. Pixel 0, a corner, is
    black in all but a few images; where black is one number, it is the quotient, if both gradients are of the same
    weights. The report resets the weights between its rows, so "by its table" is a guess; that the gradient is not 0
    is none: pixel 0 is not 0 there.
    """
    rows = published("001")["gradient_check"]["rows"]
    pixels = load(0, "raw", 0).train.images  # whole numbers: sums in float64 are exact, without a copy in float64
    means = pixels.mean(axis=1, dtype="float64")
    squares = np.einsum("np,np->n", pixels, pixels, dtype="float64") / pixels.shape[1]
    by_image, deviation = -means / np.sqrt(squares - means**2), np.sqrt(squares.mean() - means.mean() ** 2)
    return {
        "by its table": rows[5][1] / rows[2][1],
        "one mean for all": -means.mean() / deviation,
        "a mean per pixel": abs(pixels[:, 0].mean(dtype="float64") / deviation),
        "by image, 5 %": float(np.quantile(by_image, 0.05)),
        "by image, 95 %": float(np.quantile(by_image, 0.95)),
    }


def errors_by_step(steps, dtype="float64", seed=0):
    """Report 001: the relative error of its numeric gradient for each step h, in a 784-50-50-10 net of tanh.

    steps   (n,);  dtype   "float64" or "float32", in which the losses are computed

    Returns (n,) float64. The gradient that it is held against is that of the backward pass in float64, for one weight
    of the second hidden layer, on ten images.
    """
    train = load(0, "standardize", 0).train
    images, labels = train.images[:10], train.labels[:10]
    net = build_mlp([784, 50, 50, 10], "tanh", "xavier", dtype="float64", seed=seed)
    net.loss_and_gradient(images, labels)
    gradient = net.views(net.gradient)[2, "weight"].reshape(-1)  # of the second hidden layer
    place = int(np.argmax(np.abs(gradient)))
    exact, net = gradient[place], net.copy(dtype=dtype)
    weights = net.views(net.parameters)[2, "weight"].reshape(-1)
    start, errors = float(weights[place]), []
    for step in steps:
        weights[place] = start + step
        above = net.loss_and_gradient(images, labels)
        weights[place] = start - step
        below = net.loss_and_gradient(images, labels)
        errors.append(abs((above - below) / (2 * step) / exact - 1))
    return np.array(errors)


class ReLUAsPrinted(ReLU):
    """Report 000's equation 3.2.2: backward max(dY, 0), which looks at the wrong sign."""

    def backward(self, d_output):
        """dY -> max(dY, 0)."""
        return np.maximum(d_output, 0)


def relu_equation(seed=0):
    """Report 000: the largest relative error that a gradient check finds with its ReLU and with the right one."""
    test = load(0, "unit", 0).train
    images, labels = test.images[:20], test.labels[:20]
    nets = {
        name: Network([Linear(784, 20), layer(), Linear(20, 10)], dtype="float64", seed=seed)
        for name, layer in (("as printed", ReLUAsPrinted), ("dY where Y > 0", ReLU))
    }
    return {name: check_gradients(net, images, labels).max_relative_error for name, net in nets.items()}


def softmax_indexing():
    """Report 000's dx[np.arange(x), y] -= 1, with x an array of scores (n, 10): the name of its error."""
    x, y = np.zeros((4, 10)), np.zeros(4, int)
    try:
        x.copy()[np.arange(x), y] -= 1
    except Exception as error:
        return type(error).__name__
    return None


def variance_or_deviation():
    """Report 003: the loss before training when √(2/n) is a weight's variance, as printed, and its standard deviation.

    ln 10 = 2.30 is a net that knows nothing; far above it, the first steps have to undo the start.
    """
    train = load(0, "standardize", 0).train
    network = build_mlp([784, 500, 324, 10], seed=0)
    losses = {"standard deviation": network.loss_and_gradient(train.images[:1000], train.labels[:1000])}
    for layer in network.layers:
        if isinstance(layer, Linear):  # from √(2/n) to √√(2/n)
            layer.weight *= (2 / layer.n_in) ** -0.25
    losses["variance"] = network.loss_and_gradient(train.images[:1000], train.labels[:1000])
    return losses


def top_ten():
    """Report 003's Table 2: what separates its ten rows, which it ranked by their test accuracy, beside chance."""
    rows, searched = published("003")["top10"], published("003")["searched"]
    accuracies = [row["test_accuracy"] for row in rows]
    best = max(accuracies)
    return {
        "best minus tenth": best - min(accuracies),
        "one standard error": (best * (1 - best) / 10_000) ** 0.5,
        "validation minus test": published("003")["best"]["val_accuracy"] - best,
        "decays that Table 1 does not list": sorted({row["lr_decay"] for row in rows} - {*searched["lr_decay"]}),
        "different penalties": len({row["l2"] for row in rows}),
    }


def repeated_settings():
    """Pairs of numbers that a report prints for one and the same setting: its own noise. A dict, report -> accuracies.

    Six rows of 002's Table 1 leave everything at its optimum (Table 2); 000 has its best point in Tables 3 and 4.
    """
    optimum = {"Neuron Layer": 128, "Batch Size": 128, "Learning Rate": 1, "Decay": 0.1, "Momentum": 0.8}
    optimum["L2 Reg Weight"] = 0
    rows = published("002")["one_at_a_time"]
    grid, random = published("000")["grid_search"], published("000")["random_search"]
    best = published("000")["best"]
    return {
        "002": [row["val_accuracy"] for row in rows if row["value"] == optimum[row["parameter"]]],
        "000": [row["val_accuracy"] for row in [*grid, *random] if all(row[name] == best[name] for name in best)],
    }


def collapsed_row():
    """Report 002, L2 = 0.1: how many images of the one class that is always answered its two accuracies make, of 6,000.

    A net that always gives the same answer is right on that class's images: some of them are among the 45,000, the
    others among the 15,000. The two printed accuracies do not add up to 6,000, so the training accuracy is not that of
    the finished net on all training images.
    """
    row = next(r for r in published("002")["one_at_a_time"] if (r["parameter"], r["value"]) == ("L2 Reg Weight", 0.1))
    return row["train_accuracy"] * 45_000 + row["val_accuracy"] * 15_000
