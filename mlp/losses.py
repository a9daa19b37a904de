"""From scores to a loss: the softmax and the cross-entropy, kept finite.

A loss of your own, for `Network(…, loss=…)`, has two methods: forward(logits, labels), which returns a float and keeps
what the second needs, and backward(), which returns dL/dlogits, (n, classes). If it has settings, `options()`
returns them, a dict of plain numbers and strings, so that checkpoints can be told apart; a file holds its name alone,
see `Network.load`.
"""

import numpy as np

from mlp.checks import as_array, check_labels, check_number, check_rows


def softmax(logits):
    """The probabilities P = exp(S) / Σ_classes exp(S) of the scores S, row by row: (n, classes) -> (n, classes).

    Each row's largest score is subtracted first. That changes nothing in exact arithmetic, because numerator and
    denominator are divided by the same exp(max), and it keeps every exponent at 0 or below, so nothing overflows.

    A single row (classes,) and lists do as well; integers become float64. Raises ValueError for what holds no numbers.
    """
    logits = _scores(logits)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    np.exp(shifted, out=shifted)
    shifted /= shifted.sum(axis=-1, keepdims=True)
    return shifted


class SoftmaxCrossEntropy:
    """The mean cross-entropy of softmax probabilities P against targets T: L = -(1/n) Σ_i Σ_j T[i, j] log P[i, j].

    Backward: the gradient with respect to the scores S ("logits") is dL/dS = (P - T) / n. Both start from S, because
    the logarithm of a softmax is S - max - log Σ exp(S - max), which never takes the logarithm of a probability that
    underflowed to 0.

    label_smoothing  ε, in [0, 1): T = (1 - ε) one_hot(labels) + ε / classes (Szegedy et al. 2016, section 7). With 0,
                     L = -(1/n) Σ_i log P[i, label_i]. Anything else raises ValueError.
    """

    def __init__(self, label_smoothing=0.0):
        self.label_smoothing = check_number("label_smoothing", label_smoothing, low=0, high=1, high_open=True)

    def options(self):
        """What `SoftmaxCrossEntropy(**options)` needs to be built again."""
        return {"label_smoothing": self.label_smoothing}

    def forward(self, logits, labels):
        """logits (n, classes), labels (n,) integers -> the loss, a float (natural logarithm; ln 10 for a guess).

        Raises ValueError for arrays of other shapes: NumPy would pick n² scores for labels (n, 1), and say nothing.
        """
        logits = _scores(logits)
        if logits.ndim != 2 or np.shape(labels) != logits.shape[:1] or np.min(labels) < 0:
            labels = check_labels(labels, check_rows("logits", logits).shape[1], len(logits))
        self.rows, self.labels = np.arange(len(labels)), labels
        shifted = logits - logits.max(axis=1, keepdims=True)
        wanted = shifted[self.rows, labels]  # Σ_j T ⊙ shifted, taken before exp overwrites shifted
        if self.label_smoothing:
            wanted += self.label_smoothing * (shifted.mean(axis=1) - wanted)
        self.exponentials = np.exp(shifted, out=shifted)
        self.totals = self.exponentials.sum(axis=1, keepdims=True)
        self.losses = np.log(self.totals[:, 0]) - wanted  # (n,): of each image
        return float(self.losses.sum() / len(labels))

    def backward(self):
        """dL/dlogits (n, classes) for the batch of the last `forward`."""
        d_logits = self.exponentials / self.totals
        d_logits[self.rows, self.labels] -= 1 - self.label_smoothing
        if self.label_smoothing:
            d_logits -= self.label_smoothing / d_logits.shape[1]
        d_logits /= len(self.rows)
        return d_logits


class WeightedCrossEntropy(SoftmaxCrossEntropy):
    """The same with a weight w_i for each image: L = -Σ_i w_i Σ_j T[i, j] log P[i, j] / Σ_i w_i.

    Set `weights`, (n,) positive numbers, before each `forward`. A weight of 2 is as good as the image twice. With
    None, all weigh the same, and the loss is the plain one. Backward: dL/dS[i] = w_i (P[i] - T[i]) / Σ w.
    """

    weights = None

    def forward(self, logits, labels):
        """logits (n, classes), labels (n,) integers -> the weighted loss, a float."""
        plain, self.shares = super().forward(logits, labels), None
        if self.weights is None:
            return plain
        self.shares = (self.weights / self.weights.sum()).astype(self.losses.dtype)
        return float(self.losses @ self.shares)

    def backward(self):
        """dL/dlogits (n, classes) for the batch of the last `forward`."""
        plain = super().backward()
        return plain if self.shares is None else plain * (len(self.shares) * self.shares)[:, None]


class MixedCrossEntropy(SoftmaxCrossEntropy):
    """For images that are mixtures of two: T = share · one_hot(labels) + (1 - share) · one_hot(labels of the partners).

    L is linear in T, so L = share · L(labels) + (1 - share) · L(labels of the partners), and dL/dS likewise. An image's
    partner is the one at the same place from the batch's end, as in `mlp.data.mixing`. Set `share` before a `forward`,
    which takes it for one batch alone; without, as when validation images are measured, the loss is the plain one.
    """

    share = 1.0

    def forward(self, logits, labels):
        """logits (n, classes), labels (n,) integers -> the mixed loss, a float."""
        self.used, self.share = self.share, 1.0
        own = super().forward(logits, labels)
        if self.used == 1:
            return own
        wanted, partners = logits[self.rows, self.labels], logits[self.rows, self.labels[::-1]]
        smoothed = (1 - self.label_smoothing) * (1 - self.used)
        return own + smoothed * float((wanted - partners).mean())  # a loss is log Σ exp(S) minus the score of its label

    def backward(self):
        """dL/dlogits (n, classes) for the batch of the last `forward`."""
        d_logits = super().backward()
        moved = (1 - self.label_smoothing) * (1 - self.used) / len(self.rows)
        d_logits[self.rows, self.labels] += moved
        d_logits[self.rows, self.labels[::-1]] -= moved
        return d_logits


def _scores(logits):
    """The scores as an array of floats, or ValueError for what holds no rows of numbers."""
    logits = as_array("logits", logits)
    if logits.dtype.kind not in "buif" or logits.ndim == 0:
        raise ValueError(f"logits are {logits.dtype} of shape {logits.shape}; expected numbers of shape (n, classes)")
    return logits if logits.dtype.kind == "f" else logits.astype(np.float64)


def check_loss(loss):
    """Return `loss` if it has the two methods of a loss, or raise ValueError."""
    if isinstance(loss, type) or not all(callable(getattr(loss, name, None)) for name in ("forward", "backward")):
        raise ValueError(
            f"loss is {loss!r}; expected an object with forward(logits, labels) and backward(), such as "
            "SoftmaxCrossEntropy(label_smoothing=0.1)"
        )
    return loss
