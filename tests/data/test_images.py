"""Another data set: IDX files, npz files and folders of pictures give the same parts and scalings as Fashion-MNIST."""

import gzip
import struct

import numpy as np
import pytest
from PIL import Image

from mlp import SGD, Trainer, build_mlp, evaluate
from mlp.data.images import load_images
from tests.requirements import require

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (60, 6, 5), dtype=np.uint8)
LABELS = np.arange(60) % 3


def write_idx(path, array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    content = header + array.astype(np.uint8).tobytes()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def as_idx(folder):
    write_idx(folder / "train-images-idx3-ubyte.gz", IMAGES)
    write_idx(folder / "train-labels-idx1-ubyte.gz", LABELS)
    return folder


def as_npz(folder):
    np.savez(folder / "data.npz", images=IMAGES.astype(float), labels=LABELS.reshape(-1, 1))
    return folder / "data.npz"


def as_pictures(folder):
    for number in np.argsort(LABELS, kind="stable"):
        place = folder / str(LABELS[number])
        place.mkdir(exist_ok=True)
        Image.fromarray(IMAGES[number]).save(place / f"{number:02d}.png")
    return folder


@pytest.mark.parametrize("write", [as_idx, as_npz, as_pictures])
def test_the_three_kinds_have_the_same_images_in_the_same_kinds_of_parts(write, tmp_path):
    data = load_images(write(tmp_path), scaling="raw")
    assert [len(part) for part in (data.train, data.validation, data.test)] == [44, 4, 12]
    assert data.shape == (6, 5) and data.class_names == ("0", "1", "2")
    assert np.bincount(data.test.labels).tolist() == [4, 4, 4]
    parts = [part.images for part in (data.train, data.validation, data.test)]
    assert parts[0].dtype == np.float32
    rows = {tuple(row) for row in np.concatenate(parts).astype(int)}
    assert rows == {tuple(row) for row in IMAGES.reshape(60, 30).astype(int)}
    for row, label in zip(data.test.images, data.test.labels):
        (number,) = np.flatnonzero((IMAGES.reshape(60, 30) == row).all(axis=1))
        assert LABELS[number] == label


def test_scaling_is_learned_from_the_training_part_alone(tmp_path):
    data = load_images(as_npz(tmp_path), validation=6, test=9, seed=3)
    assert np.abs(data.train.images.mean(axis=0)).max() < 1e-5 < np.abs(data.test.images.mean(axis=0)).max()
    assert data.train.images.std() == pytest.approx(1, abs=1e-5)
    assert np.allclose(data.to_pixels(data.test.images), np.round(data.to_pixels(data.test.images)), atol=1e-3)
    assert (len(data.validation), len(data.test)) == (6, 9)


def test_given_test_images_stay_the_test_images(tmp_path):
    np.savez(tmp_path / "mnist.npz", x_train=IMAGES[:40], y_train=LABELS[:40], x_test=IMAGES[40:], y_test=LABELS[40:])
    write_idx(tmp_path / "x", LABELS)
    data = load_images(tmp_path, scaling="raw")
    assert np.array_equal(data.test.images, IMAGES[40:].reshape(20, 30)) and len(data.train) == 36


def test_scikit_learns_digits_train(tmp_path):
    digits = require("sklearn.datasets", "has the digits").load_digits()
    np.savez(tmp_path / "digits.npz", images=np.round(digits.images * 255 / 16), labels=digits.target)
    data = load_images(tmp_path / "digits.npz")
    net = build_mlp([64, 32, 10], seed=0)
    Trainer(net, SGD(learning_rate=0.1), batch_size=32, seed=0).fit(data.train, data.validation, epochs=15)
    assert evaluate(net, data.test).accuracy > 0.9
    assert repr(data) == "ImageData(train=1,295, validation=143, test=359, scaling='standardize', 10 classes, 8 x 8)"


def test_files_of_mnists_shape_load_like_fashion_mnist(tmp_path):
    for part, n in (("train", 600), ("t10k", 100)):
        write_idx(tmp_path / f"{part}-images-idx3-ubyte", RNG.integers(0, 256, (n, 28, 28)))
        write_idx(tmp_path / f"{part}-labels-idx1-ubyte", np.arange(n) % 10)
    data = load_images(tmp_path, validation=50)
    assert (len(data.train), len(data.validation), len(data.test)) == (550, 50, 100)
    assert build_mlp([784, 10], seed=0).forward(data.test.images).shape == (100, 10)


def bad(folder, name):
    """Write what is no data set; return where it is."""
    images, labels = IMAGES, LABELS
    if name == "floats":
        images = IMAGES / 255
    elif name == "colour":
        images = np.stack([IMAGES] * 3, axis=-1)
    elif name == "too few labels":
        labels = LABELS[:50]
    elif name == "negative labels":
        labels = LABELS - 1
    elif name == "other names":
        np.savez(folder / "data.npz", X=images, y=labels)
        return folder
    elif name == "no archive":
        (folder / "data.npz").write_bytes(b"PK nothing")
        return folder
    elif name == "labels missing":
        write_idx(folder / "train-images-idx3-ubyte", IMAGES)
        return folder
    elif name == "two sizes":
        Image.fromarray(IMAGES[0].T.copy()).save(as_pictures(folder) / "1" / "zz.png")
        return folder
    elif name == "no picture":
        (as_pictures(folder) / "1" / "00.png").write_text("no picture")
        return folder
    elif name == "one class":
        (folder / "cats").mkdir()
        return folder
    elif name == "empty":
        return folder
    np.savez(folder / "data.npz", images=images, labels=labels)
    return folder


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("floats", "from 0 to 1; expected whole numbers from 0 to 255: multiply"),
        ("colour", r"expected \(n, height, width\), grey"),
        ("too few labels", "expected one each"),
        ("negative labels", "0 for the first class"),
        ("other names", "holds X, y; expected images and labels"),
        ("no archive", "expected arrays of numbers"),
        ("labels missing", "alone; expected images and labels"),
        ("two sizes", "expected one size"),
        ("no picture", "not a picture"),
        ("one class", "at least two"),
        ("empty", "holds no data set"),
    ],
)
def test_what_is_no_data_set_is_refused_with_what_is_wrong(name, said, tmp_path):
    with pytest.raises(ValueError, match=said):
        load_images(bad(tmp_path, name))


def test_nothing_there(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is nothing at"):
        load_images(tmp_path / "nowhere")
