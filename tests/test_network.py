"""The network: one flat vector, checks at the door, files that can be trusted."""

import io
import pickle
import zipfile

import numpy as np
import pytest

from mlp import Network, build_mlp, check_gradients
from mlp.archive import read_archive, write_archive
from mlp.layers import Dropout, Layer, LeakyReLU, Linear, ReLU
from mlp.losses import MixedCrossEntropy, SoftmaxCrossEntropy

RNG = np.random.default_rng(0)
IMAGES, LABELS = RNG.normal(size=(6, 4)).astype("float32"), np.array([0, 1, 2, 2, 1, 0])


def test_layers_are_views_into_the_two_flat_vectors():
    network = build_mlp([4, 5, 3])
    assert network.parameters.shape == network.gradient.shape == (4 * 5 + 5 + 5 * 3 + 3,)
    network.parameters[:] = np.arange(43)
    first, _, last = network.layers
    np.testing.assert_array_equal(first.weight, np.arange(20).reshape(4, 5))
    np.testing.assert_array_equal(last.bias, [40, 41, 42])
    network.loss_and_gradient(IMAGES, LABELS)
    np.testing.assert_array_equal(network.gradient[20:25], first.d_bias)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "tanh", "sigmoid", ["tanh", "relu"]])
def test_shapes_dtypes_and_probabilities(activation):
    network = build_mlp([4, 5, 6, 3], activation=activation)
    assert network.forward(IMAGES).shape == (6, 3) and network.forward(IMAGES).dtype == "float32"
    assert network.predict(IMAGES).shape == (6,) and network.predict(IMAGES).dtype == np.int64
    np.testing.assert_allclose(network.predict_proba(IMAGES).sum(axis=1), 1, rtol=1e-6)
    assert isinstance(network.loss_and_gradient(IMAGES, LABELS), float)


def test_the_seed_decides_the_weights():
    one, same, other = (build_mlp([4, 5, 3], seed=seed).parameters for seed in (1, 1, 2))
    assert one.tobytes() == same.tobytes() and one.tobytes() != other.tobytes()


def test_results_are_not_overwritten_by_the_next_call():
    network = build_mlp([4, 5, 3])
    first = network.forward(IMAGES)
    kept = first.copy()
    network.forward(-IMAGES)
    network.loss_and_gradient(-IMAGES, LABELS)
    np.testing.assert_array_equal(first, kept)


def test_a_copy_shares_no_memory():
    network = build_mlp([4, 5, 3])
    twin = network.copy()
    double = network.copy(dtype="float64")
    np.testing.assert_array_equal(twin.forward(IMAGES), network.forward(IMAGES))
    assert double.parameters.dtype == double.layers[0].weight.dtype == "float64"
    twin.parameters[:] = 0
    assert network.parameters.any() and not twin.layers[0].weight.any() and double.parameters.any()


@pytest.mark.parametrize("images, words", [
    (np.zeros((2, 5)), r"images have 5 numbers each \(shape \(2, 5\)\); this network's first layer expects 4"),
    (np.zeros(4), r"images have shape \(4,\); expected \(n, 4\), one image per row"),
    (np.zeros((0, 4)), "got zero images"),
    (np.array([[np.nan, 0, 0, 0], [0, 0, 0, 0]]), "1 of 2 images hold NaN or infinite pixels"),
    (np.array([[np.inf, 0, 0, 0]]), "1 of 1 images hold NaN or infinite pixels"),
    (np.array([["a"] * 4]), "images have dtype <U1; expected numbers"),
    (np.zeros((1, 4), complex), "images have dtype complex128"),
])  # fmt: skip
def test_bad_images_are_refused(images, words):
    with pytest.raises(ValueError, match=words):
        build_mlp([4, 5, 3], activation="tanh").forward(images)


def test_large_finite_pixels_are_no_error():
    with np.errstate(over="ignore"):
        assert build_mlp([4, 3]).forward(np.full((1, 4), 1e30)).shape == (1, 3)


