"""The exercise of chapter 08 that writes a callback: how far each step moves the parameters, relative to their size."""

import copy

import numpy as np

from mlp.data import Part
from mlp.exercises.checking.exercise import Exercise, Mistake, Told
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
        if np.ndim(ratios) == 0:
            raise Told(
                'self.state["ratios"] is a single value after a training: it is a list, to which each is appended'
            )
        found.append(np.array(ratios) if isinstance(ratios, list) else ratios)
    return *found, _from_a_checkpoint(callback_class, images, labels)


def _from_a_checkpoint(callback_class, images, labels):
    """The ratios of two steps and, after a restart that puts back network and state as a checkpoint does, a third."""
    first, second = callback_class(), callback_class()
    trainers = [
        Trainer(
            build_mlp(SIZES, "tanh", dtype="float64", seed=2), SGD(0.2), batch_size=4, callbacks=found, progress=False
        )
        for found in ([first], [])
    ]
    trainers[0].fit(Part(images, labels), iterations=2)
    second.begin(trainers[1])
    trainers[1].network.restore(trainers[0].network.snapshot())
    second.state = copy.deepcopy(first.state)
    trainers[1].network.parameters[::2] += 0.1
    second.after_step(trainers[1])
    return np.array(second.state["ratios"])


def case(rng, n=8, optimizer="SGD", steps=5):
    return rng.standard_normal((n, SIZES[0])), rng.integers(0, SIZES[-1], n), optimizer, steps


def _measured(ratio, keep=np.copy, follow=True, keep_first=None):
    """The solution with ratio(before, now, trainer), another way to keep, or always from the start."""

    class Wrong(Callback):
        def begin(self, trainer):
            self.state = {"before": (keep_first or keep)(trainer.network.parameters), "ratios": []}

        def after_step(self, trainer):
            now = trainer.network.parameters
            self.state["ratios"].append(float(ratio(self.state["before"], now, trainer)))
            if follow:
                self.state["before"] = keep(now)

    return Wrong


def _of_one_layer(part):
    """The solution that looks at one array alone: part(network)."""

    class Wrong(Callback):
        def begin(self, trainer):
            self.state = {"before": part(trainer.network).copy(), "ratios": []}

        def after_step(self, trainer):
            now = part(trainer.network)
            self.state["ratios"].append(np.linalg.norm(now - self.state["before"]) / np.linalg.norm(now))
            self.state["before"] = now.copy()

    return Wrong


def _of_step(before, now, trainer):
    return np.linalg.norm(now - before) / np.linalg.norm(now)


class _RemembersOutsideState(Callback):
    def begin(self, trainer):
        self.before, self.state = trainer.network.parameters.copy(), {"ratios": []}

    def after_step(self, trainer):
        now = trainer.network.parameters
        self.state["ratios"].append(_of_step(self.before, now, trainer))
        self.before = now.copy()


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

LOST = (
    "the ratios are right until a training goes on from a checkpoint: that keeps self.state alone, so what must "
    "be remembered, such as the parameters before the step, belongs into self.state, not into an attribute or a "
    "global name"
)
ONE_LAYER = {
    "the first layer's weight": lambda network: network.layers[0].weight,
    "the last layer's weight": lambda network: network.layers[-1].weight,
    "the first layer": lambda network: network.parameters[: SIZES[0] * SIZES[1] + SIZES[1]],
}
AFTER_A_RESTART = 'state["ratios"] of a training that goes on from a checkpoint'

UPDATE_RATIO = Exercise(
    name="UpdateRatio",
    points=3,
    solution=UpdateRatio,
    run=run,
    case=case,
    vary={"n": (10,), "optimizer": ("momentum", "Adam"), "steps": (7,)},
    because={
        AFTER_A_RESTART: LOST,
        "optimizer": "it is right for plain SGD only: the step is what the optimiser makes of it, now - before",
    },
    outputs=('state["ratios"] of a first training', 'state["ratios"] of a second training', AFTER_A_RESTART),
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
        Mistake(_measured(_of_step, keep=np.asarray), VIEW),
        Mistake(
            _measured(_of_step, keep_first=np.asarray),
            "a copy is missing in begin: network.parameters is one array that each step changes in place, so that the "
            "first difference is 0",
        ),
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
        *(
            Mistake(
                _measured(
                    lambda before, now, trainer, rate=rate: (
                        rate * np.linalg.norm(trainer.network.gradient) / np.linalg.norm(now)
                    )
                ),
                f"the step is {rate:g} times the gradient's length here: it is what the optimiser made of the "
                f"gradient, so take now - before",
            )
            for rate in (0.1, 0.01, 0.05, 0.001, 0.2)
        ),
        *(
            Mistake(
                _of_one_layer(part),
                f"only {name} is looked at: trainer.network.parameters is the vector of all parameters, of every layer",
            )
            for name, part in ONE_LAYER.items()
        ),
        Mistake(
            _measured(lambda before, now, trainer: np.abs(now - before).max() / np.abs(now).max()),
            "the largest entries are compared: asked for are lengths, the root of the sum of all squares, "
            "np.linalg.norm",
        ),
        Mistake(
            _measured(lambda before, now, trainer: (np.abs(now - before) / np.abs(now)).mean()),
            "it is a mean of ratios, entry by entry: asked for is one length divided by the other, np.linalg.norm",
        ),
        Mistake(
            _measured(lambda before, now, trainer: (now - before).std() / now.std()),
            "those are standard deviations, which take a mean off first: asked for are lengths, np.linalg.norm",
        ),
        Mistake(
            _measured(lambda before, now, trainer: (now - before).sum() / now.sum()),
            "those are sums, in which plus and minus cancel: asked for are lengths, np.linalg.norm",
        ),
        Mistake(
            _measured(lambda before, now, trainer: _of_step(before, now, trainer) / len(now)),
            "is it divided by the number of parameters as well? One length divided by the other is all",
        ),
        Mistake(_RemembersOutsideState, LOST),
        Mistake(_NeverForgets, KEEPS),
        Mistake(_ForgetsAllButTheRatios, KEEPS),
        Mistake(_OnlyTheLast, "only the last ratio is kept: append each to the list"),
        Mistake(_AtTheRecords, "are those taken at the records only? after_step is called after each step"),
    ),
)
