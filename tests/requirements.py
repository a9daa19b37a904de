"""What a test needs and a machine may lack: skip there with a loud reason, but fail under CI=true."""

import importlib
import os
import shutil

import pytest


def require(module, why):
    """Return the imported `module`; where it is not installed, skip the test (or fail it under CI=true).

    `why` says what the test needs it for and is shown in the reason. A module that is installed but breaks
    while it is imported raises its own error: that is a fault to see, never a reason to skip.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0] and error.name != module:
            raise
        _missing(f"{why}: the Python module {module!r} is not installed")


def require_program(name, why):
    """Return the path of the program `name`; where PATH lacks it, skip the test (fail it under CI=true)."""
    path = shutil.which(name)
    if path is None:
        _missing(f"{why}: no program {name!r} on PATH")
    return path


def _missing(reason):
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"NOT RUN, and CI must run it: {reason}", pytrace=False)
    pytest.skip(f"NOT RUN: {reason}", allow_module_level=True)
