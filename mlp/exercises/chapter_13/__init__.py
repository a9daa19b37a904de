"""The exercises of chapter 13, in the order in which the chapter has them."""

from mlp.exercises.chapter_13.agreement import AGREEMENT
from mlp.exercises.chapter_13.confusion_accuracy import CONFUSION_ACCURACY

EXERCISES = (AGREEMENT, CONFUSION_ACCURACY)
