"""An exercise of chapter 09: batch normalisation's forward pass, equation (5), with running averages."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def batch_norm_forward(
    x,
    gamma,
    beta,
    running_mean,
    running_variance,
    training,
    momentum,
    epsilon,
):
    """Batch normalisation of each unit, and the running averages after it.

    x                 (n, units), a batch
    gamma, beta       (units,): what a normalised unit is multiplied by, and what is
                      added to it then
    running_mean      (units,), the running average of the batches' means so far
    running_variance  (units,), that of their variances
    training          True: the batch normalises itself. False: the averages do it
    momentum          the share of the old average that stays when a batch comes in
                      training, in [0, 1)
    epsilon           is added to a variance before its square root is taken

    Return the output (n, units), and the running mean and variance (units,): in
    training they have moved, outside they stay. A variance divides by n, also in its
    running average. Change none of the inputs.
    """
    # BEGIN SOLUTION
    mean, variance = running_mean, running_variance
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_variance = momentum * running_variance + (1 - momentum) * variance
    x_hat = (x - mean) / np.sqrt(variance + epsilon)
    return gamma * x_hat + beta, running_mean, running_variance
    # END SOLUTION


def case(rng, n=6, units=4, dtype="float64", training=True, momentum=0.9, epsilon=0.01):
    x = rng.normal(2, 1, (12, units))[:n] * rng.uniform(0.5, 3, units) + rng.standard_normal(units)
    arrays = x, rng.uniform(0.5, 2, units), rng.normal(1, 1, units), rng.normal(1, 1, units), rng.uniform(1, 4, units)
    return *(array.astype(dtype) for array in arrays), training, momentum, epsilon


def _stay_outside(training, old, batch, momentum):
    """The running averages after a batch: the two new ones, of the old two and the batch's two."""
    return [momentum * a + (1 - momentum) * b for a, b in zip(old, batch, strict=True)] if training else old


def _wrong(batch=None, moved=_stay_outside, used=None, hat=None, scaled=None):
    """The solution with one of its parts in another way.

    batch(x)                             the mean and the variance of a batch
    moved(training, old, batch, m)       the running averages afterwards
    used(training, old, batch, new)      the mean and the variance that normalise
    hat(x, mean, variance, epsilon)      the normalised x
    scaled(x_hat, gamma, beta)           the output
    """

    def wrong(x, gamma, beta, running_mean, running_variance, training, momentum, epsilon):
        old = running_mean, running_variance
        mine = batch(x) if batch else (x.mean(axis=0), x.var(axis=0))
        new = moved(training, old, mine, momentum)
        mean, variance = used(training, old, mine, new) if used else mine if training else old
        x_hat = hat(x, mean, variance, epsilon) if hat else (x - mean) / np.sqrt(variance + epsilon)
        return scaled(x_hat, gamma, beta) if scaled else gamma * x_hat + beta, *new

    return wrong


def _moved(average):
    """The solution with average(old, batch's, momentum) for both running averages."""

    def moved(training, old, batch, momentum):
        return [average(a, b, momentum) for a, b in zip(old, batch, strict=True)] if training else old

    return _wrong(moved=moved)


def _one_moves(which):
    """The solution in which only one of the two running averages moves."""

    def moved(training, old, batch, momentum):
        both = _stay_outside(training, old, batch, momentum)
        return [both[i] if i == which else old[i] for i in range(2)]

    return _wrong(moved=moved)


def _other_variance(other):
    """The solution whose running variance averages other(variance of the batch, x, epsilon) instead."""

    def wrong(x, gamma, beta, running_mean, running_variance, training, momentum, epsilon):
        output, mean, variance = batch_norm_forward(
            x, gamma, beta, running_mean, running_variance, training, momentum, epsilon
        )
        if training:
            variance = momentum * running_variance + (1 - momentum) * other(x.var(axis=0), x, epsilon)
        return output, mean, variance

    return wrong


def _in_place(x, gamma, beta, running_mean, running_variance, training, momentum, epsilon):
    output, mean, variance = batch_norm_forward(
        x, gamma, beta, running_mean, running_variance, training, momentum, epsilon
    )
    running_mean[...], running_variance[...] = mean, variance
    return output, running_mean, running_variance


def _about_the_running_mean(x, gamma, beta, running_mean, running_variance, training, momentum, epsilon):
    variance = ((x - running_mean) ** 2).mean(axis=0)
    return _wrong(batch=lambda x: (x.mean(axis=0), variance))(
        x, gamma, beta, running_mean, running_variance, training, momentum, epsilon
    )


def _no_epsilon_outside(x, gamma, beta, running_mean, running_variance, training, momentum, epsilon):
    return batch_norm_forward(
        x, gamma, beta, running_mean, running_variance, training, momentum, epsilon if training else 0.0
    )


def _momentum_of_the_batch(old, batch, momentum):
    return (1 - momentum) * old + momentum * batch


