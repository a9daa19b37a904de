"""Label noise: each image is judged by networks that have not trained on it, and the stored results are as declared."""

import numpy as np
import pytest

from mlp.data import Part
from mlp.studies import label_noise
from mlp.studies.label_noise import out_of_fold, plant_errors, read_label_noise, removal


def marked(n, seed=0):
    """Images that show their class as a bright stripe, and in their first pixel their own number; labels all right."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, n)
    images = rng.normal(0, 0.1, (n, 784)).astype("float32")
    for row, label in enumerate(labels):
        images[row, 70 * label + 10 : 70 * label + 40] += 1
    images[:, 0] = np.arange(n)
    return Part(images, labels)


class Told:
    """A network that is never trained: it calls everything class 0, and keeps which images were asked about."""

    n_inputs, dtype = 784, np.dtype("float32")
    n_classes, loss = 10, type("Loss", (), {"forward": staticmethod(lambda logits, labels: 0.0)})

    def __init__(self, trained_on):
        self.trained_on, self.asked = trained_on, []

    def forward(self, images):
        self.asked += images[:, 0].astype(int).tolist()
        return np.tile(np.eye(1, 10, dtype="float32"), (len(images), 1))


def test_no_image_is_judged_by_a_network_that_trained_on_it(monkeypatch):
    part, networks = marked(53), []

    def train(part, epochs, seed):
        networks.append(Told(part.images[:, 0].astype(int).tolist()))
        return networks[-1]

    monkeypatch.setattr(label_noise, "train", train)
    losses, predictions = out_of_fold(part, folds=5)
    assert sorted(sum((network.asked for network in networks), [])) == list(range(53))
    for network in networks:
        assert sorted(network.asked + network.trained_on) == list(range(53))
    assert (predictions == 0).all()
    right = np.log(np.exp(1) + 9) - 1
    assert losses == pytest.approx(np.where(part.labels == 0, right, right + 1), rel=1e-5)


def test_planted_errors_have_the_largest_losses_and_the_same_seed_gives_the_same():
    part = marked(1500)
    labels, wrong = plant_errors(part.labels, 0.04)
    part.images[:, 0] = 0
    losses, predictions = out_of_fold(Part(part.images, labels), folds=3, epochs=4)
    assert wrong[np.argsort(-losses)[: wrong.sum()]].mean() > 0.95
    assert (predictions == part.labels)[wrong].mean() > 0.9
    again, _ = out_of_fold(Part(part.images, labels), folds=3, epochs=4)
    assert np.array_equal(losses, again)


def test_planting_makes_so_many_labels_wrong_and_uses_all_classes():
    labels = np.random.default_rng(1).integers(0, 10, 2000)
    noisy, wrong = plant_errors(labels, 0.3, seed=5)
    assert wrong.sum() == 600
    assert np.array_equal(noisy != labels, wrong)
    assert set((noisy - labels)[wrong] % 10) == set(range(1, 10))
    assert np.array_equal(noisy, plant_errors(labels, 0.3, seed=5)[0])


def test_removal_leaves_out_the_largest_losses_or_as_many_at_random(monkeypatch):
    part, left = marked(40), []

    def kept(part, validation, seed):
        left.append((seed, set(part.images[:, 0].astype(int).tolist())))
        return 0.5

    monkeypatch.setattr(label_noise, "_accuracy", kept)
    found = removal(part, None, np.arange(40.0), (0.1,))
    assert list(found) == ["nothing", "10 % most suspicious", "10 % at random"]
    assert all(accuracies == [0.5] * len(label_noise.SEEDS) for accuracies in found.values())
    n = len(label_noise.SEEDS)
    assert [seed for seed, _ in left] == [*label_noise.SEEDS] * 3
    assert all(rows == set(range(40)) for _, rows in left[:n])
    assert all(rows == set(range(36)) for _, rows in left[n : 2 * n])
    at_random = [rows for _, rows in left[2 * n :]]
    assert all(len(rows) == 36 for rows in at_random) and len({frozenset(rows) for rows in at_random}) == n


def test_what_is_stored_is_what_is_declared():
    stored = read_label_noise()
    settings = stored["settings"]
    for name in ("folds", "judge_epochs", "epochs", "planted"):
        assert settings[name] == getattr(label_noise, name.upper())
    assert settings["seeds"] == list(label_noise.SEEDS) and settings["judges"] == list(label_noise.JUDGES)
    assert len(stored["suspicious"]) == label_noise.KEPT
    losses = [one["loss"] for one in stored["suspicious"]]
    assert losses == sorted(losses, reverse=True)
    assert sum(stored["histogram"]) == settings["images"] == 55_000
    for share in label_noise.SHARES:
        assert sum(stored["classes_of_the_first"][f"{share:g}"]) == round(share * 55_000)
    shares = [f"{100 * share:g} % {how}" for share in label_noise.SHARES for how in ("most suspicious", "at random")]
    assert list(stored["removal"]) == ["nothing", *shares]
    assert all(len(accuracies) == len(label_noise.SEEDS) for accuracies in stored["removal"].values())


def test_most_of_the_images_that_others_reported_are_found():
    """Six that Müller and Markert show as mislabelled: those among the 55,000 are far up in the ranking."""
    ranks = read_label_noise()["ranks_of_reported"]
    assert len(ranks) >= 5
    assert np.median(list(ranks.values())) < 550
