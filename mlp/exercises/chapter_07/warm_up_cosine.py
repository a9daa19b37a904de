"""The exercise of chapter 07 on schedules: a linear warm-up, then half a cosine."""

import math

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def warm_up_cosine(iteration, iterations, warm_up):
    """The factor on the learning rate by (14), a float from 0 to 1.

    iteration    how many steps were taken before this one: 0, 1, 2, …; may be beyond
                 the end
    iterations   how long the training is
    warm_up      how many iterations of it the rise takes, at least 1
    """
    # BEGIN SOLUTION
    if iteration < warm_up:
        return (iteration + 1) / warm_up
    done = min((iteration - warm_up) / (iterations - warm_up), 1)
    return (1 + np.cos(np.pi * done)) / 2
    # END SOLUTION


def run_schedule(answer, iterations, warm_up):
    """The factors of all iterations and of three beyond the end: an array, or what the answer returned if no number."""
    factors = [answer(iteration, iterations, warm_up) for iteration in range(iterations + 3)]
    if not all(isinstance(factor, (int, float, np.number)) for factor in factors):
        return next(factor for factor in factors if not isinstance(factor, (int, float, np.number)))
    return np.array(factors, dtype=np.float64)


def schedule_cases(rng):
    for low in (10, 40, 200):
        iterations = int(rng.integers(low, 2 * low))
        yield iterations, int(rng.integers(2, iterations // 2))
    yield int(rng.integers(10, 30)), 1


def _schedule(rise=lambda i, w: (i + 1) / w, done=lambda i, n, w: min((i - w) / (n - w), 1), fall=None, until=0):
    """A wrong answer: the solution with another rise, share that is done, or fall."""
    fall = fall or (lambda share: (1 + math.cos(math.pi * share)) / 2)

    def wrong(iteration, iterations, warm_up):
        if iteration < warm_up + until:
            return rise(iteration, warm_up)
        return fall(done(iteration, iterations, warm_up))

    return wrong


def _times_a_cosine_over_all(iteration, iterations, warm_up):
    rise = min((iteration + 1) / warm_up, 1)
    return rise * (1 + math.cos(math.pi * min(iteration / iterations, 1))) / 2


WARM_UP_COSINE = Exercise(
    name="warm_up_cosine",
    points=2,
    solution=warm_up_cosine,
    cases=schedule_cases,
    run=run_schedule,
    outputs=("your list of factors",),
    hints=(
        "Two cases, and an `if`: iteration < warm_up is the rise, everything else the fall.",
        "For the fall, first compute which share of the way from warm_up to iterations is done: 0 at warm_up, 1 at "
        "iterations, and never more than 1 (min).",
        "done = min((iteration - warm_up) / (iterations - warm_up), 1), and the factor is (1 + cos(pi · done)) / 2, "
        "with np.cos or math.cos.",
    ),
    proves="your schedule rises, falls and stays down where it should, for any length, so a Trainer can follow it.",
    mistakes=(
        Mistake(
            lambda i, n, w: (i + 1) / w if i < w else 0.0 if i > n else (1 + math.cos(math.pi * (i - w) / n)) / 2,
            "does the fall end too late? It has iterations - warm_up steps, not iterations",
        ),
        Mistake(
            _schedule(rise=lambda i, w: i / w),
            "does the warm-up begin with a factor of 0? Iterations are counted from 0, so write iteration + 1, or the "
            "first step is none",
        ),
        Mistake(
            _schedule(until=1),
            "is the rise one step too long? At iteration == warm_up the fall begins, with a factor of 1",
        ),
        Mistake(_schedule(rise=lambda i, w: 1.0), "is there no warm-up? The first factors rise from 1 / warm_up to 1"),
        Mistake(
            _schedule(done=lambda i, n, w: min(i / n, 1)),
            "does the cosine begin at iteration 0? Then it has fallen already when the warm-up ends, and jumps: "
            "subtract warm_up above and below",
        ),
        Mistake(
            _times_a_cosine_over_all,
            "is that the rise times a cosine over all iterations, as WarmUp(then=Cosine(…)) does? Here the cosine "
            "begins where the warm-up ends",
        ),
        Mistake(
            _schedule(done=lambda i, n, w: min((i - w - 1) / (n - w), 1)),
            "is the cosine one step behind? At iteration == warm_up the share that is done is 0: iteration - warm_up, "
            "without - 1",
        ),
        Mistake(
            _schedule(done=lambda i, n, w: min((i - w + 1) / (n - w), 1)),
            "is the cosine one step ahead? At iteration == warm_up the share that is done is 0: iteration - warm_up, "
            "without + 1",
        ),
        Mistake(
            _schedule(done=lambda i, n, w: min((i - w) / (n - w - 1), 1)),
            "does the fall end one step early? It has iterations - warm_up steps, without - 1",
        ),
        Mistake(
            _schedule(done=lambda i, n, w: min(i / (n - w), 1)),
            "does the fall begin too far down? Its share counts from the end of the warm-up: iteration - warm_up",
        ),
        Mistake(
            _schedule(fall=lambda share: (1 + math.cos(math.pi * share)) / 4),
            "does the fall begin at 1/2? 1 + cos is halved once",
        ),
        Mistake(
            _schedule(fall=lambda share: math.cos(math.pi * share) / 2),
            "does the factor become negative? The 1 that is added to the cosine is missing",
        ),
        Mistake(
            _schedule(fall=lambda share: ((1 + math.cos(math.pi * share)) / 2) ** 2),
            "is it squared? Asked for is half a cosine, (1 + cos) / 2",
        ),
        Mistake(
            _schedule(done=lambda i, n, w: min((i - w) // (n - w), 1)),
            "// rounds the share down to 0 or 1: / divides",
        ),
        Mistake(
            _schedule(done=lambda i, n, w: min((i - w) / n, 1)),
            "does the fall end too late? It has iterations - warm_up steps, not iterations",
        ),
        Mistake(
            _schedule(done=lambda i, n, w: (i - w) / (n - w)),
            "does the factor rise again after the last iteration? A cosine does; stop it with min(…, 1)",
        ),
        Mistake(
            _schedule(fall=lambda share: math.cos(math.pi * share)),
            "does the factor become negative? A cosine runs from 1 to -1: add 1 and halve",
        ),
        Mistake(
            _schedule(fall=lambda share: 1 + math.cos(math.pi * share)),
            "does the fall begin at 2? Halve the sum",
        ),
        Mistake(
            _schedule(fall=lambda share: math.cos(math.pi * share / 2)),
            "is that a quarter of a cosine? It falls slowly first and ends steeply; half a cosine is flat at both ends",
        ),
        Mistake(
            _schedule(fall=lambda share: (1 + math.cos(2 * math.pi * share)) / 2),
            "does it come down and go up again? 2 pi is a whole wave; half a wave is pi",
        ),
        Mistake(
            _schedule(fall=lambda share: (1 + math.cos(math.radians(math.pi * share))) / 2),
            "is something turned into degrees or radians? pi times the share is in radians already",
        ),
        Mistake(
            _schedule(fall=lambda share: (1 + math.cos(180 * share)) / 2),
            "is the angle in degrees? cos takes radians: pi in place of 180",
        ),
        Mistake(
            _schedule(fall=lambda share: (1 - share) ** 2),
            "is the fall a square, (1 - share) ** 2? Asked for is half a cosine, flat at both ends",
        ),
        Mistake(
            _schedule(fall=lambda share: 1 - math.sin(math.pi * share / 2)),
            "is the fall 1 minus a quarter of a sine? It is steep at first: half a cosine is flat at both ends",
        ),
        Mistake(
            _schedule(fall=lambda share: math.exp(-share)),
            "is the fall exponential? Asked for is half a cosine, which ends at 0",
        ),
        Mistake(_schedule(fall=lambda share: 1 - share), "is the fall a straight line? Asked for is half a cosine"),
        Mistake(
            _schedule(fall=lambda share: (1 - math.cos(math.pi * share)) / 2),
            "does it go up where it should fall? The cosine is added to 1, not subtracted",
        ),
        Mistake(
            _schedule(fall=lambda share: (1 + math.sin(math.pi * share)) / 2), "is that a sine? A cosine begins at 1"
        ),
    ),
)
