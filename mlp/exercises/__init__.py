'''Exercises with instant feedback: `check.NAME(answer)` says what is wrong and why, `hint("NAME")` helps a little more.

In a notebook:

    from mlp.exercises import check, hint
    check.linear_backward(linear_backward)
    hint("linear_backward")

How to write one. A chapter's exercises stand in the folder `chapter_NN`, a module each; its `__init__` lists them in
order. A module holds the solution, as the learner would write it, and says how it is tried and what goes wrong:

    def linear_backward(d_output, x, weight):
        """The three gradients of a linear layer: what a learner's cell begins with."""
        # BEGIN SOLUTION
        return d_output @ weight.T, x.T @ d_output, d_output.sum(axis=0)
        # END SOLUTION

    def case(rng, n=5, n_in=4, n_out=3, dtype="float64"):
        """The inputs of one run. The keywords are its settings, their defaults make the base case."""
        return tuple(rng.standard_normal(shape).astype(dtype) for shape in [(n, n_out), (n, n_in), (n_in, n_out)])

    LINEAR_BACKWARD = Exercise(
        name="linear_backward",
        points=3,
        solution=linear_backward,
        outputs=("d_x", "d_weight", "d_bias"),
        case=case,
        vary={"n": (1, 8), "n_in": (3,), "dtype": ("float32",)},
        because={"n": "it is right for 5 images only: is a size written as a number?"},
        hints=("Write down the shapes first.", "d_weight has the shape of weight.", "x.T has shape (inputs, n)."),
        mistakes=(Mistake(without_transpose, "is a transpose missing?"),),
        proves="your gradients agree with the derivation on every shape, so a network can learn with them.",
    )

Settings. Each value in `vary` is tried with all other settings, and the random numbers, as they are in the base case.
So when just one setting makes a right answer wrong, the check can say so; `because` has better words for it, and they
must be true of whatever fails there alone. Everything is drawn twice: from a fixed seed, for the numbers that the
sentence quotes, and from one that changes with every check, so that numbers written down do not pass.

Mistakes. A Mistake is code with the slip, and its sentence: it is given to whoever has the same results in every case
(the same wrong output is enough where several are wrong). Write down the kinds that only this exercise knows; make the
cases tell them apart (two mistakes with the same results in every case get the first one's sentence, and a mistake
that gives the right results in every case passes: then a setting is missing). In the sentence the cause comes first.

What needs no declaration, because `checking` finds it by experiments of its own: another operator or sign, operands
the wrong way round, brackets, transposes, axes, keepdims, sums for means, a square or root missing or too much, a
comparison turned round, `return` inside the loop or missing, ranges that stop too early, numbers in place of a
parameter or a size, a name for another, a line too many, += for =, a missing copy, inputs written into, dtypes, lists,
rounding, sorted or reversed results, factors, values in another order, results kept from an earlier call, overflow,
no end, no memory. `checking/edits` lists the changes of code, `checking/effects` those of results.

A class is an exercise too: `run` takes what the learner wrote and the case's inputs, and returns the named outputs. It
should do all that the notebook, and a network, will do with the class:

    def run(layer_class, x, d_output):
        layer = layer_class()
        return layer.forward(x), layer.backward(d_output)

Where `steps` names values on the way, an answer's own variables of these names are held against the solution's.

Where mistakes and experiments cannot say it, `explain(inputs, got, expected)` may return a sentence on the first wrong
case, or None: only what the numbers prove.
'''

from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.exercises.checking.verdict import Verdict
from mlp.exercises.overview import show_progress
from mlp.exercises.progress import remember_progress
from mlp.exercises.registry import check, exercises, hint, yours_or_ours

__all__ = [
    "Exercise",
    "Mistake",
    "Verdict",
    "check",
    "exercises",
    "hint",
    "remember_progress",
    "show_progress",
    "yours_or_ours",
]
