"""One trial: plain settings reach the parts they are meant for, and a training goes on where it was left."""

from types import SimpleNamespace

import numpy as np
import pytest

from mlp import SGD, Adam, AdamW, RMSprop, Trainer, TrainingDiverged, build_mlp
from mlp.search import HISTORY, train_trial
from mlp.training.schedules import Cosine, Exponential, InverseTime, OneCycle, Step
from tests.search.search_runs import Data

DATA = Data()


def by_hand(network=None, optimizer=None, **trainer):
    """The history of a training without the search."""
    network = build_mlp([4, 6, 3], seed=2, **network or {})
    trainer = Trainer(network, optimizer or SGD(), seed=2, progress=False, **trainer)
    return trainer.fit(DATA.train, DATA.validation, iterations=20)


@pytest.mark.parametrize("settings, expected", [
    ({}, {}),
    ({"learning_rate": 0.03, "momentum": 0.9, "nesterov": True},
     {"optimizer": SGD(0.03, momentum=0.9, nesterov=True)}),
    ({"optimizer": "rmsprop", "decay": 0.8}, {"optimizer": RMSprop(decay=0.8)}),
    ({"optimizer": "adam", "beta1": 0.8}, {"optimizer": Adam(beta1=0.8)}),
    ({"optimizer": "adamw", "weight_decay": 0.5}, {"optimizer": AdamW(weight_decay=0.5)}),
    ({"activation": "tanh", "initializer": "xavier", "dropout": 0.2, "batch_norm": True, "dtype": "float64"},
     {"network": {"activation": "tanh", "initializer": "xavier", "dropout": 0.2, "batch_norm": True,
                  "dtype": "float64"}}),
    ({"batch_size": 10, "l2": 0.1, "patience": 1}, {"batch_size": 10, "l2": 0.1, "patience": 1}),
    ({"schedule": ["exponential", 0.5], "batch_size": 50}, {"schedule": Exponential(0.5), "batch_size": 50}),
    ({"schedule": ["inverse_time", 0.1]}, {"schedule": InverseTime(0.1)}),
    ({"schedule": ["step", 1, 0.1]}, {"schedule": Step(1, 0.1)}),
    ({"schedule": ["cosine", 20]}, {"schedule": Cosine(20)}),
    ({"schedule": ["one_cycle", 20]}, {"schedule": OneCycle(20)}),
    ({"schedule": "constant"}, {}),
])  # fmt: skip
def test_every_setting_reaches_its_place(settings, expected):
    result = train_trial({"hidden_sizes": [6], **settings}, DATA, seed=2, iterations=20)
    history = by_hand(**expected)
    for name in HISTORY:
        assert result[name] == [row[name.removeprefix("history_")] for row in history.rows], name
    assert result["validation_accuracy"] == history.validation_accuracy[-1]
    assert result["best_validation_accuracy"] == max(history.validation_accuracy)


def test_no_hidden_layer_is_a_network_too_and_the_history_is_as_fine_as_asked():
    result = train_trial({"hidden_sizes": []}, DATA, iterations=9, record_every=2)
    assert result["history_iteration"] == [2, 4, 6, 8, 9]


def test_a_training_goes_on_from_its_folder_to_the_same_end(tmp_path):
    settings = {"hidden_sizes": [6], "momentum": 0.9, "dropout": 0.1, "schedule": ["cosine", 30]}
    whole = train_trial(settings, DATA, iterations=30)
    train_trial(settings, DATA, iterations=11, folder=tmp_path)
    rest = train_trial(settings, DATA, iterations=30, folder=tmp_path)
    assert rest["history_iteration"][-1] == 30 and 11 in rest["history_iteration"]
    assert rest["history_validation_loss"][-1] == whole["history_validation_loss"][-1]


def test_a_loss_that_is_not_finite_is_told():
    with np.errstate(all="ignore"), pytest.raises(TrainingDiverged):
        train_trial({"hidden_sizes": [6], "learning_rate": 1e30}, DATA, iterations=20)


@pytest.mark.parametrize("settings, words", [
    ({"hidden": [4]}, "unknown setting 'hidden' for a network trained with 'sgd'; expected some of .*hidden_sizes"),
    ({"hidden_sizes": [4], "optimizer": "adam", "momentum": 0.9}, "unknown setting 'momentum' .* with 'adam'"),
    ({"hidden_sizes": [4], "optimizer": "adagrad"}, "optimizer is 'adagrad'; expected one of 'sgd'"),
    ({"hidden_sizes": 4}, "hidden_sizes is 4; expected a list such as"),
    ({}, "hidden_sizes is None; expected a list such as"),
    ({"hidden_sizes": [4], "schedule": "cosinus"}, "schedule is 'cosinus'; expected one of 'constant'"),
    ({"hidden_sizes": [4], "seed": 3}, "unknown setting 'seed'"),
])  # fmt: skip
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        train_trial(settings, DATA, iterations=1)


def with_train(images, labels):
    return SimpleNamespace(train=SimpleNamespace(images=images, labels=labels), validation=DATA.validation)


@pytest.mark.parametrize("data, words", [
    (DATA.train, "data is of type .*; expected .train and .validation, as load_fashion_mnist gives them"),
    (SimpleNamespace(train=DATA.train), "data is of type SimpleNamespace; expected .train and .validation"),
    (SimpleNamespace(train=DATA.train.images, validation=DATA.validation),
     "data.train is of type ndarray .*; expected images and their labels"),
    (with_train(images=DATA.train.images.reshape(-1, 2, 2), labels=DATA.train.labels),
     r"images have shape .*; expected \(n, d\), one image per row: use images.reshape\(.*, 4\)"),
    (with_train(images=DATA.train.images, labels=["bag"] * len(DATA.train.labels)),
     "labels are names, such as 'bag'"),
])  # fmt: skip
def test_bad_data_is_refused(data, words):
    with pytest.raises(ValueError, match=words):
        train_trial({"hidden_sizes": [4]}, data, iterations=1)
