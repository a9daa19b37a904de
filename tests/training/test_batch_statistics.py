"""Batches that are too small for statistics: refused where all are, joined to others where it is the rest of a pass."""

import numpy as np
import pytest

from mlp import SGD, Network, Trainer, build_mlp, load_fashion_mnist
from mlp.data import Part
from mlp.layers import Layer, Linear
from tests.training.training_samples import TRAIN, VALIDATION, blobs

NEEDED = r"got a training batch of 1 image; this network needs 2 or more, because .*; use a larger batch_size"


class Compares(Layer):
    """Subtracts the batch's median in training: a layer of one's own that needs three images."""

    smallest_batch = 3

    def forward(self, x, training=False):
        return x - np.median(x, axis=0) if training else x

    def backward(self, d_output):
        return d_output


def sizes_of_batches(network, train, batch_size, epochs=2):
    """The sizes of all batches of a training, and its history."""
    trainer, seen = Trainer(network, SGD(0.05), batch_size, progress=False), []
    step = trainer.step
    trainer.step = lambda images, labels, factor: seen.append(len(images)) or step(images, labels, factor)
    return seen, trainer.fit(train, epochs=epochs)


@pytest.mark.parametrize("train, batch_size", [(TRAIN, 1), (blobs(1), 32)])
def test_batches_of_one_image_are_refused_with_batch_norm(train, batch_size):
    network = build_mlp([4, 8, 3], batch_norm=True, seed=1)
    before = network.snapshot()
    with pytest.raises(ValueError, match=NEEDED):
        Trainer(network, SGD(0.1), batch_size, progress=False).fit(train, VALIDATION, epochs=1)
    with pytest.raises(ValueError, match=NEEDED):
        network.loss_and_gradient(train.images[:1], train.labels[:1])
    assert all(np.array_equal(array, before[name]) for name, array in network.snapshot().items())
    assert np.isfinite(network.predict_proba(train.images[:1])).all(), "outside training, one image is enough"
    assert build_mlp([4, 8, 3]).loss_and_gradient(train.images[:1], train.labels[:1]) > 0


def test_a_layer_of_ones_own_may_need_more():
    network = Network([Linear(4, 8), Compares(), Linear(8, 3)])
    with pytest.raises(ValueError, match="training batch of 2 images; this network needs 3 or more"):
        network.loss_and_gradient(TRAIN.images[:2], TRAIN.labels[:2])
    assert sizes_of_batches(network, blobs(10), 4)[0] == [4, 6] * 2


@pytest.mark.parametrize("count, batch_size, sizes", [
    (100, 32, [32, 32, 36]),
    (104, 32, [32, 32, 32, 8]),
    (103, 32, [32, 32, 39]),
    (7, 2, [2, 2, 3]),
    (9, 4, [4, 5]),
    (6, 4, [4, 2]),
    (35, 32, [35]),
    (20, 32, [20]),
])  # fmt: skip
def test_with_batch_norm_a_rest_below_a_quarter_joins_the_batch_before(count, batch_size, sizes):
    train, ordinary = blobs(count), [batch_size] * (count // batch_size) + [count % batch_size]
    seen, history = sizes_of_batches(build_mlp([4, 8, 3], batch_norm=True), train, batch_size)
    assert (
        seen == sizes * 2 and list(history.epoch) == [1, 2] and list(history.iteration) == [len(sizes), 2 * len(sizes)]
    )
    seen, history = sizes_of_batches(build_mlp([4, 8, 3]), train, batch_size)
    assert seen == [size for size in ordinary if size] * 2 and list(history.epoch) == [1, 2]


def test_validation_does_not_jump_after_a_rest_of_two_images():
    """Two images' variances would go into the running averages, and a step of their gradient into the weights."""
    data = load_fashion_mnist(validation=5000)
    train, validation = (
        Part(part.images[:n], part.labels[:n]) for part, n in ((data.train, 2562), (data.validation, 2000))
    )

    def accuracies(trainer):
        return trainer.fit(train, validation, epochs=6).validation_accuracy[2:]

    for seed in range(2):
        trainer = Trainer(build_mlp([784, 64, 10], batch_norm=True, seed=seed), SGD(0.1), seed=seed, progress=False)
        assert accuracies(trainer).min() > 0.75
    trainer = Trainer(build_mlp([784, 64, 10], batch_norm=True), SGD(0.1), progress=False)
    following = trainer.begin

    def begin(*arguments, **settings):
        following(*arguments, **settings)
        take = trainer.batches.next
        trainer.batches.next = lambda size, smallest: take(size)  # as it would be without joining them

    trainer.begin = begin
    trainer._steps_per_epoch = lambda count: -(-count // trainer.batch_size)
    assert accuracies(trainer).min() < 0.7
