"""The quiz of chapter 08: whose curves are these? Each answer comes with its reason, measured on the curve itself.

quiz = CurveQuiz({"overfit": history, "dead": another_history, …})   # real trainings by what is the matter with them
quiz.histories                                                       # the same by letter, in an order of chance
quiz.guess("A", "overfit")                                           # right or wrong, and why
"""

import numpy as np

from mlp.checks import check_count
from mlp.exercises.checking.verdict import Verdict

KINDS = {  # what it looks like, and what to do
    "too low": (
        "the curves are smooth and still falling at the end, the two close together: it learns, and too slowly",
        "Raise the learning rate threefold, and again, until the curves get restless; then go back one step",
    ),
    "too high": (
        "the loss jumps up and down, training and validation alike, and stays far above what the network can do",
        "Divide the learning rate by three, or let it fall with a schedule",
    ),
    "overfit": (
        "the training loss goes to 0 while the validation loss turns round and rises: it learns images by heart",
        "Get more images, or augment these; regularise (chapter 09); or stop where the validation loss is lowest",
    ),
    "underfit": (
        "both curves are level, close together, and too bad: more steps would change nothing",
        "Take away what holds it down (here the L2 penalty), or give it more units",
    ),
    "dead": (
        "the loss lies at ln 10 = 2.30 and does not move, the accuracy is that of guessing: no gradient arrives",
        "Look at the first steps: initialisation, scaling, or a learning rate so large that it killed every ReLU",
    ),
    "healthy": (
        "a steep fall, then a slow one, and a small gap that opens late",
        "Train on, with a schedule, for as long as the validation loss falls",
    ),
}


class CurveQuiz:
    """Curves to name. histories: a dict from one of KINDS to the `History` of a real training; seed: of the order.

    Raises ValueError for an unknown kind.
    """

    def __init__(self, histories, seed=0):
        for kind in histories:
            if kind not in KINDS:
                raise ValueError(f"histories has the kind {kind!r}; expected some of {', '.join(map(repr, KINDS))}")
        order = np.random.default_rng(check_count("seed", seed, low=0)).permutation(list(histories)).tolist()
        self._kinds = {chr(ord("A") + number): kind for number, kind in enumerate(order)}
        self.histories = {letter: histories[kind] for letter, kind in self._kinds.items()}

    def guess(self, letter, kind):
        """The verdict on calling the curves `letter` by the name `kind`; never raises for what a learner writes."""
        letter, kind = str(letter).strip().upper(), str(kind).strip().lower()
        if letter not in self._kinds:
            return Verdict(False, f"There are no curves {letter!r}; there are {', '.join(self._kinds)}.")
        if kind in ("", "…", "none"):
            return Verdict(False, f"{letter}: not guessed yet. It is one of: {', '.join(KINDS)}.")
        if kind not in KINDS:
            return Verdict(False, f"{kind!r} is none of the names; they are: {', '.join(KINDS)}.")
        sign, cure = KINDS[kind]
        if kind == self._kinds[letter]:
            return Verdict(True, f"{letter}, {kind}: right. You see it because {sign}. {cure}.")
        if kind == "healthy":
            return Verdict(False, f"{letter}, healthy: no. Something is the matter: {_oddest(self.histories[letter])}.")
        return Verdict(False, f"{letter}, {kind}: no. There, {sign}. Here, {_against(kind, self.histories[letter])}.")


def _against(kind, history):
    """What was measured on these curves that does not fit `kind`."""
    if kind == "dead":
        return f"the validation accuracy reaches {100 * history.validation_accuracy.max():.0f} %"
    if kind == "overfit":
        rise = history.validation_loss[-1] - history.validation_loss.min()
        return f"{_gap_in_words(history)}, and the validation loss ends {rise:.2f} above its lowest"
    if kind == "too high":
        return (
            f"the training loss gets down to {history.loss.min():.2f}, and an entry lies, typically, "
            f"{_jitter(history):.3f} off the line between its neighbours"
        )
    if kind == "too low":
        fall = 100 * _late_fall(history)
        return f"the training loss falls by {fall:.0f} % over the last quarter, and {_end(history)}"
    return f"{_end(history)}, and {_gap_in_words(history)}"


def _oddest(history):
    """What is odd about curves that are not healthy, without giving the name away."""
    if history.validation_accuracy[-1] < 0.15:
        return "read the height of the loss, and compare it with the logarithm of 10"
    if _gap(history) > 0.1:
        return "compare the two lines at the end"
    if _jitter(history) > 0.03:
        return "look at how the line goes from entry to entry"
    return f"{_end(history)}, where the healthy one gets to more than 84 %"


def _end(history):
    return f"the validation accuracy ends at {100 * history.validation_accuracy[-1]:.0f} %"


def _gap(history):
    return max(0.0, history.train_accuracy[-1] - history.validation_accuracy[-1])


def _gap_in_words(history):
    return f"the validation accuracy is {100 * _gap(history):.1f} points below the training accuracy"


def _jitter(history):
    """How far the training loss of an entry lies from the mean of its neighbours: the median over the second half."""
    loss = history.loss[len(history) // 2 :]
    return float(np.median(np.abs(loss[1:-1] - (loss[:-2] + loss[2:]) / 2)))


def _late_fall(history):
    """By which share the training loss falls over the last quarter: means of two entries, to smooth it."""
    quarter = len(history) // 4
    before, end = history.loss[-quarter - 2 : -quarter].mean(), history.loss[-2:].mean()
    return max(0.0, 1 - end / before)
