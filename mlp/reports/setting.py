"""A training as plain data: everything that it depends on, except the seed."""

from collections.abc import Callable
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Setting:
    """One training. What has the name of an argument of `build_mlp`, an optimiser or `Trainer` means the same as there.

    hidden              widths of the hidden layers
    slope               of leaky ReLUs
    validation          training images set aside, chosen by the seed
    watch               "validation", or "test" where a report chose by the test images: the images on which the history
                        measures the network, and by which `keep` and `patience` choose
    keep                None: the network as it is at the end; "loss" or "accuracy": as it was at its best on `watch`
    first_images        train on the first so many training images alone; None: on all
    renormalise         None, or what a batch's pixels are given mean 0 and standard deviation 1 over, in training:
                        "pixel", each pixel for itself, or "batch", all together
    renormalise_judged  whether the images that are judged are renormalised too, in batches of the same size
    epochs, iterations  the length: one of the two
    """

    hidden: tuple[int, ...] = (128, 64)
    activation: str | tuple[str, ...] = "relu"
    slope: float = 0.01
    initializer: str | float = "kaiming"
    dtype: str = "float32"
    scaling: str = "standardize"
    validation: int = 0
    watch: str = "validation"
    keep: str | None = None
    patience: int | None = None
    first_images: int | None = None
    renormalise: str | None = None
    renormalise_judged: bool = False
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    momentum: float = 0.0
    schedule: Callable | None = None
    l2: float = 0.0
    batch_size: int = 128
    epochs: int | None = None
    iterations: int | None = None
    record_every: int | None = None

    def describe(self):
        """All fields that are not at their default, name -> value, as JSON gives them back."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {f.name: _plain(values[f.name]) for f in fields(self) if values[f.name] != f.default}


def _plain(value):
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, (str, int, float)) else repr(value)
