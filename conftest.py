"""For every test: one BLAS thread per process, set before NumPy is imported, and no widget that outlives its test.

What is particular to the chapters stands in notebooks/conftest.py.
"""

import os
import sys

import pytest

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")


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
