"""Convolution and pooling: by hand, by loops, by PyTorch, by CS231n's assignment 2; and a network of them."""

import numpy as np
import pytest

from mlp import SGD, Network, Trainer, check_gradients
from mlp.convolution import BLOCK, BatchNorm2D, Conv2D, Flatten, MaxPool2D
from mlp.data import Part
from mlp.gradient_check import check_layer
from mlp.layers import BatchNorm, Dropout, Linear, ReLU
from mlp.training.checkpoints import Checkpoints
from tests.requirements import require

RNG = np.random.default_rng(3)


def random_layers(count=60):
    """Convolutions of random sizes, each with a pooling of the same window."""
    rng = np.random.default_rng(0)
    for number in range(count):
        shape = tuple(int(size) for size in (*rng.integers(3, 12, 2), rng.integers(1, 4)))
        kernel, stride = (tuple(int(size) for size in rng.integers(1, 4, 2)) for _ in range(2))
        padding = ("valid", "same")[number % 2]
        conv = Conv2D(shape, int(rng.integers(1, 4)), kernel, stride, padding)
        conv.weight, conv.bias = rng.standard_normal(conv.weight.shape), rng.standard_normal(conv.bias.shape)
        yield conv, MaxPool2D(shape, kernel, stride, padding)


LAYERS = list(random_layers())


def channels_first(rows, shape):
    return np.ascontiguousarray(rows.reshape(len(rows), *shape).transpose(0, 3, 1, 2))


def rows_of(tensor):
    return tensor.numpy().transpose(0, 2, 3, 1).reshape(len(tensor), -1)


def torch_pass(layer, x, d_output):
    """PyTorch's output and gradients of the same layer, in our order: Y, dX, and d_weight and d_bias or nothing."""
    torch = require("torch", "convolution and pooling are compared with its own")
    window = layer.window
    images = torch.tensor(channels_first(x, window.shape), requires_grad=True)
    sides = [side for pair in zip(window.before[::-1], window.after[::-1]) for side in pair]  # left, right, top, bottom
    filling = 0.0 if isinstance(layer, Conv2D) else -np.inf
    padded = torch.nn.functional.pad(images, sides, value=filling)
    if isinstance(layer, Conv2D):
        weight = torch.tensor(layer.weight.transpose(3, 2, 0, 1).copy(), requires_grad=True)
        bias = torch.tensor(np.array(layer.bias), requires_grad=True)
        output = torch.nn.functional.conv2d(padded, weight, bias, stride=window.stride)
    else:
        output = torch.nn.functional.max_pool2d(padded, window.kernel, window.stride)
    output.backward(torch.tensor(channels_first(d_output, layer.output_shape)))
    gradients = [rows_of(output.detach()), rows_of(images.grad)]
    if isinstance(layer, Conv2D):
        gradients += [weight.grad.numpy().transpose(2, 3, 1, 0), bias.grad.numpy()]
    return gradients


@pytest.mark.parametrize("ties", [False, True])
def test_outputs_and_gradients_are_pytorchs(ties):
    for layer in (layer for pair in LAYERS for layer in pair):
        x = RNG.standard_normal((3, layer.n_in))
        x = np.round(x) if ties else x
        d_output = RNG.standard_normal((3, layer.n_out))
        ours = [layer.forward(x, training=True), layer.backward(d_output)]
        ours += [layer.d_weight, layer.d_bias] if layer.shapes else []
        for mine, theirs in zip(ours, torch_pass(layer, x, d_output), strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-10, err_msg=str(layer.options()))


def convolution_by_loops(layer, x):
    """The definition, one output at a time, over images with the padding's zeros."""
    images = layer.window.pad(x)
    output = np.empty((len(x), *layer.output_shape))
    (down, right), (tall, wide) = layer.window.stride, layer.window.kernel
    for n, r, s, f in np.ndindex(output.shape):
        seen = images[n, r * down : r * down + tall, s * right : s * right + wide]
        output[n, r, s, f] = (seen * layer.weight[..., f]).sum() + layer.bias[f]
    return output.reshape(len(x), -1)


def test_the_matrix_product_is_the_loop_over_places():
    for layer, _ in LAYERS:
        x = RNG.standard_normal((2, layer.n_in))
        np.testing.assert_allclose(layer.forward(x), convolution_by_loops(layer, x), rtol=0, atol=1e-12)


