"""What tells one run from another: function, settings, seed, options and data, as plain data."""

import hashlib
import json

from mlp.checks import check_count, check_data, check_path
from mlp.search.results import OUTCOME, plain
from mlp.search.training import check_settings, train_trial
from mlp.training.identity import describe, fingerprint

TAKEN = {"trial", "seed", "rung", "cost", *OUTCOME}  # columns of the table that no setting may be called


def identities(trials, data, function, seeds, options):
    """The identity of each trial with each seed, a list of {"trial": number, "identity": dict}, in their order.

    Raises ValueError for settings that are unknown to `train_trial`, not plain data, or named like a column of the
    table, and for data without validation images.
    """
    if len(check_data(data).validation.labels) == 0:
        raise ValueError("data has no validation images, by which a search judges; load it with validation=5000, say")
    common = {
        **known_as(function),
        "options": plain("options", options),
        "data": f"train {fingerprint(data.train)}, validation {fingerprint(data.validation)}",
    }
    rows = []
    for number, settings in enumerate(trials):
        settings = plain(f"trial {number}", dict(settings))
        if taken := sorted(settings.keys() & (TAKEN | options.keys())):
            raise ValueError(f"trial {number} has a setting called {taken[0]!r}, which is another column of the table")
        if function is train_trial:
            check_settings(settings)
        for seed in seeds:
            identity = common | {"settings": settings, "seed": check_count("seed", seed, low=0)}
            rows.append({"trial": number, "identity": identity})
    return rows


def known_as(function):
    """What identifies a function: its name; for one of yours, or one with arguments of its own, also what it does."""
    name = getattr(function, "__qualname__", type(function).__name__)
    described = describe(function)
    return {"function": name} if described == f"{function.__module__}.{name}" else {"function": name, "code": described}


def folder_for(folder, identity):
    """The folder in `folder` for one training, the same for every planned length, so that it can go on. None: None."""
    if folder is None:
        return None
    training = {name: value for name, value in identity.items() if name != "options"}
    name = hashlib.sha256(json.dumps(training, sort_keys=True).encode()).hexdigest()[:16]
    return str(check_path("folder", folder).absolute() / name)  # another process may work in another folder
