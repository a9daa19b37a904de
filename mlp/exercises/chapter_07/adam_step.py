"""The exercise of chapter 07 on Adam: one step with bias correction."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def adam_step(
    parameters,
    mean,
    squares,
    gradient,
    t,
    learning_rate,
    beta1,
    beta2,
    epsilon,
):
    """One step of Adam by (10), (11) and (12).

    parameters, gradient   vectors (n,), float32 or float64
    mean, squares          (n,), M and U of the step before; zeros when t is 1
    t                      which step this is, counted from 1
    learning_rate, beta1, beta2, epsilon   floats

    Return the new parameters, mean and squares, as new arrays; mean and squares without
    the correction.
    """
    # BEGIN SOLUTION
    mean = beta1 * mean + (1 - beta1) * gradient
    squares = beta2 * squares + (1 - beta2) * gradient**2
    corrected_mean = mean / (1 - beta1**t)
    corrected_squares = squares / (1 - beta2**t)
    step = learning_rate * corrected_mean / (np.sqrt(corrected_squares) + epsilon)
    return parameters - step, mean, squares
    # END SOLUTION


def run(answer, parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon):
    """NumPy's own numbers are float64, so `np.sqrt(1 - beta2**t)` makes float64 of float32: that is left open."""
    results = answer(parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon)
    if not isinstance(results, (tuple, list)):
        return results
    of_arrays = (isinstance(result, np.ndarray) and result.dtype == np.float64 for result in results)
    return tuple(r.astype(parameters.dtype) if wide else r for r, wide in zip(results, of_arrays, strict=True))


def adam_cases(rng):
    for size, t, dtype in [(6, 1, "float64"), (4, 2, "float64"), (9, 7, "float32"), (1, 30, "float64")]:
        parameters, mean, gradient = (rng.normal(0, 1, size).astype(dtype) for _ in range(3))
        squares = rng.uniform(0.1, 1, size).astype(dtype)
        if t == 1:  # nothing was averaged yet
            mean, squares = np.zeros_like(mean), np.zeros_like(squares)
        settings = rng.uniform((0.05, 0.8, 0.9, 0.01), (0.2, 0.88, 0.97, 0.1))
        yield (parameters, mean, squares, gradient, t, *map(float, settings))


def _adam(
    new_mean=lambda m, g, b: b * m + (1 - b) * g,
    new_squares=lambda s, g, b: b * s + (1 - b) * g**2,
    corrected=lambda m, s, b1, b2, t: (m / (1 - b1**t), s / (1 - b2**t)),
    step=lambda m, s, epsilon, g: m / (np.sqrt(s) + epsilon),
    swap=False,
):
    """A wrong answer: the solution with one part, or more, replaced."""

    def wrong(parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon):
        if swap:
            beta1, beta2 = beta2, beta1
        mean, squares = new_mean(mean, gradient, beta1), new_squares(squares, gradient, beta2)
        hats = corrected(mean, squares, beta1, beta2, t)
        return parameters - learning_rate * step(*hats, epsilon, gradient), mean, squares

    return wrong


def _keeps_the_corrected(parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon):
    inputs = parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon
    parameters, mean, squares = adam_step(*inputs)
    return parameters, mean / (1 - beta1**t), squares / (1 - beta2**t)


def _with_old_averages(parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon):
    new_mean, new_squares = beta1 * mean + (1 - beta1) * gradient, beta2 * squares + (1 - beta2) * gradient**2
    hats = mean / (1 - beta1**t), squares / (1 - beta2**t)
    return parameters - learning_rate * hats[0] / (np.sqrt(hats[1]) + epsilon), new_mean, new_squares


def _climbs(parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon):
    return adam_step(parameters, mean, squares, gradient, t, -learning_rate, beta1, beta2, epsilon)


def _epsilon_early(parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon):
    m = beta1 * mean + (1 - beta1) * gradient
    u = beta2 * squares + (1 - beta2) * gradient**2
    scale = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return parameters - (scale * m / (np.sqrt(u) + epsilon)).astype(parameters.dtype), m, u


def _square_of_the_mean(parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon):
    m = beta1 * mean + (1 - beta1) * gradient
    u = beta2 * squares + (1 - beta2) * m**2
    step = learning_rate * (m / (1 - beta1**t)) / (np.sqrt(u / (1 - beta2**t)) + epsilon)
    return parameters - step, m, u


def _from_zero_each_time(parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon):
    return adam_step(parameters, 0 * mean, 0 * squares, gradient, t, learning_rate, beta1, beta2, epsilon)


