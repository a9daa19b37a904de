"""The checks of chapter 13: typical mistakes are named for what they are, and other ways to write the answer pass.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import numpy as np
import pytest

from mlp.evaluation.metrics import accuracy, confusion_matrix
from mlp.exercises import check, exercises
from tests.exercises.learner_answers import assert_refused, each_mistake, written

SPREAD = "s = ours.std(axis=1, ddof=1)\n "
ERROR = "e = np.sqrt(printed * (1 - printed) / images)\n "
DIFFERENCE = "d = ours.mean(axis=1) - printed\n "
Z = "z = d / np.sqrt(s**2 + e**2)\n "
RIGHT = SPREAD + ERROR + DIFFERENCE + Z
AGREEMENT = {
    "ddof": (RIGHT.replace(", ddof=1", "") + "return z, abs(z) <= 2", "ask for ddof=1"),
    "sum": (RIGHT.replace("np.sqrt(s**2 + e**2)", "(s + e)") + "return z, abs(z) <= 2", "Their squares add up"),
    "no_root": (
        RIGHT.replace("np.sqrt(s**2 + e**2)", "(s**2 + e**2)") + "return z, abs(z) <= 2",
        "root of the sum of squares",
    ),
    "seeds_alone": (SPREAD + DIFFERENCE + "z = d / s\n return z, abs(z) <= 2", "is the standard error left out?"),
    "images_alone": (ERROR + DIFFERENCE + "z = d / e\n return z, abs(z) <= 2", "is the spread over seeds left out?"),
    "of_the_mean": (
        RIGHT.replace("ddof=1)", "ddof=1) / ours.shape[1] ** 0.5") + "return z, abs(z) <= 2",
        "is that the error of our mean? The printed number is one run",
    ),
    "twice": (RIGHT.replace("d / np", "d / 2 / np") + "return z, abs(z) <= 2", "is the 2 of the rule in z already?"),
    "one_spread": (RIGHT.replace("axis=1, ddof", "ddof") + "return z, abs(z) <= 2", "one spread for the whole table?"),
    "variance": (
        RIGHT.replace("np.sqrt(printed * (1 - printed) / images)", "printed * (1 - printed) / images")
        + "return z, abs(z) <= 2",
        "root in the standard error missing?",
    ),
    "by_seeds": (RIGHT.replace("/ images", "/ ours.shape[1]") + "return z, abs(z) <= 2", "by the number of seeds, not"),
    "our_error": (
        RIGHT.replace("printed * (1 - printed)", "ours.mean(axis=1) * (1 - ours.mean(axis=1))")
        + "return z, abs(z) <= 2",
        "is the error that of our mean?",
    ),
    "sign": (RIGHT + "return -z, abs(z) <= 2", "has z the wrong sign?"),
    "absolute": (RIGHT + "return abs(z), abs(z) <= 2", "is z without its sign?"),
    "one_sided": (RIGHT + "return z, z <= 2", "rows far below the printed number"),
    "turned": (RIGHT + "return z, abs(z) > 2", "the wrong way round?"),
    "one": (RIGHT + "return z, abs(z) <= 1", "The rule here is |z| <= 2"),
    "other_limit": (RIGHT + "return z, abs(z) < 1.96", "The rule here is |z| <= 2"),
    "places": (RIGHT + "return z, np.where(abs(z) <= 2)[0]", "True or False for each"),
    "all": (RIGHT + "return z, all(abs(z) <= 2)", "one verdict for the table?"),
    "only_z": (RIGHT + "return z", "expected 2: z, agrees"),
    "in_place": ("ours -= printed[:, None]\n " + RIGHT + "return z, abs(z) <= 2", "write into it?"),
}
A = "a = np.trace(confusion) / confusion.sum()\n n = confusion.sum()\n "
CONFUSION = {
    "ten_thousand": ("a = np.trace(confusion) / 10000\n return a, (a * (1 - a) / 10000) ** 0.5", "10,000 written into"),
    "classes": (
        "a = np.diag(confusion).mean()\n return a, abs(a * (1 - a) / confusion.sum()) ** 0.5",
        "by the number of classes, not of images?",
    ),
    "recalls": (
        "a = np.mean(np.diag(confusion) / confusion.sum(axis=1))\n return a, (a * (1 - a) / confusion.sum()) ** 0.5",
        "mean of the classes' recalls?",
    ),
    "wrong_share": (A + "return 1 - a, (a * (1 - a) / n) ** 0.5", "the share of the wrong answers?"),
    "largest": (
        "n = confusion.sum()\n a = confusion.max(axis=1).sum() / n\n return a, (a * (1 - a) / n) ** 0.5",
        "the largest entries of the rows?",
    ),
    "percent": (A + "return 100 * a, 100 * (a * (1 - a) / n) ** 0.5", "is that in percent?"),
    "no_root": (A + "return a, a * (1 - a) / n", "is the root missing?"),
    "half_a_root": (A + "return a, np.sqrt(a * (1 - a)) / n", "is only the upper part under the root?"),
    "no_images": (A + "return a, np.sqrt(a * (1 - a))", "is the number of images missing?"),
    "by_classes": (A + "return a, np.sqrt(a * (1 - a) / len(confusion))", "divided by the classes"),
    "no_other_share": (A + "return a, np.sqrt(a / n)", "is the factor 1 - accuracy missing?"),
    "two": (A + "return a, 2 * np.sqrt(a * (1 - a) / n)", "two standard errors?"),
    "accuracy_alone": (A + "return a", "expected 2: accuracy, error"),
}
TABLES = {"agreement": AGREEMENT, "confusion_accuracy": CONFUSION}


@each_mistake(TABLES)
def test_a_typical_mistake_is_refused_with_its_cause(name, body, cause):
    assert_refused(name, written(name, body), cause)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("agreement", RIGHT.replace("np.sqrt(s**2 + e**2)", "np.hypot(s, e)") + "return z, (z >= -2) & (z <= 2)"),
        ("agreement", RIGHT + "return z, np.array([abs(one) <= 2 for one in z])"),
        (
            "agreement",
            RIGHT.replace("ours.std(axis=1, ddof=1)", "np.sqrt(ours.var(1, ddof=1))") + "return z, z**2 <= 4",
        ),
        ("confusion_accuracy", A + "return float(a), math.sqrt(a * (1 - a) / n)"),
        (
            "confusion_accuracy",
            "right = sum(confusion[i, i] for i in range(len(confusion)))\n n = np.sum(confusion)\n"
            " return right / n, np.sqrt(right / n * (n - right) / n / n)",
        ),
    ],
)
def test_another_way_to_write_it_passes(name, body):
    verdict = getattr(check, name)(written(name, body))
    assert verdict, verdict.message


def test_the_accuracy_of_the_exercise_is_that_of_the_labels():
    rng = np.random.default_rng(5)
    labels, predictions = rng.integers(0, 4, (2, 300))
    found, _ = exercises()["confusion_accuracy"].solution(confusion_matrix(labels, predictions, 4))
    assert found == pytest.approx(accuracy(labels, predictions))
