"""The checks of chapter 14: typical mistakes are named for what they are, and other ways to write the answer pass.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import pytest

from mlp.exercises import check
from tests.exercises.learner_answers import assert_refused, each_mistake, written

LOOPS = """a, b, _, n = kernel.shape
 y = np.zeros((image.shape[0] - a + 1, image.shape[1] - b + 1, n))
 for r in range(y.shape[0]):
  for s in range(y.shape[1]):
   for f in range(n):
    y[r, s, f] = (image[r : r + a, s : s + b] * kernel[..., f]).sum() + bias[f]
 return y"""
CONVOLUTION = {
    "turned": (LOOPS.replace("kernel[..., f]", "kernel[::-1, ::-1, :, f]"), "turned by 180 degrees"),
    "no_bias": (LOOPS.replace(" + bias[f]", ""), "is the bias missing?"),
    "each_product": (LOOPS.replace(").sum() + bias[f]", " + bias[f]).sum()"), "added for every product"),
    "mean": (LOOPS.replace("sum", "mean"), "is that the mean of the products?"),
    "one_filter": (LOOPS.replace("[..., f]", "[..., 0]"), "the first filter's weights?"),
    "last_place": (
        LOOPS.replace("- a + 1", "- a").replace("- b + 1", "- b"),
        "is the last place left out?",
    ),
    "all_filters": (LOOPS.replace("return y", "return y.sum(axis=2)"), "are the filters added up?"),
}
POOL = "parts = [image[i::2, j::2] for i in (0, 1) for j in (0, 1)]\n "
POOLING = {
    "mean": (POOL + "return np.mean(parts, axis=0)", "is that the mean of each window?"),
    "zeros": (
        POOL + "y = np.zeros(parts[0].shape)\n for p in parts:\n  y = np.maximum(y, p)\n return y",
        "do not start from zeros",
    ),
    "first": (POOL + "return parts[0].copy()", "upper left pixel"),
    "halves": (
        "h, w, c = image.shape\n return image.reshape(2, h // 2, 2, w // 2, c).max(axis=(0, 2))",
        "the image's two halves",
    ),
    "channels": (POOL + "return np.max(parts, axis=(0, 3))", "are the channels gone?"),
}
TABLES = {"conv2d_loops": CONVOLUTION, "max_pool": POOLING}


@each_mistake(TABLES)
def test_a_typical_mistake_is_refused_with_its_cause(name, body, cause):
    assert_refused(name, written(name, body), cause)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (
            "conv2d_loops",
            "w = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[:2], axis=(0, 1))\n"
            " return np.einsum('rscij,ijcf->rsf', w, kernel) + bias",
        ),
        ("max_pool", POOL + "return np.maximum(np.maximum(parts[0], parts[1]), np.maximum(parts[2], parts[3]))"),
    ],
)
def test_another_way_to_write_it_passes(name, body):
    verdict = getattr(check, name)(written(name, body))
    assert verdict, verdict.message
