"""The exercises of chapter 01, in the order in which the chapter has them."""

from mlp.exercises.chapter_01.parse_idx import PARSE_IDX
from mlp.exercises.chapter_01.split_indices import SPLIT_INDICES
from mlp.exercises.chapter_01.standardize import STANDARDIZE

EXERCISES = (PARSE_IDX, SPLIT_INDICES, STANDARDIZE)
