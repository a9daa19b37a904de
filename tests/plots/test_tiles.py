"""Tiles: every number a square of whole pixels, each tile up to its own largest amount, names in their places."""

import numpy as np
import pytest

from mlp.plots.tiles import draw_tiles


def board_of(figure):
    return np.asarray(figure.axes[0].images[0].get_array())


def test_each_number_is_a_square_of_its_colour():
    board = board_of(draw_tiles("A title", [np.array([[[-2.0, 0.0], [0.0, 2.0]]])], 1, 5))
    assert board.shape == (14, 14, 3)
    blue, white, red = board[2, 2], board[2, 7], board[7, 7]
    assert blue[2] > 2 * blue[0] and (white > 0.95).all() and red[0] > 2 * red[2]
    assert (board[:5, :5] == blue).all() and (board[5:10, 5:10] == red).all() and (board[10:] == board[13, 13]).all()


def test_without_a_negative_number_it_is_grey_and_zero_is_white():
    board = board_of(draw_tiles("A title", [np.array([[[0.0, 3.0]]])], 1, 4))
    assert (board[0, 0] == 1).all() and (board[0, 4] == 0).all()


def test_bands_stand_one_under_the_other_and_names_above_and_beside():
    bands = [np.ones((3, 2, 2)), -np.ones((3, 1, 2))]
    figure = draw_tiles("A title", bands, 2, 10, [["a", "b", "c"], None], ["one", "two"])
    texts = {text.get_text(): text.get_position() for text in figure.axes[0].texts}
    assert texts["a"][0] == texts["c"][0] < texts["b"][0] and texts["c"][1] > texts["a"][1]
    assert texts["one"][0] < 0 and texts["two"][1] > texts["one"][1]
    assert board_of(figure).shape == (2 * (20 + 18 + 4) + 2 * (10 + 4), 2 * 24, 3)


@pytest.mark.parametrize(
    ("bands", "names", "words"),
    [
        ([np.ones((4, 784))], (), r"tiles have shape \(4, 784\); expected \(n, height, width\)"),
        ([np.ones((2, 3, 3))], [["a"]], "got 1 names for 2 tiles; expected one each"),
    ],
)
def test_what_does_not_fit_is_refused(bands, names, words):
    with pytest.raises(ValueError, match=words):
        draw_tiles("A title", bands, 2, 3, names)
