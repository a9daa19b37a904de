"""The exercise of chapter 08 that writes a callback: how far each step moves the parameters, relative to their size."""

import numpy as np

from mlp.data import Part
from mlp.exercises.checking.exercise import Exercise, Mistake
from mlp.network import build_mlp
from mlp.training.callbacks import Callback
from mlp.training.optimizers import SGD, Adam
from mlp.training.trainer import Trainer

SIZES = (6, 5, 3)
OPTIMIZERS = {"SGD": lambda: SGD(0.2), "momentum": lambda: SGD(0.1, momentum=0.9), "Adam": lambda: Adam(0.01)}


class UpdateRatio(Callback):
    """Notes the ratio (2) of every step in the list self.state["ratios"]."""

    def begin(self, trainer):
        """Make self.state new: {"before": …, "ratios": …}. The parameters are
        trainer.network.parameters.
        """
        # BEGIN SOLUTION
        self.state = {"before": trainer.network.parameters.copy(), "ratios": []}
        # END SOLUTION

    def after_step(self, trainer):
        """Append this step's ratio, and remember where the parameters are now."""
        # BEGIN SOLUTION
        now = trainer.network.parameters
        step = np.linalg.norm(now - self.state["before"])
        self.state["ratios"].append(float(step / np.linalg.norm(now)))
        self.state["before"] = now.copy()
        # END SOLUTION


def run(callback_class, images, labels, optimizer, steps):
    """Train twice with one callback: the ratios of the first training, then those of the second."""
    callback, found = callback_class(), []
    for seed in (0, 1):
        network = build_mlp(SIZES, "tanh", dtype="float64", seed=seed)
        trainer = Trainer(network, OPTIMIZERS[optimizer](), batch_size=4, callbacks=[callback], progress=False)
        trainer.fit(Part(images, labels), iterations=steps)
        if "ratios" not in callback.state:
            raise LookupError('self.state holds no "ratios" after a training: begin puts an empty list there')
        ratios = callback.state["ratios"]
        found.append(np.array(ratios) if isinstance(ratios, list) else ratios)
    return tuple(found)


def cases(rng):
    for n, optimizer, steps in [(8, "SGD", 5), (10, "momentum", 7), (8, "Adam", 4)]:
        yield rng.standard_normal((n, SIZES[0])), rng.integers(0, SIZES[-1], n), optimizer, steps


def _measured(ratio, copy=np.copy, follow=True):
    """The solution with ratio(before, now, trainer), another way to keep, or always from the start."""

    class Wrong(Callback):
        def begin(self, trainer):
            self.state = {"before": copy(trainer.network.parameters), "ratios": []}

        def after_step(self, trainer):
            now = trainer.network.parameters
            self.state["ratios"].append(float(ratio(self.state["before"], now, trainer)))
            if follow:
                self.state["before"] = copy(now)

    return Wrong


def _of_step(before, now, trainer):
    return np.linalg.norm(now - before) / np.linalg.norm(now)


class _NeverForgets(Callback):
    def __init__(self):
        super().__init__()
        self.state = {"ratios": []}

    def begin(self, trainer):
        self.state["before"] = trainer.network.parameters.copy()

    after_step = UpdateRatio.after_step


class _ForgetsAllButTheRatios(Callback):
    def begin(self, trainer):
        ratios = self.state.get("ratios", [])
        self.state = {"before": trainer.network.parameters.copy(), "ratios": ratios}

    after_step = UpdateRatio.after_step


class _CopiesInBeginOnly(Callback):
    begin = UpdateRatio.begin

    def after_step(self, trainer):
        UpdateRatio.after_step(self, trainer)
        self.state["before"] = trainer.network.parameters


class _OnlyTheLast(UpdateRatio):
    def after_step(self, trainer):
        super().after_step(trainer)
        self.state["ratios"] = self.state["ratios"][-1:]


