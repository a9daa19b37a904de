"""The checks of chapter 08: solutions pass, stubs have not started, and typical mistakes are named for what they are.

The mistakes are written here as a learner would write them, not taken from the exercises' own lists.
"""

import numpy as np
import pytest

from mlp import SGD, AdamW
from mlp.exercises import check, exercises
from mlp.training.callbacks import Callback, GradientNorms
from tests.training.training_samples import TRAIN, VALIDATION, small_trainer


def test_stubs_have_not_started():
    def stub(losses, patience):
        raise NotImplementedError

    class Stub(Callback):
        def begin(self, trainer):
            raise NotImplementedError

        def after_step(self, trainer):
            raise NotImplementedError

    assert check.stop_early(stub).message.startswith("Not started yet")
    assert check.UpdateRatio(Stub).message.startswith("Not started yet")


@pytest.mark.parametrize("patience", [1, 2, 3])
@pytest.mark.parametrize("learning_rate", [0.05, 3.0])
def test_the_rule_is_the_trainers(patience, learning_rate):
    stopped = small_trainer(optimizer=SGD(learning_rate), patience=patience, seed=patience)
    whole = small_trainer(optimizer=SGD(learning_rate), seed=patience)
    with np.errstate(all="ignore"):
        stopped.fit(TRAIN, VALIDATION, epochs=25)
        losses = whole.fit(TRAIN, VALIDATION, epochs=25).validation_loss
    best, last = exercises()["stop_early"].solution(losses, patience)
    assert last == len(stopped.history) - 1 and losses[best] == stopped.history.validation_loss.min()


@pytest.mark.parametrize("optimizer", [SGD(0.05, momentum=0.9), AdamW(0.01, weight_decay=5.0)], ids=repr)
def test_the_solution_measures_what_gradient_norms_does(optimizer):
    ratio, norms = exercises()["UpdateRatio"].solution(), GradientNorms(every=1)
    small_trainer(optimizer=optimizer, callbacks=[ratio, norms]).fit(TRAIN, iterations=6)
    squares = norms.frame().groupby("iteration")[["update_norm", "weight_norm"]].apply(lambda rows: (rows**2).sum())
    expected = np.sqrt(squares.update_norm / squares.weight_norm)
    np.testing.assert_allclose(ratio.state["ratios"], expected, rtol=1e-3)


def test_what_the_chapter_says_of_report_004s_logs():
    """Section 4.2 stops where patience 5 on the loss does; section 4.3 where patience 3 on the loss does, not 2."""
    stop = exercises()["stop_early"].solution
    losses_8_to_14 = np.array([0.3343, 0.3241, 0.3403, 0.3464, 0.3333, 0.3298, 0.3391])
    assert stop(losses_8_to_14, 5) == (9 - 8, 14 - 8)
    losses_5_to_9 = np.array([0.2813, 0.2506, 0.2728, 0.2741, 0.2677])
    accuracies_5_to_9 = np.array([0.8980, 0.9120, 0.9083, 0.9087, 0.9124])
    assert stop(losses_5_to_9, 3) == (6 - 5, 9 - 5)
    assert stop(-accuracies_5_to_9, 2) == (6 - 5, 8 - 5)


LOOP = "best, since = 0, 0\n for i, loss in enumerate(losses):\n  "
RULE = LOOP + "if i and loss < losses[best]:\n   best, since = i, 0\n  elif i:\n   since += 1\n  "


def stop(inside="best, i", after="best, len(losses) - 1", when="since == patience"):
    return f"if {when}:\n   return {inside}\n return {after}"


BEFORE = (
    "if i and loss < losses[i - 1]:\n   since = 0\n  elif i:\n   since += 1\n  if loss < losses[best]:\n   best = i\n  "
)
EARLY = {
    "sees_the_future": (RULE + stop("int(np.argmin(losses)), i"), "after the stop too"),
    "one_late": (RULE + stop(when="since > patience"), "stops one entry late"),
    "one_early": (RULE + stop(when="since and since >= patience - 1"), "stops one entry early"),
    "one_early_even_after_a_better": (RULE + stop(when="i and since >= patience - 1"), "stops one entry early"),
    "ties_are_better": (RULE.replace("loss < ", "loss <= ") + stop(), "is an equal loss taken"),
    "the_largest": (RULE.replace("loss < ", "loss > ") + stop(), "is the largest taken for the best?"),
    "the_one_before": (LOOP + BEFORE + stop(), "compared with the one before it?"),
    "never_set_back": (RULE.replace("best, since = i, 0", "best = i") + stop(), "is the count never set back?"),
    "swapped": (RULE + stop("i, best", "len(losses) - 1, best"), "changed places"),
    "returns_the_last": (RULE + stop("i, i", "len(losses) - 1, len(losses) - 1"), "best is where it stops"),
    "beyond_the_end": (RULE + "if since == patience:\n   break\n return best, best + patience", "beyond the end"),
    "never_stops": (RULE + "pass\n return best, len(losses) - 1", "it never stops"),
    "from_1": (RULE + stop("best + 1, i + 1", "best + 1, len(losses)"), "counted from 1?"),
    "the_losses": (RULE + stop("losses[best], losses[i]", "losses[best], losses[-1]"), "the losses themselves?"),
    "one_value": (RULE + stop("best", "best"), "expected 2: best, last"),
}


