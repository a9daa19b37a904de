"""The checks of chapter 12: typical mistakes are named for what they are, and other ways to write the answer pass.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import numpy as np
import pytest

from mlp.exercises import check, exercises
from mlp.inside.occlusion import occlusion_map
from mlp.inside.principal_components import principal_components
from mlp.inside.weights import effective_map, linear_layers
from mlp.network import build_mlp
from tests.exercises.learner_answers import assert_refused, each_mistake, written

SVD = "u, s, vt = np.linalg.svd(rows - rows.mean(0), full_matrices=False)\n "
SHARES = "s[:count] ** 2 / np.sum(s ** 2)"
COMPONENTS = {
    "no_mean": (SVD.replace(" - rows.mean(0)", "") + f"return vt[:count], {SHARES}", "is the mean row still in?"),
    "mean_of_rows": (
        SVD.replace("rows.mean(0)", "rows.mean(1)[:, None]") + f"return vt[:count], {SHARES}",
        "each row's own mean",
    ),
    "standardised": (
        SVD.replace("rows - rows.mean(0)", "(rows - rows.mean(0)) / rows.std(0)") + f"return vt[:count], {SHARES}",
        "divided by its standard deviation?",
    ),
    "last": (SVD + "n = len(s) - count\n return vt[n:][::-1], s[n:][::-1] ** 2 / sum(s ** 2)", "the least important"),
    "not_squared": (SVD + "return vt[:count], s[:count] / s.sum()", "not squared?"),
    "sum_of_few": (SVD + "t = s[:count] ** 2\n return vt[:count], t / t.sum()", "do your shares add up to 1?"),
    "squares": (SVD + "return vt[:count], s[:count] ** 2", "not shares yet?"),
    "added_up": (SVD + "return vt[:count], np.cumsum(s ** 2)[:count] / np.sum(s ** 2)", "added up?"),
    "columns": (SVD + f"return vt.T[:count], {SHARES}", "Vᵀ: the components are its rows"),
    "in_columns": (SVD + f"return vt[:count].T, {SHARES}", "in a column?"),
    "left": (SVD + f"return u.T[:count], {SHARES}", "the SVD's first result?"),
    "stretched": (SVD + f"return np.diag(s[:count]) @ vt[:count], {SHARES}", "stretched"),
    "all": (SVD + f"return vt, {SHARES}", "are those all components?"),
}
LOOP = "W, c = weights[0], biases[0]\n for w, b in zip(weights[1:], biases[1:]):\n  m = image @ W + c > 0\n  "
EFFECTIVE = {
    "no_masks": (LOOP + "W, c = W @ w, c @ w + b\n return W, c", "is every unit taken to fire?"),
    "bias_unmasked": (LOOP + "W, c = W * m @ w, c @ w + b\n return W, c", "does the bias of silent units go on?"),
    "weight_unmasked": (LOOP + "W, c = W @ w, c * m @ w + b\n return W, c", "do the weights of silent units go on?"),
    "turned": (LOOP.replace("> 0", "< 0") + "W, c = W * m @ w, c * m @ w + b\n return W, c", "the wrong way round?"),
    "relu_not_mask": (
        LOOP.replace("image @ W + c > 0", "np.maximum(image @ W + c, 0)")
        + "W, c = W * m @ w, c * m @ w + b\n return W, c",
        "The mask is 1 or 0",
    ),
    "no_bias": (LOOP + "W, c = W * m @ w, c * m @ w\n return W, c", "a layer's own bias b missing?"),
    "asked_without_bias": (
        "W, c, x = weights[0], biases[0], image @ weights[0]\n for w, b in zip(weights[1:], biases[1:]):\n"
        "  m = x > 0\n  x = (x * m) @ w\n  W, c = W * m @ w, c * m @ w + b\n return W, c",
        "without their biases?",
    ),
    "mask_at_the_end": (
        LOOP + "W, c = W * m @ w, c * m @ w + b\n m = image @ W + c > 0\n return W * m, c * m",
        "after the last layer",
    ),
    "last_bias": (LOOP + "W, c = W * m @ w, c * m @ w + b\n return W, biases[-1]", "the last layer's bias alone?"),
    "scores": (LOOP + "W, c = W * m @ w, c * m @ w + b\n return W, image @ W + c", "is that the scores?"),
    "transposed": (LOOP + "W, c = W * m @ w, c * m @ w + b\n return W.T, c", "stand in a row?"),
    "in_place": (LOOP + "W *= m\n  W, c = W @ w, c * m @ w + b\n return W, c", "write into it?"),
}
PLACES = (
    "h, w = image.shape[0] - patch + 1, image.shape[1] - patch + 1\n out = np.zeros((h, w))\n for r in range(h):\n"
    "  for c in range(w):\n   x = image.copy()\n   x[r:r + patch, c:c + patch] = fill\n   "
)
P = "p = predict_proba(x.reshape(1, -1))[0]\n   out[r, c] = "
OCCLUSION = {
    "adds_up": (
        PLACES.replace(" for r", " x = image.copy()\n for r", 1).replace("   x = image.copy()\n", "")
        + P
        + "p[label]\n return out",
        "do the squares add up?",
    ),
    "one_less": (PLACES.replace(" + 1", "") + P + "p[label]\n return out", "is the last place left out?"),
    "over_the_edge": (
        PLACES.replace(" - patch + 1", "") + P + "p[label]\n return out",
        "hang over the edge",
    ),
    "zero": (PLACES.replace("= fill", "= 0") + P + "p[label]\n return out", "filled with 0?"),
    "largest": (PLACES + P + "p.max()\n return out", "the largest probability?"),
    "class": (
        PLACES.replace("np.zeros((h, w))", "np.zeros((h, w), int)") + P + "p.argmax()\n return out",
        "the predicted classes?",
    ),
    "one_minus": (PLACES + P + "1 - p[label]\n return out", "1 minus the probability?"),
    "fall": (
        PLACES + P + "predict_proba(image.reshape(1, -1))[0, label] - p[label]\n return out",
        "how much the probability falls?",
    ),
    "turned": (PLACES + P + "p[label]\n return out.T.reshape(h, w)", "have rows and columns changed places?"),
    "in_place": (
        PLACES.replace("x = image.copy()", "x = image") + P + "p[label]\n return out",
        "write into it?",
    ),
}
TABLES = {"principal_components": COMPONENTS, "effective_map": EFFECTIVE, "occlusion_map": OCCLUSION}


@each_mistake(TABLES)
def test_a_typical_mistake_is_refused_with_its_cause(name, body, cause):
    assert_refused(name, written(name, body), cause)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("principal_components", SVD + f"return -vt[:count], {SHARES}"),
        (
            "principal_components",
            "c = np.cov(rows.T)\n v, e = np.linalg.eigh(c)\n return e.T[::-1][:count], v[::-1][:count] / v.sum()",
        ),
        (
            "effective_map",
            LOOP + "W, c = W @ np.diag(m) @ w, c @ np.diag(m) @ w + b\n return W.astype(b.dtype), c.astype(b.dtype)",
        ),
        (
            "effective_map",
            "x, m = image, []\n for w, b in zip(weights, biases):\n  z = x @ w + b\n  m.append(z > 0)\n"
            "  x = z * m[-1]\n W, c = weights[0], biases[0]\n for w, b, f in zip(weights[1:], biases[1:], m):\n"
            "  W, c = W[:, f] @ w[f], c[f] @ w[f] + b\n return W, c",
        ),
        ("occlusion_map", PLACES + P + "p[label]\n return out"),
    ],
)
def test_another_way_to_write_it_passes(name, body):
    verdict = getattr(check, name)(written(name, body))
    assert verdict, verdict.message


def test_the_answers_are_those_of_the_package():
    rng = np.random.default_rng(0)
    solutions = {name: exercises()[name].solution for name in TABLES}
    rows = rng.normal(size=(30, 6))
    components, _, shares = principal_components(rows, 3)
    own, own_shares = solutions["principal_components"](rows, 3)
    np.testing.assert_allclose(np.abs(own), np.abs(components))
    np.testing.assert_allclose(own_shares, shares)

    network, image = build_mlp([784, 9, 8, 10], dtype="float64", seed=1), rng.normal(size=784)
    layers = linear_layers(network)
    for ours, theirs in zip(
        effective_map(network, image),
        solutions["effective_map"](image, [layer.weight for layer in layers], [layer.bias for layer in layers]),
    ):
        np.testing.assert_allclose(ours, theirs)
    np.testing.assert_allclose(
        occlusion_map(network, image, 3, 0.5, patch=20),
        solutions["occlusion_map"](network.predict_proba, image.reshape(28, 28), 3, 20, 0.5),
    )
