"""The networks that come with the course: they load, they are good, they are small, and they are the reports' own."""

from dataclasses import replace

import numpy as np
import pytest

from mlp import evaluate, load_fashion_mnist
from mlp.data import stratified_split
from mlp.inside import linear_layers
from mlp.reports import convolutional, published
from mlp.reports.convolutional import build_cnn
from mlp.reports.report_003 import setting_of
from mlp.reports.report_004 import CNN
from mlp.reports.training import prepare
from mlp.studies import pretrained, read
from mlp.studies.pretrained import (
    FOLDER,
    NETWORKS,
    OF_000,
    OF_002,
    OF_003,
    Recipe,
    load_pretrained,
    pretrained_card,
    pretrained_data,
)

SIZES = {
    "128-64": [784, 128, 64, 10],
    "500-324": [784, 500, 324, 10],
    "report_000": [784, 128, 64, 10],
    "report_002": [784, 128, 128, 10],
    "report_003": [784, 500, 324, 10],
}


@pytest.mark.parametrize("name", SIZES)
def test_it_is_as_good_as_its_recipe_makes_it_on_images_it_has_not_learned_from(name):
    network = load_pretrained(name)
    layers = linear_layers(network)
    assert [layers[0].n_in, *(layer.n_out for layer in layers)] == SIZES[name]
    accuracy = evaluate(network, pretrained_data(name).validation).accuracy
    assert accuracy > {"report_000": 0.88, "report_002": 0.86}.get(name, 0.89)
    assert (FOLDER / f"{name}.npz").stat().st_size < 3_000_000
    (stored,) = [row for row in read("pretrained", "networks").itertuples() if row.network == name]
    assert stored.validation_accuracy == pytest.approx(accuracy, abs=6e-5)
    assert stored.weight_std == pytest.approx([layer.weight.std() for layer in layers], rel=1e-3)
    card = pretrained_card(name)
    assert (card["name"], card["seed"], card["recipe"]) == (name, 0, NETWORKS[name].words)
    assert (card["parameters"], card["scaling"]) == (len(network.parameters), NETWORKS[name].scaling)
    assert card["layers"] == [type(layer).__name__ for layer in network.layers]
    assert card["validation_accuracy"] == pytest.approx(accuracy, abs=2e-4)
    assert card["test_accuracy"] == pytest.approx(stored.test_accuracy, abs=2e-4)


def test_the_reports_networks_start_and_train_as_their_reports_say():
    """What is printed of them, and the first weights; 002's split holds the validation images out, as all others do."""
    for setting, start in ((OF_000, 0.01), (OF_002, 0.01), (OF_003, "kaiming")):
        network, trainer = prepare(setting, 0)
        first = linear_layers(network)[0].weight.std()
        assert first == pytest.approx(0.01 if start == 0.01 else np.sqrt(2 / 784), rel=0.01)
        assert trainer.l2 == setting.l2
    best, optimal = published("000")["best"], published("002")["optimal"]
    assert (OF_000.learning_rate, OF_000.l2) == (best["learning_rate"], best["reg"])
    assert OF_003 == setting_of(published("003")["top10"][0])
    assert OF_000.iterations == published("000")["full_training"]["iterations"]
    assert (OF_002.learning_rate, OF_002.momentum, OF_002.epochs) == tuple(
        optimal[name] for name in ("learning_rate", "momentum", "epochs")
    )
    labels = load_fashion_mnist(validation=0, scaling="raw").train.labels
    validation = stratified_split(labels, 5000, 0)[1]
    for setting in (OF_000, OF_002, OF_003):
        assert set(validation) <= set(stratified_split(labels, setting.validation, 0)[1])


@pytest.fixture
def trained(monkeypatch, tmp_path):
    """Networks in a folder of the test's own, made by a recipe that does not train: the stored one of 128-64."""
    network = load_pretrained("128-64")
    monkeypatch.setattr(pretrained, "FOLDER", tmp_path)
    recipes = {
        name: Recipe("standardize", "as it was", lambda seed: network.copy(), name == "small")
        for name in ("small", "whole")
    }
    monkeypatch.setattr(pretrained, "NETWORKS", recipes)
    data = load_fashion_mnist()
    monkeypatch.setattr(pretrained, "load_fashion_mnist", lambda **options: data)
    return network


def test_a_network_is_made_once_and_gets_a_card(trained, tmp_path, monkeypatch):
    pretrained.main()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["small.json", "small.npz", "whole.json", "whole.npz"]
    assert {name: pretrained_card(name)["stored_as"] for name in ("small", "whole")} == {
        "small": "float16",
        "whole": "float32",
    }
    assert (tmp_path / "small.npz").stat().st_size < 0.52 * (tmp_path / "whole.npz").stat().st_size
    half = load_pretrained("small").parameters
    assert half.dtype == np.float32 and np.array_equal(half, trained.parameters.astype(np.float16).astype(np.float32))
    (tmp_path / "whole.json").unlink()
    monkeypatch.setattr(pretrained, "store", None)  # nothing is trained again
    pretrained.main()
    assert pretrained_card("whole")["validation_accuracy"] == pretrained_card("small")["validation_accuracy"]


def test_float16_is_not_taken_where_it_costs_too_much(trained, monkeypatch):
    monkeypatch.setattr(pretrained, "LOST", -1)
    pretrained.store("small", trained)
    np.testing.assert_array_equal(load_pretrained("small").parameters, trained.parameters)


def test_report_004s_net_is_trained_as_its_re_run_but_watches_images_of_its_own(monkeypatch):
    network, seen = build_cnn(seed=5), []
    epochs = type("Epochs", (), {"kept": {"log": network.snapshot()}})
    monkeypatch.setattr(convolutional, "fit_cnn", lambda *run: seen.append(run) or (build_cnn(seed=6), epochs, {}))
    kept = NETWORKS["report_004"].train(3)
    assert seen == [(replace(CNN, validation=5000, watch="validation"), 3)]
    np.testing.assert_array_equal(kept.parameters, network.parameters)


def test_another_name_is_refused():
    with pytest.raises(ValueError, match="name is 'resnet'; expected one of '128-64', '500-324'"):
        load_pretrained("resnet")
    for ask in (pretrained_data, pretrained_card):
        with pytest.raises(ValueError, match="name is 'resnet'"):
            ask("resnet")
