"""Reliability diagrams side by side: who is too sure is told so."""

import numpy as np

from mlp.evaluation.calibration import reliability
from mlp.losses import softmax
from mlp.plots.confidence import draw_honesty


def test_before_and_after_are_told_with_their_errors(shown):
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (4000, 3))
    labels = (rng.random((4000, 1)) > softmax(logits).cumsum(axis=1)).sum(axis=1).clip(0, 2)
    found = {name: reliability(labels, softmax(scale * logits), 10) for name, scale in (("sure", 3), ("honest", 1))}
    draw_honesty(found)
    errors = [one.expected_calibration_error for one in found.values()]
    assert errors[0] > 0.1 and errors[1] < 0.03
    right = np.mean(logits.argmax(axis=1) == labels)
    gap = 100 * (softmax(3 * logits).max(axis=1).mean() - right)
    assert gap > 10 and shown.words.startswith(
        f"sure, {gap:.1f} points too sure on average, ECE {errors[0]:.1%}; honest, "
    )
    assert [axes.get_title().split(":")[0] for axes in shown.figure.axes] == list(found)
    below = np.sum(found["sure"].accuracies < found["sure"].confidences)
    assert f'alt="sure, {below} of ' in shown.html


def test_too_low_a_confidence_is_called_modest(shown):
    draw_honesty({"alone": reliability([0, 0, 1], [[0.6, 0.4], [0.6, 0.4], [0.4, 0.6]], 5)})
    assert shown.words == "alone, 40.0 points too modest on average, ECE 40.0%."
    assert len(shown.figure.axes) == 1
