"""The checks of chapter 04: solutions pass, stubs have not started, and typical mistakes are named for what they are.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import numpy as np
import pytest

from mlp.exercises import check, exercises
from mlp.exercises.chapter_04.softmax import labelled_cases
from mlp.losses import SoftmaxCrossEntropy
from mlp.losses import softmax as package_softmax
from tests.exercises.learner_answers import assert_refused, each_mistake, written

NAMES = ["softmax", "cross_entropy", "softmax_cross_entropy_backward", "smoothed_cross_entropy"]


@pytest.mark.parametrize("name", NAMES)
def test_a_stub_has_not_started(name):
    def stub(*arguments):
        raise NotImplementedError

    assert getattr(check, name)(stub).message.startswith("Not started yet")


def test_the_solutions_are_the_package_s_loss():
    for logits, labels in labelled_cases(np.random.default_rng(0)):
        for amount, names in ((0.0, NAMES[1:3]), (0.1, NAMES[3:])):
            loss = SoftmaxCrossEntropy(amount)
            extra = (amount,) if amount else ()
            results = [exercises()[name].solution(logits, labels, *extra) for name in names]
            value, d_logits = results if len(results) == 2 else results[0]
            tolerance = 1e-5 if logits.dtype == np.float32 else 1e-12
            np.testing.assert_allclose(value, loss.forward(logits, labels), rtol=tolerance)
            np.testing.assert_allclose(d_logits, loss.backward(), rtol=tolerance, atol=tolerance)
        np.testing.assert_allclose(exercises()["softmax"].solution(logits), package_softmax(logits), rtol=tolerance)


def test_what_passes_may_be_written_in_other_ways():
    ways = {
        "softmax": "e = np.exp((logits.T - logits.T.max(0)).T)\n return (e.T / e.T.sum(0)).T",
        "cross_entropy": "s = logits - logits.max(1)[:, None]\n"
        " return sum(np.log(np.exp(s[i]).sum()) - s[i, c] for i, c in enumerate(labels)) / len(s)",
        "softmax_cross_entropy_backward": "s = logits - logits.max(1)[:, None]\n"
        " p = np.exp(s) / np.exp(s).sum(1)[:, None]\n"
        " for i in range(len(p)):\n  p[i, labels[i]] -= 1\n return p / len(p)",
    }
    for name, body in ways.items():
        assert getattr(check, name)(written(name, body)), name


SOFTMAX = {
    "no_shift": ("e = np.exp(logits)\n return e / e.sum(1, keepdims=True)", "first subtract each row's largest"),
    "wrong_axis": (
        "e = np.exp(logits - logits.max(axis=0, keepdims=True))\n return e / e.sum(axis=0, keepdims=True)",
        "axis=0 runs over the images",
    ),
    "wrong_axis_of_the_sum": (
        "e = np.exp(logits - logits.max(1, keepdims=True))\n return e / e.sum(0)",
        "axis=0 runs over the images",
    ),
    "every_axis": ("e = np.exp(logits - logits.max(1, keepdims=True))\n return e / np.sum(e)", "all rows together"),
    "no_keepdims": ("e = np.exp(logits - logits.max(1))\n return e / e.sum(1)", "keepdims=True keeps it a column"),
    "no_keepdims_in_the_sum": (
        "e = np.exp(logits - logits.max(1, keepdims=True))\n return e / e.sum(1)",
        "keepdims=True keeps it a column",
    ),
    "one_shift_for_all": (
        "e = np.exp(logits - np.max(logits))\n return e / e.sum(1, keepdims=True)",
        "the largest score of the whole batch",
    ),
    "shifted_by_the_mean": (
        "e = np.exp(logits - logits.mean(1, keepdims=True))\n return e / e.sum(1, keepdims=True)",
        "the mean was subtracted",
    ),
    "in_place": (
        "logits -= logits.max(1, keepdims=True)\n e = np.exp(logits)\n return e / e.sum(1, keepdims=True)",
        "writes into the caller's array",
    ),
    "exp_in_place": (
        "e = np.exp(logits - logits.max(1, keepdims=True), out=logits)\n return e / e.sum(1, keepdims=True)",
        "changed its input",
    ),
    "not_divided": ("return np.exp(logits - logits.max(1, keepdims=True))", "do not sum to 1 yet"),
    "no_exp": ("return logits / logits.sum(axis=1, keepdims=True)", "exp is missing"),
    "sign": (
        "e = np.exp(logits.min(1, keepdims=True) - logits)\n return e / e.sum(1, keepdims=True)",
        "the sign is turned",
    ),
    "float64": (
        "p = np.zeros(logits.shape)\n for i, s in enumerate(logits):\n"
        "  p[i] = np.exp(s - s.max()) / np.exp(s - s.max()).sum()\n return p",
        "float32 went in",
    ),
}

LSE = "m = logits.max(1)\n lse = m + np.log(np.exp(logits - m[:, None]).sum(1))\n "
PICKED = "logits[np.arange(len(labels)), labels]"
CROSS_ENTROPY = {
    "log_of_the_softmax": (
        "e = np.exp(logits - logits.max(1, keepdims=True))\n p = e / e.sum(1, keepdims=True)\n"
        " return -np.log(p[np.arange(len(labels)), labels]).mean()",
        "log(0) is -inf",
    ),
    "no_shift": (f"return (np.log(np.exp(logits).sum(1)) - {PICKED}).mean()", "exp of a large score is inf"),
    "naive": (
        "p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)\n return np.mean(-np.log(p[range(len(p)), labels]))",
        "exp of a large score is inf",
    ),
    "tiny": (
        "e = np.exp(logits - logits.max(1, keepdims=True))\n p = e / e.sum(1, keepdims=True)\n"
        " return -np.log(p[np.arange(len(labels)), labels] + 1e-12).mean()",
        "only caps the loss",
    ),
    "clipped": (
        "e = np.exp(logits - logits.max(1, keepdims=True))\n p = np.clip(e / e.sum(1, keepdims=True), 1e-7, 1)\n"
        " return -np.log(p[np.arange(len(labels)), labels]).mean()",
        "only caps the loss",
    ),
    "sum": (LSE + f"return (lse - {PICKED}).sum()", "is the 1/n missing"),
    "a_square": (LSE + f"return (lse[:, None] - {PICKED}).sum() / len(labels)", "did (n, 1) meet (n,)"),
    "per_image": (LSE + f"return lse - {PICKED}", "their mean, one number"),
    "columns": (LSE + "return (lse - logits[:, labels]).mean()", "pair each row with its own label"),
    "every_entry": (
        LSE + "t = np.eye(logits.shape[1])[labels]\n return -(t * (logits - lse[:, None])).mean()",
        "a mean over all n · K entries",
    ),
    "sign": (LSE + f"return np.mean({PICKED} - lse)", "the sign is turned"),
    "shift_not_given_back": (
        f"s = logits - logits.max(1, keepdims=True)\n return (np.log(np.exp(s).sum(1)) - {PICKED}).mean()",
        "never given back",
    ),
    "in_place": (
        f"logits -= logits.max(1, keepdims=True)\n return (np.log(np.exp(logits).sum(1)) - {PICKED}).mean()",
        "writes into the caller's array",
    ),
    "true_class_forgotten": (LSE + "return lse.mean()", "the score of the true class is missing"),
}

P = "e = np.exp(logits - logits.max(1, keepdims=True))\n n = len(labels)\n p = e / e.sum(1, keepdims=True)\n "
BACKWARD = {
    "no_mean": (P + "p[np.arange(n), labels] -= 1\n return p", "the 1/n is missing"),
    "sign": (P + "p[np.arange(n), labels] -= 1\n return -p / n", "the sign is turned"),
    "nothing_subtracted": (P + "return p / n", "nothing was subtracted"),
    "everywhere": (P + "p -= 1\n return p / n", "1 was taken off every entry"),
    "columns": (P + "p[:, labels] -= 1\n return p / n", "pairs row i with its own label"),
    "as_printed_in_report_000": (P + "p[np.arange(logits), labels] -= 1\n return p / n", "range and np.arange need"),
    "classes_counted": (P + "p[np.arange(p.shape[1]), labels] -= 1\n return p / n", "np.arange(K) counts the classes"),
    "order": (P + "p /= n\n p[np.arange(n), labels] -= 1\n return p", "subtract first"),
    "from_the_scores": (
        "n = len(labels)\n s = logits.copy()\n s[np.arange(n), labels] -= 1\n"
        " e = np.exp(s - s.max(1, keepdims=True))\n return e / e.sum(1, keepdims=True) / n",
        "1 was taken off the scores",
    ),
    "class_numbers": (P + "return ((p - labels[:, None]) / n).astype(p.dtype)", "the class number itself"),
    "by_the_probabilities": (
        P + "d = np.zeros_like(p)\n d[np.arange(n), labels] = -1 / p[np.arange(n), labels] / n\n return d",
        "the gradient by the probabilities",
    ),
    "float64": (P + "return (p - np.eye(p.shape[1])[labels]) / n", "np.eye and np.zeros make float64"),
    "by_the_classes": (P + "p[np.arange(n), labels] -= 1\n return p / p.shape[1]", "the number of classes"),
    "no_shift": (
        "n = len(labels)\n p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)\n"
        " p[np.arange(n), labels] -= 1\n return p / n",
        "exp of a large score is inf",
    ),
    "in_place": (
        "n = len(labels)\n logits -= logits.max(1, keepdims=True)\n p = np.exp(logits)\n"
        " p /= p.sum(1, keepdims=True)\n p[np.arange(n), labels] -= 1\n return p / n",
        "writes into the caller's array",
    ),
    "twice": (P + "p[np.arange(n), labels] -= 2\n return p / n", "a row of this gradient sums to 0"),
}

T = "n, k = logits.shape\n t = np.zeros_like(logits)\n t[np.arange(n), labels] = 1\n e = label_smoothing\n "
LOG_P = (
    "\n s = logits - logits.max(1, keepdims=True)\n log_p = s - np.log(np.exp(s).sum(1, keepdims=True))\n"
    " p = np.exp(log_p)\n "
)
RIGHT = T + "t = (1 - e) * t + e / k" + LOG_P
SMOOTHED = {
    "not_smoothed": (T + LOG_P + "return -(t * log_p).sum() / n, (p - t) / n", "label_smoothing was not used"),
    "among_the_wrong_classes": (
        T + "t = t * (1 - e) + (1 - t) * e / (k - 1)" + LOG_P + "return -(t * log_p).sum() / n, (p - t) / n",
        "it goes to all K",
    ),
    "nothing_given_up": (T + "t += e / k" + LOG_P + "return -(t * log_p).sum() / n, (p - t) / n", "it keeps 1 - ε"),
    "nothing_spread": (T + "t *= 1 - e" + LOG_P + "return -(t * log_p).sum() / n, (p - t) / n", "nobody got it"),
    "not_shared": (T + "t = (1 - e) * t + e" + LOG_P + "return -(t * log_p).sum() / n, (p - t) / n", "it is shared"),
    "plain_gradient": (
        RIGHT + "loss = -(t * log_p).sum() / n\n p[np.arange(n), labels] -= 1\n return loss, p / n",
        "the gradient is still that of one-hot",
    ),
    "plain_loss": (
        RIGHT + "return -log_p[np.arange(n), labels].mean(), (p - t) / n",
        "the loss is still that of one-hot",
    ),
    "no_mean_in_the_gradient": (RIGHT + "return -(t * log_p).sum() / n, p - t", "the 1/n is missing in the gradient"),
    "sum": (RIGHT + "return -(t * log_p).sum(), (p - t) / n", "the loss is a sum over the images"),
    "sign": (RIGHT + "return (t * log_p).sum() / n, (p - t) / n", "the loss has the wrong sign"),
    "log_of_zero": (
        T + "t = (1 - e) * t + e / k" + LOG_P + "return -(t * np.log(p)).sum() / n, (p - t) / n",
        "log(0) is -inf",
    ),
    "one_value": (RIGHT + "return -(t * log_p).sum() / n", "one value came back, expected 2: loss, d_logits"),
}


@each_mistake(dict(zip(NAMES, [SOFTMAX, CROSS_ENTROPY, BACKWARD, SMOOTHED], strict=True)))
def test_a_typical_mistake_is_refused_with_its_cause(name, body, cause):
    assert_refused(name, written(name, body), cause)
