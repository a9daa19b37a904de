"""The studies by name. Each is the STUDY of the module of its name, imported when it is asked for."""

import importlib

from mlp.checks import check_choice

NAMES = (
    "optimisers",
    "long_run",
    "regularisation",
    "search_study",
    "search_luck",
    "activation_pairs",
    "effective_rates",
    "label_noise",
    "convolution",
    "pretrained",
    "record",
    "estimators",
)


def study_of(name):
    """The `Study` called `name`, one of NAMES; ValueError for another."""
    return importlib.import_module(f"mlp.studies.{check_choice('study', name, NAMES)}").STUDY
