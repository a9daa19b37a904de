"""Who starts JupyterLab for the first time sees the first chapter, and nothing on top of it."""

import json
import shutil
import urllib.request

import pytest

from tests.browser.lab import REPOSITORY, jupyterlab, open_notebook

NOTIFICATIONS = "@jupyterlab/apputils-extension:notification"
NEWS = "official Jupyter news"


@pytest.fixture
def folder(tmp_path):
    shutil.copy(REPOSITORY / "notebooks" / "00_start_here.ipynb", tmp_path)
    return tmp_path


def settings(lab, raw=None):
    """What the first page asks for: the setting's description, after `raw` was stored as the reader's own, if given."""
    request = urllib.request.Request(f"{lab.address}/lab/api/settings/{NOTIFICATIONS}")
    request.add_header("Authorization", f"token {lab.token}")
    if raw is not None:
        request.method, request.data = "PUT", json.dumps({"raw": json.dumps(raw)}).encode()
    with urllib.request.urlopen(request) as answer:
        return json.load(answer) if raw is None else None


def test_no_question_covers_the_first_chapter(browser, folder):
    """Nothing but the installed course says so: no option of a command, no setting of this JupyterLab's own."""
    with jupyterlab(folder, settings={}) as lab:
        properties = settings(lab)["schema"]["properties"]
        assert properties["fetchNews"]["default"] == "false", "install the course again: make lab"
        assert properties["checkForUpdates"]["default"] is False
        with open_notebook(browser, lab, "00_start_here.ipynb") as notebook:
            notebook.page.wait_for_timeout(3000)
            assert notebook.page.get_by_text(NEWS).count() == 0
            assert notebook.requests_away == []


def test_a_reader_s_own_wish_comes_first(browser, folder):
    """And where the question is asked, the test above would see it."""
    with jupyterlab(folder, settings={}) as lab:
        settings(lab, {"fetchNews": "none"})
        with open_notebook(browser, lab, "00_start_here.ipynb") as notebook:
            notebook.page.get_by_text(NEWS).first.wait_for(timeout=3000)
