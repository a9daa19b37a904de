"""The checks of chapter 11: typical mistakes are named for what they are, and other ways to write the answer pass.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import numpy as np
import pytest

from mlp.evaluation import intervals, metrics
from mlp.exercises import check, exercises
from tests.exercises.learner_answers import assert_refused, each_mistake, written

PARTS = "r, c, t = np.diag(confusion), confusion.sum(0), confusion.sum(1)\n "
SHARES = PARTS + "c, t = np.maximum(c, 1), np.maximum(t, 1)\n p, q = r / c, r / t\n "
CLASSES = {
    "nan": (PARTS + "p, q = r / c, r / t\n return p, q, 2 * p * q / (p + q)", "divided by 0?"),
    "nan_in_f1": (SHARES + "return p, q, 2 * p * q / (p + q)", "divided by 0"),
    "swapped": (SHARES + "return q, p, 2 * r / (c + t)", "changed places?"),
    "other_axis": ("r = np.diag(confusion)\n return r / np.maximum(confusion.sum(1), 1), r / "
    "np.maximum(confusion.sum(0), 1), 2 * r / "
                   "np.maximum(confusion.sum(0) + confusion.sum(1), 1)", "changed places?"),
    "plain_mean": (SHARES + "return p, q, (p + q) / 2", "the plain mean"),
    "geometric": (SHARES + "return p, q, (p * q) ** 0.5", "the geometric mean"),
    "no_two": (SHARES + "return p, q, r / (c + t)", "is the 2 of F1 missing?"),
    "product": (SHARES + "return p, q, p * q", "the product of the two?"),
    "all_images": (PARTS + "s = r / confusion.sum()\n return s, s, s", "divided by all images?"),
    "macro": (SHARES + "return p.mean(), q.mean(), (2 * r / (c + t)).mean()", "one number per class"),
    "percent": (SHARES + "return 100 * p, 100 * q, 200 * r / (c + t)", "in percent?"),
    "two_results": (SHARES + "return p, q", "expected 3: precision, recall, f1"),
    "wrong_share": (PARTS + "p, q = (c - r) / np.maximum(c, 1), (t - r) / np.maximum(t, 1)\n return p, q, np.where(p "
    "+ q > 0, 2 * p * q / "
                    "np.where(p + q > 0, p + q, 1), 0)", "the shares that are wrong?"),
    "lists": (SHARES + "return list(p), list(q), list(2 * r / (c + t))", "turn it into an array"),
}  # fmt: skip
ROOT = "math.sqrt(a * (1 - a) / total + v / 4 / total)"
VALUES = "a, v = right / total, z * z / total\n "
WILSON = {
    "standard_errors": ("a = right / total\n s = z * (a * (1 - a) / total) ** 0.5\n return a - s, a + s",
                        "equation (3)"),
    "seen_middle": (VALUES + f"h = z * {ROOT} / (1 + v)\n return a - h, a + h", "the seen share itself?"),
    "seen_width": (VALUES + "m, h = (a + v / 2) / (1 + v), z * math.sqrt(a * (1 - a) / total)\n return m - h, m + h",
                   "still z standard errors"),
    "no_division": (VALUES + f"m, h = a + v / 2, z * {ROOT}\n return m - h, m + h", "division by 1 + z²/n missing?"),
    "no_half": (VALUES + f"m, h = (a + v) / (1 + v), z * {ROOT} / (1 + v)\n return m - h, m + h", "the half missing"),
    "no_four": (VALUES + "m, h = (a + v / 2) / (1 + v), z * (a * (1 - a) / total + v / total) ** 0.5 / (1 + v)\n "
                "return m - h, m + h", "the 4 missing"),
    "once": (VALUES + "m, h = (a + v / 2) / (1 + v), z * (a * (1 - a) / total + v / 4) ** 0.5 / (1 + v)\n "
             "return m - h, m + h", "once instead of twice?"),
    "no_root": (VALUES + "m, h = (a + v / 2) / (1 + v), z * (a * (1 - a) / total + v / 4 / total) / (1 + v)\n "
                "return m - h, m + h", "the root missing?"),
    "no_z": (VALUES + f"m, h = (a + v / 2) / (1 + v), {ROOT} / (1 + v)\n return m - h, m + h", "the factor z"),
    "turned": (VALUES + f"m, h = (a + v / 2) / (1 + v), z * {ROOT} / (1 + v)\n return m + h, m - h", "changed places?"),
    "middle": (VALUES + f"return (a + v / 2) / (1 + v), z * {ROOT} / (1 + v)", "the middle and the half width?"),
    "percent": (VALUES + f"m, h = (a + v / 2) / (1 + v), z * {ROOT} / (1 + v)\n return 100 * (m - h), 100 * (m + h)",
                "in percent?"),
    "own_z": (f"z = 1.96\n {VALUES}m, h = (a + v / 2) / (1 + v), z * {ROOT} / (1 + v)\n return m - h, m + h",
              "1.96 written into"),
    "of_the_wrong": (f"right = total - right\n {VALUES}m, h = (a + v / 2) / (1 + v), z * {ROOT} / (1 + v)\n "
                     "return m - h, m + h", "the share that is wrong?"),
}  # fmt: skip
ONLY = "x, y = int(((a == labels) & (b != labels)).sum()), int(((a != labels) & (b == labels)).sum())\n m = x + y\n "
TAIL = "sum(math.comb(m, k) for k in range(min(x, y) + 1)) / 2**m"
MCNEMAR = {
    "all_right": ("x, y = int((a == labels).sum()), int((b == labels).sum())\n m = x + y\n "
                  f"return x, y, min(1, 2 * {TAIL})",
                  "all that each got right?"),
    "turned": (ONLY + f"return y, x, min(1, 2 * {TAIL})", "changed places?"),
    "differing": (f"x = y = int((a != b).sum())\n m = x + y\n return x, y, min(1, 2 * {TAIL})",
                  "where the two answers differ?"),
    "one_side": (ONLY + f"return x, y, {TAIL}", "one side only?"),
    "above_one": (ONLY + f"return x, y, 2 * {TAIL}", "above 1?"),
    "exactly": (ONLY + "return x, y, min(1, 2 * math.comb(m, min(x, y)) / 2**m)", "exactly this many heads?"),
    "one_too_early": (ONLY + f"return x, y, min(1, 2 * {TAIL.replace(' + 1', '')})", "one too early?"),
    "larger": (ONLY + f"return x, y, min(1, 2 * {TAIL.replace('min', 'max')})", "the larger count?"),
    "up_to_a": (ONLY + f"return x, y, min(1, 2 * {TAIL.replace('min(x, y)', 'x')})", "always go up to only_a?"),
    "inverse": (ONLY + f"return x, y, 1 - min(1, 2 * {TAIL})", "1 minus the p-value?"),
    "normal": (ONLY + "return x, y, math.erfc(abs(x - y) / (2 * max(m, 1)) ** 0.5)", "the normal approximation?"),
    "chi": (ONLY + "return x, y, (x - y) ** 2 / max(m, 1)", "the chi-squared statistic?"),
    "chi_corrected": (ONLY + "return x, y, (abs(x - y) - 1) ** 2 / max(m, 1)", "the chi-squared statistic?"),
    "no_p": (ONLY + "return x, y", "expected 3: only_a, only_b, p_value"),
}  # fmt: skip
TABLES = {
    "precision_recall_f1": CLASSES,
    "wilson_interval": WILSON,
    "mcnemar": MCNEMAR,
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a learner's division by zero
@each_mistake(TABLES)
def test_a_typical_mistake_is_refused_with_its_cause(name, body, cause):
    assert_refused(name, written(name, body), cause)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("precision_recall_f1", SHARES + "s = np.where(p + q > 0, p + q, 1)\n return p, q, 2 * p * q / s"),
        ("precision_recall_f1", SHARES + "return p, q, 2 * r / (c + t)"),
        (
            "wilson_interval",
            "a, n, q = right / total, total, z * z\n w = z * math.sqrt(4 * n * a * (1 - a) + q)\n "
            "return (2 * n * a + q - w) / (2 * (n + q)), (2 * n * a + q + w) / (2 * (n + q))",
        ),
        ("mcnemar", ONLY + f"return np.int64(x), np.int64(y), float(min(1, 2 * {TAIL}))"),
        (
            "mcnemar",
            "right = np.stack([a, b]) == labels\n x, y = [int(n) for n in (right & ~right[::-1]).sum(axis=1)]\n "
            "m = x + y\n more = sum(math.comb(m, k) for k in range(max(x, y), m + 1)) / 2**m\n "
            "return x, y, min(1.0, 2 * more)",
        ),
    ],
)
def test_another_way_to_write_it_passes(name, body):
    verdict = getattr(check, name)(written(name, body))
    assert verdict, verdict.message


def test_the_solutions_give_what_the_package_gives():
    rng = np.random.default_rng(0)
    solve = {name: exercise.solution for name, exercise in exercises().items()}
    for confusion in (rng.integers(0, 50, (7, 7)), np.diag([3, 0, 5])):
        for ours, theirs in zip(solve["precision_recall_f1"](confusion), metrics.precision_recall_f1(confusion)):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    assert solve["wilson_interval"](835, 1000, 1.959963984540054) == pytest.approx(intervals.wilson_interval(835, 1000))
    labels, a, b = rng.integers(0, 3, (3, 500))
    assert solve["mcnemar"](labels, a, b) == pytest.approx(intervals.mcnemar(labels, a, b))
