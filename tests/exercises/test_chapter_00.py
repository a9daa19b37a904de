"""The check of chapter 00: the solution passes, and typical mistakes are refused with their actual cause."""

import numpy as np
import pytest

from mlp.exercises import check


# What learners write, not the module's own examples of mistakes: other code, the same slip.
def count(labels, predictions):
    right = 0
    for label, prediction in zip(labels, predictions):
        right += label == prediction
    return right


def error_rate(labels, predictions):
    return 1 - (labels == predictions).mean()


def percent(labels, predictions):
    return (labels == predictions).sum() / len(labels) * 100


def no_mean(labels, predictions):
    return np.equal(labels, predictions)


def rounded_down(labels, predictions):
    return (labels == predictions).sum() // labels.size


def all_or_nothing(labels, predictions):
    return 1.0 if (labels == predictions).all() else 0.0


def all_pairs(labels, predictions):
    return np.mean(labels.reshape(-1, 1) == predictions.reshape(1, -1))


def distance(labels, predictions):
    return abs(predictions - labels).mean()


def by_ten(labels, predictions):
    return (labels == predictions).sum() / 10


def only_one(labels, predictions):
    return 1.0 if labels[0] == predictions[0] else 0.0


def always_the_same(labels, predictions):
    return 0.75


def overwriting(labels, predictions):
    predictions -= labels
    return np.mean(predictions == 0)


def without_return(labels, predictions):
    np.mean(labels == predictions)


CAUSES = {
    count: "divide by the number of images",
    error_rate: "share of mistakes",
    percent: "in percent",
    no_mean: "what is left is to take their mean",
    rounded_down: "//",
    all_or_nothing: "np.all",
    all_pairs: "every label was compared with every prediction",
    distance: "class numbers are names, not amounts",
    by_ten: "the number of classes",
    only_one: "only the first image",
    overwriting: "changed its input predictions",
    without_return: "`return` line missing",
}


def test_other_right_answers_pass():
    def by_loop(labels, predictions):
        return sum(int(a == b) for a, b in zip(labels, predictions)) / len(labels)

    assert check.accuracy(by_loop)
    assert check.accuracy(lambda labels, predictions: 1 - np.count_nonzero(labels - predictions) / len(labels))


def test_the_stub_has_not_started():
    def stub(labels, predictions):
        raise NotImplementedError

    assert check.accuracy(stub).message.startswith("Not started yet")


@pytest.mark.parametrize("wrong", CAUSES, ids=lambda wrong: wrong.__name__)
def test_a_typical_mistake_is_refused_with_its_cause(wrong):
    for _ in range(3):
        verdict = check.accuracy(wrong)
        assert not verdict
        assert CAUSES[wrong] in verdict.message


def test_a_constant_answer_is_refused():
    assert not check.accuracy(always_the_same)
