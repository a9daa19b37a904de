"""The exercise of chapter 08 on early stopping."""

import numpy as np

from mlp.exercises.checking.exercise import Exercise, Mistake


def stop_early(losses, patience):
    """Where a training with these validation losses stops, and the entry whose network
    it returns to.

    losses    (n,): one validation loss per entry of the history, in their order
    patience  stop at the entry that is the patience-th in a row to be no better (no
              lower) than the best so far

    Return best, last: the index of the best entry up to the stop (the first, if several
    are equal), and of the entry at which it stops; that is n - 1 when patience never
    runs out.
    """
    # BEGIN SOLUTION
    best = 0
    for entry in range(1, len(losses)):
        if losses[entry] < losses[best]:
            best = entry
        elif entry - best == patience:
            return best, entry
    return best, len(losses) - 1
    # END SOLUTION


def stop_early_cases(rng):
    """Losses with ties and with a lower one after the stop, shifted and stretched at random; one that never stops.

    The last ones fall by millionths: lower is lower.
    """
    for shape, patience in [
        ((9, 6, 7, 5, 6, 8, 7, 4, 3), 3),  # stops at 6, best 3, and 4 and 3 come too late
        ((9, 5, 6, 5, 7, 8, 4, 3), 3),  # the equal 5 is no better: stops at 4
        ((9, 8, 6, 7, 5, 4, 4.5, 3), 2),  # never stops
        ((5, 9, 8, 7, 6, 4), 3),  # falls all the time after a rise: stops at 3
        ((9, 7, 8, 6, 5), 1),
        ((4,), 2),
        ((9, 6, 8, 7, 9, 8, 7.5, 2), 4),  # rises and falls, and is never better: stops at 5
        ((3, 4, 5), 5),
        ((9, 8, 7, 6.5, 7, 6, 6.2, 5), 3),
    ]:
        before = np.arange(9 + rng.integers(1, 4), 9, -1)  # falling, so that the indices differ from draw to draw
        stretch = rng.uniform(0.05, 0.2) * (1e-5 if 6.2 in shape else 1)
        losses = stretch * np.array([*before, *shape]) + rng.uniform(0, 0.5)
        yield losses.astype("float32" if patience == 2 else "float64"), patience


def _lower(losses, entry, best):
    return losses[entry] < losses[best]


def _by_rule(better, late=0):
    """The solution with another `better(losses, entry, best)`; stops `late` entries later."""

    def wrong(losses, patience):
        best = 0
        for entry in range(1, len(losses)):
            if better(losses, entry, best):
                best = entry
            elif entry - best >= patience + late:
                return best, entry
        return best, len(losses) - 1

    return wrong


def _best_of_all(losses, patience):
    return int(np.argmin(losses)), stop_early(losses, patience)[1]


def _counted(better, reset=True):
    """The rule with a counter of its own."""

    def wrong(losses, patience):
        best, since = 0, 0
        for entry in range(1, len(losses)):
            if better(losses, entry, best):
                since = 0 if reset else since
            else:
                since += 1
            if losses[entry] < losses[best]:
                best = entry
            if since == patience:
                return best, entry
        return best, len(losses) - 1

    return wrong


def _changed(change):
    """The solution with its two results changed."""

    def wrong(losses, patience):
        return change(losses, *stop_early(losses, patience), patience)

    return wrong


def _never(losses, patience):
    return int(np.argmin(losses)), len(losses) - 1


def _early_even_after_a_better_one(losses, patience):
    best = 0
    for entry in range(1, len(losses)):
        if losses[entry] < losses[best]:
            best = entry
        if entry - best >= patience - 1:
            return best, entry
    return best, len(losses) - 1


BEFORE = "is each entry compared with the one before it? Compare with the best: a loss can fall and still be bad"
LITTLE = "a loss that is only a little lower is not taken for better: any lower loss is, however small the difference"
NEVER = "it never stops: is there a `return` in the loop, for when patience is at its end?"


def _last_before(losses, patience):
    best, last = stop_early(losses, patience)
    return best, last - 1 if last - best == patience else last


