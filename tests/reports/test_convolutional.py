"""Report 004's convolutional net: its layers and start, its two ways to stop, what is stored of a training."""

from dataclasses import replace

import numpy as np
import pytest

from mlp.data import Part
from mlp.evaluation import Evaluation
from mlp.layers import ReLU, Tanh
from mlp.network import Network
from mlp.reports import convolutional
from mlp.reports.convolutional import RULES, build_cnn, ending, glorot_uniform, rounded_confusion, train_cnn
from mlp.reports.published import printed_log, published
from mlp.reports.report_004 import CNN


def rows(losses, accuracies=None):
    return [
        {"validation_loss": loss, "validation_accuracy": accuracy}
        for loss, accuracy in zip(losses, accuracies or losses, strict=True)
    ]


def test_the_network_is_the_printed_one():
    network = build_cnn(seed=0)
    table = network.summary()
    assert table.parameters[table.parameters > 0].tolist() == [320, 4112, 100_480, 1290, 106_202]
    assert len(network.parameters) == published("004")["cnn"]["parameters"]
    assert [type(layer) for layer in network.layers if isinstance(layer, (ReLU, Tanh))] == [ReLU, Tanh, ReLU]


def test_pooling_before_the_activation_gives_the_same_numbers_and_gradients():
    """The report's own order has the activation first."""
    ours, layers = build_cnn(seed=3), build_cnn(seed=3).layers
    for place in (1, 4):
        layers[place], layers[place + 1] = layers[place + 1], layers[place]
    printed = Network(layers)
    printed.parameters = ours.parameters
    rng = np.random.default_rng(0)
    images, labels = rng.random((20, 784), dtype=np.float32), rng.integers(0, 10, 20)
    assert ours.loss_and_gradient(images, labels) == pytest.approx(printed.loss_and_gradient(images, labels), abs=1e-6)
    np.testing.assert_allclose(ours.gradient, printed.gradient, rtol=0, atol=1e-6)


def test_the_start_is_glorots():
    rng = np.random.default_rng(0)
    weight, fans = glorot_uniform((2, 2, 64, 16), rng), 4 * (64 + 16)
    limit = np.sqrt(6 / fans)
    assert 0.98 * limit < np.abs(weight).max() <= limit and abs(weight.mean()) < 0.02 * limit
    assert weight.std() == pytest.approx(np.sqrt(2 / fans), rel=0.03)
    first, again, other = (build_cnn(seed).parameters for seed in (0, 0, 1))
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    assert not build_cnn(0).layers[0].bias.any()


def test_early_stopping_ends_as_kerass():
    assert ending(rows([3, 2, 1, 4, 5, 6, 0]), "loss", 3) == (3, 6)  # what comes after plays no part
    assert ending(rows([3, 2, 1, 4, 5]), "loss", 3) == (3, None)
    assert ending(rows([1, 1, 1]), "loss", 2) == (1, 3)  # an equal one is no better
    assert ending(rows([0, 0, 0], [0.1, 0.3, 0.2]), "accuracy", 2) == (2, None)


def test_the_printed_log_ends_by_its_loss_and_not_as_section_5_3_says():
    log = printed_log("4.3")
    printed = rows(log["validation_loss"], log["validation_accuracy"])
    best, last = ending(printed, *RULES["log"])
    assert (log["epoch"][best - 1], log["epoch"][last - 1]) == (6, 9) and last == len(printed)
    _, last = ending(printed, *RULES["section_5_3"])
    assert log["epoch"][last - 1] == 8


def test_rounded_answers_of_an_unsure_network_are_t_shirts():
    probabilities = np.array([[0.1, 0.9], [0.45, 0.55], [0.2, 0.4], [0.3, 0.4]]) @ np.eye(2, 10)
    result = Evaluation(0.0, 0.0, None, None, probabilities)
    matrix = rounded_confusion(result, np.array([1, 0, 1, 0]))
    assert matrix.sum() == 4 and matrix[0, 0] == 1 and matrix[0, 1] == 1 and matrix[1, 0] == 1 and matrix[1, 1] == 1


def test_a_training_stores_both_endings(monkeypatch):
    rng = np.random.default_rng(0)
    labels = np.arange(96) % 10
    images = np.repeat(np.eye(10, dtype=np.float32), 79, axis=1)[:, :784][labels] + rng.random((96, 784)) / 2
    part = Part(images.astype(np.float32), labels)

    class Parts:
        train = test = part
        validation = Part(part.images[:0], part.labels[:0])

    monkeypatch.setattr(convolutional, "load", lambda *setting: Parts)
    row = train_cnn(replace(CNN, epochs=3), 0)
    assert row["curve"]["iteration"] == [3, 6, 9] and {len(column) for column in row["curve"].values()} == {3}
    for rule in RULES:
        ended = row[rule]
        assert ended["epochs"] <= 3 and np.sum(ended["rounded_confusion"]) == 96
        assert ended["validation_accuracy"] == row["curve"]["validation_accuracy"][ended["epochs"] - 1]
        assert ended["kept_accuracy"] == row["curve"]["validation_accuracy"][ended["best"] - 1]
        assert ended["kept_rounded_accuracy"] == row["curve"]["rounded_accuracy"][ended["best"] - 1]
    assert row["test"]["accuracy"] == pytest.approx(row["log"]["kept_accuracy"], abs=1e-4)
    assert np.sum(row["test"]["confusion"]) == 96 and "validation" not in row
    assert row["curve"]["train_accuracy"][2] > row["curve"]["train_accuracy"][0]
