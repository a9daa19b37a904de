"""The exercises of chapter 00, in the order in which the chapter has them."""

from mlp.exercises.chapter_00.accuracy import ACCURACY

EXERCISES = (ACCURACY,)