def written(body):
    space = {"np": np}
    exec(f"def stop_early(losses, patience):\n {body}", space)
    return space["stop_early"]


@pytest.mark.parametrize("mistake", EARLY)
def test_a_typical_mistake_in_stopping_is_refused_with_its_cause(mistake):
    body, cause = EARLY[mistake]
    for _ in range(3):
        verdict = check.stop_early(written(body))
        assert not verdict and cause in verdict.message, verdict


@pytest.mark.parametrize("body", [
    RULE + stop(),
    "seen = []\n for i, loss in enumerate(losses):\n  seen.append(loss)\n  best = int(np.argmin(seen))\n"
    "  if i - best == patience:\n   break\n return best, i",
])  # fmt: skip
def test_other_ways_to_stop_pass(body):
    verdict = check.stop_early(written(body))
    assert verdict, verdict.message


CALLBACK = """
class UpdateRatio(Callback):
    def begin(self, trainer):
        self.state = {"before": trainer.network.parameters.copy(), "ratios": []}

    def after_step(self, trainer):
        now = trainer.network.parameters
        before = self.state["before"]
        ratio = np.linalg.norm(before - now) / np.linalg.norm(now)
        self.state["ratios"].append(ratio)
        self.state["before"] = now.copy()
"""
CALLBACKS = {
    "no_copy": ("now.copy()", "now", "without a .copy() changes with it"),
    "never_moves": ('        self.state["before"] = now.copy()\n', "", "where the training began?"),
    "old_length": ("/ np.linalg.norm(now)", "/ np.linalg.norm(before)", "the length before the step?"),
    "upside_down": (
        "np.linalg.norm(before - now) / np.linalg.norm(now)",
        "np.linalg.norm(now) / np.linalg.norm(before - now)",
        "upside down",
    ),
    "no_division": (" / np.linalg.norm(now)", "", "is that the step's length alone?"),
    "squares": (
        "np.linalg.norm(before - now) / np.linalg.norm(now)",
        "((before - now) ** 2).sum() / (now**2).sum()",
        "ratio of the squares?",
    ),
    "the_gradient": ("before - now", "trainer.network.gradient", "is that the gradient's length?"),
    "plain_descent": (
        "before - now",
        "trainer.optimizer.learning_rate * trainer.network.gradient",
        "plain gradient descent only",
    ),
    "lengths_first": (
        "np.linalg.norm(before - now)",
        "abs(np.linalg.norm(now) - np.linalg.norm(before))",
        "by how much the length changed?",
    ),
    "entry_by_entry": (
        "np.linalg.norm(before - now) / np.linalg.norm(now)",
        "np.linalg.norm((before - now) / now)",
        "entry by entry?",
    ),
    "at_records": ("def after_step", "def after_record", "at the records only?"),
    "no_list": ('["ratios"].append', '["steps"].append', "your code raised KeyError"),
    "only_the_last": ('["ratios"].append(ratio)', '["ratios"] = [ratio]', "only the last ratio is kept"),
    "no_callback": ("(Callback)", "", "your code raised AttributeError"),
}


def written_callback(old="", new=""):
    assert old in CALLBACK
    space = {"np": np, "Callback": Callback}
    exec(CALLBACK.replace(old, new) if old else CALLBACK, space)
    return space["UpdateRatio"]


def test_the_callback_written_out_passes():
    verdict = check.UpdateRatio(written_callback())
    assert verdict, verdict.message


@pytest.mark.parametrize("mistake", CALLBACKS)
def test_a_typical_mistake_in_the_callback_is_refused_with_its_cause(mistake):
    old, new, cause = CALLBACKS[mistake]
    for _ in range(2):
        verdict = check.UpdateRatio(written_callback(old, new))
        assert not verdict and cause in verdict.message, verdict


def test_a_callback_that_changes_the_training_does_not_pass():
    assert not check.UpdateRatio(written_callback("before = self", "now /= 2; before = self"))


def test_a_callback_without_the_list_is_told_so():
    class Idle(Callback):
        pass

    assert 'self.state holds no "ratios"' in check.UpdateRatio(Idle).message


def test_ratios_that_are_never_made_anew_are_refused():
    keeps = written_callback()

    class Keeps(keeps):
        def begin(self, trainer):
            old = self.state.get("ratios", [])
            super().begin(trainer)
            self.state["ratios"] = old

    assert "the second training still has the ratios of the first" in check.UpdateRatio(Keeps).message
