"""Every chapter in a real JupyterLab: it runs without an error, and every control of every widget works by keyboard.

With MLP_SCREENSHOTS=folder each output with a figure or a widget is also saved there, in the light and the dark theme.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.browser.checks import check_accessible, check_nothing_cut_off, check_panel
from tests.browser.lab import REPOSITORY, open_notebook

CHAPTERS = sorted(REPOSITORY.glob("notebooks/[0-9][0-9]_*.ipynb"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_learner_runs_the_chapter(chapter, browser, lab):
    shutil.copy(chapter, lab.root / chapter.name)
    with open_notebook(browser, lab, chapter.name) as notebook:
        assert notebook.page.locator(".jp-OutputArea img").count(), "no picture is stored for who has not run the cells"
        check_nothing_cut_off(notebook)
        notebook.run_all()
        assert notebook.errors() == []
        assert notebook.panels(), f"{chapter.name} shows no live panel; every chapter has at least one"
        check_accessible(notebook)
        for panel in notebook.panels():
            check_panel(panel)
        if folder := os.environ.get("MLP_SCREENSHOTS"):
            save_screenshots(notebook, Path(folder), chapter.stem)
        assert notebook.page_errors == []
        assert notebook.requests_away == []


def save_screenshots(notebook, folder, stem):
    folder.mkdir(parents=True, exist_ok=True)
    for theme in ("Light", "Dark"):
        notebook.use_theme(f"JupyterLab {theme}")
        outputs = notebook.page.locator(".jp-OutputArea-child", has=notebook.page.locator("img"))
        for number, output in enumerate(outputs.all()):
            output.screenshot(path=folder / f"{stem}-{number:02d}-{theme.lower()}.png")