@pytest.mark.parametrize("labels, words", [
    (np.array([0, 1, 2, 3, 1, 0]), "labels hold 3; expected class numbers from 0 to 2"),
    (np.array([0, 1, 2, -1, 1, 0]), "labels hold -1"),
    (np.array([0, 1]), "got 2 labels for 6 images"),
    (np.eye(3)[LABELS], "looks one-hot.*argmax"),
    (LABELS.astype(float), r"labels have dtype float64; expected integers from 0 to 2: use labels.astype\(int\)"),
    (LABELS[:, None], r"labels have shape \(6, 1\)"),
])  # fmt: skip
def test_bad_labels_are_refused(labels, words):
    with pytest.raises(ValueError, match=words):
        build_mlp([4, 5, 3]).loss_and_gradient(IMAGES, labels)


@pytest.mark.parametrize("arguments, words", [
    ({"sizes": [784]}, "sizes is .784.; expected at least two numbers"),
    ({"sizes": 784}, "sizes is 784"),
    ({"sizes": [784, 0, 10]}, "n_out is 0"),
    ({"sizes": [4, 5, 3], "activation": "rely"},
     "activation is 'rely'; expected one of 'relu', 'leaky_relu', 'tanh', 'sigmoid'"),
    ({"sizes": [4, 5, 3], "activation": ["relu", "relu"]}, "activation lists 2 values; expected 1"),
    ({"sizes": [4, 3], "dtype": "float16"}, "dtype is 'float16'; expected one of 'float32', 'float64'"),
    ({"sizes": [4, 3], "dtype": "double precision"}, "dtype is 'double precision'"),
    ({"sizes": [4, 3], "seed": -1}, "seed is -1"),
])  # fmt: skip
def test_bad_settings_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        build_mlp(**arguments)


@pytest.mark.parametrize("layers, words", [
    ([], "no layer with a weight"),
    ([ReLU()], "no layer with a weight"),
    ([Linear(4, 3), "relu"], "layers holds 'relu'; expected objects of classes that inherit"),
    ([Linear(3, 3)] * 2, "the same object twice"),
    ([Linear(4, 5), ReLU(), Linear(6, 3)], r"layer 2 \(Linear\) takes 6 numbers.*layer 0 \(Linear\) gives 5"),
])  # fmt: skip
def test_bad_lists_of_layers_are_refused(layers, words):
    with pytest.raises(ValueError, match=words):
        Network(layers)


class OwnLayer(Layer):
    def forward(self, x, training=False):
        return x * 2

    def backward(self, d_output):
        return d_output * 2


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_load_gives_bitwise_the_same_predictions(tmp_path, dtype):
    network = Network([Linear(4, 5), LeakyReLU(0.2), OwnLayer(), Linear(5, 3)], dtype=dtype)
    network.save(tmp_path / "net.npz")
    loaded = Network.load(tmp_path / "net.npz", layers=[OwnLayer])
    assert loaded.parameters.tobytes() == network.parameters.tobytes() and loaded.layers[1].slope == 0.2
    assert loaded.predict_proba(IMAGES).tobytes() == network.predict_proba(IMAGES).tobytes()
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]
    with pytest.raises(ValueError, match=r"unknown layer class 'OwnLayer'.*layers=\[OwnLayer\]"):
        Network.load(tmp_path / "net.npz")


def test_a_file_may_hold_half_of_each_number(tmp_path):
    network = build_mlp([6, 5, 3], batch_norm=True, seed=0)
    network.save(tmp_path / "half.npz", half=True)
    loaded = Network.load(tmp_path / "half.npz")
    assert loaded.dtype == np.float32 and not np.array_equal(loaded.parameters, network.parameters)
    np.testing.assert_array_equal(loaded.parameters, network.parameters.astype(np.float16))
    network.parameters[3] = 70_000
    with pytest.raises(ValueError, match="a parameter is as large as 7e\\+04; float16 ends at 65,504: use half=False"):
        network.save(tmp_path / "half.npz", half=True)
    np.testing.assert_array_equal(Network.load(tmp_path / "half.npz").parameters, loaded.parameters)


