"""The exercises of chapter 10, in the order in which the chapter has them."""

from mlp.exercises.chapter_10.halving_round import HALVING_ROUND
from mlp.exercises.chapter_10.log_uniform import LOG_UNIFORM
from mlp.exercises.chapter_10.tied_with_best import TIED_WITH_BEST

EXERCISES = (LOG_UNIFORM, HALVING_ROUND, TIED_WITH_BEST)
