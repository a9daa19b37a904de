"""Occlusion maps: each entry is the network's answer to one covered image."""

import numpy as np
import pytest

from mlp.inside.occlusion import cover, occlusion_map
from mlp.network import build_mlp

RNG = np.random.default_rng(0)
IMAGE, NETWORK = RNG.normal(size=784), build_mlp([784, 8, 10], dtype="float64", seed=3)


@pytest.mark.parametrize("fill", [0.5, np.linspace(0, 1, 784)])
def test_cover_changes_the_square_and_nothing_else(fill):
    covered = cover(IMAGE, 3, 20, 5, fill).reshape(28, 28)
    inside = np.zeros((28, 28), bool)
    inside[3:8, 20:25] = True
    np.testing.assert_array_equal(covered[inside], np.broadcast_to(fill, 784).reshape(28, 28)[inside])
    np.testing.assert_array_equal(covered[~inside], IMAGE.reshape(28, 28)[~inside])


@pytest.mark.parametrize(("row", "column", "pixels"), [(-3, 26, 2 * 2), (-5, 0, 0), (28, 4, 0), (24, -1, 4 * 4)])
def test_what_lies_beyond_the_edge_covers_nothing(row, column, pixels):
    assert np.count_nonzero(cover(IMAGE, row, column, 5, 99.0) == 99) == pixels


def test_each_entry_is_the_answer_to_one_covered_image():
    covered = occlusion_map(NETWORK, IMAGE, 4, 0.0, patch=9)
    assert covered.shape == (20, 20)
    for row, column in [(0, 0), (19, 19), (5, 12)]:
        alone = NETWORK.predict_proba(cover(IMAGE, row, column, 9, 0.0)[None])[0, 4]
        assert covered[row, column] == pytest.approx(alone, rel=1e-12)


def test_a_patch_as_large_as_the_image_leaves_the_fill():
    everything = occlusion_map(NETWORK, IMAGE, 2, 0.25, patch=28)
    assert everything.item() == pytest.approx(NETWORK.predict_proba(np.full((1, 784), 0.25))[0, 2])


@pytest.mark.parametrize(
    ("image", "label", "patch", "words"),
    [
        (IMAGE[:783], 0, 7, "expects 784"),
        (IMAGE, 10, 7, "from 0 to 9"),
        (IMAGE, 0, 29, "from 1 to 28"),
        (IMAGE, 0, 0, "from 1 to 28"),
    ],
)
def test_what_does_not_fit_is_refused(image, label, patch, words):
    with pytest.raises(ValueError, match=words):
        occlusion_map(NETWORK, image, label, 0.0, patch)
