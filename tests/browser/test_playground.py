"""The playground in a real page: started, paused, stepped and reset by keyboard, responsive while it trains."""

import os
import re
from pathlib import Path

import nbformat
import pytest

from tests.browser.checks import check_accessible, check_panel
from tests.browser.controls import controls_of, label_of, shown_by
from tests.browser.lab import SESSION, open_notebook

EPOCH_OVER = """([panel, epoch]) =>
    Number(panel.querySelector('[role=status]').textContent.match(/at epoch ([0-9]+)/)?.[1]) > epoch"""
SAYS = "([panel, words]) => panel.querySelector('[role=status]').textContent.includes(words)"
INTERRUPT = f"async () => {{ await {SESSION}.session.kernel.interrupt() }}"
REDRAWS = 5  # how many are waited for before it is believed that nothing is redrawn any more


@pytest.fixture(scope="module")
def notebook(browser, lab):
    """A notebook with a playground, and a cell that counts the threads at work."""
    threads = "import threading\n[thread.name for thread in threading.enumerate()].count('mlp worker')"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(source) for source in ("import mlp.widgets\nmlp.widgets.Playground()", threads)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.root / "playground.ipynb")
    with open_notebook(browser, lab, "playground.ipynb") as notebook:
        notebook.run_all()
        assert notebook.errors() == []
        yield notebook
        assert notebook.page_errors == []
        assert notebook.requests_away == []


@pytest.fixture
def panel(notebook):
    """The playground, at epoch 0 and not training."""
    panel = notebook.panels()[0]
    press(panel, "Reset")
    wait(panel, SAYS, "Ready at epoch 0:")
    return panel


def press(panel, label, key="Enter"):
    """Focus the button `label` and press `key`."""
    button = next(control for control in controls_of(panel) if label_of(control) == label)
    button.focus()
    panel.page.keyboard.press(key)


def wait(panel, condition, value):
    panel.page.wait_for_function(condition, arg=[panel.element_handle(), value])


def epoch_of(panel):
    return int(re.search(r"at epoch (\d+)", shown_by(panel)["words"]).group(1))


def epoch_that_stays(panel):
    """The epoch on show, after time for some redraws in which nothing may change."""
    before = shown_by(panel)
    panel.page.wait_for_timeout(REDRAWS * 100)
    assert shown_by(panel) == before
    return epoch_of(panel)


def test_start_pause_step_and_reset_by_keyboard(panel):
    press(panel, "Start", "Enter")
    wait(panel, EPOCH_OVER, 3)
    wait(panel, EPOCH_OVER, epoch_of(panel))
    press(panel, "Pause", "Space")
    wait(panel, SAYS, "Paused at epoch")
    epoch = epoch_that_stays(panel)
    press(panel, "Step", "Enter")
    wait(panel, SAYS, f"Paused at epoch {epoch + 1}:")
    assert epoch_that_stays(panel) == epoch + 1
    press(panel, "Start", "Space")
    wait(panel, EPOCH_OVER, epoch + 5)
    press(panel, "Reset", "Enter")
    wait(panel, SAYS, "Ready at epoch 0:")
    assert epoch_that_stays(panel) == 0


def test_while_it_trains_a_slider_takes_effect_and_the_kernel_answers(panel, notebook):
    press(panel, "Start")
    wait(panel, EPOCH_OVER, 2)
    epoch = epoch_of(panel)
    panel.locator(".noUi-handle").nth(1).press("ArrowRight")
    wait(panel, SAYS, "learning rate 0.3")
    wait(panel, EPOCH_OVER, epoch)
    assert threads_at_work(notebook) == 1
    press(panel, "Pause")
    wait(panel, SAYS, "Paused at epoch")
    assert threads_at_work(notebook) == 0


def test_an_interrupt_of_the_kernel_pauses(panel, notebook):
    press(panel, "Start")
    wait(panel, EPOCH_OVER, 2)
    panel.page.evaluate(INTERRUPT)
    wait(panel, SAYS, "Paused at epoch")
    assert threads_at_work(notebook) == 0
    epoch = epoch_of(panel)
    press(panel, "Start")
    wait(panel, EPOCH_OVER, epoch + 2)


def test_every_control_by_keyboard(panel, notebook):
    check_accessible(notebook)
    if folder := os.environ.get("MLP_SCREENSHOTS"):
        save_screenshots(panel, notebook, Path(folder))
    check_panel(panel)


def threads_at_work(notebook):
    """Run the notebook's second cell; return what it shows."""
    page = notebook.page
    cell = page.locator(".jp-CodeCell").nth(1)
    prompt = cell.locator(".jp-InputPrompt").inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    changed = "([prompt, old]) => prompt.textContent !== old && /[0-9]/.test(prompt.textContent)"
    page.wait_for_function(changed, arg=[cell.locator(".jp-InputPrompt").element_handle(), prompt])
    return int(cell.locator(".jp-OutputArea-output").inner_text())


def save_screenshots(panel, notebook, folder):
    folder.mkdir(parents=True, exist_ok=True)
    press(panel, "Start")
    wait(panel, EPOCH_OVER, 60)
    press(panel, "Pause")
    wait(panel, SAYS, "Paused at epoch")
    for theme in ("Light", "Dark"):
        notebook.use_theme(f"JupyterLab {theme}")
        panel.screenshot(path=folder / f"playground-{theme.lower()}.png")
