"""The studies by name. Each is the STUDY of the module of its name, imported when it is asked for."""

import importlib

from mlp.checks import check_choice

NAMES = ("regularisation",)


def study_of(name):
    """The `Study` called `name`, one of NAMES; ValueError for another."""
    return importlib.import_module(f"mlp.studies.{check_choice('study', name, NAMES)}").STUDY
