"""What layers make of images: a column for each class, and maps whose words count neighbours."""

import numpy as np

from mlp.plots import representations

RNG = np.random.default_rng(0)


def test_every_class_has_a_column_and_all_tiles_one_width(shown):
    labels = np.repeat(np.arange(10), 2)
    pixels = np.zeros((20, 784))
    pixels[labels == 3] = 255
    first, second = np.zeros((20, 128)), np.zeros((20, 64))
    second[labels == 7, 0] = 1
    representations.draw_before_and_after(pixels, first, second, labels)
    board = np.asarray(shown.figure.axes[0].images[0].get_array())
    assert board.shape[1] == 10 * 88
    assert (board[:84, 3 * 88 : 3 * 88 + 84] == 0).all() and (board[:84, 4 * 88 : 4 * 88 + 84] == 1).all()
    top = 2 * 88 + 2 * 148  # of the second layer's tiles, which begin with six white numbers to the left
    assert (board[top : top + 9, 7 * 88 + 6 : 7 * 88 + 15] == 0).all() and board[top, 8 * 88 + 8].min() == 1
    assert shown.words.startswith("2 images of each class")


def test_maps_count_the_neighbours_of_an_image_s_own_class(shown):
    labels = np.repeat(np.arange(10), 12)
    apart = np.stack([100.0 * labels, np.zeros(120)], axis=1) + RNG.normal(size=(120, 2))
    heap = RNG.normal(size=(120, 2))
    representations.draw_maps({"PCA": heap, "t-SNE": apart}, RNG.uniform(0, 255, (120, 784)), labels, marked=6)
    assert shown.words.endswith("t-SNE ≈ 9.0 (Shirt: ≈ 9.0).")
    assert "PCA ≈ 0." in shown.words or "PCA ≈ 1." in shown.words
    assert [len(axes.lines[0].get_xydata()) for axes in shown.figure.axes] == [12, 12]
