"""What a notebook does with an answer that has passed its check works: the cells that use it run, with it in place.

For each chapter, other right answers than ours stand in the place of its exercises, all at once, in rounds. Then run,
in the notebook's order, the cells that depend on them and those that these need, as a learner's copy has them: without
guards. Trainings are cut short, so numbers are not looked at, only whether everything runs.
"""

import matplotlib.pyplot as plt
import pytest

from mlp.course.build import NOTEBOOKS
from mlp.course.learner import solution
from mlp.course.source import read_source
from mlp.exercises import exercises
from mlp.exercises.checking.judge import judge
from mlp.training.trainer import Trainer
from mlp.widgets.parts.toy_training import ToyTraining
from tests.notebooks.accepted_answers import ACCEPTED
from tests.notebooks.dependent_cells import statements_of, with_what_they_need

STEPS, READ_ONE_BY_ONE = 60, 200  # of a training; of one whose steps the chapter takes itself


def cells_with(cells, answered):
    """Those of `cells` that use an answer of `answered`, or what was made with one, and those that these need.

    Statement by statement: what is given a value without the help of an answer is no longer made with one.
    """
    touched, chosen = set(), set()
    for cell in cells:
        is_answer = cell.metadata.get("exercise") in answered
        for _, (read, given, changed) in statements_of(cell.text):
            if is_answer or read & touched:
                chosen.add(cell.name)
                touched |= given | changed
            else:
                touched -= given
    needed = with_what_they_need({cell.name: cell.text for cell in cells}, chosen)
    return [cell for cell in cells if cell.name in needed]


def rounds():
    """(code cells of a chapter without guards, its answers in one round): as many rounds as answers need."""
    found = []
    for source in sorted((NOTEBOOKS / "source").glob("*.py")):
        cells = [cell for cell in read_source(source) if cell.kind == "code"]
        here = [cell.metadata["exercise"] for cell in cells if "exercise" in cell.metadata]
        for turn in range(max((len(ACCEPTED.get(name, ())) for name in here), default=0)):
            answers = {name: ACCEPTED[name][turn] for name in here if turn < len(ACCEPTED.get(name, ()))}
            found.append(pytest.param(cells, answers, id=f"{source.stem}-{turn}"))
    return found


def test_every_exercise_has_another_right_answer():
    assert sorted(ACCEPTED) == sorted(exercises())


@pytest.fixture
def short_trainings(monkeypatch):
    """Trainings of a few steps: that they run with an answer is the question here, and what they give is another."""
    fit, begin = Trainer.fit, Trainer.begin

    def fit_briefly(trainer, train, validation=None, epochs=None, iterations=None, checkpoints=None):
        return fit(trainer, train, validation, None, min(iterations or STEPS, STEPS), checkpoints)

    def begin_briefly(trainer, train, validation=None, epochs=None, iterations=None, checkpoints=None):
        steps = min(iterations or READ_ONE_BY_ONE, READ_ONE_BY_ONE)
        return begin(trainer, train, validation, None, steps, checkpoints)

    monkeypatch.setattr(Trainer, "fit", fit_briefly)
    monkeypatch.setattr(Trainer, "begin", begin_briefly)
    monkeypatch.setattr(ToyTraining, "epoch", property(lambda training: STEPS * (len(training.losses) - 1)))


@pytest.mark.parametrize(("cells", "answers"), rounds())
def test_the_cells_that_use_an_answer_run(cells, answers, short_trainings):
    space = {}
    for cell in cells_with(cells, answers):
        code = answers.get(cell.metadata.get("exercise"), solution(cell) if "exercise" in cell.metadata else cell.text)
        try:
            exec(compile(code, cell.name, "exec", optimize=1), space)  # without `assert`, of what a long one gives
        except Exception as error:
            if "raises-exception" not in cell.metadata.get("tags", []):
                raise AssertionError(f"{cell.name}: {type(error).__name__}: {error}") from error
        plt.close("all")
    for name in answers:
        verdict = judge(exercises()[name], space[name])
        assert verdict, f"{name}: {verdict}"
