"""A click on a cell of the confusion matrix, with a real mouse in a real page."""

import nbformat
import pytest

from mlp.widgets import MistakesExplorer
from tests.browser.lab import open_notebook

SAYS = "([panel, words]) => panel.querySelector('[role=status]').textContent.includes(words)"


@pytest.fixture(scope="module")
def notebook(browser, lab):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    cells = [nbformat.v4.new_code_cell("from mlp.widgets import MistakesExplorer\nMistakesExplorer()")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.root / "mistakes.ipynb")
    with open_notebook(browser, lab, "mistakes.ipynb") as notebook:
        notebook.run_all()
        yield notebook
        assert notebook.errors() == []
        assert notebook.page_errors == []
        assert notebook.requests_away == []


def test_a_click_on_a_cell_shows_its_images(notebook):
    panel, twin = notebook.panels()[0], MistakesExplorer()
    picture = panel.locator("img")
    for true, called, words in ((7, 5, "Sneaker images"), (4, 2, "Coat images")):
        across, up = twin.matrix.transData.transform((called + 0.5, true + 0.5)) / twin.figure.bbox.size
        box = picture.bounding_box()
        picture.click(position={"x": across * box["width"], "y": (1 - up) * box["height"]})
        panel.page.wait_for_function(SAYS, arg=[panel.element_handle(), words])
        twin.true.value, twin.called.value = true, called
        assert panel.locator("[role=status]").inner_text() == twin.words
    assert picture.evaluate("picture => getComputedStyle(picture).cursor") == "pointer"
