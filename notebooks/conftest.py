"""How pytest runs the chapters: nbval compares their words, and then their pictures and guards are checked.

The kernels that nbval starts inherit the environment. Their outputs are compared to the letter, warnings on
standard error included, so nothing may be printed that differs from run to run.
"""

import pytest

from mlp.course.execute import NOT_FOR_THE_KERNEL, QUIET, STEADY, STRICT
from tests.notebooks.one_run import check_pictures, drawn_otherwise, run_guards


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """Start a chapter's kernel in the environment in which the build ran it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (STEADY | QUIET | STRICT).items():
            patch.setenv(name, value)
        for name in NOT_FOR_THE_KERNEL:
            patch.delenv(name, raising=False)
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Once nbval has run a cell and compared its words, the same run serves its pictures and its guards."""
    result = yield
    check_pictures(item.cell, item.test_outputs)
    run_guards(item.path, item.cell, item.parent.kernel)
    return result


def pytest_terminal_summary(terminalreporter):
    """Say where pictures were not compared by their pixels."""
    if drawn_otherwise():
        here = ", ".join(drawn_otherwise())
        terminalreporter.line(f"Pictures were compared by their size alone, for here draws {here}.")
