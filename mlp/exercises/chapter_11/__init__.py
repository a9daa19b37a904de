"""The exercises of chapter 11, in the order in which the chapter has them."""

from mlp.exercises.chapter_11.mcnemar import MCNEMAR
from mlp.exercises.chapter_11.precision_recall_f1 import PRECISION_RECALL_F1
from mlp.exercises.chapter_11.wilson_interval import WILSON_INTERVAL

EXERCISES = (PRECISION_RECALL_F1, WILSON_INTERVAL, MCNEMAR)
