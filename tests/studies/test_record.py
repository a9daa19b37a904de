"""The record: what the ladder changes, that a stopped training goes on, and which weights meet the test images."""

import numpy as np
import pandas
import pytest

from mlp import evaluate
from mlp.data import FashionMNIST, Part, fit_scaling
from mlp.data.augmentation import Augmentation
from mlp.network import Network
from mlp.studies import record
from mlp.studies.folds import everything, folds
from mlp.studies.store import runs_of
from mlp.training.statistics import renew_statistics

SMALL = {
    "arm": "small",
    "epochs": 3,
    **record.MIXED,
    "hidden_sizes": [12, 8],
    "batch_size": 64,
    "cutmix": 0.5,
    "averages_beside": [0.5, 0.9],
}


def part(n, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (n, 784)).astype(np.uint8)
    return Part(fit_scaling("unit", pixels).apply(pixels), pixels[:, :10].argmax(axis=1))


@pytest.fixture(autouse=True)
def small_data(monkeypatch, tmp_path):
    """300 images instead of the data, and checkpoints of its own."""
    scaling = fit_scaling("unit", np.zeros((1, 784), np.uint8))
    data = FashionMNIST(part(300, 0), part(80, 1), part(90, 2), scaling)
    monkeypatch.setattr(record, "_data", lambda validation: data)
    monkeypatch.setattr(record, "EVERY", 4)
    monkeypatch.setenv("MLP_CHECKPOINTS", str(tmp_path))
    return data


def test_a_rung_changes_what_it_says_and_nothing_else():
    trials = record.STUDY.part("ladder").settings
    for below, (arm, own), trial in zip([record.BATCHES | {"epochs": 40}, *trials], record.RUNGS.items(), trials):
        changed = {name: value for name, value in trial.items() if below.get(name) != value}
        assert trial["arm"] == arm and changed == {"arm": arm, **own}
        gone = set(below) - set(trial)
        assert gone == ({"momentum"} if trial["optimizer"] != below.get("optimizer", "sgd") else set())


def test_a_seed_judges_by_a_sixth_of_the_images_and_trains_on_the_others():
    data, (pixels, labels) = record._sixth(2), everything()
    away = folds(labels, record.FOLDS) == 2
    assert {seed % record.FOLDS for seed in record.STUDY.part("ladder").seeds} == set(range(6)), (
        "each image judges once"
    )
    assert (len(data.train), len(data.validation)) == (50_000, 10_000)
    np.testing.assert_allclose(data.transform.invert(data.validation.images[:50]), pixels[away][:50], atol=1e-3)
    np.testing.assert_array_equal(data.train.labels, labels[~away])


def test_a_stopped_training_goes_on_and_ends_as_if_it_had_not_been(monkeypatch):
    whole = record.candidate(SMALL, seed=1)
    assert len(whole["history_loss"]) == len(whole["history_average_0.9_accuracy"]) == 15
    assert whole["average_0.9_accuracy"] == whole["history_average_0.9_accuracy"][-1]
    assert whole["validation_accuracy"] == whole["history_validation_accuracy"][-1]

    other, steps = SMALL | {"arm": "stopped"}, []
    after_step = record.Stopwatch.after_step

    def stop(watch, trainer):
        after_step(watch, trainer)
        steps.append(trainer.iteration)
        if trainer.iteration == 10 and len(steps) == 10:
            raise KeyboardInterrupt

    monkeypatch.setattr(record.Stopwatch, "after_step", stop)
    with pytest.raises(KeyboardInterrupt):
        record.candidate(other, seed=1)
    again = record.candidate(other, seed=1)
    assert steps == [*range(1, 11), *range(9, 16)], "it went on from step 8"
    assert again.pop("cpu_seconds") > 0 and whole.pop("cpu_seconds") > 0
    assert again == whole


def table(rows):
    kinds = (
        "validation",
        "validation_renewed",
        *(f"average_{d}{r}" for d in (0.999, 0.9999) for r in ("", "_renewed")),
    )
    return pandas.DataFrame(rows, columns=["arm", *(f"{kind}_accuracy" for kind in kinds)])


@pytest.mark.parametrize(
    ("best", "expected"),
    [(1, ("own", False)), (2, ("own", True)), (3, (0.999, False)), (6, (0.9999, True))],
)
def test_the_best_weights_of_the_best_candidate_are_chosen(best, expected):
    rows = [["a", *[0.91] * 6], ["b", *[0.90] * 6]]
    rows[1][best] = 0.92
    assert record.chosen(table(rows)) == ("b", *expected)


def test_the_final_part_is_the_best_candidate_as_it_was():
    rows = [[trial["arm"], 0.9, 0.9, 0.91 + 0.01 * i, 0.9, 0.9, 0.9] for i, trial in enumerate(record.CANDIDATES)]
    (settings,) = record.STUDY.part("final").settings(lambda part: table(rows))
    assert settings == record.CANDIDATES[-1] | {"weights": 0.999, "renewed": False}


def test_what_is_trained_longer_is_the_last_rung():
    (trial,), last = record.STUDY.part("long").settings, record.STUDY.part("ladder").settings[-1]
    differ = {name for name in trial if last.get(name) != trial[name]}
    assert differ == {"arm", "epochs", "averages_beside"} and set(last) <= set(trial)


@pytest.mark.parametrize("renewed", [False, True])
@pytest.mark.parametrize("weights", ["own", 0.9])
def test_the_weights_that_were_chosen_meet_the_test_images_and_are_kept(weights, renewed, small_data, tmp_path):
    result = record.final(SMALL | {"weights": weights, "renewed": renewed}, seed=0)
    (path,) = tmp_path.glob("record/*.npz")
    network = Network.load(path)
    found = evaluate(network, small_data.test)
    assert (result["test_accuracy"], result["test_loss"]) == (round(found.accuracy, 4), round(found.loss, 4))
    trainer = record._train("final", SMALL, small_data, 0)  # it has ended: it comes back from its checkpoint
    own = trainer.network.snapshot()
    expected = own if weights == "own" else trainer.callbacks[-2].averaged()
    assert weights == "own" or not np.array_equal(expected["parameters"], own["parameters"])
    for name, numbers in network.snapshot().items():
        assert np.array_equal(numbers, expected[name]) == ("running" not in name or not renewed)


def test_each_of_the_weights_is_measured_as_it_is_and_with_new_statistics(small_data):
    result = record.candidate(SMALL, seed=2)
    trainer = record._train("candidate", SMALL, small_data, 2)
    for weights, numbers in (
        ("validation", trainer.network.snapshot()),
        ("average_0.5", trainer.callbacks[-3].averaged()),
    ):
        trainer.network.restore(numbers)
        assert result[f"{weights}_accuracy"] == round(evaluate(trainer.network, small_data.validation).accuracy, 4)
        renew_statistics(trainer.network, small_data.train.images, augmentation=Augmentation.fitting(small_data, 1))
        loss = result[f"{weights}_renewed_loss"]
        assert loss == round(evaluate(trainer.network, small_data.validation).loss, 4) != result[f"{weights}_loss"]


def test_what_is_stored_was_declared():
    for each in record.STUDY.parts[:4]:
        runs = runs_of(record.STUDY, each)
        assert len(runs.records) + len(runs.missing) == len(runs.wanted)
        for stored in runs.records:
            assert stored["status"] == "done" and 0.85 < stored["result"]["validation_accuracy"] < 0.95
