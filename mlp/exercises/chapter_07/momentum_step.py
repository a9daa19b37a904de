"""The first exercise of chapter 07: a step of gradient descent with momentum."""

from mlp.exercises.checking.exercise import Exercise, Mistake


def momentum_step(parameters, velocity, gradient, learning_rate, momentum):
    """One step by (4).

    parameters, velocity, gradient   vectors (n,), float32 or float64
    learning_rate, momentum          floats

    Return the new parameters and the new velocity, as new arrays: change none of the
    inputs.
    """
    # BEGIN SOLUTION
    velocity = momentum * velocity + gradient
    return parameters - learning_rate * velocity, velocity
    # END SOLUTION


def momentum_cases(rng):
    for size, dtype in [(6, "float64"), (1, "float64"), (9, "float32"), (20, "float64")]:
        vectors = [rng.normal(0, 1, size).astype(dtype) for _ in range(3)]
        yield (*vectors, float(rng.uniform(0.05, 0.4)), float(rng.uniform(0.5, 0.9)))


def _step(new_velocity, new_parameters):
    """A wrong answer from V(m, V, G, lr) and P(P, lr, the new V, the old V, G, m)."""

    def wrong(parameters, velocity, gradient, learning_rate, momentum):
        new = new_velocity(momentum, velocity, gradient, learning_rate)
        return new_parameters(parameters, learning_rate, new, velocity, gradient, momentum), new

    return wrong


def _right_velocity(m, v, g, lr):
    return m * v + g


def _right_parameters(p, lr, new, old, g, m):
    return p - lr * new


def _exchanged(parameters, velocity, gradient, learning_rate, momentum):
    return momentum_step(parameters, velocity, gradient, learning_rate, momentum)[::-1]


def _in_place(parameters, velocity, gradient, learning_rate, momentum):
    velocity *= momentum
    velocity += gradient
    parameters -= learning_rate * velocity
    return parameters, velocity


OTHER_FORM = (
    "your parameters are right, but in your form the learning rate is inside the velocity. Here V holds gradients "
    "only, so that a learning rate that changes acts on the whole step at once"
)


def _norm_of_velocity(parameters, velocity, gradient, learning_rate, momentum):
    length = sum(v**2 for v in velocity) ** 0.5
    new = momentum * length + gradient
    return parameters - learning_rate * new, new


MOMENTUM_STEP = Exercise(
    name="momentum_step",
    points=2,
    solution=momentum_step,
    cases=momentum_cases,
    outputs=("parameters", "velocity"),
    hints=(
        "Two lines, one for each line of (4): the velocity first, because the step is taken with the new one.",
        "The old velocity counts `momentum` times, the gradient once. Only the second line holds the learning rate.",
        "velocity = momentum * velocity + gradient makes a new array. Subtract learning_rate times it from the "
        "parameters, and return parameters and velocity, in this order.",
    ),
    proves="on every vector it is the step that SGD(momentum=…) takes.",
    mistakes=(
        Mistake(
            lambda parameters, velocity, gradient, learning_rate, momentum: (
                parameters - learning_rate * gradient,
                gradient,
            ),
            "the old velocity is not used: momentum * velocity is missing, and each step starts anew",
        ),
        Mistake(
            lambda parameters, velocity, gradient, learning_rate, momentum: (
                parameters - learning_rate * (momentum * velocity + gradient),
                velocity,
            ),
            "the old velocity was returned: the new one is what the next step needs",
        ),
        Mistake(
            _norm_of_velocity,
            "the norm of the velocity was taken, one number: the velocity is a vector, entry by entry",
        ),
        Mistake(
            _step(_right_velocity, lambda p, lr, new, old, g, m: p - lr * old),
            "is the step taken with the old velocity? Compute the new one first",
        ),
        Mistake(
            _step(_right_velocity, lambda p, lr, new, old, g, m: p + lr * new),
            "do the parameters climb? The step is subtracted, V points uphill like the gradient",
        ),
        Mistake(
            _step(_right_velocity, lambda p, lr, new, old, g, m: p - lr * g),
            "do the parameters follow the gradient alone? The step is learning_rate times the velocity",
        ),
        Mistake(
            _step(lambda m, v, g, lr: m * v + (1 - m) * g, _right_parameters),
            "is the gradient multiplied by 1 - momentum? That is an average; (4) is a sum, in which it counts in full",
        ),
        Mistake(
            _step(lambda m, v, g, lr: m * v - lr * g, lambda p, lr, new, old, g, m: p + new),
            OTHER_FORM + ", and it points uphill",
        ),
        Mistake(_step(lambda m, v, g, lr: m * v + lr * g, lambda p, lr, new, old, g, m: p - new), OTHER_FORM),
        Mistake(
            _step(lambda m, v, g, lr: m * v + lr * g, _right_parameters),
            "does the learning rate stand in both lines? It belongs in the second only",
        ),
        Mistake(
            _step(lambda m, v, g, lr: m * v - g, _right_parameters),
            "is the gradient subtracted in the velocity, and the velocity once more from the parameters?",
        ),
        Mistake(
            _step(lambda m, v, g, lr: v + m * g, _right_parameters),
            "does momentum multiply the gradient? It multiplies the old velocity, which it lets fade",
        ),
        Mistake(
            _step(lambda m, v, g, lr: m * (v + g), _right_parameters),
            "does momentum multiply the new gradient too? It multiplies the old velocity alone",
        ),
        Mistake(
            _step(lambda m, v, g, lr: v + g, _right_parameters),
            "is momentum missing? Without it the velocity never forgets, and grows for ever",
        ),
        Mistake(
            _step(_right_velocity, lambda p, lr, new, old, g, m: p - lr * (g + m * new)),
            "that is Nesterov's step, (7), which looks one step further; asked for is (4)",
        ),
        Mistake(
            _step(_right_velocity, lambda p, lr, new, old, g, m: lr * new),
            "is the first thing returned the step? Subtract it from the parameters",
        ),
        Mistake(_exchanged, "have the two changed places? Return parameters first, velocity second"),
        Mistake(
            _in_place,
            "`*=`, `+=` and `-=` write into the caller's arrays; write `velocity = momentum * velocity + …`, which "
            "makes a new one",
        ),
    ),
)
