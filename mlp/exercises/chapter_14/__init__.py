"""The exercises of chapter 14, in the order in which the chapter has them."""

from mlp.exercises.chapter_14.conv2d_loops import CONV2D_LOOPS
from mlp.exercises.chapter_14.max_pool import MAX_POOL

EXERCISES = (CONV2D_LOOPS, MAX_POOL)