class _AtTheRecords(UpdateRatio):
    def after_step(self, trainer):
        pass

    def after_record(self, trainer):
        super().after_step(trainer)


VIEW = (
    "network.parameters is one array that each step changes in place: what you keep without a .copy() changes with it, "
    "and the difference is 0"
)
LENGTH = "is that by how much the length changed? A step sideways changes no length: take the norm of now - before"
KEEPS = "the second training still has the ratios of the first: begin makes a new list"

UPDATE_RATIO = Exercise(
    name="UpdateRatio",
    points=3,
    solution=UpdateRatio,
    run=run,
    cases=cases,
    outputs=('state["ratios"] of a first training', 'state["ratios"] of a second training'),
    hints=(
        "To know how long the step was, you must know where the parameters stood before it: keep them in begin, and "
        "again after each step.",
        'self.state is a dict: give it "before", a copy of trainer.network.parameters, and "ratios", an empty list. '
        "np.linalg.norm(vector) is the length of a vector.",
        "In after_step: append the norm of (now - before), divided by the norm of now, to the list; then let before "
        "become a copy of now.",
    ),
    proves="you can look into any training without touching the trainer, and what you remember survives a checkpoint.",
    mistakes=(
        Mistake(_measured(_of_step, copy=np.asarray), VIEW),
        Mistake(_CopiesInBeginOnly, VIEW),
        Mistake(
            _measured(_of_step, follow=False),
            "are all steps measured from where the training began? After each step, `before` must move along",
        ),
        Mistake(
            _measured(lambda before, now, trainer: np.linalg.norm(now - before) / np.linalg.norm(before)),
            "is it divided by the length before the step? Divide by the one after it, as GradientNorms does",
        ),
        Mistake(
            _measured(lambda before, now, trainer: np.linalg.norm(now) / np.linalg.norm(now - before)),
            "it is upside down: the step's length stands above, the parameters' below",
        ),
        Mistake(
            _measured(lambda before, now, trainer: np.linalg.norm(now - before)),
            "is that the step's length alone? Divide it by the length of the parameters",
        ),
        Mistake(
            _measured(lambda before, now, trainer: _of_step(before, now, trainer) ** 2),
            "is that the ratio of the squares? A length has a root: np.linalg.norm takes it",
        ),
        Mistake(
            _measured(lambda before, now, trainer: np.linalg.norm(trainer.network.gradient) / np.linalg.norm(now)),
            "is that the gradient's length? The step is what the optimiser made of it: now - before",
        ),
        Mistake(
            _measured(
                lambda before, now, trainer: (
                    trainer.optimizer.learning_rate * np.linalg.norm(trainer.network.gradient) / np.linalg.norm(now)
                )
            ),
            "learning rate times gradient is the step of plain gradient descent only: with momentum or Adam it is "
            "another one. Take now - before",
        ),
        Mistake(
            _measured(lambda before, now, trainer: np.abs(now - before).mean() / np.abs(now).mean()),
            "are those means of sizes? Asked for are lengths, np.linalg.norm",
        ),
        Mistake(
            _measured(lambda before, now, trainer: np.linalg.norm(now) - np.linalg.norm(before)),
            LENGTH,
        ),
        Mistake(
            _measured(
                lambda before, now, trainer: abs(np.linalg.norm(now) - np.linalg.norm(before)) / np.linalg.norm(now)
            ),
            LENGTH,
        ),
        Mistake(
            _measured(lambda before, now, trainer: np.linalg.norm((now - before) / now)),
            "is it divided entry by entry? Asked for is one length divided by the other",
        ),
        Mistake(_NeverForgets, KEEPS),
        Mistake(_ForgetsAllButTheRatios, KEEPS),
        Mistake(_OnlyTheLast, "only the last ratio is kept: append each to the list"),
        Mistake(_AtTheRecords, "are those taken at the records only? after_step is called after each step"),
    ),
)