@pytest.mark.parametrize("kind", [SoftmaxCrossEntropy, MixedCrossEntropy])
def test_the_loss_is_saved_with_the_network(tmp_path, kind):
    network = build_mlp([4, 5, 3], loss=kind(label_smoothing=0.2), seed=1)
    plain = build_mlp([4, 5, 3], seed=1)
    network.save(tmp_path / "net.npz")
    loaded = Network.load(tmp_path / "net.npz")
    assert type(loaded.loss) is kind and loaded.loss.label_smoothing == 0.2
    ours, theirs, others = (net.loss_and_gradient(IMAGES, LABELS) for net in (network, loaded, plain))
    assert ours == theirs != others and loaded.gradient.tobytes() == network.gradient.tobytes()


class Margin:
    """A loss of one's own: mean hinge of the differences to the true class's score."""

    def __init__(self, width):
        self.width = width

    def forward(self, logits, labels):
        rows = np.arange(len(labels))
        self.over = logits - logits[rows, labels][:, None] + self.width
        self.over[rows, labels] = 0
        self.rows, self.labels = rows, labels
        return float(np.maximum(self.over, 0).sum() / len(labels))

    def backward(self):
        d_logits = (self.over > 0).astype(self.over.dtype) / len(self.rows)
        d_logits[self.rows, self.labels] = -d_logits.sum(axis=1)
        return d_logits


def test_a_loss_of_ones_own_is_asked_for(tmp_path):
    network = build_mlp([4, 5, 3], loss=Margin(2.0))
    assert check_gradients(network, IMAGES, LABELS, samples=None).max_relative_error < 1e-6
    network.save(tmp_path / "net.npz")
    with pytest.raises(ValueError, match=r"its loss is a Margin, a class of your own: pass it as loss=Margin\(…\)"):
        Network.load(tmp_path / "net.npz")
    loaded = Network.load(tmp_path / "net.npz", loss=Margin(2.0))
    assert loaded.loss_and_gradient(IMAGES, LABELS) == network.loss_and_gradient(IMAGES, LABELS)


@pytest.mark.parametrize("loss", [0.1, "cross-entropy", SoftmaxCrossEntropy, object()])
def test_what_is_no_loss_is_refused(loss):
    with pytest.raises(ValueError, match=r"loss is .*; expected an object with forward\(logits, labels\) and backward"):
        build_mlp([4, 3], loss=loss)


def test_a_file_from_before_losses_were_saved_has_the_plain_one(tmp_path):
    network, path = build_mlp([4, 5, 3]), tmp_path / "net.npz"
    network.save(path)
    description, arrays = read_archive(path, "mlp network 1", "Network.save")
    assert description.pop("loss") and description.pop("generators") == []
    write_archive(path, description, arrays)
    assert Network.load(path).predict_proba(IMAGES).tobytes() == network.predict_proba(IMAGES).tobytes()


def test_a_class_of_ones_own_is_not_taken_for_ours_of_the_same_name(tmp_path):
    Own = type("ReLU", (OwnLayer,), {})
    network = Network([Linear(4, 5), Own(), Linear(5, 3)])
    network.save(tmp_path / "net.npz")
    with pytest.raises(ValueError, match="unknown layer class 'ReLU': pass your own classes as layers="):
        Network.load(tmp_path / "net.npz")
    loaded = Network.load(tmp_path / "net.npz", layers=[Own])
    assert loaded.predict_proba(IMAGES).tobytes() == network.predict_proba(IMAGES).tobytes()


