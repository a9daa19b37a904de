"""The scaled images that all kernels share: the same numbers, whole or not at all, and nobody else's writing."""

import pickle

import numpy as np
import pytest

from mlp import load_fashion_mnist
from mlp.data import fashion_mnist
from mlp.data.mapped import mapped_file, read_mapped, write_mapped

OFFSET = np.arange(784, dtype=np.float32)
PARTS = [np.full((n, 784), n, np.float32) for n in (5, 2)]
DIVISOR = 1 / 3


@pytest.fixture
def file(tmp_path):
    write_mapped(tmp_path / "mapped" / "here.npy", DIVISOR, OFFSET, PARTS)
    return tmp_path / "mapped" / "here.npy"


def test_what_is_mapped_is_what_was_written(file):
    divisor, offset, images = read_mapped(file, 7)
    assert divisor == DIVISOR and np.array_equal(offset, OFFSET)
    assert images.dtype == np.float32 and np.array_equal(images, np.concatenate(PARTS))


def test_who_writes_into_an_array_changes_their_own_copy_alone(file):
    before = file.read_bytes()
    (_, _, mine), (_, _, other) = read_mapped(file, 7), read_mapped(file, 7)
    mine[0] = -1
    assert (mine[0] == -1).all() and (other[0] == 5).all() and file.read_bytes() == before
    assert (pickle.loads(pickle.dumps(mine))[0] == -1).all()  # what another process gets


@pytest.mark.parametrize("spoil", [lambda content: content[:-1], lambda content: b"", lambda content: b"other" * 99])
def test_a_file_that_is_not_whole_is_not_taken(file, spoil):
    file.write_bytes(spoil(file.read_bytes()))
    assert read_mapped(file, 7) is None
    assert read_mapped(file.with_name("none.npy"), 7) is None


def test_a_file_of_another_size_is_not_taken(file):
    assert read_mapped(file, 8) is None


def test_a_new_file_takes_the_place_of_the_old_one(file):
    write_mapped(file.with_name("new.npy"), DIVISOR, OFFSET, PARTS)
    assert [path.name for path in file.parent.iterdir()] == ["new.npy"]


def test_where_nothing_can_be_written_nothing_is_said(tmp_path):
    (tmp_path / "mapped").write_text("a file where the folder should be")
    write_mapped(tmp_path / "mapped" / "here.npy", DIVISOR, OFFSET, PARTS)
    assert (tmp_path / "mapped").read_text().startswith("a file")


def test_settings_and_files_have_names_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setenv("MLP_CACHE", str(tmp_path))
    source = tmp_path / "images.gz"
    source.write_bytes(b"1")
    first = mapped_file([source], (5000, "unit", 0))
    assert first.parent == tmp_path / "mapped" and first == mapped_file([source], (5000, "unit", 0))
    assert first != mapped_file([source], (5000, "unit", 1))
    source.write_bytes(b"12")
    assert first != mapped_file([source], (5000, "unit", 0))


def test_the_shared_images_are_those_that_are_computed(monkeypatch):
    load_fashion_mnist()
    shared = load_fashion_mnist()
    monkeypatch.setattr(fashion_mnist, "USUAL", None)
    own = load_fashion_mnist()
    for name in ("train", "validation", "test"):
        mine, theirs = getattr(shared, name), getattr(own, name)
        assert np.array_equal(mine.images, theirs.images) and np.array_equal(mine.labels, theirs.labels)
        assert mine.images.dtype == np.float32 and mine.images.flags.c_contiguous and mine.images.flags.writeable
    assert shared.transform.divisor == own.transform.divisor
    assert np.array_equal(shared.transform.offset, own.transform.offset)
