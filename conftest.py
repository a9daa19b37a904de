"""For every test: one BLAS thread per process, set before NumPy is imported, and notebooks without progress bars.

The kernels that nbval starts inherit the environment. Their outputs are compared to the letter, warnings on
standard error included, so nothing may be printed that differs from run to run.
"""

import os
import sys

import pytest

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """Start a notebook's kernel in the environment in which the build ran it."""
    if item.path.suffix != ".ipynb":
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TQDM_DISABLE", "1")
        patch.setenv("MLP_PROGRESS", "off")  # what a test runs, nobody has solved
        patch.delenv("MPLBACKEND", raising=False)
        patch.delenv("MLP_CHECK_STRICT", raising=False)
        return (yield)


@pytest.fixture(autouse=True, scope="module")
def no_widget_outlives_its_module():
    """ipywidgets keeps every widget, and a panel its images, until somebody closes it: they would fill the memory."""
    yield
    _close_widgets()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Close what a test itself has made; what a fixture has made goes with its module."""
    module = sys.modules.get("ipywidgets.widgets.widget")
    before = set(module._instances) if module else set()
    try:
        return (yield)
    finally:
        _close_widgets(but=before)


def _close_widgets(but=frozenset()):
    module = sys.modules.get("ipywidgets.widgets.widget")
    for name, widget in list(module._instances.items()) if module else []:
        if name not in but:
            widget.close()
