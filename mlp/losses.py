"""From scores to a loss: the softmax and the cross-entropy, kept finite."""

import numpy as np


def softmax(logits):
    """The probabilities P = exp(S) / Σ_classes exp(S) of the scores S, row by row: (n, classes) -> (n, classes).

    Each row's largest score is subtracted first. That changes nothing in exact arithmetic, because numerator and
    denominator are divided by the same exp(max), and it keeps every exponent at 0 or below, so nothing overflows.
    """
    shifted = logits - logits.max(axis=-1, keepdims=True)
    np.exp(shifted, out=shifted)
    shifted /= shifted.sum(axis=-1, keepdims=True)
    return shifted


class SoftmaxCrossEntropy:
    """The mean cross-entropy of softmax probabilities: L = -(1/n) Σ_i log P[i, label_i].

    Backward: dL/dS = (P - one_hot(labels)) / n. Both start from the scores S ("logits"), because the logarithm of a
    softmax is S - max - log Σ exp(S - max), which never takes the logarithm of a probability that underflowed to 0.
    """

    def forward(self, logits, labels):
        """logits (n, classes), labels (n,) integers -> the loss, a float (natural logarithm; ln 10 for a guess)."""
        self.rows, self.labels = np.arange(len(labels)), labels
        shifted = logits - logits.max(axis=1, keepdims=True)
        picked = shifted[self.rows, labels]  # the true class's shifted score, before exp overwrites it
        self.exponentials = np.exp(shifted, out=shifted)
        self.totals = self.exponentials.sum(axis=1, keepdims=True)
        return float((np.log(self.totals[:, 0]) - picked).sum() / len(labels))

    def backward(self):
        """dL/dlogits (n, classes) for the batch of the last `forward`."""
        d_logits = np.divide(self.exponentials, self.totals, out=self.exponentials)
        d_logits[self.rows, self.labels] -= 1
        d_logits /= len(self.rows)
        return d_logits
