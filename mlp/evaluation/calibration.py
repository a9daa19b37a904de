"""Is an answer that claims 90 % right nine times in ten? Guo, Pleiss, Sun, Weinberger 2017."""

from dataclasses import dataclass

import numpy as np

from mlp.checks import check_count, check_labels, check_number, check_rows
from mlp.evaluation.metrics import check_probabilities
from mlp.losses import SoftmaxCrossEntropy


@dataclass(frozen=True)
class Reliability:
    """Predictions sorted into bins of equal width by their confidence, the probability of the class that was chosen.

    edges        (bins + 1,): from 0 to 1;  counts  (bins,) how many predictions fell into each bin
    confidences  (bins,) mean confidence in each bin;  accuracies  (bins,) share that was right; NaN in empty bins
    """

    edges: np.ndarray
    counts: np.ndarray
    confidences: np.ndarray
    accuracies: np.ndarray

    @property
    def expected_calibration_error(self):
        """Σ_bins count / n · |accuracy - confidence| (equation 3): from 0 (all as accurate as sure) to 1."""
        gaps = np.abs(self.accuracies - self.confidences)
        return float(np.nansum(self.counts * gaps) / self.counts.sum())


def reliability(labels, probabilities, bins=15):
    """Sort predictions by confidence into `bins` bins: labels (n,), probabilities (n, classes). Returns Reliability.

    A confidence on an edge belongs to the bin below, as in the paper. Raises ValueError for labels or probabilities of
    other shapes or out of range, for rows that do not sum to 1, and for no predictions at all.
    """
    probabilities = check_probabilities(probabilities)
    labels = check_labels(labels, probabilities.shape[1], len(probabilities))
    edges = np.linspace(0, 1, check_count("bins", bins) + 1)
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    places = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    counts = np.bincount(places, minlength=bins)
    sums = [np.bincount(places, weights=values, minlength=bins) for values in (confidence, right)]
    means = [np.divide(total, counts, out=np.full(bins, np.nan), where=counts > 0) for total in sums]
    return Reliability(edges, counts, *means)


def fit_temperature(logits, labels, low=0.05, high=20.0):
    """The temperature T in [low, high] for which softmax(logits / T) has the lowest cross-entropy (section 4.2).

    logits (n, classes), labels (n,), both of images that the network was not trained on: the validation images. T
    above 1 means that the network was too sure of itself. The loss is convex in 1/T, so it has one minimum, which
    a golden-section search over log T finds to a millionth.

    Raises ValueError for logits or labels of other shapes or out of range, and unless 0 < low < high.
    """
    logits = check_rows("logits", logits)
    labels = check_labels(labels, logits.shape[1], len(logits))
    check_number("high", high, low=check_number("low", low, low=0, low_open=True), low_open=True)
    loss, shrink = SoftmaxCrossEntropy(), (5**0.5 - 1) / 2
    left, right = np.log(low), np.log(high)
    while right - left > 1e-6:
        step = shrink * (right - left)
        if loss.forward(logits / np.exp(right - step), labels) < loss.forward(logits / np.exp(left + step), labels):
            right = left + step
        else:
            left = right - step
    return float(np.exp((left + right) / 2))
