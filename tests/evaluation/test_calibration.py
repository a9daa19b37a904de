"""Calibration: bins by hand, honest answers, and a temperature that is found again."""

import numpy as np
import pytest

from mlp.evaluation.calibration import fit_temperature, reliability
from mlp.losses import softmax


def test_bins_by_hand():
    """Confidences 0.6 (right), 0.7 (wrong), 0.95 (right) in two bins of [0, 0.5] and (0.5, 1]: |2/3 - 0.75|."""
    probabilities = np.array([[0.6, 0.4], [0.7, 0.3], [0.05, 0.95]])
    found = reliability([0, 1, 1], probabilities, bins=2)
    np.testing.assert_array_equal(found.counts, [0, 3])
    np.testing.assert_allclose(found.confidences[1], 0.75)
    np.testing.assert_allclose(found.accuracies[1], 2 / 3)
    assert np.isnan(found.accuracies[0])
    assert found.expected_calibration_error == pytest.approx(0.75 - 2 / 3)


def test_bin_by_bin_as_written_in_the_paper():
    rng = np.random.default_rng(0)
    probabilities = softmax(2 * rng.normal(size=(500, 4)))
    labels = rng.integers(0, 4, 500)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    expected = 0
    for bin in range(15):
        inside = (confidence > bin / 15) & (confidence <= (bin + 1) / 15)
        if inside.any():
            expected += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    assert reliability(labels, probabilities).expected_calibration_error == pytest.approx(expected)


@pytest.mark.parametrize("sureness", [0.5, 1.0, 3.0])
def test_the_temperature_undoes_too_much_or_too_little_confidence(sureness):
    """Labels drawn from softmax(z), logits z · sureness: the temperature is the sureness, and honest afterwards."""
    rng = np.random.default_rng(1)
    z = 2 * rng.normal(size=(20_000, 5))
    labels = (softmax(z).cumsum(axis=1) < rng.random((20_000, 1))).sum(axis=1)
    temperature = fit_temperature(sureness * z, labels)
    assert temperature == pytest.approx(sureness, rel=0.05)
    assert reliability(labels, softmax(sureness * z / temperature)).expected_calibration_error < 0.015


HALVES = np.full((2, 2), 0.5)


@pytest.mark.parametrize("call, words", [
    (lambda: reliability([], np.empty((0, 3))), "got zero probabilities"),
    (lambda: reliability([0], HALVES), "got 1 labels for 2 images"),
    (lambda: reliability([[0], [1]], HALVES), r"labels have shape \(2, 1\)"),
    (lambda: reliability([0, 2], HALVES), "labels hold 2; expected class numbers from 0 to 1"),
    (lambda: reliability([0, 1], [0.5, 0.5]), r"probabilities have shape \(2,\)"),
    (lambda: reliability([0, 1], [[-1, 2], [0, 1]]), r"from -1 to 2, their rows sum to 1 to 1; .*softmax\(logits\)"),
    (lambda: reliability([0, 1], [[90, 10], [0, 100]]), "rows sum to 100 to 100"),
    (lambda: reliability([0, 1], [[np.nan, 1], [0, 1]]), "probabilities hold NaN or infinite numbers in 1 of 2 rows"),
    (lambda: reliability([0, 1], HALVES, bins=0), "bins is 0"),
    (lambda: fit_temperature(HALVES, [0]), "got 1 labels for 2 images"),
    (lambda: fit_temperature(HALVES, [[0], [1]]), r"labels have shape \(2, 1\)"),
    (lambda: fit_temperature([0, 1], [0, 1]), r"logits have shape \(2,\)"),
    (lambda: fit_temperature(HALVES, [0, 1], low=0), "low is 0"),
    (lambda: fit_temperature(HALVES, [0, 1], low=3, high=2), "high is 2; expected a finite number above 3"),
])  # fmt: skip
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_probabilities_of_every_precision_are_taken():
    logits = np.random.default_rng(0).normal(size=(300, 10))
    for dtype in ("float16", "float32", "float64"):
        found = reliability(np.zeros(300, int), softmax(logits.astype(dtype)))
        assert found.counts.sum() == 300
