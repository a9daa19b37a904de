"""Small trainings to test with. As a program, it runs the one with everything switched on:

python -m tests.training.training_samples FOLDER TOTAL    trains TOTAL steps, with checkpoints in FOLDER
"""

import signal
import sys
from types import SimpleNamespace

import numpy as np

from mlp import SGD, AdamW, Trainer, build_mlp
from mlp.data.augmentation import Augmentation
from mlp.data.mixing import Mixing
from mlp.losses import MixedCrossEntropy
from mlp.training.callbacks import AverageBeside, GradientNorms, KeepBest, WeightAverage
from mlp.training.checkpoints import Checkpoints
from mlp.training.schedules import Cosine, WarmUp


def blobs(n, seed=0):
    """Three clouds of points in four dimensions."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    images = 3 * np.eye(3, 4)[labels] + rng.normal(size=(n, 4))
    return SimpleNamespace(images=images.astype("float32"), labels=labels)


TRAIN, VALIDATION = blobs(100), blobs(50, seed=1)


def small_trainer(**settings):
    """A Trainer for the clouds: four steps of 32 make a pass."""
    settings = {"batch_size": 32, "progress": False, "optimizer": SGD(0.05, momentum=0.9)} | settings
    return Trainer(build_mlp([4, 8, 3], seed=1), **settings)


def pictures(n, seed):
    """n random images of 784 pixels, with labels that can be learned from the first ten."""
    images = np.random.default_rng(seed).random((n, 784), dtype=np.float32)
    return SimpleNamespace(images=images, labels=images[:, :10].argmax(axis=1))


def full_trainer():
    """A Trainer in which everything draws, remembers or changes something as it trains."""
    return Trainer(
        build_mlp([784, 16, 12, 10], dropout=0.2, batch_norm=True, seed=3, loss=MixedCrossEntropy(0.05)),
        AdamW(0.01),
        batch_size=48,
        l2=1e-4,
        schedule=WarmUp(20, then=Cosine(2000)),
        augmentation=Augmentation(shift=2),
        mixing=Mixing(mixup=0.2, cutmix=0.5),
        callbacks=[WeightAverage(0.99), KeepBest("accuracy"), GradientNorms(every=7), AverageBeside(0.9, every=4)],
        record_every=25,
        seed=4,
        progress=False,
    )


def train_fully(folder, total, keep=2):
    """Run, or go on with, the training with everything on; the trainer at its end."""
    trainer = full_trainer()
    trainer.fit(pictures(300, 1), pictures(80, 2), iterations=total, checkpoints=Checkpoints(folder, 10, keep))
    return trainer


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have told its children to ignore it
    trainer = train_fully(sys.argv[1], int(sys.argv[2]))
    print(trainer.interrupted, len(trainer.history) > 0, trainer.network.predict(pictures(5, 3).images).shape)
