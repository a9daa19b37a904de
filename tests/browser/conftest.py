"""One JupyterLab for all browser tests of a process, and a browser for those of a module."""

import pytest

from tests.browser.lab import CHROMIUM_ARGS, CHROMIUM_NAMES, find_chromium, jupyterlab
from tests.requirements import require, require_program

WHY = "the browser tests run the notebooks as a learner does"


@pytest.fixture(scope="module")
def browser():
    """A Chromium without a window, closed after the module: while it is open no other test can run asyncio."""
    playwright = require("playwright.sync_api", WHY)
    executable = find_chromium() or require_program(CHROMIUM_NAMES[0], WHY)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab over a temporary folder."""
    require("jupyterlab", WHY)
    with jupyterlab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab
