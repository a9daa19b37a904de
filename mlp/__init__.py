"""A multilayer perceptron from scratch, with nothing but NumPy: the code of the course.

Importing it loads neither matplotlib, ipywidgets, pandas nor seaborn.
"""

from mlp.data import CLASS_NAMES, load_fashion_mnist
from mlp.evaluation import evaluate
from mlp.gradient_check import check_gradients
from mlp.network import Network, build_mlp
from mlp.training.optimizers import SGD, Adam, AdamW, RMSprop
from mlp.training.trainer import Trainer, TrainingDiverged

__all__ = [
    "CLASS_NAMES",
    "SGD",
    "Adam",
    "AdamW",
    "Network",
    "RMSprop",
    "Trainer",
    "TrainingDiverged",
    "build_mlp",
    "check_gradients",
    "evaluate",
    "load_fashion_mnist",
]
