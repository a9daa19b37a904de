"""However a network is copied, sent or stored, the copy trains on as the original; a looker disturbs nothing."""

import copy
import pickle
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from joblib.externals.loky import get_reusable_executor

from mlp import SGD, Network, Trainer, build_mlp, evaluate
from mlp.inside.signals import trace_signals
from mlp.inside.units import activations
from mlp.layers import BatchNorm, Dropout, Layer, Linear, ReLU, light_copy
from mlp.losses import SoftmaxCrossEntropy
from tests.training.training_samples import TRAIN, VALIDATION, blobs


class Noise(Layer):
    """Adds random numbers in training; its generator lies in a list in a dictionary, its memory in another."""

    def __init__(self, kind="PCG64"):
        self.kind, self.seen = kind, {}
        self.tools = {"draws": [np.random.Generator(getattr(np.random, kind)(5))]}

    def options(self):
        return {"kind": self.kind}

    def forward(self, x, training=False):
        self.seen["x"] = x
        return x + 0.1 * self.tools["draws"][0].standard_normal(x.shape).astype(x.dtype) if training else x

    def backward(self, d_output):
        assert len(d_output) == len(self.seen["x"])
        return d_output * np.sign(self.seen["x"]) ** 2


class Scale(Layer):
    """Stretches each number by a parameter, and counts its training passes in `state`, which it makes as it goes."""

    def __init__(self, units):
        self.units, self.shapes = units, {"stretch": (units,)}

    def options(self):
        return {"units": np.int64(self.units)}

    def initialize(self, initializer, rng):
        self.stretch = np.ones(self.units)

    def forward(self, x, training=False):
        if training:
            self.state["passes"] = self.state.get("passes", 0) + 1
        self.x = x
        return x * self.stretch * (1 + 0.01 * (self.state.get("passes", 0) % 3))

    def backward(self, d_output):
        d_output = d_output * (1 + 0.01 * (self.state["passes"] % 3))
        self.d_stretch = (d_output * self.x).sum(axis=0)
        return d_output * self.stretch


class Two(Layer):
    """Layers in a layer: the inner ones keep what they need themselves, and the first knows where it is."""

    def __init__(self):
        self.first, self.then = ReLU(), {"more": {"layers": [Noise(), ReLU()]}}
        self.first.outer = self

    def forward(self, x, training=False):
        for layer in (self.first, *self.then["more"]["layers"]):
            x = layer.forward(x, training)
        return x

    def backward(self, d_output):
        for layer in (*reversed(self.then["more"]["layers"]), self.first):
            d_output = layer.backward(d_output)
        return d_output


OWN = [Noise, Scale, Two]
MAKES = {
    "plain": lambda: build_mlp([4, 8, 3], seed=1),
    "dropout and batch norm": lambda: build_mlp([4, 8, 6, 3], "tanh", dropout=0.4, batch_norm=True, seed=1),
    "label smoothing": lambda: build_mlp([4, 8, 3], seed=1, loss=SoftmaxCrossEntropy(0.2)),
    "float64": lambda: build_mlp([4, 8, 3], dropout=0.4, dtype="float64", seed=1),
    "own layers": lambda: Network([Noise(), Scale(4), Linear(4, 8), Two(), Dropout(0.3), Linear(8, 3)], seed=1),
}


def trained(network, steps=7, seed=0):
    """The network after some steps with momentum and L2."""
    trainer = Trainer(network, SGD(0.1, momentum=0.9), batch_size=16, l2=0.01, seed=seed, progress=False)
    trainer.fit(TRAIN, iterations=steps)
    return network


def stored(network, folder):
    network.save(folder / "net.npz")
    return Network.load(folder / "net.npz", layers=OWN)


def sent_by_spawn(network, folder):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(copy.copy, network).result()


def sent_by_cloudpickle(network, folder):
    return get_reusable_executor(max_workers=1, timeout=20).submit(lambda given: given, network).result()


WAYS = {
    "network.copy()": lambda network, folder: network.copy(),
    "copy.copy": lambda network, folder: copy.copy(network),
    "copy.deepcopy": lambda network, folder: copy.deepcopy(network),
    "deepcopy in a list": lambda network, folder: copy.deepcopy([network])[0],
    "pickle": lambda network, folder: pickle.loads(pickle.dumps(network)),
    "pickle, protocol 2": lambda network, folder: pickle.loads(pickle.dumps(network, protocol=2)),
    "save and load": stored,
}


def assert_same(one, other):
    ours, theirs = one.snapshot(), other.snapshot()
    assert ours.keys() == theirs.keys()
    assert all(ours[name].tobytes() == theirs[name].tobytes() for name in ours)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("make", MAKES)
def test_a_copy_trains_on_to_the_bit_as_the_original(make, way, tmp_path):
    original = trained(MAKES[make]())
    twin = WAYS[way](original, tmp_path)
    before = original.snapshot()
    trained(twin, seed=5)
    assert original.parameters.tobytes() == before["parameters"].tobytes(), "the copy's training moved the original"
    trained(original, seed=5)
    assert_same(twin, original)
    assert not np.array_equal(original.parameters, before["parameters"])
    assert all(np.shares_memory(layer.vectors[0], twin.parameters) for layer in twin.layers if layer.size)


@pytest.mark.parametrize("way", [sent_by_spawn, sent_by_cloudpickle])
def test_so_does_one_that_came_back_from_another_process(way):
    original = trained(MAKES["dropout and batch norm"]())
    assert_same(trained(way(original, None), seed=5), trained(original, seed=5))


