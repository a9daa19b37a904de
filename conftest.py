"""For every test: one BLAS thread per process, set before NumPy is imported, and notebooks without progress bars.

The kernels that nbval starts inherit the environment. Their outputs are compared to the letter, warnings on
standard error included, so nothing may be printed that differs from run to run.
"""

import os

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
        patch.delenv("MPLBACKEND", raising=False)
        patch.delenv("MLP_CHECK_STRICT", raising=False)
        return (yield)
