"""The exercises of chapter 07, in the order in which the chapter has them."""

from mlp.exercises.chapter_07.adam_step import ADAM_STEP
from mlp.exercises.chapter_07.momentum_step import MOMENTUM_STEP
from mlp.exercises.chapter_07.warm_up_cosine import WARM_UP_COSINE

EXERCISES = (MOMENTUM_STEP, ADAM_STEP, WARM_UP_COSINE)
