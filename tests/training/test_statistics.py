"""Statistics measured anew: the means that they should be, and all else as it was."""

import numpy as np
import pytest

from mlp import build_mlp
from mlp.layers import BatchNorm
from mlp.training.statistics import renew_statistics

IMAGES = np.random.default_rng(0).random((70, 6), dtype=np.float32)


def made():
    net = build_mlp([6, 5, 4, 3], batch_norm=True, dropout=0.5, seed=1)
    for _ in range(3):
        net.loss_and_gradient(IMAGES[:20] - 1, np.arange(20) % 3)  # averages of other images
    return net


def test_they_are_the_means_over_the_batches_by_hand():
    net, moved = made(), []

    def move(batch, rng):
        batch += rng.random()
        moved.append(batch.copy())

    renew_statistics(net, IMAGES, batch_size=20, augmentation=move)
    first, norm = net.layers[0], net.layers[1]
    assert len(moved) == 3 and len(np.unique(np.concatenate(moved), axis=0)) == 60
    into = [batch @ first.weight + first.bias for batch in moved]
    np.testing.assert_allclose(norm.state["running_mean"], np.mean([z.mean(axis=0) for z in into], axis=0), rtol=1e-5)
    np.testing.assert_allclose(norm.state["running_variance"], np.mean([z.var(axis=0) for z in into], 0), rtol=1e-4)

    second, later = net.layers[4], net.layers[5]
    hidden = [np.maximum((z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + norm.epsilon), 0) for z in into]
    into = [h @ second.weight + second.bias for h in hidden]  # nothing is dropped
    np.testing.assert_allclose(later.state["running_mean"], np.mean([z.mean(axis=0) for z in into], axis=0), rtol=1e-4)


def test_all_else_stays_and_twice_gives_the_same():
    net, twin = made(), made()
    for each in (net, twin, twin):
        renew_statistics(each, IMAGES, batch_size=32)
    before, after = made().snapshot(), net.snapshot()
    for name, numbers in after.items():
        assert np.array_equal(numbers, before[name]) == ("running" not in name)
        np.testing.assert_array_equal(numbers, twin.snapshot()[name])
    assert all(layer.momentum == 0.9 for layer in net.layers if isinstance(layer, BatchNorm))
    drawn = [[rng.random() for rng in each.generators()] for each in (net, made())]
    assert drawn[0] == drawn[1]


def test_fewer_images_than_a_batch_are_refused():
    with pytest.raises(ValueError, match="got 70 images; expected a batch of 256"):
        renew_statistics(made(), IMAGES)
