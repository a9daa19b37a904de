"""The exercises of chapter 02, in the order in which the chapter has them."""

from mlp.exercises.chapter_02.linear_backward import LINEAR_BACKWARD
from mlp.exercises.chapter_02.linear_forward import LINEAR_FORWARD
from mlp.exercises.chapter_02.linear_layer import LINEAR_LAYER
from mlp.exercises.chapter_02.numeric_gradient import NUMERIC_GRADIENT
from mlp.exercises.chapter_02.transposed_linear import TRANSPOSED_LINEAR

EXERCISES = (LINEAR_FORWARD, LINEAR_BACKWARD, TRANSPOSED_LINEAR, NUMERIC_GRADIENT, LINEAR_LAYER)
