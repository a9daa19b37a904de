"""Exercises to test the checks with, and ways to write what a learner would write."""

import numpy as np

from mlp.exercises import Exercise, Mistake

HINTS = ("Shapes first.", "Which way round?", "One product is transposed.")


def linear_backward(d_output, x, weight):
    return d_output @ weight.T, x.T @ d_output, d_output.sum(axis=0)


def linear_cases(rng):
    for n, inputs, outputs, dtype in [(5, 4, 3, "float64"), (7, 2, 6, "float32"), (1, 3, 3, "float64")]:
        shapes = [(n, outputs), (n, inputs), (inputs, outputs)]
        yield tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes)


def without_transpose(d_output, x, weight):
    return d_output @ weight.T, d_output.T @ x, d_output.sum(axis=0)


def bias_of_first(d_output, x, weight):
    return d_output @ weight.T, x.T @ d_output, d_output[0]


LINEAR = Exercise(
    name="linear_backward",
    points=3,
    solution=linear_backward,
    cases=linear_cases,
    hints=HINTS,
    proves="the shapes and numbers agree with the derivation.",
    mistakes=(
        Mistake(without_transpose, "what is the shape of x.T @ d_output?"),
        Mistake(bias_of_first, "every row of the batch pulls at the bias, not the first alone."),
    ),
    outputs=("d_x", "d_weight", "d_bias"),
)


def center(x):
    return x - x.mean(axis=0)


def center_cases(rng):
    for shape, dtype in [((6, 4), "float64"), ((3, 3), "float32")]:
        yield (rng.normal(1.0, 1.0, shape).astype(dtype),)


CENTER = Exercise("center", 1, center, center_cases, HINTS, "it centres.", outputs=("centred",))


def loss(probabilities, labels):
    return float(-np.log(probabilities[np.arange(len(labels)), labels]).mean())


def loss_cases(rng):
    for n, k in [(4, 3), (9, 5)]:
        yield rng.uniform(0.1, 1.0, (n, k)), rng.integers(0, k, n)


LOSS = Exercise("loss", 1, loss, loss_cases, HINTS, "it is a mean.", outputs=("loss",))


def rows(x):
    return x.sum(axis=1)


ROWS = Exercise("rows", 1, rows, center_cases, HINTS, "it sums.", outputs=("sums",))


def counts(labels):
    return np.bincount(labels, minlength=5)


COUNTS = Exercise("counts", 1, counts, lambda rng: [(rng.integers(0, 5, 30),), (rng.integers(0, 5, 8),)], HINTS, "ok.")


def word(x):
    return "up" if x.mean() > 0 else "down"


WORD = Exercise("word", 1, word, lambda rng: [(np.ones(2),), (-rng.uniform(1, 2, 3),)], HINTS, "ok.", outputs=("word",))


class Scale:
    def forward(self, x):
        self.x = x
        return 3 * x

    def backward(self, d_output):
        return 3 * d_output


def run_layer(layer_class, x, d_output):
    layer = layer_class()
    return layer.forward(x), layer.backward(d_output)


def layer_cases(rng):
    for n in (2, 5):
        yield rng.standard_normal((n, 3)), rng.standard_normal((n, 3))


LAYER = Exercise("Scale", 2, Scale, layer_cases, HINTS, "a layer.", outputs=("output", "d_input"), run=run_layer)


def learner(source, name="answer"):
    """Define what a learner would write in a cell of a notebook."""
    names = {"np": np}
    exec(compile(source, "a cell", "exec"), names)
    return names[name]


def back(d_x="d @ w.T", d_weight="x.T @ d", d_bias="d.sum(axis=0)"):
    """A linear_backward with some of its results replaced."""
    return learner(f"def answer(d, x, w): return {d_x}, {d_weight}, {d_bias}")