def test_by_hand():
    conv = Conv2D((3, 3, 1), 1, 2)
    conv.weight, conv.bias = np.array([[1.0, 2.0], [0.0, -1.0]]).reshape(2, 2, 1, 1), np.array([10.0])
    image = np.arange(9.0).reshape(1, 9)  # rows 0 1 2, 3 4 5, 6 7 8
    np.testing.assert_array_equal(conv.forward(image, training=True), [[8, 10, 14, 16]])
    np.testing.assert_array_equal(conv.backward(np.array([[1.0, 0, 0, 2]])), [[1, 2, 0, 0, 1, 4, 0, 0, -2]])
    np.testing.assert_array_equal(conv.d_weight[:, :, 0, 0], [[8, 11], [17, 20]])
    np.testing.assert_array_equal(conv.d_bias, [3])


def test_of_equal_numbers_the_first_gets_the_gradient():
    pool = MaxPool2D((2, 2, 1))
    np.testing.assert_array_equal(pool.forward(np.array([[0.0, 5.0, 5.0, 5.0]]), training=True), [[5]])
    np.testing.assert_array_equal(pool.backward(np.array([[3.0]])), [[0, 3, 0, 0]])


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "places", "before", "after"),
    [
        (28, 3, 1, "same", 28, 1, 1),
        (28, 2, 1, "same", 28, 0, 1),  # the odd one comes after, as in Keras
        (28, 5, 2, "same", 14, 1, 2),
        (28, 1, 3, "same", 10, 0, 0),
        (28, 5, 1, "valid", 24, 0, 0),
        (28, 5, 2, "valid", 12, 0, 0),  # the last column is under no window
    ],
)
def test_padding_is_that_of_keras(size, kernel, stride, padding, places, before, after):
    window = Conv2D((size, size, 1), 1, kernel, stride, padding).window
    assert (window.places, window.before, window.after) == ((places,) * 2, (before,) * 2, (after,) * 2)


def test_the_values_of_cs231ns_assignment():
    """Its convolution has 1 pixel of padding on each side and moves by 2; its order is (n, channels, h, w)."""
    x = np.linspace(-0.1, 0.5, num=2 * 3 * 4 * 4).reshape(2, 3, 4, 4)
    weight = np.linspace(-0.2, 0.3, num=3 * 3 * 4 * 4).reshape(3, 3, 4, 4)
    conv = Conv2D((6, 6, 3), 3, 4, stride=2)
    conv.weight, conv.bias = weight.transpose(2, 3, 1, 0), np.linspace(-0.1, 0.2, num=3)
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1))).transpose(0, 2, 3, 1).reshape(2, -1)
    output = conv.forward(padded).reshape(2, 2, 2, 3).transpose(0, 3, 1, 2)
    published = [
        [[[-0.08759809, -0.10987781], [-0.18387192, -0.2109216]], [[0.21027089, 0.21661097], [0.22847626, 0.23004637]],
         [[0.50813986, 0.54309974], [0.64082444, 0.67101435]]],
        [[[-0.98053589, -1.03143541], [-1.19128892, -1.24695841]], [[0.69108355, 0.66880383], [0.59480972, 0.56776003]],
         [[2.36270298, 2.36904306], [2.38090835, 2.38247847]]],
    ]  # fmt: skip
    np.testing.assert_allclose(output, published, rtol=0, atol=1e-8)
    x = np.linspace(-0.3, 0.4, num=2 * 3 * 4 * 4).reshape(2, 3, 4, 4)
    pooled = MaxPool2D((4, 4, 3)).forward(x.transpose(0, 2, 3, 1).reshape(2, -1))
    published = [
        [[[-0.26315789, -0.24842105], [-0.20421053, -0.18947368]],
         [[-0.14526316, -0.13052632], [-0.08631579, -0.07157895]],
         [[-0.02736842, -0.01263158], [0.03157895, 0.04631579]]],
        [[[0.09052632, 0.10526316], [0.14947368, 0.16421053]], [[0.20842105, 0.22315789], [0.26736842, 0.28210526]],
         [[0.32631579, 0.34105263], [0.38526316, 0.4]]],
    ]  # fmt: skip
    np.testing.assert_allclose(pooled.reshape(2, 2, 2, 3).transpose(0, 3, 1, 2), published, rtol=0, atol=1e-8)