def _first_counted(losses, patience):
    best, bad, lowest = 0, 0, losses[0]
    for i, loss in enumerate(losses):
        if loss < lowest:
            lowest, best, bad = loss, i, 0
        else:
            bad += 1
            if bad == patience:
                return best, i
    return best, len(losses) - 1


STOP_EARLY = Exercise(
    name="stop_early",
    points=3,
    solution=stop_early,
    cases=stop_early_cases,
    outputs=("best", "last"),
    hints=(
        "Go through the entries in their order, as a training would, and remember the index of the best so far. What "
        "comes later cannot be known yet.",
        "In the loop there are two cases: this entry is lower than the best (then it is the best), or it is not (then "
        "ask how many entries ago the best was).",
        "entry - best is the number of entries in a row that were no better. When it equals patience, return both. "
        "After the loop, return best and the index of the last entry.",
    ),
    proves="your rule stops where the trainer does, and knows which network to return to.",
    mistakes=(
        Mistake(
            _last_before,
            "the entry before the stop was returned: last is the entry at which it stops, one too early here",
        ),
        Mistake(
            lambda losses, patience: (
                (stop_early(losses, patience)[0],) * 2
                if stop_early(losses, patience)[1] < len(losses) - 1
                else stop_early(losses, patience)
            ),
            "best was returned twice: last is the entry at which it stops",
        ),
        Mistake(
            _first_counted,
            "the first entry was counted as a bad one, compared with itself: counting starts with entry 1",
        ),
        Mistake(
            _best_of_all,
            "best is that of all entries, those after the stop too. A training that has stopped never sees them",
        ),
        Mistake(_by_rule(_lower, late=1), "it stops one entry late"),
        Mistake(_by_rule(_lower, late=-1), "it stops one entry early"),
        Mistake(_early_even_after_a_better_one, "it stops one entry early"),
        Mistake(
            _by_rule(lambda losses, entry, best: losses[entry] <= losses[best]),
            "is an equal loss taken for a better one? No better means: not lower",
        ),
        Mistake(
            _by_rule(lambda losses, entry, best: losses[entry] > losses[best]),
            "is the largest taken for the best? That is right for an accuracy; of losses the lowest is best",
        ),
        *(
            Mistake(_by_rule(lambda losses, entry, best, by=by: losses[entry] < losses[best] - by), LITTLE)
            for by in (1e-4, 1e-3, 0.01)
        ),
        Mistake(
            _counted(lambda losses, entry, best: losses[entry] < losses[entry - 1]),
            BEFORE,
        ),
        Mistake(
            _counted(lambda losses, entry, best: losses[entry] <= losses[entry - 1]),
            BEFORE,
        ),
        Mistake(
            _counted(_lower, reset=False),
            "is the count never set back? A better entry starts it anew: patience is for entries in a row",
        ),
        Mistake(_changed(lambda losses, best, last, patience: (last, best)), "best and last have changed places"),
        Mistake(
            _changed(lambda losses, best, last, patience: (last, last)),
            "best is where it stops. The network to return to is that of the lowest loss",
        ),
        Mistake(
            _changed(lambda losses, best, last, patience: (best, best)),
            "last is the best entry. The training goes on after it, until patience is at its end",
        ),
        Mistake(
            _changed(lambda losses, best, last, patience: (best + 1, last + 1)),
            "are the entries counted from 1? Asked for are indices, from 0",
        ),
        Mistake(
            _changed(lambda losses, best, last, patience: (losses[best], losses[last])),
            "are those the losses themselves? Asked for are their indices",
        ),
        Mistake(
            _changed(lambda losses, best, last, patience: (losses[best], last)),
            "is best the loss itself? Asked for is its index",
        ),
        Mistake(
            _changed(lambda losses, best, last, patience: (best, best + patience)),
            "last lies beyond the end where patience is not used up: then it is the index of the last entry",
        ),
        Mistake(
            _changed(lambda losses, best, last, patience: (best, len(losses) - 1)),
            NEVER,
        ),
        Mistake(_never, NEVER),
    ),
)