@pytest.mark.parametrize("way", [way for way in WAYS if way != "save and load"])
def test_a_copy_holds_the_gradient_too_and_each_number_once(way):
    network = build_mlp([784, 64, 10])
    network.gradient = np.arange(len(network.gradient))
    assert WAYS[way](network, None).gradient.tobytes() == network.gradient.tobytes()
    assert network.copy(dtype="float64").gradient.tolist() == network.gradient.tolist()
    assert len(pickle.dumps(network)) < 2.05 * network.parameters.nbytes


def test_a_copy_between_forward_and_backward_can_go_back_too():
    network = MAKES["dropout and batch norm"]()
    logits = network.forward(TRAIN.images[:16], training=True)
    network.loss.forward(logits, TRAIN.labels[:16])
    for twin in (network.copy(), copy.deepcopy(network), pickle.loads(pickle.dumps(network))):
        twin.backward(twin.loss.backward())
        expected = network.copy()
        expected.backward(network.loss.backward())
        assert twin.gradient.tobytes() == expected.gradient.tobytes() and twin.gradient.any()


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))])
def test_a_layer_copied_by_itself_has_numbers_of_its_own(way):
    network = trained(MAKES["own layers"]())
    for layer in [*network.layers, BatchNorm(3), OWN[0]()]:
        twin = way(layer)
        for name in layer.shapes:
            assert np.array_equal(getattr(twin, name), getattr(layer, name))
            assert np.shares_memory(getattr(twin, name), twin.vectors[0])
            assert np.shares_memory(getattr(twin, "d_" + name), twin.vectors[1])
            assert not np.shares_memory(getattr(twin, name), getattr(layer, name))
        assert [rng.bit_generator.state for rng in twin.generators()] == [
            rng.bit_generator.state for rng in layer.generators()
        ]
        assert not {*map(id, twin.generators())} & {*map(id, layer.generators())}
    assert_same(Network([way(layer) for layer in build_mlp([4, 5, 3]).layers], seed=3), build_mlp([4, 5, 3], seed=3))


@pytest.mark.parametrize("kind", ["MT19937", "PCG64DXSM", "Philox", "SFC64"])
def test_a_file_keeps_where_a_generator_of_any_kind_stands(kind, tmp_path):
    network = trained(Network([Noise(kind), Linear(4, 3)]))
    assert_same(trained(stored(network, tmp_path)), trained(network))


def looks(network):
    """All that may look at a network while it is in training."""
    many = blobs(37, seed=3)
    evaluate(network, many)
    network.forward(many.images)
    network.predict(many.images[:2])
    network.predict_proba(many.images)
    activations(network, many.images)
    network.copy(), network.snapshot(), network.describe()


@pytest.mark.parametrize("make", MAKES)
def test_looking_between_forward_and_backward_disturbs_nothing(make):
    undisturbed, looked_at = MAKES[make](), MAKES[make]()
    for network in (undisturbed, looked_at):
        optimizer = SGD(0.1)
        for start in range(0, 96, 16):
            images, labels = TRAIN.images[start : start + 16], TRAIN.labels[start : start + 16]
            logits = network.forward(images, training=True)
            if network is looked_at:
                looks(network)
            network.loss.forward(logits, labels)
            if network is looked_at:
                looks(network)
            network.backward(network.loss.backward())
            optimizer.step(network.parameters, network.gradient)
    assert_same(looked_at, undisturbed)


def test_another_thread_may_look_all_the_time():
    undisturbed, network, ended = (
        MAKES["dropout and batch norm"](),
        MAKES["dropout and batch norm"](),
        threading.Event(),
    )
    looked = []

    def look():
        while not ended.is_set():
            looked.append(evaluate(network, VALIDATION).accuracy)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        trained(network, steps=600)
    finally:
        ended.set()
        thread.join()
    assert len(looked) > 5
    assert_same(network, trained(undisturbed, steps=600))


def test_a_light_copy_shares_the_numbers_and_nothing_else():
    layers = MAKES["own layers"]().layers
    twins = light_copy(layers)
    assert [type(twin) for twin in twins] == [type(layer) for layer in layers]
    assert twins[2].weight is layers[2].weight and twins[0].tools["draws"][0] is layers[0].tools["draws"][0]
    for twin in twins:
        twin.forward(np.ones((5, 8 if isinstance(twin, (Two, Dropout)) or twin is twins[-1] else 4), "float32"))
    inner = layers[3].then["more"]["layers"]
    assert not layers[0].seen and not inner[0].seen
    assert not any(hasattr(layer, "x") for layer in (layers[2], layers[3].first, inner[1]))
    assert twins[3].first.outer is twins[3]


def test_signals_are_traced_without_a_trace_in_what_backward_needs():
    network = build_mlp([4, 8, 3], seed=1)
    logits = network.forward(TRAIN.images[:16], training=True)
    network.loss.forward(logits, TRAIN.labels[:16])
    trace_signals(network, VALIDATION.images, VALIDATION.labels)
    network.backward(network.loss.backward())
    expected = build_mlp([4, 8, 3], seed=1)
    expected.loss_and_gradient(TRAIN.images[:16], TRAIN.labels[:16])
    assert network.gradient.tobytes() == expected.gradient.tobytes()


@pytest.mark.parametrize("forwards, words", [
    ([], "16 images, but no images went forward in training"),
    ([(16, False)], "16 images, but no images went forward in training"),
    ([(12, True)], "16 images, but 12 images went forward in training"),
    ([(16, True), "backward"], "16 images, but no images went forward in training"),
])  # fmt: skip
def test_backward_without_its_forward_is_refused(forwards, words):
    network, d_logits = build_mlp([4, 8, 3]), np.zeros((16, 3), "float32")
    for step in forwards:
        network.backward(d_logits) if step == "backward" else network.forward(TRAIN.images[: step[0]], training=step[1])
    with pytest.raises(ValueError, match=words):
        network.backward(d_logits)
