"""One training of a study, from settings that are plain data."""

from mlp.data.augmentation import Augmentation
from mlp.data.mixing import Mixing
from mlp.evaluation import evaluate
from mlp.layers import Dropout
from mlp.losses import MixedCrossEntropy, SoftmaxCrossEntropy
from mlp.network import Network
from mlp.search.training import make_trainer
from mlp.training.callbacks import AverageBeside, WeightAverage
from mlp.training.schedules import WarmUp

OF_TRIAL = ("arm", "epochs", "iterations", "record_every", "warm_up")
OF_REGULARISERS = ("label_smoothing", "shift", "mixup", "cutmix", "weight_average", "averages_beside", "input_dropout")


def train(settings, data, seed, checkpoints=None, callbacks=()):
    """Train as `settings` say, on data.train; return the `Trainer`, whose network is at its end.

    settings   what `mlp.search.train_trial` knows, and
                   epochs or iterations, record_every   the length, and how often the history measures the network
                   warm_up                              so many steps of `WarmUp`, before or into the schedule
                   label_smoothing, input_dropout       0 unless given
                   weight_average                       the decay of a `WeightAverage`
                   averages_beside                      the decays of `AverageBeside`s, the last of the callbacks
                   shift                                augmentation: shifts by up to so many pixels, and flips
                   mixup, cutmix                        those of a `Mixing`, 0 unless given
                   arm                                  a name, for the table
    seed       of the starting weights, of the order of the images, and of all noise
    checkpoints, callbacks   as for `Trainer`, more of them
    """
    of_search = {name: settings[name] for name in settings if name not in OF_TRIAL + OF_REGULARISERS}
    trainer = make_trainer(of_search, data, seed, settings.get("record_every"))
    if "warm_up" in settings:
        trainer.schedule = WarmUp(settings["warm_up"], then=trainer.schedule)
    _regularise(trainer, settings, data, seed)
    trainer.callbacks += callbacks
    trainer.begin(data.train, data.validation, settings.get("epochs"), settings.get("iterations"), checkpoints)
    while not trainer.done:  # not `fit`, which takes Ctrl-C for an early end
        trainer.advance()
    trainer.finish()
    return trainer


def _regularise(trainer, settings, data, seed):
    if settings.get("input_dropout"):
        layers = [Dropout(settings["input_dropout"]), *trainer.network.layers]
        trainer.network = Network(layers, initializer=settings.get("initializer", "kaiming"), seed=seed)
    mixing = Mixing(settings.get("mixup", 0.0), settings.get("cutmix", 0.0))
    loss = SoftmaxCrossEntropy
    if mixing != Mixing(0.0, 0.0):
        loss, trainer.mixing = MixedCrossEntropy, mixing
    trainer.network.loss = loss(settings.get("label_smoothing", 0.0))
    if "shift" in settings:
        trainer.augmentation = Augmentation.fitting(data, settings["shift"])
    if "weight_average" in settings:
        trainer.callbacks.insert(0, WeightAverage(settings["weight_average"]))
    trainer.callbacks += [AverageBeside(decay, every=20) for decay in settings.get("averages_beside", ())]


def measure(network, part, name):
    """Accuracy and plain cross-entropy, without smoothing, on one part of the data, under names that tell which."""
    network.loss = SoftmaxCrossEntropy()
    result = evaluate(network, part)
    return {f"{name}_accuracy": round(float(result.accuracy), 4), f"{name}_loss": round(float(result.loss), 4)}
