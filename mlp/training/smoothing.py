"""A running average, to see where a noisy curve is going."""

import numpy as np

from mlp.checks import check_number


def smooth(values, decay=0.9):
    """Exponential averages of `values` (…, n) along the last axis: a float64 array of the same shape.

    A <- decay · A + (1 - decay) · value, shown as A / (1 - decay^t), t = 1, 2, …: a weighted mean of the values so
    far, for which each older one counts `decay` times the one after it. decay lies in [0, 1), or ValueError is raised;
    0.9 averages over about the last ten.
    """
    decay = check_number("decay", decay, low=0, high=1, high_open=True)
    values = np.asarray(values, dtype=np.float64)
    averages, average = np.empty_like(values), np.zeros(values.shape[:-1])
    for t in range(values.shape[-1]):
        average = decay * average + (1 - decay) * values[..., t]
        averages[..., t] = average / (1 - decay ** (t + 1))
    return averages
