"""For the tests of panels about a network's answers: data that are quick to make, and arguments that are refused."""

import numpy as np

from mlp import build_mlp
from mlp.data import FashionMNIST, Part, Scaling

BAD_ARGUMENTS = [  # (arguments, what the refusal says)
    ({"network": "net"}, "network is a str; expected a Network"),
    ({"network": build_mlp([100, 10])}, "takes 100 numbers and tells 10 classes apart; expected 784"),
    ({"network": build_mlp([784, 4])}, "takes 784 numbers and tells 4 classes apart"),
    ({"data": [1, 2]}, "data is a list; expected what load_fashion_mnist"),
]


def make_data(labels, seed=0):
    """Data whose three parts are the same random pictures, one for each of `labels`, pixels from 0 to 1."""
    labels = np.array(labels, dtype=np.int64)
    part = Part(np.random.default_rng(seed).random((len(labels), 784), dtype=np.float32), labels)
    return FashionMNIST(train=part, validation=part, test=part, transform=Scaling("unit", 255.0, 0.0))