def test_a_batch_of_several_blocks_gives_what_its_images_give_one_by_one():
    for conv, pool in LAYERS[:4]:
        x = RNG.standard_normal((2 * BLOCK + 1, conv.n_in))
        for layer in (conv, pool):
            d_output = RNG.standard_normal((len(x), layer.n_out))
            output, d_x = layer.forward(x, training=True), layer.backward(d_output)
            d_weight = layer.d_weight.copy() if layer.shapes else 0
            parts = []
            for i in range(len(x)):
                parts.append((layer.forward(x[[i]], training=True), layer.backward(d_output[[i]])))
                d_weight = d_weight - (layer.d_weight if layer.shapes else 0)
            for whole, part in zip((output, d_x), zip(*parts)):
                np.testing.assert_allclose(whole, np.concatenate(part), rtol=0, atol=1e-12)
            assert np.abs(d_weight).max() < 1e-12


def test_the_way_back_needs_no_training_pass():
    """What looks inside a network asks for gradients outside training, too."""
    conv = LAYERS[0][0]
    x, d_output = RNG.standard_normal((3, conv.n_in)), RNG.standard_normal((3, conv.n_out))
    gradients = []
    for training in (True, False):
        conv.forward(x, training)
        gradients.append((conv.backward(d_output), conv.d_weight.copy(), conv.d_bias.copy()))
    for one, other in zip(*gradients):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("training", [True, False])
def test_channels_are_normalised_as_pytorch_does(training):
    torch = require("torch", "batch normalisation of channels is compared with its own")
    shape = (4, 3, 5)
    ours = BatchNorm2D(shape, momentum=0.9)
    theirs = torch.nn.BatchNorm2d(5, eps=1e-5, momentum=0.1, dtype=torch.float64).train(training)
    ours.gamma, ours.beta = RNG.standard_normal(5), RNG.standard_normal(5)
    ours.state["running_mean"], ours.state["running_variance"] = RNG.standard_normal(5), RNG.random(5) + 0.5
    with torch.no_grad():
        theirs.weight[:], theirs.bias[:] = torch.tensor(np.array(ours.gamma)), torch.tensor(np.array(ours.beta))
        theirs.running_mean[:] = torch.tensor(ours.state["running_mean"])
        theirs.running_var[:] = torch.tensor(ours.state["running_variance"])
    x, d_output = (RNG.standard_normal((6, ours.n_out)) for _ in range(2))
    images = torch.tensor(channels_first(x, shape), requires_grad=True)
    output = theirs(images)
    output.backward(torch.tensor(channels_first(d_output, shape)))
    np.testing.assert_allclose(ours.forward(x, training), rows_of(output.detach()), rtol=0, atol=1e-10)
    np.testing.assert_allclose(ours.backward(d_output), rows_of(images.grad), rtol=0, atol=1e-10)
    np.testing.assert_allclose(ours.d_gamma, theirs.weight.grad.numpy(), rtol=0, atol=1e-10)
    np.testing.assert_allclose(ours.d_beta, theirs.bias.grad.numpy(), rtol=0, atol=1e-10)
    np.testing.assert_allclose(ours.state["running_mean"], theirs.running_mean.numpy(), rtol=0, atol=1e-10)


def test_places_count_as_images_of_batch_normalisation():
    channels, units = BatchNorm2D((2, 3, 4)), BatchNorm(4)
    x = RNG.standard_normal((5, 24))
    np.testing.assert_array_equal(channels.forward(x, True), units.forward(x.reshape(30, 4), True).reshape(5, 24))
    mean, spread = (f(channels.forward(x, True).reshape(-1, 4), axis=0) for f in (np.mean, np.std))
    np.testing.assert_allclose([mean, spread], [np.zeros(4), np.ones(4)], rtol=0, atol=1e-4)
    with pytest.raises(ValueError, match=r"shape is 4; expected \(height, width, channels\)"):
        BatchNorm2D(4)


def small_cnn(dtype="float32", seed=0):
    conv = Conv2D((6, 5, 2), 4, 3, padding="same")
    pool = MaxPool2D(conv.output_shape)
    norm = BatchNorm2D(pool.output_shape)
    second = Conv2D(pool.output_shape, 3, 2, stride=(1, 2))
    flat = Flatten(second.output_shape)
    layers = [conv, pool, norm, ReLU(), second, ReLU(), flat, Dropout(0.1), Linear(flat.n_out, 3)]
    return Network(layers, dtype, seed=seed)


IMAGES = RNG.standard_normal((40, 60)).astype("float32")
TRAIN = Part(IMAGES, (IMAGES[:, :20].sum(axis=1) > 0).astype("int64"))


