"""Make the two pictures at the top of README.md from the running course: a page of a chapter, and a panel that moves.

    .venv/bin/python -m tools.pictures

Opens chapter 03 in JupyterLab in Chromium, as the browser tests do, runs it up to its panel, and writes
tools/pictures/chapter.png and tools/pictures/panel.gif. Takes half a minute.
"""

import io
import shutil
import tempfile
from pathlib import Path

import nbformat
from PIL import Image
from playwright.sync_api import sync_playwright

from mlp.course.build import NOTEBOOKS
from tests.browser.controls import controls_of, focus_of, label_of
from tests.browser.lab import CHROMIUM_ARGS, find_chromium, jupyterlab, open_notebook

PLACE = Path(__file__).with_name("pictures")
CHAPTER = "03_activations.ipynb"
PANEL = "ActivationExplorer"
STEPS, EVERY = 16, 150  # frames of the moving picture each way, and milliseconds of each
COLOURS = 64


def main():
    """Write both pictures."""
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver, jupyterlab(folder) as lab:
        shutil.copy(NOTEBOOKS / CHAPTER, folder)
        chromium = driver.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS)
        with open_notebook(chromium, lab, CHAPTER) as notebook:
            notebook.run_cells(cells_to_panel(NOTEBOOKS / CHAPTER))
            (panel, *_) = notebook.panels()
            panel.scroll_into_view_if_needed()
            notebook.page.screenshot(path=PLACE / "chapter.png")
            write_moving(frames(notebook.page, panel), PLACE / "panel.gif")
        chromium.close()


def cells_to_panel(path):
    """The names of the code cells that the panel needs: the first one, with its imports, and the panel's own."""
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return [code[0].id, next(cell.id for cell in code if f"{PANEL}(" in cell.source)]


def frames(page, panel):
    """Pictures of the panel while its slider x goes to the left, key by key, and back."""
    slider, _ = focus_of(next(control for control in controls_of(panel) if label_of(control) == "x"))
    pictures = []
    for key in ["ArrowLeft"] * STEPS + ["ArrowRight"] * STEPS:
        slider.press(key)
        page.wait_for_timeout(250)  # the redraw
        pictures.append(Image.open(io.BytesIO(panel.screenshot())).convert("RGB"))
    return pictures


def write_moving(pictures, path):
    """Write the pictures as a GIF that plays again and again, in one palette so that still parts stay still."""
    palette = pictures[0].quantize(COLOURS)
    small = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    small[0].save(path, save_all=True, append_images=small[1:], duration=EVERY, loop=0, optimize=True)


if __name__ == "__main__":
    main()
