"""Batches: every image once per pass, with its label; the place can be noted and found again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlp.data.augmentation import Augmentation
from mlp.training.batches import Batches

IMAGES = np.repeat(np.arange(10, dtype="float32")[:, None], 784, axis=1)  # image i is full of i
LABELS = np.arange(10)


def batches(seed=0, augmentation=None):
    return Batches(IMAGES.copy(), LABELS, np.random.default_rng(seed), augmentation)


def drawn(source, size, count):
    return [source.next(size)[1].tolist() for _ in range(count)]


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 1000), size=st.integers(1, 15))
def test_each_pass_has_every_image_once_and_with_its_own_label(seed, size):
    source, per_pass = batches(seed), -(-10 // size)
    for passes in range(3):
        seen = []
        for number in range(per_pass):
            images, labels = source.next(size)
            assert source.passes == passes
            assert len(images) == (size if number < per_pass - 1 else 10 - size * (per_pass - 1))
            np.testing.assert_array_equal(images, np.repeat(labels[:, None], 784, axis=1))
            assert source.pass_ended == (number == per_pass - 1)
            seen += labels.tolist()
        assert sorted(seen) == list(range(10))
        assert source.epoch == passes + 1


def test_passes_differ_seeds_differ_and_one_seed_repeats_itself():
    first, second = drawn(batches(), 10, 2)
    assert first != second
    assert drawn(batches(seed=1), 10, 1) != [first]
    assert drawn(batches(), 10, 2) == [first, second]


def test_the_batch_size_may_change_on_the_way():
    source = batches()
    seen = [label for size in (4, 1, 3, 9) for label in source.next(size)[1].tolist()]
    assert sorted(seen) == list(range(10)) and source.pass_ended


@pytest.mark.parametrize("size, smallest, sizes", [
    (4, 1, [4, 4, 2]),
    (4, 2, [4, 4, 2]),
    (4, 3, [4, 6]),
    (3, 2, [3, 3, 4]),
    (9, 2, [10]),
    (5, 4, [5, 5]),
    (20, 4, [10]),
])  # fmt: skip
def test_a_rest_that_is_too_small_comes_with_the_batch_before(size, smallest, sizes):
    source = batches()
    for _ in range(2):
        drawn = [source.next(size, smallest) for _ in sizes]
        assert [len(images) for images, _ in drawn] == sizes and source.pass_ended
        assert sorted(label for _, labels in drawn for label in labels) == list(range(10))
        for images, labels in drawn[-1:]:
            np.testing.assert_array_equal(images[:, 0], labels)


def test_a_batch_is_a_copy():
    source = batches()
    source.next(4)[0][:] = -1
    np.testing.assert_array_equal(source.images, IMAGES)


@pytest.mark.parametrize("augmentation", [None, Augmentation(shift=2, flip=True)])
@pytest.mark.parametrize("stop", [0, 1, 2, 3, 4, 7])
def test_it_goes_to_any_place_that_was_noted(augmentation, stop):
    source, other = batches(augmentation=augmentation), batches(seed=9, augmentation=augmentation)
    drawn(source, 4, stop)
    other.go_to(*source.position())
    for _ in range(8):
        for one, same in zip(source.next(4), other.next(4)):
            np.testing.assert_array_equal(one, same)
    assert source.epoch == other.epoch


def test_a_noted_place_stays_as_it_was():
    source = batches()
    source.next(4)
    position, order = source.position()
    expected = drawn(source, 4, 6)
    source.go_to(position, order)
    assert drawn(source, 4, 6) == expected


def test_augmentation_changes_pictures_and_never_their_order():
    plain, changed = batches(), batches(augmentation=Augmentation(shift=2, flip=True))
    differ = 0
    for _ in range(9):
        (images, labels), (shifted, same) = plain.next(4), changed.next(4)
        np.testing.assert_array_equal(labels, same)
        differ += not np.array_equal(images, shifted)
    assert differ > 5
