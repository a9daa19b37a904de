"""Right answers to the exercises, in other ways than ours: what a notebook must be able to go on with."""

ACCURACY = (
    """
import numpy as np
def accuracy(labels, predictions):
    right = 0
    for label, prediction in zip(labels, predictions):
        right += label == prediction
    return right / len(labels)
""",
    """
import numpy as np
def accuracy(labels, predictions):
    return np.array(1 - np.count_nonzero(labels - predictions) / labels.size)
""",
)
PARSE_IDX = (
    """
import numpy as np
def parse_idx(content):
    sizes = np.frombuffer(content, ">u4", count=content[3], offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(sizes).copy()
""",
    """
import struct
import numpy as np
def parse_idx(content):
    sizes = struct.unpack(">" + "I" * content[3], content[4 : 4 + 4 * content[3]])
    return np.frombuffer(content[4 + 4 * content[3] :], dtype="uint8").reshape(sizes)
""",
)
SPLIT_INDICES = (
    """
import numpy as np
def split_indices(labels, per_class, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    validation = np.concatenate([order[labels[order] == label][:per_class] for label in set(labels.tolist())])
    return np.setdiff1d(np.arange(len(labels)), validation), validation
""",
    """
import numpy as np
def split_indices(labels, per_class, seed):
    rng = np.random.default_rng(seed)
    train, validation = [], []
    for label in range(10):
        rows = np.where(labels == label)[0]
        rng.shuffle(rows)
        validation.append(rows[:per_class])
        train.append(rows[per_class:])
    return [np.concatenate(train).astype("int32"), np.concatenate(validation).astype("int32")]
""",
)
STANDARDIZE = (
    """
import numpy as np
def standardize(train, validation):
    mean = np.mean(train, 0)
    deviation = np.sqrt(np.mean((train - mean) ** 2))
    return [(part - mean) / deviation for part in (train, validation)]
""",
    """
import numpy as np
def standardize(train, validation):
    mean = train.mean(axis=0)
    deviation = (train - mean).std() + 1e-9
    return ((train - mean) / deviation).astype("float32"), ((validation - mean) / deviation).astype("float32")
""",
)
LINEAR_FORWARD = (
    """
import numpy as np
def linear_forward(x, weight, bias):
    output = np.dot(x, weight)
    output += bias
    return output
""",
    """
import numpy as np
def linear_forward(x, weight, bias):
    return np.array([row @ weight + bias for row in x])
""",
)
LINEAR_BACKWARD = (
    """
import numpy as np
def linear_backward(d_output, x, weight):
    return np.einsum("ij,ik->jk", x, d_output), np.einsum("ij->j", d_output), np.einsum("ij,kj->ik", d_output, weight)
""",
    """
import numpy as np
def linear_backward(d_output, x, weight):
    return [(d_output.T @ x).T, d_output.sum(0), (weight @ d_output.T).T]
""",
)
TRANSPOSED_LINEAR = (
    """
import numpy as np
def transposed_linear(x, weight, d_output):
    return (weight @ x.T).T, np.einsum("ni,nj->ij", d_output, x), np.dot(d_output, weight)
""",
)
NUMERIC_GRADIENT = (
    """
import numpy as np
def numeric_gradient(function, x, step=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        shift = np.zeros_like(x)
        shift[place] = step
        gradient[place] = (function(x + shift) - function(x - shift)) / (2 * step)
    return gradient
""",
    """
import numpy as np
def numeric_gradient(function, x, step=1e-5):
    gradient = np.empty_like(x)
    for i in range(x.size):
        kept = x.flat[i]
        x.flat[i] = kept + step
        above = function(x)
        x.flat[i] = kept - step
        gradient.flat[i] = (above - function(x)) / step / 2
        x.flat[i] = kept
    return gradient
""",
)
LINEAR_LAYER = (
    """
import numpy as np
from mlp.layers import Layer
class LinearLayer(Layer):
    def __init__(self, n_in, n_out):
        self.shapes = {"bias": (n_out,), "weight": (n_in, n_out)}
    def forward(self, x, training=False):
        self.kept = x.copy()
        return np.dot(x, self.weight) + self.bias
    def backward(self, d_output):
        self.d_weight = np.dot(self.kept.T, d_output)
        self.d_bias = np.ones(len(d_output), d_output.dtype) @ d_output
        return np.dot(d_output, self.weight.T)
""",
)
RELU = (
    """
import numpy as np
from mlp.layers import Layer
class ReLULayer(Layer):
    def forward(self, x, training=False):
        self.on = x > 0
        return x * self.on
    def backward(self, d_output):
        return np.where(self.on, d_output, 0)
""",
    """
import numpy as np
from mlp.layers import Layer
class ReLULayer(Layer):
    def forward(self, x, training=False):
        self.y = np.clip(x, 0, None)
        return self.y
    def backward(self, d_output):
        d = d_output.copy()
        d[self.y == 0] = 0
        return d
""",
)
LEAKY = (
    """
import numpy as np
from mlp.layers import Layer
class LeakyReLULayer(Layer):
    def __init__(self, slope=0.01):
        self.slope = slope
    def forward(self, x, training=False):
        self.off = x <= 0
        y = x.copy()
        y[self.off] *= self.slope
        return y
    def backward(self, d_output):
        d = d_output.copy()
        d[self.off] *= self.slope
        return d
""",
)
TANH = (
    """
import numpy as np
from mlp.layers import Layer
class TanhLayer(Layer):
    def forward(self, x, training=False):
        y = np.tanh(x)
        self.slope = (1 - y) * (1 + y)
        return y
    def backward(self, d_output):
        return self.slope * d_output
""",
)
SIGMOID = (
    """
import numpy as np
from mlp.layers import Layer
class SigmoidLayer(Layer):
    def forward(self, x, training=False):
        e = np.exp(-np.abs(x))
        self.y = np.where(x >= 0, 1, e) / (1 + e)
        return self.y
    def backward(self, d_output):
        return (self.y - self.y**2) * d_output
""",
)
SOFTPLUS = (
    """
import numpy as np
from mlp.layers import Layer
class SoftplusLayer(Layer):
    def forward(self, x, training=False):
        self.x = x
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    def backward(self, d_output):
        e = np.exp(-np.abs(self.x))
        return d_output * np.where(self.x >= 0, 1, e) / (1 + e)
""",
)
SOFTMAX = (
    """
import numpy as np
def softmax(logits):
    powers = np.exp(logits - np.max(logits, 1)[:, None])
    powers /= powers.sum(1).reshape(-1, 1)
    return powers
""",
    """
import numpy as np
def softmax(logits):
    return np.stack([np.exp(row - row.max()) / np.exp(row - row.max()).sum() for row in logits])
""",
)
CROSS_ENTROPY = (
    """
import numpy as np
def cross_entropy(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.take_along_axis(log_p, labels[:, None], axis=1).mean()
""",
    """
import numpy as np
def cross_entropy(logits, labels):
    total = 0.0
    for row, label in zip(logits, labels):
        total += np.logaddexp.reduce(row.astype(float)) - row[label]
    return np.array(total / len(labels))
""",
)
SOFTMAX_CROSS_ENTROPY_BACKWARD = (
    """
import numpy as np
def softmax_cross_entropy_backward(logits, labels):
    p = np.exp(logits - logits.max(1, keepdims=True))
    p = p / p.sum(1, keepdims=True)
    return (p - np.eye(logits.shape[1], dtype=p.dtype)[labels]) / p.dtype.type(len(p))
""",
)
SMOOTHED_CROSS_ENTROPY = (
    """
import numpy as np
def smoothed_cross_entropy(logits, labels, label_smoothing):
    n, k = logits.shape
    log_p = logits - logits.max(1, keepdims=True)
    log_p = log_p - np.log(np.exp(log_p).sum(1, keepdims=True))
    t = ((1 - label_smoothing) * np.eye(k)[labels] + label_smoothing / k).astype(logits.dtype)
    return [np.mean(-np.sum(t * log_p, axis=1)), (np.exp(log_p) - t) / n]
""",
)
TWO_LAYER_BACKWARD = (
    """
import numpy as np
def two_layer_backward(x, z, h, s, labels, w2):
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    d_s = (p - (labels[:, None] == np.arange(s.shape[1]))) / s.dtype.type(len(s))
    d_z = np.where(z > 0, d_s @ w2.T, 0).astype(x.dtype)
    return [x.T @ d_z, d_z.sum(0), h.T @ d_s, d_s.sum(0)]
""",
)
RELATIVE_ERROR = (
    """
import numpy as np
def relative_error(analytic, numeric):
    a, b = abs(analytic), abs(numeric)
    return abs(analytic - numeric) / np.maximum.reduce([a, b, np.full_like(a, a.max() / 1000)])
""",
)
OWN_LAYERS = (
    """
import numpy as np
from mlp.layers import Layer
class OwnLinear(Layer):
    def __init__(self, n_in, n_out):
        self.shapes = {"weight": (n_in, n_out), "bias": (n_out,)}
    def forward(self, x, training=False):
        self.kept = x
        return np.dot(x, self.weight) + self.bias
    def backward(self, d_output):
        self.d_weight = np.dot(self.kept.T, d_output)
        self.d_bias = d_output.sum(0)
        return np.dot(d_output, self.weight.T)
class OwnReLU(Layer):
    def forward(self, x, training=False):
        self.mask = x > 0
        return np.where(self.mask, x, 0)
    def backward(self, d_output):
        d = d_output.copy()
        d[~self.mask] = 0
        return d
def own_layers():
    return [OwnLinear, OwnReLU]
""",
)
FORWARD_STD = (
    """
import numpy as np
def forward_std(x, weights, activation):
    out = np.zeros(len(weights))
    for i, w in enumerate(weights):
        x = activation(np.dot(x, w))
        out[i] = np.sqrt(np.mean((x - x.mean()) ** 2))
    return out
""",
)
BACKWARD_STD = (
    """
import numpy as np
def backward_std(d_output, weights, slopes):
    out = np.empty(len(weights))
    for i in range(len(weights) - 1, -1, -1):
        d_output = np.dot(slopes[i] * d_output, weights[i].T)
        out[i] = d_output.std()
    return out
""",
)
DRAW_START = (
    """
import numpy as np
def draw_start(initializer, n_in, n_out, rng):
    variance = {"kaiming": 2 / n_in, "xavier": 2 / (n_in + n_out)}[initializer]
    return rng.normal(0, variance**0.5, size=(n_out, n_in)).T, np.zeros((n_out,))
""",
    """
import numpy as np
def draw_start(initializer, n_in, n_out, rng):
    deviation = np.sqrt(2 / (n_in if initializer == "kaiming" else n_in + n_out))
    return [rng.normal(scale=deviation, size=(n_in, n_out)), 0 * np.ones(n_out)]
""",
)
MOMENTUM_STEP = (
    """
import numpy as np
def momentum_step(parameters, velocity, gradient, learning_rate, momentum):
    new = velocity.copy()
    new *= momentum
    new += gradient
    return [parameters - learning_rate * new, new]
""",
)
ADAM_STEP = (
    """
import numpy as np
def adam_step(parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon):
    mean = mean + (1 - beta1) * (gradient - mean)
    squares = squares + (1 - beta2) * (gradient * gradient - squares)
    root = np.sqrt(squares) / np.sqrt(1 - beta2**t)
    return [parameters - learning_rate / (1 - beta1**t) * mean / (root + epsilon), mean, squares]
""",
)
WARM_UP_COSINE = (
    """
import math
def warm_up_cosine(iteration, iterations, warm_up):
    share = min(max((iteration - warm_up) / (iterations - warm_up), 0), 1)
    return min((iteration + 1) / warm_up, math.cos(math.pi * share / 2) ** 2)
""",
)
UPDATE_RATIO = (
    """
import numpy as np
from mlp.training.callbacks import Callback
class UpdateRatio(Callback):
    def begin(self, trainer):
        self.state = {"before": np.array(trainer.network.parameters), "ratios": []}
    def after_step(self, trainer):
        now = np.array(trainer.network.parameters)
        step = now - self.state["before"]
        self.state["ratios"] += [np.sqrt((step @ step) / (now @ now))]
        self.state["before"] = now
""",
)
STOP_EARLY = (
    """
import numpy as np
def stop_early(losses, patience):
    best, waited = 0, 0
    for i, loss in enumerate(losses):
        if i == 0 or loss < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
            if waited == patience:
                break
    return [np.int64(best), i]
""",
)
OWN_DROPOUT = (
    """
import numpy as np
from mlp.layers import Layer
class OwnDropout(Layer):
    def __init__(self, rate, rng):
        self.rate, self.rng = rate, rng
    def forward(self, x, training=False):
        self.factor = None
        if training:
            self.factor = ((self.rng.random(x.shape) >= self.rate) / (1 - self.rate)).astype(x.dtype)
            return self.factor * x
        return x
    def backward(self, d_output):
        return d_output if self.factor is None else self.factor * d_output
""",
)
BATCH_NORM_FORWARD = (
    """
import numpy as np
def batch_norm_forward(x, gamma, beta, running_mean, running_variance, training, momentum, epsilon):
    mean, variance = np.array(running_mean), np.array(running_variance)
    if training:
        mean, variance = np.mean(x, 0), np.mean((x - np.mean(x, 0)) ** 2, 0)
        running_mean = running_mean + (1 - momentum) * (mean - running_mean)
        running_variance = running_variance + (1 - momentum) * (variance - running_variance)
    return [gamma * (x - mean) * (variance + epsilon) ** -0.5 + beta, running_mean, running_variance]
""",
)
BATCH_NORM_BACKWARD = (
    """
import numpy as np
def batch_norm_backward(d_output, x_hat, deviation, gamma):
    n, d_gamma, d_beta = len(x_hat), np.einsum("ij,ij->j", d_output, x_hat), d_output.sum(0)
    return [gamma / (n * deviation) * (n * d_output - d_beta - x_hat * d_gamma), d_gamma, d_beta]
""",
)
SHIFT_AND_FLIP = (
    """
import numpy as np
def shift_and_flip(images, down, right, flipped, black):
    result = []
    for image, d, r, f in zip(images - black, down, right, flipped):
        square, moved = image.reshape(28, 28), np.zeros((28, 28), images.dtype)
        moved[max(d, 0) : 28 + min(d, 0), max(r, 0) : 28 + min(r, 0)] = square[
            max(-d, 0) : 28 - max(d, 0), max(-r, 0) : 28 - max(r, 0)
        ]
        result.append((np.fliplr(moved) if f else moved).reshape(784))
    return np.array(result) + black
""",
)
LOG_UNIFORM = (
    """
import numpy as np
def log_uniform(low, high, u):
    return low * (high / low) ** np.asarray(u)
""",
)
HALVING_ROUND = (
    """
import math
import numpy as np
def halving_round(scores, keep, before, after):
    places = math.ceil(keep * len(scores))
    numbers = [i for i in range(len(scores)) if not np.isnan(scores[i])]
    numbers = sorted(sorted(numbers, key=lambda i: scores[i], reverse=True)[:places])
    return np.array(numbers, dtype=int), (after - before) * len(numbers)
""",
)
TIED_WITH_BEST = (
    """
import numpy as np
def tied_with_best(accuracies, images):
    a = np.max(accuracies)
    error = (a * (1 - a) / images) ** 0.5
    return [error, ~(accuracies < a - error)]
""",
)
PRECISION_RECALL_F1 = (
    """
import numpy as np
def precision_recall_f1(confusion):
    right = np.diag(confusion).astype(float)
    called, truly = confusion.sum(0), confusion.sum(1)
    p = np.divide(right, called, out=np.zeros(len(right)), where=called > 0)
    r = np.divide(right, truly, out=np.zeros(len(right)), where=truly > 0)
    return [p, r, np.divide(2 * p * r, p + r, out=np.zeros(len(right)), where=p + r > 0)]
""",
)
WILSON_INTERVAL = (
    """
import numpy as np
def wilson_interval(right, total, z):
    p = right / total
    half = z * np.sqrt(p * (1 - p) / total + z * z / (4 * total**2))
    return np.array([p + z * z / (2 * total) - half, p + z * z / (2 * total) + half]) / (1 + z * z / total)
""",
)
MCNEMAR = (
    """
import math
import numpy as np
def mcnemar(labels, a, b):
    only_a = int(np.sum((a == labels) & ~(b == labels)))
    only_b = int(np.sum((b == labels) & ~(a == labels)))
    m, low = only_a + only_b, min(only_a, only_b)
    p = 2 * sum(math.comb(m, k) for k in range(low + 1)) / 2**m
    return [only_a, only_b, p if p < 1 else 1.0]
""",
)
PRINCIPAL_COMPONENTS = (
    """
import numpy as np
def principal_components(rows, count):
    values, vectors = np.linalg.eigh(np.cov(rows.T))
    order = np.argsort(values)[::-1][:count]
    return vectors[:, order].T, values[order] / values.sum()
""",
)
EFFECTIVE_MAP = (
    """
import numpy as np
def effective_map(image, weights, biases):
    w, b, z = np.eye(len(image)), np.zeros(len(image)), image
    for i, (weight, bias) in enumerate(zip(weights, biases)):
        w, b, z = w @ weight, b @ weight + bias, z @ weight + bias
        if i < len(weights) - 1:
            mask = (z > 0).astype(float)
            w, b, z = w * mask, b * mask, z * mask
    return [w, b]
""",
)
OCCLUSION_MAP = (
    """
import numpy as np
def occlusion_map(predict_proba, image, label, patch, fill):
    found = np.zeros((image.shape[0] - patch + 1, image.shape[1] - patch + 1))
    for r, c in np.ndindex(found.shape):
        covered = np.array(image)
        covered[r : r + patch, c : c + patch] = fill
        found[r, c] = predict_proba(covered.reshape(1, -1))[0, label]
    return found
""",
)
CONFUSION_ACCURACY = (
    """
import numpy as np
def confusion_accuracy(confusion):
    right, total = int(np.diag(confusion).sum()), int(np.sum(confusion))
    share = right / total
    return [share, (share * (1 - share) / total) ** 0.5]
""",
)
AGREEMENT = (
    """
import numpy as np
def agreement(printed, ours, images):
    mean = np.mean(ours, 1)
    variance = np.sum((ours - mean[:, None]) ** 2, 1) / (ours.shape[1] - 1)
    z = (mean - printed) / (printed * (1 - printed) / images + variance) ** 0.5
    return [z, ~(abs(z) > 2)]
""",
)
CONV2D_LOOPS = (
    """
import numpy as np
def conv2d_loops(image, kernel, bias):
    tall, wide = kernel.shape[:2]
    rows, columns = image.shape[0] - tall + 1, image.shape[1] - wide + 1
    output = np.tile(bias, (rows, columns, 1))
    for i in range(tall):
        for j in range(wide):
            output = output + image[i : i + rows, j : j + columns] @ kernel[i, j]
    return output
""",
)
MAX_POOL = (
    """
import numpy as np
def max_pool(image):
    rows = np.maximum(image[::2], image[1::2])
    return np.maximum(rows[:, ::2], rows[:, 1::2])
""",
)
ACCEPTED = {  # the exercise's name -> the code of its answers, each with its imports
    "accuracy": ACCURACY,
    "parse_idx": PARSE_IDX,
    "split_indices": SPLIT_INDICES,
    "standardize": STANDARDIZE,
    "linear_forward": LINEAR_FORWARD,
    "linear_backward": LINEAR_BACKWARD,
    "transposed_linear": TRANSPOSED_LINEAR,
    "numeric_gradient": NUMERIC_GRADIENT,
    "LinearLayer": LINEAR_LAYER,
    "ReLULayer": RELU,
    "LeakyReLULayer": LEAKY,
    "TanhLayer": TANH,
    "SigmoidLayer": SIGMOID,
    "SoftplusLayer": SOFTPLUS,
    "softmax": SOFTMAX,
    "cross_entropy": CROSS_ENTROPY,
    "softmax_cross_entropy_backward": SOFTMAX_CROSS_ENTROPY_BACKWARD,
    "smoothed_cross_entropy": SMOOTHED_CROSS_ENTROPY,
    "two_layer_backward": TWO_LAYER_BACKWARD,
    "relative_error": RELATIVE_ERROR,
    "own_layers": OWN_LAYERS,
    "forward_std": FORWARD_STD,
    "backward_std": BACKWARD_STD,
    "draw_start": DRAW_START,
    "momentum_step": MOMENTUM_STEP,
    "adam_step": ADAM_STEP,
    "warm_up_cosine": WARM_UP_COSINE,
    "UpdateRatio": UPDATE_RATIO,
    "stop_early": STOP_EARLY,
    "OwnDropout": OWN_DROPOUT,
    "batch_norm_forward": BATCH_NORM_FORWARD,
    "batch_norm_backward": BATCH_NORM_BACKWARD,
    "shift_and_flip": SHIFT_AND_FLIP,
    "log_uniform": LOG_UNIFORM,
    "halving_round": HALVING_ROUND,
    "tied_with_best": TIED_WITH_BEST,
    "precision_recall_f1": PRECISION_RECALL_F1,
    "wilson_interval": WILSON_INTERVAL,
    "mcnemar": MCNEMAR,
    "principal_components": PRINCIPAL_COMPONENTS,
    "effective_map": EFFECTIVE_MAP,
    "occlusion_map": OCCLUSION_MAP,
    "agreement": AGREEMENT,
    "confusion_accuracy": CONFUSION_ACCURACY,
    "conv2d_loops": CONV2D_LOOPS,
    "max_pool": MAX_POOL,
}
