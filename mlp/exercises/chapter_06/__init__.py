"""The exercises of chapter 06, in the order in which the chapter has them."""

from mlp.exercises.chapter_06.backward_std import BACKWARD_STD
from mlp.exercises.chapter_06.draw_start import DRAW_START
from mlp.exercises.chapter_06.forward_std import FORWARD_STD

EXERCISES = (FORWARD_STD, BACKWARD_STD, DRAW_START)
