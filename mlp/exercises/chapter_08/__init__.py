"""The exercises of chapter 08, in the order in which the chapter has them."""

from mlp.exercises.chapter_08.stop_early import STOP_EARLY
from mlp.exercises.chapter_08.update_ratio import UPDATE_RATIO

EXERCISES = (UPDATE_RATIO, STOP_EARLY)
