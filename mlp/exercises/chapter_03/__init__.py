"""The exercises of chapter 03, in the order in which the chapter has them."""

from mlp.exercises.chapter_03.leaky_relu_layer import LEAKY_RELU_LAYER
from mlp.exercises.chapter_03.relu_layer import RELU_LAYER
from mlp.exercises.chapter_03.sigmoid_layer import SIGMOID_LAYER
from mlp.exercises.chapter_03.softplus_layer import SOFTPLUS_LAYER
from mlp.exercises.chapter_03.tanh_layer import TANH_LAYER

EXERCISES = (RELU_LAYER, LEAKY_RELU_LAYER, TANH_LAYER, SIGMOID_LAYER, SOFTPLUS_LAYER)
