"""Confusion matrices on a page: the most frequent mistakes are named, and the counts are those that were given."""

import numpy as np

from mlp.plots.confusions import draw_matrices, draw_mistakes, most_frequent


def matrix(*mistakes):
    confusion = 90 * np.eye(10, dtype=int)
    for true, called, count in mistakes:
        confusion[true, called] += count
        confusion[true, true] -= count
    return confusion


def test_the_most_frequent_mistakes_come_first_and_the_diagonal_is_none():
    confusion = matrix((6, 0, 20), (2, 4, 30), (9, 7, 5))
    assert most_frequent(confusion)[:3] == [(2, 4, 30), (6, 0, 20), (9, 7, 5)]


def test_one_matrix_is_told_with_its_two_most_frequent_mistakes(shown):
    draw_mistakes(matrix((6, 0, 20), (2, 4, 30)), "A net")
    assert shown.figure.axes[0].get_title() == "The most frequent mistake: Pullover called Coat"
    assert shown.words == (
        "A net: 850 of 900 are classified correctly. The most frequent mistakes: Pullover called Coat, 30; "
        "Shirt called T-shirt/top, 20."
    )


def test_matrices_side_by_side_say_how_often_each_says_shirt(shown):
    draw_matrices({"one": matrix((6, 0, 20)), "two": matrix((0, 6, 40), (2, 6, 10)), "three": matrix()}, "Report 9")
    assert [axes.get_title() for axes in shown.figure.axes] == ["one", "two", "three"]
    assert shown.figure._suptitle.get_text() == "Report 9: “two” calls 140 of 900 images a shirt"
    assert shown.words == (
        "So often each says Shirt: one 70 times, and is right 70; two 140 times, and is right 90; three 90 times, and "
        "is right 90."
    )