ADAM_STEP = Exercise(
    name="adam_step",
    points=3,
    solution=adam_step,
    cases=adam_cases,
    run=run,
    outputs=("parameters", "mean", "squares"),
    hints=(
        "Five lines, one for each part of (10) to (12): two averages, two corrections, one step.",
        "Give the corrected averages names of their own: the next call needs mean and squares as they are without the "
        "correction.",
        "corrected_mean is mean / (1 - beta1**t), corrected_squares likewise with beta2. The step is learning_rate * "
        "corrected_mean / (np.sqrt(corrected_squares) + epsilon).",
    ),
    proves="for any t and any betas it is the step that Adam takes, and its first steps are as long as its later ones.",
    mistakes=(
        Mistake(
            _adam(corrected=lambda m, s, b1, b2, t: (m / (1 - b1 * t), s / (1 - b2 * t))),
            "the correction has beta times t: it is beta to the power t, `beta1**t`",
        ),
        Mistake(
            _adam(corrected=lambda m, s, b1, b2, t: (m / (1 - b1) ** t, s / (1 - b2) ** t)),
            "the power is taken of 1 - beta: it is of beta alone, and then taken from 1, `1 - beta1**t`",
        ),
        Mistake(
            _adam(corrected=lambda m, s, b1, b2, t: (m / (1 - b2**t), s / (1 - b1**t))),
            "beta1 and beta2 have changed places in the correction: beta1 is that of the mean",
        ),
        Mistake(
            lambda parameters, mean, squares, gradient, t, learning_rate, beta1, beta2, epsilon: adam_step(
                parameters, mean, squares, gradient, t, learning_rate, beta1, beta1, epsilon
            ),
            "beta2 is not used: the squares are averaged and corrected with beta2, the mean with beta1",
        ),
        Mistake(
            _epsilon_early,
            "epsilon was added before the correction, so that it is scaled by it: correct the squares first, then "
            "add epsilon",
        ),
        Mistake(
            _square_of_the_mean,
            "the square of the mean was averaged: it is the gradient's square, gradient ** 2",
        ),
        Mistake(
            _from_zero_each_time,
            "the old averages are not used: mean and squares start from 0 in each step",
        ),
        Mistake(
            _adam(corrected=lambda m, s, b1, b2, t: (m, s)),
            "is the bias correction missing? Divide the averages by 1 - beta1**t and by 1 - beta2**t",
        ),
        Mistake(
            _adam(corrected=lambda m, s, b1, b2, t: (m / (1 - b1**t), s)),
            "are the squares left without their correction? They start at 0 like the mean",
        ),
        Mistake(
            _adam(corrected=lambda m, s, b1, b2, t: (m, s / (1 - b2**t))),
            "is the mean left without its correction? It starts at 0 like the squares",
        ),
        Mistake(
            _adam(corrected=lambda m, s, b1, b2, t: (m / (1 - b1), s / (1 - b2))),
            "is the power of t missing? 1 - beta is the weight of one gradient, 1 - beta**t that of all t so far",
        ),
        Mistake(
            _adam(corrected=lambda m, s, b1, b2, t: (m / (1 - b1 ** (t + 1)), s / (1 - b2 ** (t + 1)))),
            "is t counted once too often? It is 1 for the first step already",
        ),
        Mistake(
            _adam(corrected=lambda m, s, b1, b2, t: (m / (1 - b1 ** (t - 1)), s / (1 - b2 ** (t - 1)))),
            "is t counted from 0? It is 1 for the first step, and 1 - beta**0 is 0",
        ),
        Mistake(
            _adam(corrected=lambda m, s, b1, b2, t: (m * (1 - b1**t), s * (1 - b2**t))),
            "do the corrections multiply? The averages are too small at first, so divide",
        ),
        Mistake(
            _adam(corrected=lambda m, s, b1, b2, t: (m / (1 - b1**t), s / (1 - b1**t))),
            "is the squares' correction made with beta1? Theirs is beta2",
        ),
        Mistake(
            _keeps_the_corrected,
            "do you return the corrected averages? The next step would correct them again: return mean and squares as "
            "they are before the division",
        ),
        Mistake(_adam(step=lambda m, s, e, g: m / (s + e)), "is the square root missing?"),
        Mistake(
            _adam(step=lambda m, s, e, g: m / np.sqrt(s + e)),
            "does epsilon stand inside the root? In (12) it is added to the root",
        ),
        Mistake(_adam(step=lambda m, s, e, g: m / np.sqrt(s)), "is epsilon missing? It keeps the division finite"),
        Mistake(
            _adam(step=lambda m, s, e, g: g / (np.sqrt(s) + e)),
            "is that the gradient over the root, as in RMSprop? Adam puts its corrected mean there",
        ),
        Mistake(
            _adam(new_squares=lambda s, g, b: b * s + (1 - b) * g),
            "does the second average take the gradient? It takes the gradient's square",
        ),
        Mistake(
            _adam(new_squares=lambda s, g, b: b * s + ((1 - b) * g) ** 2),
            "is 1 - beta2 squared too? Only the gradient is",
        ),
        Mistake(
            _adam(new_mean=lambda m, g, b: (1 - b) * m + b * g, new_squares=lambda s, g, b: (1 - b) * s + b * g**2),
            "have beta and 1 - beta changed places? beta is how much of the *old* average stays",
        ),
        Mistake(
            _adam(new_mean=lambda m, g, b: b * m + g, new_squares=lambda s, g, b: b * s + g**2),
            "are those sums? An average weighs the new gradient with 1 - beta",
        ),
        Mistake(_adam(swap=True), "have beta1 and beta2 changed places? beta1 is the mean's, beta2 the squares'"),
        Mistake(_with_old_averages, "is the step made of the old averages? Compute the new ones first"),
        Mistake(_climbs, "do the parameters climb? The step is subtracted"),
    ),
)
