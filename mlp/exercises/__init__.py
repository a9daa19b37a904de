'''Exercises with instant feedback: `check.NAME(answer)` says what is wrong and why, `hint("NAME")` helps a little more.

A chapter's exercises stand in the folder `chapter_NN`, a module each; its `__init__` lists them in order:

    from mlp.exercises.checking.exercise import Exercise, Mistake

    def linear_backward(d_output, x, weight):
        """The three gradients of a linear layer: what a learner's cell begins with."""
        # BEGIN SOLUTION
        return d_output @ weight.T, x.T @ d_output, d_output.sum(axis=0)
        # END SOLUTION

    def without_transpose(d_output, x, weight):
        return d_output @ weight.T, d_output.T @ x, d_output.sum(axis=0)

    def cases(rng):
        """Fresh inputs, one tuple of arguments per case: several shapes, several dtypes."""
        for n, inputs, outputs, dtype in [(5, 4, 3, "float64"), (7, 2, 6, "float32"), (1, 3, 3, "float64")]:
            shapes = [(n, outputs), (n, inputs), (inputs, outputs)]
            yield tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes)

    LINEAR_BACKWARD = Exercise(
        name="linear_backward",
        points=3,
        solution=linear_backward,
        outputs=("d_x", "d_weight", "d_bias"),
        cases=cases,
        hints=("Write down the shapes first.", "d_weight has the shape of weight.", "x.T has shape (inputs, n)."),
        mistakes=(Mistake(without_transpose, "is a transpose missing?"),),
        proves="your gradients agree with the derivation on every shape, so a network can learn with them.",
    )

A class is an exercise too: `run` takes what the learner wrote and the case's inputs, and returns the named outputs:

    def run(layer_class, x, d_output):
        layer = layer_class()
        return layer.forward(x), layer.backward(d_output)

In a notebook:

    from mlp.exercises import check, hint
    check.linear_backward(linear_backward)
    hint("linear_backward")
'''

from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.exercises.checking.verdict import Verdict
from mlp.exercises.registry import check, exercises, hint, yours_or_ours

__all__ = ["Exercise", "Mistake", "Verdict", "check", "exercises", "hint", "yours_or_ours"]
