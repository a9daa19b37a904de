"""The exercises of chapter 09, in the order in which the chapter has them."""

from mlp.exercises.chapter_09.batch_norm_backward import BATCH_NORM_BACKWARD
from mlp.exercises.chapter_09.batch_norm_forward import BATCH_NORM_FORWARD
from mlp.exercises.chapter_09.own_dropout import OWN_DROPOUT
from mlp.exercises.chapter_09.shift_and_flip import SHIFT_AND_FLIP

EXERCISES = (OWN_DROPOUT, BATCH_NORM_FORWARD, BATCH_NORM_BACKWARD, SHIFT_AND_FLIP)
