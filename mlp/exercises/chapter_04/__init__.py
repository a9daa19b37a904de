"""The exercises of chapter 04, in the order in which the chapter has them."""

from mlp.exercises.chapter_04.cross_entropy import CROSS_ENTROPY
from mlp.exercises.chapter_04.smoothed_cross_entropy import SMOOTHING
from mlp.exercises.chapter_04.softmax import SOFTMAX
from mlp.exercises.chapter_04.softmax_cross_entropy_backward import BACKWARD

EXERCISES = (SOFTMAX, CROSS_ENTROPY, BACKWARD, SMOOTHING)
