"""Label noise: each image is judged by networks that have not trained on it, and the stored results are as declared."""

import numpy as np
import pytest

from mlp.data import Part
from mlp.studies import label_noise
from mlp.studies.label_noise import losses_of, order_of, out_of_fold_probabilities, plant_errors, read_label_noise


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
    probabilities = out_of_fold_probabilities(part, folds=5)
    assert sorted(sum((network.asked for network in networks), [])) == list(range(53))
    for network in networks:
        assert sorted(network.asked + network.trained_on) == list(range(53))
    assert (probabilities.argmax(axis=1) == 0).all()
    right = np.log(np.exp(1) + 9) - 1
    assert losses_of(part.labels, probabilities) == pytest.approx(
        np.where(part.labels == 0, right, right + 1), rel=1e-5
    )


def test_planted_errors_have_the_largest_losses_and_the_same_seed_gives_the_same():
    part = marked(1500)
    labels, wrong = plant_errors(part.labels, 0.04)
    part.images[:, 0] = 0
    probabilities = out_of_fold_probabilities(Part(part.images, labels), folds=3, epochs=4)
    assert wrong[np.argsort(-losses_of(labels, probabilities))[: wrong.sum()]].mean() > 0.95
    assert (probabilities.argmax(axis=1) == part.labels)[wrong].mean() > 0.9
    again = out_of_fold_probabilities(Part(part.images, labels), folds=3, epochs=4)
    assert np.array_equal(probabilities, again)


def test_planting_makes_so_many_labels_wrong_and_uses_all_classes():
    labels = np.random.default_rng(1).integers(0, 10, 2000)
    noisy, wrong = plant_errors(labels, 0.3, seed=5)
    assert wrong.sum() == 600
    assert np.array_equal(noisy != labels, wrong)
    assert set((noisy - labels)[wrong] % 10) == set(range(1, 10))
    assert np.array_equal(noisy, plant_errors(labels, 0.3, seed=5)[0])


def test_the_most_suspicious_have_the_largest_losses_and_at_random_is_another_order_for_each_seed():
    losses = np.array([0.3, 2.0, 0.1, 1.0])
    assert order_of("most suspicious", losses, 0).tolist() == order_of("most suspicious", losses, 1).tolist()
    assert order_of("most suspicious", losses, 0).tolist() == [1, 3, 0, 2]
    orders = {tuple(order_of("at random", np.zeros(40), seed)) for seed in range(5)}
    assert len(orders) == 5 and all(sorted(order) == list(range(40)) for order in orders)


def test_a_removal_trains_on_what_is_left(monkeypatch):
    part, left = marked(40), []
    losses = np.arange(40.0)
    monkeypatch.setattr(label_noise, "_judged", lambda labels: (part, None, None, losses))
    monkeypatch.setattr(label_noise, "_data", lambda: type("Data", (), {"validation": marked(20)}))
    monkeypatch.setattr(
        label_noise, "train", lambda part, seed: left.append(part.images[:, 0].astype(int).tolist()) or Told(part)
    )
    for share, how in ((0.0, "nothing"), (0.1, "most suspicious"), (0.1, "at random")):
        label_noise.removal({"labels": "as they are", "share": share, "left_out": how}, seed=3)
    assert left[0] == list(range(40)) and left[1] == list(range(36))
    assert len(left[2]) == 36 and left[2] == sorted(left[2]) != left[1]


def test_what_is_stored_is_what_is_declared():
    stored = read_label_noise()
    assert len(stored["suspicious"]) == label_noise.KEPT
    losses = [one["loss"] for one in stored["suspicious"]]
    assert losses == sorted(losses, reverse=True)
    assert sum(stored["histogram"]) == 55_000
    for share in label_noise.SHARES:
        assert sum(stored["classes_of_the_first"][f"{share:g}"]) == round(share * 55_000)
    shares = [f"{100 * share:g} % {how}" for share in label_noise.SHARES for how in ("most suspicious", "at random")]
    assert list(stored["removal"]) == ["nothing", *shares]
    assert all(len(accuracies) == len(label_noise.SEEDS) for accuracies in stored["removal"].values())
    assert list(stored["planted"]["removal"]) == ["nothing", "10 % most suspicious", "10 % at random"]


def test_where_a_tenth_was_planted_the_estimate_of_wrong_labels_is_near_it():
    """Confident learning counts the 5,500 planted ones, and what was wrong before as far as it finds it."""
    stored = read_label_noise()
    before, planted = stored["estimated_errors"], stored["planted"]["estimated_errors"]
    assert 0 < before < planted
    assert 0.8 * 5500 < planted < 5500 + 1.5 * before
    assert sum(map(sum, stored["confident_joint"])) <= 55_000


def test_most_of_the_images_that_others_reported_are_found():
    """Six that Müller and Markert show as mislabelled: those among the 55,000 are far up in the ranking."""
    ranks = read_label_noise()["ranks_of_reported"]
    assert len(ranks) >= 5
    assert np.median(list(ranks.values())) < 550