def test_options_that_no_file_can_hold_are_named(tmp_path):
    class Strange(OwnLayer):
        def options(self):
            return {"function": np.tanh}

    with pytest.raises(ValueError, match="options.* holds <ufunc 'tanh'>; expected numbers"):
        Network([Linear(4, 3), Strange()]).save(tmp_path / "net.npz")
    assert not list(tmp_path.iterdir())


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    network, path = build_mlp([4, 3]), tmp_path / "net.npz"
    network.save(path)
    before = path.read_bytes()

    def full_disk(file, **arrays):
        file.write(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="No space left"):
        network.save(path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_a_file_cut_at_any_byte_is_refused(tmp_path):
    path = tmp_path / "net.npz"
    build_mlp([2, 2]).save(path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="net.npz .*expected a file written by Network.save|net.npz is cut short"):
            Network.load(path)


def test_a_changed_byte_in_the_numbers_is_refused(tmp_path):
    path = tmp_path / "net.npz"
    build_mlp([4, 3]).save(path)
    damaged = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("parameters.npy").header_offset
    damaged[start + 200] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(ValueError, match="is damaged"):
        Network.load(path)


def foreign_files():
    def npz(**arrays):
        file = io.BytesIO()
        np.savez(file, **arrays)
        return file.getvalue()

    return [
        (b"", "is cut short or not an .npz file"),
        (b"not a network", "is cut short or not an .npz file"),
        (pickle.dumps({"parameters": [1, 2]}), "is cut short or not an .npz file"),
        (npz(weights=np.ones(3)), "was not written by Network.save"),
        (npz(description=np.array('{"format": "another"}'), parameters=np.ones(3)), "its format is not"),
        (npz(description=np.array("no json"), parameters=np.ones(3)), "is damaged"),
        (npz(description=np.array({"a": 1}, dtype=object), parameters=np.ones(3)), "carries pickled objects"),
        (npz(description=np.array('{"format": "mlp network 1"}'), parameters=np.ones(3)), "cannot be built"),
    ]


@pytest.mark.parametrize("content, words", foreign_files(), ids=[words for _, words in foreign_files()])
def test_foreign_and_pickle_carrying_files_are_refused(tmp_path, content, words):
    path = tmp_path / "net.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=words):
        Network.load(path)


def test_numbers_that_do_not_fit_the_layers_are_refused(tmp_path):
    path = tmp_path / "net.npz"
    build_mlp([4, 3]).save(path)
    with np.load(path) as file:
        description = file["description"]
    np.savez(path, description=description, parameters=np.zeros(7, "float32"))
    with pytest.raises(ValueError, match="holds 7 numbers of float32 as 'parameters'; its layers need 15 of float32"):
        Network.load(path)


def test_a_missing_file_is_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        Network.load(tmp_path / "nowhere.npz")


def test_running_averages_are_saved_copied_and_restored(tmp_path):
    network = build_mlp([4, 5, 3], batch_norm=True, dropout=0.5)
    start = network.snapshot()
    for _ in range(5):
        network.loss_and_gradient(IMAGES, LABELS)
    network.save(tmp_path / "net.npz")
    loaded = Network.load(tmp_path / "net.npz")
    assert loaded.predict_proba(IMAGES).tobytes() == network.predict_proba(IMAGES).tobytes()
    assert network.copy().predict_proba(IMAGES).tobytes() == network.predict_proba(IMAGES).tobytes()
    after = network.predict_proba(IMAGES)
    network.restore(start)
    assert not np.array_equal(network.predict_proba(IMAGES), after)
    fresh = build_mlp([4, 5, 3], batch_norm=True)
    assert network.predict_proba(IMAGES).tobytes() == fresh.predict_proba(IMAGES).tobytes()


def test_layers_of_one_network_can_stand_behind_another_first_layer():
    """The first layer leaves dL/d(image) out; where it is no longer first, it must not."""
    own = build_mlp([4, 3], dtype="float64").layers
    network = Network([Dropout(0.5), *own], dtype="float64")
    images, labels = np.random.default_rng(0).normal(size=(8, 4)), np.arange(8) % 3
    assert network.loss_and_gradient(images, labels) > 0
    assert [layer.needs_d_input for layer in network.layers] == [False, True]


def test_a_layer_whose_parameters_the_network_does_not_hold_is_named(tmp_path):
    """It would neither be trained nor saved, and nothing would tell."""
    words = r"the parameters of layer 0 \(Linear\) are not in network.parameters.*make a new network"
    put_in, taken = build_mlp([4, 5, 3]), build_mlp([4, 5, 3])
    put_in.layers[0] = Linear(4, 5)
    Network(taken.layers)
    for network in (put_in, taken):
        with pytest.raises(ValueError, match=words):
            network.loss_and_gradient(IMAGES, LABELS)
        with pytest.raises(ValueError, match=words):
            network.save(tmp_path / "net.npz")
        assert not list(tmp_path.iterdir())
    put_in = build_mlp([4, 5, 3])
    put_in.layers[1] = LeakyReLU(0.2)  # which has none, may
    assert put_in.loss_and_gradient(IMAGES, LABELS) > 0
    assert check_gradients(put_in, IMAGES, LABELS).max_relative_error < 1e-6
