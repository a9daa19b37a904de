"""The exercises of chapter 05, in the order in which the chapter has them."""

from mlp.exercises.chapter_05.own_layers import OWN_LAYERS
from mlp.exercises.chapter_05.relative_error import RELATIVE_ERROR
from mlp.exercises.chapter_05.two_layer_backward import TWO_LAYER_BACKWARD

EXERCISES = (TWO_LAYER_BACKWARD, RELATIVE_ERROR, OWN_LAYERS)
