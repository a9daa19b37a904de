"""The better convolutional net: what is declared of it, and what is stored."""

import numpy as np
import pytest

from mlp.data import FashionMNIST, Part, Scaling
from mlp.studies import convolution
from mlp.studies.convolution import CANDIDATES, CHOSEN, build_cnn
from mlp.studies.registry import study_of
from mlp.studies.store import runs_of

STUDY = study_of("convolution")


def stored(part):
    return runs_of(STUDY, STUDY.part(part)).records


def test_candidates_differ_in_their_filters_alone():
    assert len({str({k: v for k, v in arm.items() if k not in ("arm", "filters")}) for arm in CANDIDATES}) == 1
    assert [arm["arm"] for arm in CANDIDATES] == ["-".join(map(str, arm["filters"])) for arm in CANDIDATES]
    assert CHOSEN in CANDIDATES and STUDY.part("final").settings == [CHOSEN]


def test_the_network_is_as_its_settings_say():
    table = build_cnn(CHOSEN, seed=0).summary()
    assert table.output[table.layer == "MaxPool2D"].tolist() == [(14, 14, 32), (7, 7, 64), (4, 4, 128)]
    assert table.parameters.iloc[-1] == 10 * 32 + 289 * 64 + 577 * 128 + 2 * (32 + 64 + 128) + (16 * 128 + 1) * 10


def test_a_training_is_measured_on_its_own_parts(monkeypatch):
    """On 128 images of ten plain patterns, tiny filters and three epochs."""
    labels = np.arange(128) % 10
    images = np.repeat(np.eye(10, dtype=np.float32), 79, axis=1)[:, :784][labels]
    part = Part(np.ascontiguousarray(images), labels)
    data = FashionMNIST(train=part, validation=part, test=part, transform=Scaling("unit", 255.0, 0.0))
    monkeypatch.setattr(convolution, "_data", lambda: data)
    settings = CHOSEN | {"filters": [2, 3], "epochs": 3, "batch_size": 32, "learning_rate": 0.03}
    candidate, final = convolution.candidate(settings, 0), convolution.final(settings, 0)
    assert not [name for name in candidate if "test" in name]
    assert final["test_accuracy"] == final["validation_accuracy"] == candidate["validation_accuracy"]
    assert np.trace(final["test_confusion"]) == pytest.approx(128 * final["test_accuracy"], abs=0.01)
    assert final["history_epoch"] == [1, 2, 3] and final["history_iteration"] == [4, 8, 12]
    assert candidate["parameters"] == 20 + 57 + 10 + (7 * 7 * 3 + 1) * 10


def test_the_chosen_one_got_most_validation_images_right():
    reached = {
        record["identity"]["settings"]["arm"]: record["result"]["validation_accuracy"]
        for record in stored("candidates")
    }
    assert max(reached, key=reached.get, default=CHOSEN["arm"]) == CHOSEN["arm"]


def test_it_gets_93_percent_of_the_test_images_right():
    tests = [record["result"]["test_accuracy"] for record in stored("final")]
    assert len(tests) < 3 or np.mean(tests) >= 0.93