BY_N = "over n - 1 (ddof=1): here it divides by n, as np.var does"
AXIS = "statistics run over the images of the batch, axis=0, one mean and one variance for each unit"

BATCH_NORM_FORWARD = Exercise(
    name="batch_norm_forward",
    points=3,
    solution=batch_norm_forward,
    case=case,
    vary={
        "n": (2, 9),
        "units": (3,),
        "dtype": ("float32",),
        "training": (False,),
        "momentum": (0.5, 0.0),
        "epsilon": (1e-5,),
    },
    because={
        "training": "it is right in training and wrong outside: there the running averages normalise the batch, and "
        "stay as they are",
        ("training", False): "it is right outside training only: in training the batch's own mean and variance "
        "normalise it, and the running averages move towards them",
        "momentum": "it is right with one momentum only: is momentum written as a number?",
        "epsilon": "it is right with one epsilon only: is epsilon written as a number?",
        "n": "it is right for one batch size only: is n written as a number?",
    },
    outputs=("the output", "running_mean", "running_variance"),
    hints=(
        "Two questions decide everything: which mean and which variance normalise this batch, and do the running "
        "averages move? `training` answers both. After that, one line serves both cases.",
        "In training take x.mean(axis=0) and x.var(axis=0). Each running average keeps the share `momentum` of what "
        "it was; the rest, 1 - momentum, comes from the batch.",
        "Outside training mean and variance are the running ones. Then, in both cases: subtract the mean, divide by "
        "the root of variance + epsilon, multiply by gamma, add beta. Return three values.",
    ),
    proves="your batch normalisation trains on the batch's own statistics and predicts with what it remembers of them.",
    mistakes=(
        Mistake(
            _wrong(used=lambda training, old, batch, new: batch),
            "outside training the batch still normalises itself, so an image's output depends on its neighbours: use "
            "the running averages there",
        ),
        Mistake(
            _wrong(used=lambda training, old, batch, new: old),
            "in training the running averages normalise: the batch's own mean and variance belong there, else its size "
            "is corrected late",
        ),
        Mistake(
            _wrong(used=lambda training, old, batch, new: new),
            "in training the running averages normalise, after their move: the batch's own mean and variance belong "
            "there",
        ),
        Mistake(
            _wrong(used=lambda training, old, batch, new: old if training else batch),
            "the two cases are turned round: in training the batch's own statistics normalise, outside the "
            "running ones",
        ),
        Mistake(
            _wrong(used=lambda training, old, batch, new: batch if training else (old[0], batch[1])),
            "outside training the batch's own variance is used: the running variance belongs there, too",
        ),
        Mistake(
            _wrong(used=lambda training, old, batch, new: batch if training else (batch[0], old[1])),
            "outside training the batch's own mean is used: the running mean belongs there, too",
        ),
        Mistake(
            _wrong(moved=lambda training, old, batch, m: _stay_outside(True, old, batch, m)),
            "the running averages move outside training, too: there they stay, for test images must teach nothing",
        ),
        Mistake(
            _wrong(moved=lambda training, old, batch, m: _stay_outside(not training, old, batch, m)),
            "the condition is turned round: the running averages move in training, and stay outside",
        ),
        Mistake(
            _wrong(moved=lambda training, old, batch, m: old),
            "the running averages never move: in training each takes 1 - momentum of what the batch has",
        ),
        Mistake(
            _moved(lambda old, batch, m: batch),
            "the batch's statistics replace the running averages, which then remember one batch only: keep the share "
            "momentum of the old",
        ),
        Mistake(
            _wrong(moved=lambda training, old, batch, m: batch),
            "the batch's statistics come back in place of the running averages: keep the share momentum of the old",
        ),
        Mistake(
            _moved(_momentum_of_the_batch),
            "momentum stands at the batch's part (as in PyTorch, whose momentum is 0.1): here it is the share of the "
            "old average that stays",
        ),
        Mistake(
            _moved(lambda old, batch, m: m * old + batch),
            "the batch's part lacks its factor 1 - momentum, so the running averages grow too large",
        ),
        Mistake(
            _moved(lambda old, batch, m: old + (1 - m) * batch),
            "the old average lacks its factor momentum, so it never forgets, and grows",
        ),
        Mistake(
            _moved(lambda old, batch, m: (old + batch) / 2),
            "old average and batch get the same weight: it is momentum for the old, 1 - momentum for the batch",
        ),
        Mistake(
            _moved(lambda old, batch, m: m * old - (1 - m) * batch),
            "the batch's part is subtracted from the running averages: it is added",
        ),
        Mistake(_one_moves(0), "only the running mean moves: the running variance moves in the same way"),
        Mistake(_one_moves(1), "only the running variance moves: the running mean moves in the same way"),
        Mistake(
            _other_variance(lambda variance, x, epsilon: np.sqrt(variance)),
            "the running variance averages standard deviations: it averages variances, and the root comes later",
        ),
        Mistake(
            _other_variance(lambda variance, x, epsilon: np.sqrt(variance + epsilon)),
            "the running variance averages standard deviations: it averages variances, and the root comes later",
        ),
        Mistake(
            _other_variance(lambda variance, x, epsilon: variance + epsilon),
            "epsilon goes into the running variance, and is added once more when that is used: it belongs under the "
            "root only",
        ),
        Mistake(
            _other_variance(lambda variance, x, epsilon: x.var(axis=0, ddof=1)),
            f"the running variance is taken {BY_N}",
        ),
        Mistake(_wrong(batch=lambda x: (x.mean(axis=0), x.var(axis=0, ddof=1))), f"the variance is taken {BY_N}"),
        Mistake(
            _wrong(batch=lambda x: (x.mean(axis=0), x.std(axis=0))),
            "the standard deviation stands where the variance belongs: under the root its root is taken twice",
        ),
        Mistake(
            _wrong(batch=lambda x: (x.mean(axis=0), (x**2).mean(axis=0))),
            "the variance is a mean of squared distances from the mean, not of x squared",
        ),
        Mistake(
            _about_the_running_mean,
            "the variance is taken about the running mean: it is about the batch's own",
        ),
        Mistake(
            _wrong(batch=lambda x: (x.mean(axis=0), ((x - x.mean(axis=0)) ** 2).sum(axis=0))),
            "the squared distances are summed: the variance is their mean, so divide by n",
        ),
        Mistake(_wrong(batch=lambda x: (x.mean(), x.var())), f"mean and variance are taken over all numbers: {AXIS}"),
        Mistake(
            _wrong(batch=lambda x: (x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True))),
            f"that is layer normalisation, image by image: {AXIS}",
        ),
        Mistake(
            _wrong(hat=lambda x, mean, variance, epsilon: (x - mean) / np.sqrt(variance)),
            "epsilon is missing: it is added to the variance, under the root, so that nothing is divided by 0",
        ),
        Mistake(_no_epsilon_outside, "epsilon is missing outside training: both cases need it under the root"),
        Mistake(
            _wrong(hat=lambda x, mean, variance, epsilon: (x - mean) / (np.sqrt(variance) + epsilon)),
            "epsilon stands outside the root: it is added to the variance, before the root is taken",
        ),
        Mistake(
            _wrong(hat=lambda x, mean, variance, epsilon: (x - mean) / np.sqrt(variance + epsilon**2)),
            "epsilon is squared: it is added to the variance as it is",
        ),
        Mistake(
            _wrong(hat=lambda x, mean, variance, epsilon: (x - mean) / (variance + epsilon)),
            "x is divided by the variance: it is divided by its square root",
        ),
        Mistake(
            _wrong(hat=lambda x, mean, variance, epsilon: (x - mean) * np.sqrt(variance + epsilon)),
            "x is multiplied by the deviation: it is divided by it",
        ),
        Mistake(
            _wrong(hat=lambda x, mean, variance, epsilon: x / np.sqrt(variance + epsilon)),
            "the mean is not subtracted: centre first, then divide",
        ),
        Mistake(
            _wrong(hat=lambda x, mean, variance, epsilon: x - mean),
            "the division is missing: centred, a unit is divided by the root of variance + epsilon",
        ),
        Mistake(
            _wrong(hat=lambda x, mean, variance, epsilon: x - mean / np.sqrt(variance + epsilon)),
            "brackets are missing: the mean is subtracted first, and the difference divided",
        ),
        Mistake(
            _wrong(scaled=lambda x_hat, gamma, beta: x_hat),
            "gamma and beta are missing: what comes back is the normalised x alone",
        ),
        Mistake(_wrong(scaled=lambda x_hat, gamma, beta: gamma * x_hat), "beta is missing: it is added at the end"),
        Mistake(
            _wrong(scaled=lambda x_hat, gamma, beta: x_hat + beta), "gamma is missing: it multiplies the normalised x"
        ),
        Mistake(
            _wrong(scaled=lambda x_hat, gamma, beta: gamma * (x_hat + beta)),
            "beta is multiplied by gamma: gamma multiplies the normalised x alone",
        ),
        Mistake(
            _wrong(scaled=lambda x_hat, gamma, beta: beta * x_hat + gamma),
            "gamma and beta have changed places: gamma multiplies, beta is added",
        ),
        Mistake(_wrong(scaled=lambda x_hat, gamma, beta: gamma * x_hat - beta), "beta is subtracted: it is added"),
        Mistake(
            lambda *inputs: tuple(batch_norm_forward(*inputs)[i] for i in (0, 2, 1)),
            "the running averages have changed places: the mean comes first, then the variance",
        ),
        Mistake(
            lambda *inputs: tuple(batch_norm_forward(*inputs)[i] for i in (1, 2, 0)),
            "the order is: the output, the running mean, the running variance",
        ),
        Mistake(
            _in_place,
            "`*=`, `+=` and `[...] =` write into the caller's running averages: make new ones, as in "
            "running_mean = momentum * running_mean + …",
        ),
    ),
)
