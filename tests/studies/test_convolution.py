"""The better convolutional net: what is declared of it, and what is stored."""

import numpy as np
import pandas
import pytest

from mlp.data import FashionMNIST, Part, Scaling
from mlp.search.results import read_records
from mlp.studies import convolution
from mlp.studies.convolution import CANDIDATES, build_cnn
from mlp.studies.registry import study_of
from mlp.studies.store import FOLDER

STUDY = study_of("convolution")


def stored(part):
    path = FOLDER / "convolution" / f"{part}.jsonl"
    return list(read_records(path).values()) if path.exists() else []


def test_each_candidate_is_the_one_before_it_with_one_change():
    for one, other in zip(CANDIDATES, CANDIDATES[1:]):
        assert one.keys() == other.keys()
        assert len([name for name in one if one[name] != other[name] and name != "arm"]) == 1
    assert len({arm["arm"] for arm in CANDIDATES}) == len(CANDIDATES)


def test_the_final_trainings_are_of_the_best_candidate_from_seeds_that_had_no_part_in_the_choice():
    table = pandas.DataFrame({"arm": [arm["arm"] for arm in CANDIDATES], "validation_accuracy": [0.91, 0.93, 0.92]})
    (identities,) = [STUDY.part("final").identities(lambda part: table)]
    assert [each["seed"] for each in identities] == [1, 2, 3] and STUDY.part("candidates").seeds == (0,)
    assert all(each["settings"] == CANDIDATES[1] for each in identities)


def test_the_network_is_as_its_settings_say():
    table = build_cnn(CANDIDATES[0], seed=0).summary()
    assert table.output[table.layer == "MaxPool2D"].tolist() == [(14, 14, 32), (7, 7, 64), (4, 4, 128)]
    assert table.parameters.iloc[-1] == 10 * 32 + 289 * 64 + 577 * 128 + 2 * (32 + 64 + 128) + (16 * 128 + 1) * 10


def test_a_training_is_measured_on_its_own_parts(monkeypatch):
    """On 128 images of ten plain patterns, tiny filters and three epochs."""
    labels = np.arange(128) % 10
    images = np.repeat(np.eye(10, dtype=np.float32), 79, axis=1)[:, :784][labels]
    part = Part(np.ascontiguousarray(images), labels)
    data = FashionMNIST(train=part, validation=part, test=part, transform=Scaling("unit", 255.0, 0.0))
    monkeypatch.setattr(convolution, "_data", lambda: data)
    settings = CANDIDATES[0] | {"filters": [2, 3], "epochs": 3, "batch_size": 32, "learning_rate": 0.03}
    candidate, final = convolution.candidate(settings, 0), convolution.final(settings, 0)
    assert not [name for name in candidate if "test" in name]
    assert final["test_accuracy"] == final["validation_accuracy"] == candidate["validation_accuracy"]
    assert np.trace(final["test_confusion"]) == pytest.approx(128 * final["test_accuracy"], abs=0.01)
    assert final["history_epoch"] == [1, 2, 3] and final["history_iteration"] == [4, 8, 12]
    assert candidate["parameters"] == 20 + 57 + 10 + (7 * 7 * 3 + 1) * 10


def test_what_is_stored_is_declared_and_the_first_candidate_underfits():
    """Ten epochs: 92.1 % of the validation images, and hardly more of the training images; so the others are longer."""
    for part in ("candidates", "final"):
        arms = [record["identity"]["settings"] for record in stored(part)]
        assert all(arm in CANDIDATES for arm in arms)
    (first,) = [r["result"] for r in stored("candidates") if r["identity"]["settings"] == CANDIDATES[0]]
    assert first["validation_accuracy"] == 0.921 and first["history_train_accuracy"][-1] < 0.94


def test_if_it_is_trained_it_gets_93_percent_of_the_test_images_right():
    tests = [record["result"]["test_accuracy"] for record in stored("final")]
    if len(tests) < 3:
        pytest.skip(f"{len(tests)} of 3 trainings are stored: python -m mlp.studies convolution runs the others")
    assert np.mean(tests) >= 0.93
