"""Every chapter in a real JupyterLab: it opens with its pictures, and every control of every panel works by keyboard.

The cells of the first chapter are all run, as a learner does; of the others, those with panels and what these need. For
nbval runs each chapter whole, too, and compares what every cell gives. MLP_RUN_ALL=1 runs all cells of all chapters
here as well. With MLP_SCREENSHOTS=folder each output with a figure or a panel is also saved there, in the light and the
dark theme.
"""

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest

from mlp.widgets.engine.panel import STILL
from tests.browser.checks import check_accessible, check_nothing_cut_off, check_panel
from tests.browser.lab import REPOSITORY, open_notebook
from tests.notebooks.dependent_cells import with_what_they_need

CHAPTERS = sorted(REPOSITORY.glob("notebooks/[0-9][0-9]_*.ipynb"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_learner_opens_the_chapter_and_moves_its_panels(chapter, browser, lab):
    shutil.copy(chapter, lab.root / chapter.name)
    panels, needed = cells_with_panels(chapter)
    assert panels, f"{chapter.name} shows no live panel; every chapter has at least one"
    with open_notebook(browser, lab, chapter.name) as notebook:
        assert notebook.page.locator(".jp-OutputArea img").count(), "no picture is stored for who has not run the cells"
        check_nothing_cut_off(notebook)
        if chapter == CHAPTERS[0] or os.environ.get("MLP_RUN_ALL"):
            notebook.run_all()
        else:
            notebook.run_cells(needed)
        assert notebook.errors() == []
        assert len(notebook.panels()) == len(panels)
        check_accessible(notebook)
        for panel in notebook.panels():
            check_panel(panel)
        if folder := os.environ.get("MLP_SCREENSHOTS"):
            save_screenshots(notebook, Path(folder), chapter.stem)
        assert notebook.page_errors == []
        assert notebook.requests_away == []


def cells_with_panels(chapter):
    """(names of the cells of a notebook that show a panel, the same and those of the cells that they need)."""
    code = [cell for cell in nbformat.read(chapter, as_version=4).cells if cell.cell_type == "code"]
    panels = [cell.id for cell in code if STILL in json.dumps(cell.outputs)]
    return panels, with_what_they_need({cell.id: cell.source for cell in code}, panels)


def save_screenshots(notebook, folder, stem):
    folder.mkdir(parents=True, exist_ok=True)
    for theme in ("Light", "Dark"):
        notebook.use_theme(f"JupyterLab {theme}")
        outputs = notebook.page.locator(".jp-OutputArea-child", has=notebook.page.locator("img"))
        for number, output in enumerate(outputs.all()):
            output.screenshot(path=folder / f"{stem}-{number:02d}-{theme.lower()}.png")