def test_gradients_pass_the_check():
    assert check_gradients(small_cnn("float64"), IMAGES[:8], TRAIN.labels[:8]).max_relative_error < 1e-6
    for layer in [BatchNorm2D((3, 2, 4)), *(layer for pair in LAYERS[:12] for layer in pair)]:
        assert check_layer(layer, RNG.standard_normal((2, layer.n_in)), samples=60).max_relative_error < 1e-6


def test_a_network_of_them_saves_loads_copies_and_trains(tmp_path):
    network = small_cnn()
    network.save(tmp_path / "cnn.npz")
    loaded = Network.load(tmp_path / "cnn.npz")
    np.testing.assert_array_equal(loaded.forward(IMAGES), network.forward(IMAGES))
    nets = [network, loaded, network.copy()]
    for net in nets:
        Trainer(net, SGD(0.1), 8, progress=False).fit(TRAIN, iterations=100)
    for other in nets[1:]:
        np.testing.assert_array_equal(other.parameters, network.parameters)
    assert (network.predict(IMAGES) == TRAIN.labels).mean() > 0.9


def test_a_checkpoint_goes_on_bitwise(tmp_path):
    whole, stopped = small_cnn(), small_cnn()
    settings = {"batch_size": 8, "progress": False}
    Trainer(whole, SGD(0.1, momentum=0.9), **settings).fit(TRAIN, iterations=20)
    for iterations in (10, 20):
        trainer = Trainer(stopped, SGD(0.1, momentum=0.9), **settings)
        trainer.fit(TRAIN, iterations=iterations, checkpoints=Checkpoints(tmp_path, every=5))
    np.testing.assert_array_equal(stopped.parameters, whole.parameters)


def test_the_summary_is_that_of_report_004():
    conv = Conv2D((28, 28, 1), 64, 2, padding="same")
    pool = MaxPool2D(conv.output_shape)
    second = Conv2D(pool.output_shape, 16, 2, padding="same")
    last_pool = MaxPool2D(second.output_shape)
    layers = [conv, ReLU(), pool, second, ReLU(), last_pool, Flatten(last_pool.output_shape)]
    table = Network([*layers, Linear(784, 128), ReLU(), Linear(128, 10)]).summary()
    counted = table[table.parameters > 0]
    assert counted.parameters.tolist() == [320, 4112, 100_480, 1290, 106_202]
    assert counted.output.tolist() == [(28, 28, 64), (14, 14, 16), (128,), (10,), (10,)]
    assert table.output[6] == (784,)


def test_a_wide_network_looks_at_many_images_in_parts(monkeypatch):
    whole = small_cnn().forward(IMAGES)
    monkeypatch.setattr("mlp.network.LARGEST_PASS", 7 * 120)  # 6 x 5 x 4 numbers after the first layer: 7 images
    network = small_cnn()
    seen = []
    monkeypatch.setattr(Linear, "forward", lambda self, x, training: seen.append(len(x)) or x @ self.weight + self.bias)
    np.testing.assert_allclose(network.forward(IMAGES), whole, rtol=0, atol=1e-6)
    assert seen == [7, 7, 7, 7, 7, 5]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"shape": (28, 28)}, r"shape is \(28, 28\); expected \(height, width, channels\), such as \(28, 28, 1\)"),
        ({"shape": 784}, "shape is 784; expected"),
        ({"shape": (28, 0, 1)}, r"shape\[1\] is 0; expected a whole number, 1 or more"),
        ({"kernel": 29}, r"the kernel \(29, 29\) does not fit on an image of 28 x 28 pixels; make it smaller"),
        ({"kernel": (3, 3, 3)}, r"kernel is \(3, 3, 3\); expected one whole number, or two: \(height, width\)"),
        ({"kernel": 2.5}, "kernel is 2.5; expected a whole number, 1 or more"),
        ({"stride": 0}, "stride is 0; expected a whole number, 1 or more"),
        ({"padding": "full"}, "padding is 'full'; expected one of 'valid', 'same'"),
    ],
)
def test_bad_settings_are_named(arguments, message):
    right = {"shape": (28, 28, 1), "kernel": 3}
    for make in (lambda **settings: Conv2D(filters=4, **settings), MaxPool2D):
        with pytest.raises(ValueError, match=message):
            make(**right | arguments)


def test_layers_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"layer 1 \(MaxPool2D\) takes 784 numbers, but layer 0 \(Conv2D\) gives 2704"):
        Network([Conv2D((28, 28, 1), 4, 3), MaxPool2D((28, 28, 1)), Linear(196, 10)])
